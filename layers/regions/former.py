"""Former codes and names of units that are still there: an old notice names 邹平县, its code leads to 邹平市."""

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from layers.regions.division_file import FileProblems, padded
from layers.regions.models import Region, RegionCode, RegionName


def add_former(path: Path, new: Iterable[Region]) -> int:
    """Read code,current_code,name,valid_from,valid_to,note for the units that were just added; the number of rows.

    0 without a file. Raises FileProblems that names every bad row.
    """
    if not path.exists():
        return 0
    by_code = {region.code: region for region in new}
    codes, names, problems = [], [], []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                began, ended = (
                    dt.date.fromisoformat(row["valid_from"]),
                    dt.date.fromisoformat(row["valid_to"]),
                )
            except (KeyError, ValueError):
                problems.append(f"第 {number} 行：日期应写作 2018-07-02")
                continue
            region = by_code.get(padded(row["current_code"]))
            if region is None:
                continue
            codes.append(
                RegionCode(region=region, code=padded(row["code"]), valid_from=began, valid_to=ended)
            )
            if row["name"] not in ("", region.name):
                names.append(
                    RegionName(
                        region=region,
                        name=row["name"],
                        kind=RegionName.Kind.FORMER,
                        valid_to=ended,
                        note=row["note"],
                    )
                )
    if problems:
        raise FileProblems(path.name, problems)
    for former in codes:
        # The present code began when the former one ended.
        RegionCode.objects.filter(region=former.region, valid_to=None).update(valid_from=former.valid_to)
    RegionCode.objects.bulk_create(codes)
    RegionName.objects.bulk_create(names)
    return len(codes)
