"""单位 and 事项: the departments of the city with what one comes to them for, governments, land offices."""

from dataclasses import dataclass

from importers.samples.city import City, government
from layers.organisations.models import Organisation
from layers.regions.models import Kind, Level, Region
from layers.services import versions
from layers.services.material_lines import read_lines
from layers.services.models import Material, ServiceItem

HOURS = "工作日 8:30-12:00、13:30-17:00"


@dataclass
class Organisations:
    departments: dict[str, Organisation]
    governments: dict[int, Organisation]
    land_offices: dict[int, Organisation]
    # Beside the land office of the showcase county, so that two bureaus of one county are there to be kept apart.
    other_bureau: Organisation
    items: list[ServiceItem]
    # Codes of the place categories where an item is handled.
    handled_in: dict[str, list[ServiceItem]]


def make_organisations(city: City) -> Organisations:
    stream = city.draws.stream("organisations")
    ids = city.draws.ids("organisation")

    def organisation(name: str, region: Region, short_name: str = "", address: str = "") -> Organisation:
        return Organisation(
            public_id=ids.next(),
            name=name,
            short_name=short_name,
            region=region,
            phone=city.phone(stream),
            hours=HOURS,
            address=address or f"{region.name}（示例地址）",
            published_at=city.moment(city.today),
            is_sample=True,
        )

    departments = {
        row["key"]: organisation(row["name"], city.root, row["short_name"], row["address"])
        for row in city.rows("organisations.csv")
    }
    governments = {unit.pk: organisation(government(unit), unit) for unit in [*city.counties, *city.towns]}
    land_offices = {county.pk: organisation(land_office(county), county) for county in city.counties}
    showcase = city.parent(city.showcase_town, Level.COUNTY)
    other_bureau = organisation(f"{showcase.name}教育和体育局", showcase)
    Organisation.objects.bulk_create([*departments.values(), *governments.values()])
    for bureau in [*land_offices.values(), other_bureau]:
        bureau.parent = governments[bureau.region_id]
    Organisation.objects.bulk_create([*land_offices.values(), other_bureau])
    items, handled_in = _items(city, departments)
    return Organisations(departments, governments, land_offices, other_bureau, items, handled_in)


def land_office(county: Region) -> str:
    return f"{county.name}自然资源{'局' if county.kind == Kind.ZONE else '和规划局'}"


def _items(
    city: City, departments: dict[str, Organisation]
) -> tuple[list[ServiceItem], dict[str, list[ServiceItem]]]:
    stream = city.draws.stream("items")
    ids = city.draws.ids("item")
    items: list[ServiceItem] = []
    materials: list[Material] = []
    handled_in: dict[str, list[ServiceItem]] = {}
    for row in city.rows("items.csv"):
        promised = int(row["promised"])
        item = ServiceItem(
            public_id=ids.next(),
            name=row["name"],
            aliases=row["aliases"],
            kind=row["kind"],
            organisation=departments[row["organisation"]],
            handler=row["handler"],
            phone=city.phone(stream),
            complaint_phone="12345",
            conditions=_lines(row["conditions"]),
            steps=_lines(row["steps"]),
            visits=int(row["visits"]),
            fee=row["fee"],
            basis="、".join(
                f"《{law}》" if not law.startswith("山东省") else law for law in row["basis"].split("、")
            ),
            result=row["result"],
            theme_id=row["theme"],
            legal_limit=int(row["legal"]) if row["legal"] else None,
            promised_limit=promised,
            limit_unit=row["unit"],
            is_immediate=promised == 0,
            verified_on=city.today,
            published_at=city.moment(city.today),
            is_sample=True,
        )
        items.append(item)
        materials += [Material(item=item, **line) for line in read_lines(_lines(row["materials"]))]
        for category in row["places"].split(";"):
            handled_in.setdefault(category, []).append(item)
    ServiceItem.objects.bulk_create(items)
    Material.objects.bulk_create(materials)
    versions.keep([item.public_id for item in items])
    return items, handled_in


def _lines(text: str) -> str:
    return "\n".join(text.split("|"))
