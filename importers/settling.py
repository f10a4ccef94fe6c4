"""Whose a row is: its unit by what it says and where it lies, its organisation, and whether this person may edit there.

What it was and what it becomes both count, as in layers.changes.scoping.
"""

from functools import cached_property

from importers.cells import Wrong
from importers.checking import Checking
from importers.choices import Mode
from importers.dataset import Dataset
from importers.findings import WARNING
from importers.regions import Unit
from importers.stage import Staged
from importers.verdicts import Verdicts
from layers.changes.aggregate import Snapshot
from layers.organisations.models import Organisation
from layers.staff.scope import Scope, scope_of


class Settling:
    """Of one file and its person; ``user`` None may edit everywhere."""

    def __init__(self, checking: Checking, dataset: Dataset, verdicts: Verdicts) -> None:
        self.choices, self.units, self.ground = checking.choices, checking.units, checking.ground
        self.dataset, self.verdicts, self.user = dataset, verdicts, checking.user
        self.scope: Scope = scope_of(checking.user)
        self.known: dict[tuple[str, int | None], bool] = {}

    @cached_property
    def organisations(self) -> dict[str, list[tuple[int, str]]]:
        """By name and by public id: (key, public id) of each."""
        found: dict[str, list[tuple[int, str]]] = {}
        rows = Organisation.objects.filter(withdrawn_at__isnull=True)
        for pk, name, public_id in rows.values_list("pk", "name", "public_id"):
            found.setdefault(name, []).append((pk, public_id))
            found[public_id] = [(pk, public_id)]
        return found

    def guess(self, row: Staged) -> Unit | None:
        """What the row names, else the unit around its point, else the stated one of the file. Tells no fault."""
        around = self.units.by_code.get(row.there)
        text = row.values.get("region") or ""
        if text:
            return self.units.known(text, around.path if around else "")
        return around or self.units.by_code.get(self.choices.region)

    def settle(self, row: Staged, values: dict[str, str | None], before: Snapshot | None) -> Unit | None:
        """Puts region and organisation of the row into ``values`` as natural keys; the unit, None with the fault told."""
        unit = self._unit(row, before)
        if unit is None or not self._organisation(row, values, unit, before):
            return None
        there = self.units.by_code.get(before["region"]) if before is not None else None
        # A place that lies where it says already keeps its unit, be it the town or the village.
        keeps = there is not None and not row.values.get("region") and unit.path.startswith(there.path)
        values["region"] = there.code if there is not None and keeps else unit.code
        return unit

    def _unit(self, row: Staged, before: Snapshot | None) -> Unit | None:
        around = self.units.by_code.get(row.there)
        text = row.values.get("region") or ""
        try:
            unit = self.units.named(text, around.path if around else "") if text else self.guess(row)
        except Wrong as wrong:
            self.verdicts.fault(row, "region", wrong.reason, wrong.suggestion, "unknown_region")
            return None
        if unit is None and before is not None:
            unit = self.units.by_code.get(before["region"])
        if unit is None:
            why = "没有写所在区划，" + (
                "位置也不在任何已装入的区划范围里"
                if self.ground.is_known
                else "还没有装入区划范围，不能按位置找"
            )
            self.verdicts.fault(row, "region", why, "写 12 位代码，或从县写起的全名", "unknown_region")
            return None
        stated = self.units.by_code.get(self.choices.region)
        if self.choices.mode == Mode.REPLACE and stated and not unit.path.startswith(stated.path):
            self.verdicts.fault(
                row, "region", f"不在要整体替换的{stated.name}", "分成几个文件", "outside_stated"
            )
            return None
        if text and around is not None and not around.path.startswith(unit.path):
            told = f"位置在{around.full_name}，不在所写的{unit.name}"
            self.verdicts.fault(row, "region", told, "核对位置和区划", "other_region", WARNING)
        return unit

    def _organisation(
        self, row: Staged, values: dict[str, str | None], unit: Unit, before: Snapshot | None
    ) -> bool:
        text = row.values.get("organisation") or ""
        former = (
            self._office(before["organisation"]) if before is not None and before["organisation"] else None
        )
        office = former
        if text:
            found = self.organisations.get(text) or self.organisations.get(text.split()[-1]) or []
            if len(found) != 1:
                why = "有几个同名的单位" if found else "没有这个单位"
                self.verdicts.fault(
                    row, "organisation", why, "写单位全称，或它的 9 位编号", "unknown_organisation"
                )
                return False
            office, values["organisation"] = found[0]
        pairs = [(unit.path, office)]
        if before is not None and before["region"] in self.units.by_code:
            pairs.append((self.units.by_code[before["region"]].path, former))
        if all(self._may(*pair) for pair in pairs):
            return True
        self.verdicts.fault(
            row, "region", f"{unit.full_name}的这个网点不在您的范围之内", "由当地或主管单位的编辑人员导入，或核对位置和区划",
            "outside_region", status="outside",
        )  # fmt: skip
        return False

    def _office(self, public_id: str) -> int | None:
        found = self.organisations.get(public_id)
        return found[0][0] if found else None

    def _may(self, path: str, office: int | None) -> bool:
        if self.user is None:
            return True
        key = (path, office)
        if key not in self.known:
            self.known[key] = self.scope.covers(self.dataset.role, path, office)
        return self.known[key]
