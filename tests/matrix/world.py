"""What the matrix looks at: one of each kind, public, withdrawn and drafted, in five places beside one another.

    own        of the county's bureau, drafted by county_editor
    other      of the other bureau of that county
    sibling    of the neighbour county
    child      of the town
    parent     of the city

Each draft and each withdrawn text holds a canary: a word that may reach only those who may see that thing.
"""

import datetime as dt
import io
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.gis.geos import Point
from django.test import RequestFactory
from django.utils import timezone

from importers import run
from importers.handing_in import hand_in
from importers.item_sources import keys as item_sources
from layers.audit.acting import acting
from layers.changes.drafting import draft
from layers.changes.models import Attachment
from layers.changes.review import comment
from layers.consultations import reference as consultations
from layers.consultations.filing import file as ask
from layers.devices import identity
from layers.documents.models import Document, DocumentVersion, PageImage, Redaction
from layers.documents.publish import add_version, publish, withdraw
from layers.documents.store import put_made
from layers.land import publish as land
from layers.land.models import CaseDocument, DocumentKind
from layers.objections.filing import Letter, file
from layers.places import publish as places
from layers.public_ids import new_public_id
from layers.receipts.door import OnlyThere
from layers.regions.models import Region
from layers.reports import filing as reporting
from layers.screening.models import Finding, Screening
from layers.videos.models import Progress
from tests.harness.cast import make_cast
from tests.importers.sheets import packed, workbook
from tests.layers.benefits.making import benefit
from tests.layers.channels.making import account, website
from tests.layers.consultations.making import selected_answer
from tests.layers.documents.files import picture
from tests.layers.foi.making import application, foi_answer
from tests.layers.foi.making import office as foi_office
from tests.layers.land.factories import case
from tests.layers.local_modules.making import local_module
from tests.layers.places.making import category, place
from tests.layers.policies.making import policy
from tests.layers.services.making import item
from tests.layers.videos.making import footage, playlist, video
from tests.layers.zones.making import board, zone

# where → (author of the draft, region, organisation, village of the cases), by name in the cast
PLACES = {
    "own": ("county_editor", "county", "bureau", "village"),
    "other": ("bureau_editor", "county", "other_bureau", "village"),
    "sibling": ("neighbour_editor", "neighbour", "neighbour_bureau", "neighbour_village"),
    "child": ("town_editor", "town", "town_government", "village"),
    "parent": ("city_editor", "city", "city_office", "village"),
}
SEEN_IN_SHORT = ("own", "sibling")
STATES = ("published", "withdrawn", "drafted")

# The column of a withdrawn one that holds its canary.
HIDDEN = {
    "account": "summary", "website": "summary", "item": "handler", "policy": "summary", "benefit": "summary", "local": "body",
    "zone": "slogan", "board": "where", "video": "summary", "foi_answer": "answer",
    "selected_answer": "answer",
}  # fmt: skip

# Who may see what is drafted or withdrawn there, by the rule of layers/staff/scope.py told in people.
MAY_SEE = {
    "own": {"county_editor", "county_reviewer", "county_publisher", "city_editor", "auditor"},
    "other": {"bureau_editor", "county_publisher", "city_editor", "auditor"},
    "sibling": {"neighbour_editor", "city_editor", "auditor"},
    "child": {
        "town_editor", "county_editor", "county_reviewer", "county_publisher", "bureau_editor", "city_editor", "auditor",
    },
    "parent": {"city_editor", "auditor"},
}  # fmt: skip

ROLES = (
    "anonymous", "county_editor", "neighbour_editor", "bureau_editor", "town_editor", "village_clerk", "county_reviewer",
    "county_publisher", "city_editor", "auditor", "system_administrator", "security_administrator",
    "audit_administrator", "superuser",
)  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """``key`` stands in its address; ``hash`` is what a form of a draft carries."""

    where: str
    state: str
    key: str
    canary: str = ""
    hash: str = ""
    # Further arguments of its addresses.
    more: tuple[tuple[str, str], ...] = ()


@dataclass
class World:
    cast: SimpleNamespace
    things: dict[str, list[Thing]] = field(default_factory=dict)

    def add(self, noun: str, thing: Thing) -> None:
        self.things.setdefault(noun, []).append(thing)

    def canaries(self) -> dict[str, Thing]:
        return {thing.canary: thing for things in self.things.values() for thing in things if thing.canary}


