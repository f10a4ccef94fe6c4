"""The units of the city by what people write: looked up in memory, since a file names thousands of villages.

The same understanding as layers.regions.named, with everyday names: 东村 is the 东村村委会.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from importers.cells import Wrong
from layers.regions.everyday import everyday_name
from layers.regions.models import Region

CODE = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
FEW = 5


@dataclass(frozen=True)
class Unit:
    pk: int
    code: str
    name: str
    full_name: str
    level: int
    path: str


class Units:
    """All units in force today."""

    def __init__(self) -> None:
        rows = Region.objects.published().values_list(
            "pk", "code", "name", "short_name", "level", "path", "manage_parent_id"
        )
        names = {pk: name for pk, _, name, *_ in rows}
        above = {pk: parent for pk, *_, parent in rows}
        self.by_code: dict[str, Unit] = {}
        self.by_name: dict[str, list[Unit]] = {}
        self.asked: dict[tuple[str, str], Unit | Wrong] = {}
        for pk, code, name, short_name, level, path, _ in rows:
            chain, at = [name], above[pk]
            while at in names:
                chain.append(names[at])
                at = above[at]
            unit = Unit(pk, code, name, "".join(reversed(chain)), level, path)
            self.by_code[code] = unit
            for word in {name, short_name, everyday_name(name)} - {""}:
                self.by_name.setdefault(word, []).append(unit)

    def named(self, text: str, near: str = "") -> Unit:
        """The one unit that is meant. Of several of one name the one around or within ``near``, the path of the unit
        in which the row lies. Raises Wrong. Each text is looked up once."""
        key = (text, near)
        if key not in self.asked:
            try:
                self.asked[key] = self._named(text, near)
            except Wrong as wrong:
                self.asked[key] = wrong
        found = self.asked[key]
        if isinstance(found, Wrong):
            raise found
        return found

    def known(self, text: str, near: str = "") -> Unit | None:
        """``named``, None for what is none."""
        try:
            return self.named(text, near)
        except Wrong:
            return None

    def _named(self, text: str, near: str) -> Unit:
        code = CODE.search(text)
        if code:
            if code.group() not in self.by_code:
                raise Wrong("没有这个区划代码", "写现行的 12 位代码，或从县写起的全名")
            return self.by_code[code.group()]
        found = self._candidates(re.sub(r"\s", "", text))
        if not found:
            raise Wrong("没有这个区划", "写 12 位代码，或从县写起的全名")
        around = [
            unit for unit in found if near and (near.startswith(unit.path) or unit.path.startswith(near))
        ]
        if len(found) > 1 and len(around) != 1:
            several = "、".join(f"{unit.full_name} {unit.code}" for unit in found[:FEW])
            raise Wrong(f"有 {len(found)} 个同名的区划", f"写代码：{several}"[:300])
        return (around or found)[0]

    def _candidates(self, wanted: str) -> Sequence[Unit]:
        """The longest name at the end, what stands before it being the units above: 湖滨镇东村."""
        for start in range(len(wanted)):
            prefix, word = wanted[:start], wanted[start:]
            found = [
                unit
                for unit in self.by_name.get(word, ())
                if unit.full_name.removesuffix(unit.name).endswith(prefix)
            ]
            if found:
                return found
        return []
