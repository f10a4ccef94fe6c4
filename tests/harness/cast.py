"""The fixed cast of staff: a city, a county and its neighbour, a town, a village, and who works there.

    city ─┬─ county ─── town ─── village          government ─┬─ bureau
          └─ neighbour ── neighbour_town                      └─ other_bureau       (of the county)

Everybody's password is ``PASSWORD``. People are named by what they do: ``cast.county_editor`` drafts in the bureau,
``cast.county_publisher`` publishes in the government, ``cast.bureau_editor`` drafts in the other bureau.
"""

import datetime as dt
from types import SimpleNamespace

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser

from layers.organisations.models import Organisation
from layers.regions.models import Kind, Level, Region
from layers.staff.models import Assignment, Deputy, Role, User

PASSWORD = "Correct-horse-7"
SINCE = dt.date(2024, 1, 1)

# who: role, region, organisation
POSTS = {
    "city_editor": (Role.EDITOR, "city", "city_office"),
    "city_reviewer": (Role.REVIEWER, "city", "city_office"),
    "city_publisher": (Role.PUBLISHER, "city", "city_office"),
    "auditor": (Role.AUDITOR, "city", "city_office"),
    "system_administrator": (Role.SYSTEM_ADMINISTRATOR, "city", "city_office"),
    "security_administrator": (Role.SECURITY_ADMINISTRATOR, "city", "city_office"),
    "audit_administrator": (Role.AUDIT_ADMINISTRATOR, "city", "city_office"),
    "county_editor": (Role.EDITOR, "county", "bureau"),
    "county_reviewer": (Role.REVIEWER, "county", "bureau"),
    "county_second_reviewer": (Role.REVIEWER, "county", "bureau"),
    "county_third_reviewer": (Role.REVIEWER, "county", "government"),
    "secrecy_reviewer": (Role.REVIEWER, "county", "government"),
    "county_publisher": (Role.PUBLISHER, "county", "government"),
    "bureau_editor": (Role.EDITOR, "county", "other_bureau"),
    "neighbour_editor": (Role.EDITOR, "neighbour", "neighbour_bureau"),
    "neighbour_reviewer": (Role.REVIEWER, "neighbour", "neighbour_bureau"),
    "neighbour_publisher": (Role.PUBLISHER, "neighbour", "neighbour_bureau"),
    "town_editor": (Role.EDITOR, "town", "town_government"),
    "town_reviewer": (Role.REVIEWER, "town", "town_government"),
    "village_clerk": (Role.EDITOR, "village", "town_government"),
}


def make_cast() -> SimpleNamespace:
    """In a handful of statements, for a test that has a database."""
    return SimpleNamespace(
        **(places := _regions()),
        **(offices := _organisations(places)),
        **_people(places | offices),
        anonymous=AnonymousUser(),
    )


def _regions() -> dict[str, Region]:
    city = _region(Level.CITY, "滨州市", "371600000000")
    county = _region(Level.COUNTY, "博兴县", "371625000000", city)
    neighbour = _region(Level.COUNTY, "惠民县", "371621000000", city)
    town = _region(Level.TOWN, "湖滨镇", "371625104000", county)
    neighbour_town = _region(Level.TOWN, "石庙镇", "371621101000", neighbour)
    village = _region(Level.VILLAGE, "东村村委会", "371625104201", town)
    return {
        "city": city, "county": county, "neighbour": neighbour,
        "town": town, "neighbour_town": neighbour_town, "village": village,
    }  # fmt: skip


def _region(level: Level, name: str, code: str, parent: Region | None = None) -> Region:
    """The unit of that code, if a test has made it already."""
    kind = {1: Kind.CITY, 2: Kind.COUNTY, 3: Kind.TOWN, 4: Kind.VILLAGE}[level]
    given = {"level": level, "name": name, "manage_parent": parent, "stat_parent": parent, "kind": kind}
    unit, _ = Region.objects.get_or_create(code=code, defaults=given)
    if not unit.path:
        unit.path = f"{parent.path if parent else ''}{unit.pk}/"
        unit.save(update_fields=["path"])
    return unit


def _organisations(places: dict[str, Region]) -> dict[str, Organisation]:
    def office(name: str, place: str, parent: Organisation | None = None) -> Organisation:
        return Organisation.objects.create(name=name, region=places[place], parent=parent)

    government = office("博兴县人民政府", "county")
    return {
        "city_office": office("滨州市政务公开办", "city"),
        "government": government,
        "bureau": office("博兴县自然资源和规划局", "county", government),
        "other_bureau": office("博兴县教育和体育局", "county", government),
        "neighbour_bureau": office("惠民县自然资源和规划局", "neighbour"),
        "town_government": office("湖滨镇人民政府", "town"),
    }


def _people(where: dict[str, Region | Organisation]) -> dict[str, User]:
    password = make_password(PASSWORD)
    people = {
        name: User(
            username=name.replace("_", "-"), display_name=name, password=password, is_staff=True,
        )
        for name in POSTS
    }  # fmt: skip
    User.objects.bulk_create(people.values())
    Assignment.objects.bulk_create(
        Assignment(
            user=people[name], role=role, region=where[region], organisation=where[organisation],
            valid_from=SINCE, is_secrecy_reviewer=name == "secrecy_reviewer",
        )
        for name, (role, region, organisation) in POSTS.items()
    )  # fmt: skip
    return people


def lend(principal: User, to: User, since: dt.date, until: dt.date) -> Deputy:
    """The principal's one assignment."""
    return Deputy.objects.create(
        assignment=principal.assignments.get(), user=to, valid_from=since, valid_to=until, reason="休假"
    )
