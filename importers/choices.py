"""How a file is to be read: what its person said of it, in one form that can be kept, compared and hashed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import TextChoices

from geo.errors import BadInput
from importers.position import Crs
from layers.public_ids import parse_public_id

ALL = "*"
NEW = "new"
MOST_ANSWERS = 5_000


class Mode(TextChoices):
    APPEND = "append", "只追加新的"
    UPDATE = "update", "新增和更新"
    REPLACE = "replace", "整体替换"


@dataclass(frozen=True)
class Choices:
    """``mapping``: column of the dataset → title in the file, None as guessed. ``fixed``: what holds for all rows.
    ``answers``: row → the public id that it is, or NEW; "*" for all rows that ask. ``region``: the code of the unit
    that is replaced, or in which rows without a place of their own lie. ``drafts``: the files of a bundle go into drafts;
    without it it is tried out."""

    mapping: dict[str, str] | None = None
    fixed: dict[str, str] = field(default_factory=dict)
    crs: str = ""
    swap: bool = False
    encoding: str = ""
    layer: str = ""
    mode: str = Mode.UPDATE.value
    region: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    drafts: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Choices":
        """From JSON. Raises BadInput for what is no way of reading."""
        unknown = set(given) - set(cls.__dataclass_fields__)
        if unknown:
            raise BadInput("choices", f"没有这些读法：{'、'.join(sorted(unknown))[:100]}")
        made = cls(**given)
        if made.mode not in Mode.values:
            raise BadInput("mode", f"方式应为 {'、'.join(Mode.values)} 之一")
        if made.mode == Mode.REPLACE and not made.region:
            raise BadInput("region", "整体替换要说明替换哪个区划的")
        for name in ("mapping", "fixed", "answers"):
            pairs = getattr(made, name)
            if pairs is not None and not (
                isinstance(pairs, dict) and all(isinstance(x, str) for pair in pairs.items() for x in pair)
            ):
                raise BadInput(name, "应为名称与文字的对照")
        if made.crs:
            Crs.parse(made.crs)
        if len(made.answers) > MOST_ANSWERS:
            raise BadInput("answers", f"一次最多回答 {MOST_ANSWERS} 行")
        for answer in made.answers.values():
            if answer != NEW:
                parse_public_id(answer, "answers")
        return made

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def answer(self, row: int) -> str:
        return self.answers.get(str(row)) or self.answers.get(ALL, "")

    @property
    def lasting(self) -> dict[str, Any]:
        """What is worth remembering for the next file with this header. Not the CRS: the same header from another map
        app would be moved half a kilometre without a word."""
        return {"mapping": self.mapping, "fixed": self.fixed}
