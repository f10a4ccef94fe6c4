"""某县2024年第3批次城镇建设用地 says its year, its number and what it is; a column that says otherwise counts more."""

import re
import unicodedata

from layers.changes.aggregate import Snapshot
from layers.land.models import Case

YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
BATCH = re.compile(r"第\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*批")
DIGITS = {letter: number for number, letter in enumerate("一二三四五六七八九", start=1)}


def fill_from_name(after: Snapshot) -> None:
    """Kind, year and number of the batch where they are not told yet."""
    name = unicodedata.normalize("NFKC", after["name"])
    batch, year = BATCH.search(name), YEAR.search(name)
    if batch and after.get("batch_no") is None:
        after["batch_no"] = _number(batch[1])
    if not after.get("kind") and batch:
        after["kind"] = Case.Kind.BATCH.value
    if not after.get("year"):
        after["year"] = int(year[1]) if year else int(after["began_on"][:4])


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0)
