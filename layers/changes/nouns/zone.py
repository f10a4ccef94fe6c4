"""专区 with devices, items, roster and the order of its home page; and the standard of each level, the whole city's."""

import re

from django.conf import settings

from geo.errors import BadInput
from layers.changes.aggregate import Child, Noun, Snapshot, register
from layers.changes.found import indexed, taken_back
from layers.zones import models

MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)", re.ASCII)


def place(key: str, snapshot: Snapshot, is_there: bool) -> tuple[str | None, str | None]:
    return snapshot["region"], snapshot["organisation"]


def check(key: str, snapshot: Snapshot) -> None:
    for row in snapshot["duties"]:
        if bool(row["days"]) == bool(row["on"]):
            raise BadInput("duties", f"值班安排里“{row['name']}”：写星期几，或者写哪一天，两样选一样")
        # 个人信息保护法: the roster is public, somebody's own number is not.
        if MOBILE.search(re.sub(r"[\s-]", "", row["phone"])):
            raise BadInput("duties", f"值班安排里“{row['name']}”：这里对外公开，请写办公电话，不写手机号")
    names = [row["module"] for row in snapshot["home_modules"]]
    for name in names:
        if name not in settings.MODULES:
            raise BadInput("home_modules", f"首页没有“{name}”这个模块")
    if len(set(names)) < len(names):
        raise BadInput("home_modules", "首页顺序里同一个模块写了两次")
    ids = [row["public_id"] for row in snapshot["devices"]]
    # A release would carry it off.
    if models.ZoneDevice.objects.filter(public_id__in=ids).exclude(zone__public_id=key).exists():
        raise BadInput("devices", "有设备是别的专区的")


def refuse(withdrawals: list[tuple[str, str, str]]) -> None:
    raise BadInput("reason", "每一级的专区标准只能修改，不能撤回")


register(
    Noun(
        name="zone",
        title="专区",
        model=models.Zone,
        fields=(
            "name", "region", "organisation", "place", "area_m2", "has_sign", "colour", "slogan", "functions",
            "verified_on",
        ),
        children=(
            Child(model=models.ZoneDevice, name="devices", label="设备", parent="zone",
                  fields=("public_id", "kind", "name", "asset_no", "count"), identity=("public_id",),
                  order=("kind", "name", "asset_no")),
            Child(model=models.ZoneItem, name="items", label="专区事项", parent="zone", fields=("item", "note"),
                  identity=("item",)),
            Child(model=models.Duty, name="duties", label="值班安排", parent="zone",
                  fields=("days", "on", "name", "phone", "sort_key")),
            Child(model=models.HomeModule, name="home_modules", label="首页顺序", parent="zone",
                  fields=("module", "sort_key")),
        ),
        place=place,
        # Who sits there tomorrow is known today, and no reviewer knows better.
        direct=frozenset({"duties", "verified_on"}),
        check=check,
        publish=indexed("zone"),
        withdraw=taken_back(models.Zone, "专区", kind="zone"),
        order=9,
    )
)  # fmt: skip
register(
    Noun(
        name="zone_standard",
        title="专区标准",
        model=models.ZoneStandard,
        key="level",
        fields=("name", "least_area_m2", "least_browser", "functions"),
        children=(
            Child(model=models.StandardDevice, name="devices", label="应配设备", parent="standard",
                  fields=("kind", "count"), identity=("kind",)),
            Child(model=models.StandardItem, name="items", label="应进专区的事项", parent="standard", fields=("item",),
                  identity=("item",)),
        ),
        withdraw=refuse,
        is_lasting=False,
        order=1,
    )
)  # fmt: skip
