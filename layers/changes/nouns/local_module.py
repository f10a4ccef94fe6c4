"""地方特色栏目: a city's or a county's own; what each kind must have stands in ``NEEDED``."""

from geo.errors import BadInput
from layers.changes.aggregate import Child, Noun, Pair, Snapshot, register
from layers.changes.found import indexed, taken_back
from layers.local_modules.models import LocalModule, LocalRow
from layers.organisations.models import Organisation
from layers.regions.models import Level, Region
from layers.search import index

Kind = LocalModule.Kind
# kind → the column or child that it is nothing without, and what to say when it lacks.
NEEDED = {
    Kind.LINK: ("address", "“网站或系统”要写网址"),
    Kind.VIDEO: ("address", "“视频”要写播放页的网址"),
    Kind.PAGE: ("body", "“一页文字”要写正文"),
    Kind.LIST: ("rows", "“清单”至少要有一行"),
    Kind.MAP_LAYER: ("category", "“地图上的一类”要选类目"),
    Kind.HIDDEN: ("replaces", "“不显示上级的栏目”要选是哪一个"),
}


def place(key: str, snapshot: Snapshot, is_there: bool) -> tuple[str | None, str | None]:
    return snapshot["region"], snapshot["organisation"]


def check(key: str, snapshot: Snapshot) -> None:
    first, last = snapshot["shown_from"], snapshot["shown_until"]
    if first and last and last < first:
        raise BadInput("shown_until", "显示到哪天不能早于从哪天起")
    if snapshot["replaces"] == key:
        raise BadInput("replaces", "栏目不能代替它自己")


def demand(rows: list[Pair]) -> None:
    for _, after in rows:
        column, said = NEEDED[Kind(after["kind"])]
        if not after[column]:
            raise BadInput(column if len(rows) == 1 else None, f"“{after['title']}”：{said}")
        if not after["devices"]:
            raise BadInput("devices", f"“{after['title']}”：至少选一种设备")
        _refuse_a_wrong_level(after)


def _refuse_a_wrong_level(after: Snapshot) -> None:
    """市县两级: towns and villages inherit. Whoever answers for it works in that city or county."""
    region = Region.objects.filter(code=after["region"]).only("level", "path").first()
    if region is None or region.level not in (Level.CITY, Level.COUNTY):
        raise BadInput("region", f"“{after['title']}”：地方特色栏目只能属于市或县（市、区）")
    office = Organisation.objects.filter(public_id=after["organisation"]).values_list(
        "region__path", flat=True
    )
    if not (office.first() or "").startswith(region.path):
        raise BadInput("organisation", f"“{after['title']}”：负责单位应在所属的市县")
    if after["replaces"]:
        above = LocalModule.objects.published().filter(public_id=after["replaces"])
        path = above.values_list("region__path", flat=True).first() or ""
        if not path or path == region.path or not region.path.startswith(path):
            raise BadInput("replaces", f"“{after['title']}”：只能代替上级现有的栏目")


def show(keys: list[str], is_preview: bool) -> None:
    indexed("local_module")(keys, is_preview)
    hidden = LocalModule.objects.filter(public_id__in=keys, kind=Kind.HIDDEN)
    index.remove("local_module", list(hidden.values_list("public_id", flat=True)))


register(
    Noun(
        name="local_module",
        title="地方特色栏目",
        model=LocalModule,
        fields=(
            "title", "icon", "kind", "region", "organisation", "replaces", "summary", "address", "framing", "body",
            "category", "devices", "shown_from", "shown_until", "sort_key",
        ),
        children=(
            Child(model=LocalRow, name="rows", label="清单", parent="module",
                  fields=("title", "text", "phone", "address", "sort_key")),
        ),
        label=lambda snapshot: str(snapshot.get("title") or "未命名"),
        place=place,
        check=check,
        demand=demand,
        publish=show,
        withdraw=taken_back(LocalModule, "栏目", kind="local_module"),
        order=9,
    )
)  # fmt: skip