def make_world() -> World:
    cast = make_cast()
    cast.superuser = type(cast.auditor)(username="root-of-all", is_staff=True, is_superuser=True)
    cast.superuser.save()
    town = cast.neighbour_town
    cast.neighbour_village = Region.objects.create(
        level=4,
        name="石庙村村委会",
        code="371621101201",
        manage_parent=town,
        stat_parent=town,
        kind="village",
    )
    cast.neighbour_village.path = f"{town.path}{cast.neighbour_village.pk}/"
    cast.neighbour_village.save(update_fields=["path"])
    consultations.load()
    world = World(cast)
    for number, where in enumerate(PLACES):
        _places(world, where, number)
        _cases(world, where)
        _channels(world, where)
        _local_modules(world, where)
        _films(world, where)
        _application(world, where)
        _question(world, where)
        _documents(world, where)
        _drafts(world, where, number)
        if where in SEEN_IN_SHORT:
            _batches(world, where, number)
            _source(world, where)
        world.add("person", Thing(where, "published", str(getattr(cast, PLACES[where][0]).pk)))
    return world


def _canary(*words: str) -> str:
    return "canary-" + "-".join(words)


def _places(world: World, where: str, number: int) -> None:
    _, region, organisation, _ = PLACES[where]
    home, office = getattr(world.cast, region), getattr(world.cast, organisation)
    at = (118.1 + number / 100, 37.2)
    there = place(f"示例网点{where}", home, at, organisation=office)
    world.add("place", Thing(where, "published", there.public_id))
    _report(world, where, there)
    canary = _canary("place", "withdrawn", where)
    gone = place(f"示例停办网点{where}", home, at, organisation=office, introduction=canary)
    places.withdraw(gone, "停办")
    world.add("place", Thing(where, "withdrawn", gone.public_id, canary))


def _cases(world: World, where: str) -> None:
    _, region, organisation, village = PLACES[where]
    home, office, touched = (getattr(world.cast, name) for name in (region, organisation, village))
    county = home if home.level == 2 else world.cast.county
    given = {"organisation": office, "stages": {"PRE_NOTICE": dt.date(2024, 3, 4)}}
    there = case(county, [touched], name=f"示例{where}批次", **given)
    world.add("case", Thing(where, "published", there.public_id))
    if where in SEEN_IN_SHORT:
        _shown(world, where, there)
    _objection(world, where, there, county)
    canary = _canary("case", "withdrawn", where)
    gone = case(county, [touched], name=f"示例撤回{where}批次", compensation=canary, **given)
    land.withdraw(gone, "有误")
    world.add("case", Thing(where, "withdrawn", gone.public_id, canary))


def _objection(world: World, where: str, about: Any, county: Region) -> None:
    """From somebody of none of the villages: it is the office's that handles the case, and nobody else's."""
    canary = _canary("objection", "drafted", where)
    letter = Letter(
        case=about, region=county, stage_code="PRE_NOTICE", kind="opinion", name=canary, phone="", address=canary,
        text=canary, channel="paper", received_on=dt.date(2024, 3, 5),
    )  # fmt: skip
    request = RequestFactory().post("/")
    request.user = AnonymousUser()
    issued = file(request, letter, canary)
    world.add("objection", Thing(where, "drafted", issued.number, canary))


def _application(world: World, where: str) -> None:
    """With the region of its organisation, as it is filed; and the office that takes it, which there is once."""
    office = getattr(world.cast, PLACES[where][2])
    canary = _canary("foi_office", "withdrawn", where)
    gone = foi_office(office, address=canary, withdrawn_at=timezone.now(), withdrawal_reason="停用")
    world.add("foi_office", Thing(where, "withdrawn", gone.public_id, canary))
    world.add("foi_office", Thing(where, "published", foi_office(office).public_id))
    canary = _canary("application", "drafted", where)
    with acting(None, scope=OnlyThere(office.region.path)):
        row = application(office, "2024-03-05", name=canary, description=canary)
    world.add("application", Thing(where, "drafted", row.number, canary))


def _report(world: World, where: str, about: Any) -> None:
    canary = _canary("report", "drafted", where)
    request = RequestFactory().post("/")
    request.user = AnonymousUser()
    said = {"fault": "phone", "text": canary, "phone": ""}
    issued = reporting.file(request, "place", about, said, canary, is_from_kiosk=False)
    world.add("report", Thing(where, "drafted", issued.number, canary))


