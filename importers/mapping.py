"""认字段: which column of a file is which column of the dataset, by the words that stand above it.

What somebody decided for a header is remembered for her next file with the same header.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence

from geo.errors import BadInput
from importers.columns import MARK, Column
from importers.models import FieldMemory
from importers.report import ERROR, NUMBER, SUGGESTION
from layers.staff.models import User

NOISE = re.compile(r"[\s*:：_\-（）()]+")
# Columns of our own reports, which come back with a corrected list.
OURS = {ERROR, SUGGESTION, MARK, NUMBER}

# Name of the dataset's column → title in the file.
Mapping_ = Mapping[str, str]


def folded(title: str) -> str:
    """A title without what does not tell it from another: case, width, spaces, stars, brackets."""
    return NOISE.sub("", unicodedata.normalize("NFKC", title)).lower()


def fingerprint(header: Sequence[str]) -> str:
    """SHA-256 over the titles in their order."""
    return hashlib.sha256("\n".join(map(folded, header)).encode()).hexdigest()


def guess(header: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """Column name → title, for each that stands there under its own title or a synonym; the own title is first."""
    titles: dict[str, str] = {}
    for one in header:
        titles.setdefault(folded(one), one)
    found: dict[str, str] = {}
    for rank in (0, 1):
        for column in columns:
            words = [column.title] if rank == 0 else [column.name, *column.synonyms]
            for word in words:
                title = titles.get(folded(word), "")
                if title and title not in OURS and column.name not in found and title not in found.values():
                    found[column.name] = title
    return found


def checked(mapping: Mapping_, header: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """``mapping`` without empty entries. Raises BadInput("mapping") for a column or a title that is not there."""
    names = {column.name: column.title for column in columns}
    kept = {name: title for name, title in mapping.items() if title}
    for name, title in kept.items():
        if name not in names:
            raise BadInput("mapping", f"没有“{name[:40]}”这个字段，可以写：{'、'.join(names)}")
        if title not in header:
            raise BadInput("mapping", f"{names[name]}：文件里没有“{str(title)[:40]}”这一列")
        if list(header).count(title) > 1:
            raise BadInput("mapping", f"文件里有几列都叫“{title[:40]}”，请先改名")
    doubled = sorted({title for title in kept.values() if list(kept.values()).count(title) > 1})
    if doubled:
        raise BadInput("mapping", f"同一列不能当作两个字段：{'、'.join(doubled)[:100]}")
    return kept


def unmapped(header: Sequence[str], mapping: Mapping_) -> list[str]:
    """The titles of columns that will not be read."""
    return [title for title in header if title and title not in OURS and title not in mapping.values()]


def remembered(user: User, dataset: str, header: Sequence[str]) -> dict[str, object]:
    """What this person said of such a header the last time; {} without."""
    memory = FieldMemory.objects.filter(user=user, dataset=dataset, header=fingerprint(header)).first()
    return dict(memory.choices) if memory else {}


def remember(user: User, dataset: str, header: Sequence[str], choices: Mapping[str, object]) -> None:
    FieldMemory.objects.update_or_create(
        user=user, dataset=dataset, header=fingerprint(header), defaults={"choices": dict(choices)}
    )
