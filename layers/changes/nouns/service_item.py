"""办事事项 with its materials: for scope it is its organisation's, in the region of which it lies."""

from geo.errors import BadInput
from layers.changes.aggregate import Child, Noun, Snapshot, register
from layers.changes.attached_files import AttachedFiles
from layers.changes.found import Withdrawals, indexed, taken_back
from layers.changes.models import Proposed
from layers.organisations.models import Organisation
from layers.services import versions
from layers.services.files import ITEM_FILES, ItemFile
from layers.services.models import Material, ServiceItem
from layers.subscriptions.announcing import News, announce

DIRECT = frozenset({"phone", "verified_on"})
FILES = AttachedFiles(ITEM_FILES, "这个事项", "样表")


def place(key: str, snapshot: Snapshot, is_there: bool) -> tuple[str | None, str | None]:
    office = snapshot["organisation"]
    region = Organisation.objects.filter(public_id=office).values_list("region__code", flat=True).first()
    return region, office


def check(key: str, snapshot: Snapshot) -> None:
    """政务服务事项 (C.4): what the office promises is within the law, and an item done at once is promised no days."""
    legal, promised = snapshot["legal_limit"], snapshot["promised_limit"]
    if legal is not None and promised is not None and promised > legal:
        raise BadInput("promised_limit", "承诺办结时限不能长于法定办结时限")
    if snapshot["is_immediate"] and promised:
        raise BadInput("promised_limit", "即办件当场办结，承诺办结时限应为 0 或不写")
    if snapshot["online_address"] and not snapshot["online_address"].startswith("https://"):
        raise BadInput("online_address", "网上办理要填个人信息，网址应以 https:// 开头")
    FILES.check(key, snapshot)


def show(keys: list[str], is_preview: bool) -> None:
    versions.keep(keys)
    indexed("item")(keys, is_preview)
    FILES.publish(keys, is_preview)


def take_back(withdrawals: Withdrawals) -> None:
    taken_back(ServiceItem, "事项", kind="item")(withdrawals)
    FILES.take_back(withdrawals)


def _is_news(row: Proposed) -> bool:
    """Another telephone number, or that somebody looked again, changes nothing for who brings papers."""
    if row.before is None or row.after is None:
        return row.before is not None
    return any(row.before[name] != row.after[name] for name in row.after if name not in DIRECT)


def tell(change_set: str, rows: list[Proposed]) -> None:
    """Who brings papers has to know that others are wanted now; of a new item nobody has heard before."""
    changed = [row for row in rows if _is_news(row)]
    offices = {(row.after or row.before or {})["organisation"] for row in changed}
    named = {
        public_id: (region, name)
        for public_id, region, name in Organisation.objects.filter(public_id__in=offices).values_list(
            "public_id", "region__code", "name"
        )
    }
    news = []
    for row in changed:
        told = row.after or row.before or {}
        region, office = named[told["organisation"]]
        news.append(
            News(
                event=f"{change_set}:item:{row.key}",
                kind="item",
                title=f"“{told['name']}”{'的办事指南有更新' if row.after else '已不再办理'}",
                about=told["name"],
                place=office,
                address=f"/q/{row.key}",
                region=region,
                organisation=told["organisation"],
                topics=frozenset({("item", row.key)}),
            )
        )
    announce(news)


register(
    Noun(
        name="service_item",
        title="办事事项",
        model=ServiceItem,
        fields=(
            "name", "aliases", "kind", "code", "organisation", "theme", "handler", "phone", "complaint_phone",
            "conditions", "steps", "visits", "online_address", "fee", "basis", "result", "legal_limit",
            "promised_limit", "limit_unit", "is_immediate", "verified_on",
        ),
        children=(
            Child(model=Material, name="materials", label="申请材料", parent="item",
                  fields=("name", "necessity", "form", "copies", "source", "note", "sort_key")),
            Child(model=ItemFile, name="item_files", label="样表", parent="item",
                  fields=("document", "version", "use", "material", "sort_key"), identity=("document",)),
        ),
        direct=DIRECT,
        place=place,
        check=check,
        publish=show,
        withdraw=take_back,
        leave=FILES.leave,
        files=FILES.files,
        attach=FILES.attach,
        file_rows=FILES.rows,
        announce=tell,
        order=3,
    )
)  # fmt: skip
