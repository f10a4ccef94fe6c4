"""The planted corpus: how much is found, how much is blamed wrongly, and what the public copies give away."""

from collections import Counter

import pytest

from layers.documents.store import open_stored
from layers.screening.models import Screening
from tests.layers.screening.corpus import CLEAN, CLEAN_SCANS, SCANS, TEXT, UNSEEN, Planted, corpus
from tests.layers.screening.extractors import said_by_all

RECALL, PRECISION = 0.995, 0.97


class Tally:
    """Files by class: held or passed, planted or clean."""

    def __init__(self) -> None:
        self.files: Counter[str] = Counter()
        self.held: Counter[str] = Counter()
        self.planted: set[str] = set()
        self.scans: set[str] = set()

    def count(self, name: str, planted: Planted, screening: Screening) -> None:
        self.files[name] += 1
        self.held[name] += screening.state != Screening.State.CLEAR
        if not name.startswith("clean"):
            self.planted.add(name)
        if planted.is_scan:
            self.scans.add(name)

    def recall(self, *, scans: bool) -> float:
        names = {name for name in self.planted if (name in self.scans) == scans}
        return sum(self.held[name] for name in names) / sum(self.files[name] for name in names)

    def precision(self) -> float:
        return sum(self.held[name] for name in self.planted) / self.held.total()

    def print(self) -> None:
        for name, count in self.files.items():
            print(f"{name:18} {count:5} files, {self.held[name]:5} held back")
        print(f"recall of text {self.recall(scans=False):.4f}, of scans {self.recall(scans=True):.4f}")
        print(f"precision {self.precision():.4f}, of {self.files.total()} files")


def look_through(screened, folder, *parts, seed: int = 0) -> Tally:
    tally = Tally()
    for makers, count in parts:
        for name, planted in corpus(makers, count, seed):
            screening = screened(planted.content, planted.name)
            tally.count(name, planted, screening)
            if name in UNSEEN or screening.state == Screening.State.CLEAR:
                gives_nothing_away(name, planted, screening, folder)
    tally.print()
    return tally


def gives_nothing_away(name, planted, screening, folder) -> None:
    assert screening.derivative is not None, name
    with open_stored(screening.derivative) as content:
        for extractor, text in said_by_all(content.read(), folder).items():
            for secret in planted.secrets:
                assert secret not in text, f"{extractor} reads a secret in what is public of {name}"


def test_one_planted_file_of_each_kind_is_found_and_nothing_clean_is_blamed(screened, tmp_path):
    parts = (TEXT, len(TEXT)), (CLEAN, 2 * len(CLEAN)), (SCANS, len(SCANS)), (CLEAN_SCANS, 1)
    tally = look_through(screened, tmp_path, *parts)
    assert len(tally.planted) == len(TEXT) + len(SCANS)
    assert tally.recall(scans=False) == tally.recall(scans=True) == tally.precision() == 1


PARTS = [
    pytest.param(seed, marks=pytest.mark.long if seed == 1 else pytest.mark.longest) for seed in (1, 2, 3, 4)
]


@pytest.mark.parametrize("seed", PARTS)
def test_two_thousand_planted_files_in_four_parts(screened, tmp_path, seed):
    """500 files a part, and the goals hold in each. 20 are scans or photos: recognition takes three seconds a page."""
    parts = ((TEXT, 344), (CLEAN, 136), (SCANS, 14), (CLEAN_SCANS, 6))
    tally = look_through(screened, tmp_path, *parts, seed=seed)
    assert tally.files.total() == 500
    assert tally.recall(scans=False) >= RECALL and tally.recall(scans=True) >= RECALL
    assert tally.precision() >= PRECISION
