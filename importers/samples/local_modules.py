"""地方特色栏目 of the samples: three of each county: a site, a page, a list."""

from importers.samples.channels import BASE
from importers.samples.city import City
from importers.samples.organisations import Organisations
from layers.channels.models import Website
from layers.local_modules.models import LocalModule, LocalRow

Kind, Framing = LocalModule.Kind, Website.Framing
CREDIT = "信用信息的公示平台（示例）。"
PAGE = "这里写本县的老手艺、特产和集市（示例）。\n\n逢农历三、八赶集，早上开市，中午散。"
ROWS = (
    ("便民大集", "每逢农历三、八，上午"),
    ("非遗工坊", "周二至周日，可以参观和体验"),
    ("农家书屋", "每天下午，借书不用押金"),
)


def make_local_modules(city: City, organisations: Organisations) -> int:
    ids = city.draws.ids("local-module")
    common = {"published_at": city.moment(city.today), "is_sample": True}
    counties = {county.pk for county in city.counties}
    made, lists = [], []
    for government in (found for pk, found in organisations.governments.items() if pk in counties):
        owner = {"region": government.region, "organisation": government, **common}
        link, page, rows = ids.next(), ids.next(), ids.next()
        made.append(
            LocalModule(
                public_id=link, title="信用公示", icon="notary", kind=Kind.LINK, summary=CREDIT, sort_key=1,
                address=f"{BASE}/credit/{link}", framing=Framing.FORBIDDEN, **owner,
            )
        )  # fmt: skip
        made.append(
            LocalModule(
                public_id=page,
                title="本地特产",
                icon="market",
                kind=Kind.PAGE,
                body=PAGE,
                sort_key=2,
                **owner,
            )
        )
        if organisations.other_bureau.region_id == government.region_id:
            owner["organisation"] = organisations.other_bureau
        lists.append(
            LocalModule(public_id=rows, title="文化活动", icon="culture", kind=Kind.LIST, sort_key=3, **owner)
        )
    LocalModule.objects.bulk_create([*made, *lists])
    LocalRow.objects.bulk_create(
        LocalRow(module=one, title=f"{title}（示例）", text=text, sort_key=number)
        for one in lists
        for number, (title, text) in enumerate(ROWS, start=1)
    )
    return len(made) + len(lists)
