"""Interleaved rounds: what is compared runs side by side, so that a noisy neighbour hurts both alike.

A figure is the median of at least nine per-round ratios with its spread (the quartiles), and one of three
words: met, within noise (the target lies inside the quartiles), missed.
"""

import os
import platform
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

ROUNDS = 9


@dataclass(frozen=True)
class Ratio:
    """Of per-round costs or rates; ``target`` is met when the median is on its good side."""

    name: str
    rounds: list[float]
    target: float
    at_most: bool

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def quartiles(self) -> tuple[float, float]:
        low, _, high = statistics.quantiles(self.rounds, n=4)
        return low, high

    @property
    def verdict(self) -> str:
        low, high = self.quartiles
        if (self.median <= self.target) if self.at_most else (self.median >= self.target):
            return "met"
        return "within noise" if low <= self.target <= high else "missed"

    def row(self) -> str:
        low, high = self.quartiles
        sign = "≤" if self.at_most else "≥"
        figure = f"{self.median:.2f} ({low:.2f}-{high:.2f})"
        return f"| {self.name} | {figure} | {sign} {self.target:g} | {len(self.rounds)} | {self.verdict} |"


HEAD = "| figure | median (quartiles) | target | rounds | verdict |\n|---|---|---|---|---|"


def interleaved(contestants: dict[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """One measurement of each contestant a round, in an order that turns; the first round is thrown away."""
    names = list(contestants)
    figures: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            figure = contestants[name]()
            if turn:
                figures[name].append(figure)
    return figures


def ratio(name: str, over: list[float], under: list[float], target: float, *, at_most: bool) -> Ratio:
    """``over`` by ``under``, round by round."""
    return Ratio(name, [a / b for a, b in zip(over, under, strict=True)], target, at_most)


def heading(command: str) -> str:
    """The command, commit, day and machine that the figures belong to."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return f"`{command}` · commit {commit.strip()} · {date.today()} · {machine}"
