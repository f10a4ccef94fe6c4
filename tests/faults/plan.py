"""From a seed: which operations, and which one or two faults strike them when."""

import random
from dataclasses import dataclass

from layers.failpoints import POINTS

# Which operation passes the points of that name.
PASSES = {
    "upload": ("import", "publish"), "check": ("import",), "submit": ("import",), "passage": ("release", "edit"),
    "release": ("release", "edit", "import"), "publish": ("publish",), "withdraw": ("take_back", "redact"),
    "redact": ("redact",), "push": ("push",),
}  # fmt: skip
# Those that only an import passes.
OF_AN_IMPORT = ("upload.stored", "upload.saved")
# What is about another operation of the run, in this order after all others.
LAST = {"edit": "release", "undo": "edit", "take_back": "publish", "redact": "publish"}
# What strikes who acts alone, and what strikes the machine.
OWN = ("failpoint", "actor_killed", "disk_full", "clock")
COMMON = (
    "postmaster_killed", "web_killed", "network_cut", "lock_held", "no_connections", "no_room", "no_room_for_the_log",
)  # fmt: skip
# Every kind in turn, so that few seeds have them all.
EVERY = (*OWN, "failpoint", *COMMON, "failpoint")
CLOCKS_S = (-86_400, -3_600, 3_600, 86_400, 31 * 86_400)
LONGEST_DELAY_S = 1.2
LASTS_S = (0.3, 1.5)


@dataclass(frozen=True)
class Fault:
    """``kind`` of OWN or COMMON; ``point`` of a failpoint; ``after_s`` from the begin; ``lasts_s`` until it is over."""

    kind: str
    point: str = ""
    after_s: float = 0.0
    lasts_s: float = 0.0
    clock_s: int = 0
    most_bytes: int = 0


@dataclass(frozen=True)
class Plan:
    """``operations``: kind, key, and the key of what it is about."""

    seed: int
    operations: tuple[tuple[str, str, str], ...]
    is_large: bool
    faults: tuple[Fault, ...]
    reports: int

    def line(self) -> str:
        struck = " + ".join(fault.point or fault.kind for fault in self.faults)
        return f"seed {self.seed}: {' '.join(kind for kind, _, _ in self.operations)} under {struck}"


def plan(seed: int) -> Plan:
    """The same one for the same seed."""
    chosen = random.Random(seed)
    faults = tuple(_fault(kind, seed, chosen) for kind in _kinds(seed, chosen))
    wanted = {chosen.choice(_passers(fault.point)) for fault in faults if fault.point}
    if any(fault.kind == "disk_full" for fault in faults):
        wanted.add(chosen.choice(("import", "publish")))
    kinds = wanted | {"release"} | set(chosen.sample(["edit", "import", "publish", "push", "apply"], 2))
    if "publish" in kinds and "take_back" not in kinds and chosen.random() < 0.5:
        kinds.add("redact")
    return Plan(
        seed,
        _ordered(seed, kinds, chosen),
        is_large=any(fault.point.startswith("passage.") for fault in faults) or chosen.random() < 0.2,
        faults=faults,
        reports=chosen.randrange(3),
    )


def _kinds(seed: int, chosen: random.Random) -> list[str]:
    first = EVERY[seed % len(EVERY)]
    # Each third run has a second one.
    second = [chosen.choice([kind for kind in COMMON if kind != first])] if seed % 3 == 0 else []
    return [first, *second]


def _fault(kind: str, seed: int, chosen: random.Random) -> Fault:
    if kind == "failpoint":
        return Fault(kind, point=POINTS[seed // len(EVERY) % len(POINTS)])
    if kind == "clock":
        return Fault(kind, clock_s=chosen.choice(CLOCKS_S))
    if kind == "disk_full":
        return Fault(kind, most_bytes=chosen.choice((0, 4_000, 60_000)) or 1)
    return Fault(kind, after_s=chosen.uniform(0, LONGEST_DELAY_S), lasts_s=chosen.uniform(*LASTS_S))


def _passers(point: str) -> tuple[str, ...]:
    return ("import",) if point in OF_AN_IMPORT else PASSES[point.partition(".")[0]]


def _ordered(seed: int, kinds: set[str], chosen: random.Random) -> tuple[tuple[str, str, str], ...]:
    """What is about another comes after it; the rest as it falls."""
    made, about = [], {kind: f"{seed}-{kind}" for kind in kinds}
    if kinds & {"take_back", "redact"}:
        about["publish"] = f"{seed}-publish"
    if "edit" in kinds and chosen.random() < 0.5:
        about["undo"] = f"{seed}-undo"
    rest = [kind for kind in sorted(about) if kind not in LAST]
    chosen.shuffle(rest)
    for kind in [*rest, *LAST]:
        if kind in about:
            of = LAST.get(kind)
            made.append((kind, about[kind], about[of] if of else ""))
    return tuple(made)