def _question(world: World, where: str) -> None:
    office = getattr(world.cast, PLACES[where][2])
    canary = _canary("question", "drafted", where)
    request = RequestFactory().post("/")
    request.user = AnonymousUser()
    said = {"text": canary, "phone": "", "may_be_selected": False}
    issued = ask(request, office, {}, said, canary, is_from_kiosk=False)
    world.add("question", Thing(where, "drafted", issued.number, canary))


def _channels(world: World, where: str) -> None:
    office = getattr(world.cast, PLACES[where][2])
    for noun, make in (
        ("account", account),
        ("website", website),
        ("item", item),
        ("policy", policy),
        ("benefit", benefit),
        ("zone", zone),
        ("board", board),
        ("video", video),
        ("foi_answer", foi_answer),
        ("selected_answer", selected_answer),
    ):
        there = make(office, f"示例{noun}{where}")
        world.add(noun, Thing(where, "published", there.public_id))
        canary = _canary(noun, "withdrawn", where)
        gone = make(office, f"示例停用{noun}{where}", **{HIDDEN[noun]: canary})
        type(gone).objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="停用")
        world.add(noun, Thing(where, "withdrawn", gone.public_id, canary))
        if noun == "zone":
            canary = _canary("kiosk", "drafted", where)
            screen, _ = identity.make(there, canary)
            world.add("kiosk", Thing(where, "drafted", screen.public_id, canary))


def _local_modules(world: World, where: str) -> None:
    _, region, organisation, _ = PLACES[where]
    home, office = getattr(world.cast, region), getattr(world.cast, organisation)
    there = local_module(home, office, f"示例栏目{where}"[:10])
    world.add("local", Thing(where, "published", there.public_id))
    canary = _canary("local", "withdrawn", where)
    gone = local_module(home, office, f"停用栏目{where}"[:10], **{HIDDEN["local"]: canary})
    type(gone).objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="停用")
    world.add("local", Thing(where, "withdrawn", gone.public_id, canary))


def _films(world: World, where: str) -> None:
    """A playlist has no word that goes with it; a film is nobody's but its unit's."""
    author, _, organisation, _ = PLACES[where]
    office = getattr(world.cast, organisation)
    world.add("playlist", Thing(where, "published", playlist(office, video(office)).public_id))
    gone = playlist(office, video(office), withdrawn_at=timezone.now(), withdrawal_reason="停用")
    world.add("playlist", Thing(where, "withdrawn", gone.public_id))
    canary = _canary("footage", "drafted", where)
    film = footage(office, getattr(world.cast, author), file_name=f"{canary}.mp4")
    Progress.objects.create(footage=film)
    world.add("footage", Thing(where, "drafted", film.public_id, canary))


def _shown(world: World, where: str, shown_by: Any) -> None:
    """A document of a public case, and that somebody asks for its bytes to be removed."""
    version = add_version(
        Document.objects.create(is_sample=True), picture(9, 9), file_name="b.png", title=f"示例附件{where}"
    )
    publish(version)
    kind = DocumentKind.objects.order_by("pk").first()
    CaseDocument.objects.create(case=shown_by, document=version.document, kind=kind)
    for noun in ("shown", "document"):
        world.add(noun, Thing(where, "published", version.document.public_id))
    canary = _canary("redaction", "asked", where)
    asked = Redaction.objects.create(
        version=version, reason=canary, asked_by=getattr(world.cast, PLACES[where][0])
    )
    world.add("redaction", Thing(where, "drafted", str(asked.pk), canary))


def _documents(world: World, where: str) -> None:
    for state in STATES:
        canary = "" if state == "published" else _canary("document", state, where)
        document = Document.objects.create(is_sample=True)
        version = add_version(
            document,
            picture(9, 9),
            file_name="a.png",
            title=f"示例公告{where}{canary if state == 'drafted' else ''}",
        )
        if state != "drafted":
            publish(version)
        if state == "withdrawn":
            withdraw(version, "有误")
            canary = ""  # its title stays, for the page that says it is gone
        world.add("document", Thing(where, state, document.public_id, canary))


def _batches(world: World, where: str, number: int) -> None:
    """A file of each editor, checked: its name, its rows and its draft are hers and her unit's."""
    author, region, organisation, _ = PLACES[where]
    cast = world.cast
    by, home, office = (getattr(cast, name) for name in (author, region, organisation))
    canary = _canary("batch", "drafted", where)
    header = ["名称", "类目", "所在区划", "主管单位", "经度", "纬度", "数据来源"]
    category()
    row = [
        f"新店{canary}", "示例医院", home.code, office.public_id, 118.1 + number / 100, 37.35 + number / 100, "示例",
    ]  # fmt: skip
    content = io.BytesIO(packed(workbook(header, row)))
    batch = hand_in(by, "places", [(f"{canary}.xlsx", content)])
    run.queue(batch, {**batch.choices, "crs": "4490"})
    run.run_check(batch.pk)
    batch.refresh_from_db()
    assert batch.counts["new"] == 1, (batch.problem, batch.counts, list(batch.problems.all()))
    world.add("batch", Thing(where, "drafted", batch.public_id, canary, batch.change_set.content_hash))


def _source(world: World, where: str) -> None:
    """A system that hands items in for that office."""
    _, region, organisation, _ = PLACES[where]
    home, office = (getattr(world.cast, name) for name in (region, organisation))
    made, _ = item_sources.add(
        world.cast.superuser, f"source-{where}", "示例来源", region=home, organisation=office
    )
    world.add("source", Thing(where, "drafted", str(made.pk)))


def _drafts(world: World, where: str, number: int) -> None:
    author, region, organisation, village = PLACES[where]
    cast = world.cast
    by, home, office = (getattr(cast, name) for name in (author, region, organisation))
    canary = _canary("place", "drafted", where)
    after: dict[str, Any] = {
        "name": f"新网点{canary}", "region": home.code, "organisation": office.public_id, "category": category().code,
        "location": Point(118.1 + number / 100, 37.3, srid=4490), "source": "示例",
    }  # fmt: skip
    made = draft("place", by, after=after)
    world.add("change", Thing(where, "drafted", made.public_id, canary, made.content_hash))
    world.add("place", Thing(where, "drafted", made.rows.get().key, canary, made.content_hash))
    comment(made.public_id, by, f"请核对{canary}")
    canary = _canary("organisation", "drafted", where)
    after = {"name": f"新单位{canary}", "region": home.code, "parent": office.public_id}
    made = draft("organisation", by, after=after)
    world.add("change", Thing(where, "drafted", made.public_id, canary, made.content_hash))
    if home.level != 2:
        return
    canary = _canary("case", "drafted", where)
    after = {
        "name": f"新批次{canary}", "regime": "R4_2021", "kind": "batch", "year": 2024, "county": home.code,
        "organisation": office.public_id, "purpose": "工业用地", "total_area_ha": "1.0000", "began_on": "2024-03-04",
        "case_villages": [{"village": getattr(cast, village).code, "area_ha": "1.0000"}],
    }  # fmt: skip
    made = draft("case", by, after=after)
    world.add("change", Thing(where, "drafted", made.public_id, canary, made.content_hash))
    world.add("case", Thing(where, "drafted", made.rows.get().key, canary, made.content_hash))
    one = _attached(made, canary)
    world.add("file", Thing(where, "drafted", made.public_id, canary, made.content_hash, (("file", one),)))
    world.add("screening", Thing(where, "drafted", _screened(canary), canary))


def _screened(canary: str) -> str:
    """What was found in that file."""
    found = Screening.objects.create(
        original=DocumentVersion.objects.get(file_name=f"{canary}.png").original, file_name=f"{canary}.png",
        detector_version=1, state=Screening.State.HELD, checked_at=timezone.now(), pages=1,
    )  # fmt: skip
    Finding.objects.create(screening=found, kind=Finding.Kind.ID_CARD, page=1, excerpt=f"37…{canary}")
    return found.public_id


def _attached(made: Any, canary: str) -> str:
    """A file of the draft, as ``changes.attaching`` leaves it, with a page image."""
    document = Document.objects.create()
    version = add_version(document, picture(9, 9), file_name=f"{canary}.png", title=canary)
    image = put_made(picture(8, 9), "image/png")
    PageImage.objects.create(version=version, page=1, width=800, height=900, file=image)
    key = made.rows.get().key
    one = Attachment.objects.create(
        change_set=made, key=key, document=new_public_id(), version=version, pages=1, said=canary
    )
    return one.public_id
