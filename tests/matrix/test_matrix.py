"""Every address × every role × own and sibling region × published, withdrawn, drafted; one read, one write each.

Two questions a cell: is it answered as its row says, and does no canary of what this person may not see stand anywhere
in the answer? And of each page of the desk: how often does it ask the database? A write that is refused leaves no trace
but the refusal itself.
"""

import copy
import math
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from layers.audit.models import AuditEntry
from layers.staff.scope import Scope
from tests.harness.questions import questions
from tests.harness.signing_in import sign_in
from tests.layers.documents.files import stores_in
from tests.matrix.addresses import admin_routes, routes
from tests.matrix.expectations import EVERYONE, ROWS, SCOPE, STAFF, Row
from tests.matrix.world import MAY_SEE, PLACES, ROLES, SEEN_IN_SHORT, Thing, World, make_world

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What a stranger gets at a closed door: the way to the login, or nothing there.
REFUSALS = frozenset({302, 403, 404, 405})
OF_PUBLIC = {
    "published": frozenset({200, 302}),
    "withdrawn": frozenset({410, 404}),
    "drafted": frozenset({404}),
}
# So much is right in each form that a refusal is for who asks, not for what is missing.
FILLED = {
    "decision": "pass",
    "step": "review",
    "comment": "同意",
    "reason": "有误",
    "text": "请看",
    "title": "试",
}
# A page of the desk asks the database no more often.
MOST_QUERIES = 12
# 考核 counts ten kinds of things and asks some three questions of each, however many units there are; the conformity of
# zones is told from standards, devices, screens, items and duties.
MORE_QUERIES = {"staff/assessment/": 30, "staff/zones/": 13}
BY_TRIGGER = ("insert", "update", "delete", "truncate")


# The others are asked in --full: they see more than these or nothing at all. One role takes some fifteen seconds.
ASKED_IN_SHORT = {
    "anonymous", "county_editor", "neighbour_editor", "village_clerk", "system_administrator",
}  # fmt: skip
SHUT_OUT_IN_SHORT = {"anonymous", "city_editor", "system_administrator"}
# The methods that no page has, and places of others, a minute a role: one of each kind in --full, all by bin/proof.
BY_ANOTHER_METHOD_IN_FULL = {"anonymous", "village_clerk", "county_publisher", "system_administrator"}
BY_ANOTHER_METHOD = [
    pytest.param(role, marks=pytest.mark.long if role in BY_ANOTHER_METHOD_IN_FULL else pytest.mark.longest)
    for role in ROLES
]
EVERY_ROLE = [pytest.param(role, marks=[] if role in ASKED_IN_SHORT else pytest.mark.long) for role in ROLES]


@pytest.fixture(scope="module")
def settled(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Made once: three seconds, and every test leaves it as it was."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(settings, "STORAGES", settings.STORAGES)  # put back at the end
        stores_in(tmp_path_factory.mktemp("stores"), settings)
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(settled) -> Iterator[World]:
    """Not through the fixture ``db``: at its end it closes the connection, and with it what is settled."""
    with transaction.atomic():
        yield settled
        transaction.set_rollback(True)


def client_of(world: World, role: str) -> Client:
    client = Client(raise_request_exception=False)
    return client if role == "anonymous" else sign_in(client, getattr(world.cast, role))


def addresses(row: Row, world: World, places) -> list[tuple[str, Thing | None]]:
    """The addresses of a row, each with the thing it is about."""
    more = dict(row.more)

    def filled(key: str, further: dict[str, str]) -> str:
        given = more | further
        names = [name for name in PARAMETER.findall(row.route) if name not in given]
        assert len(names) == bool(row.about), f"{row.route}: {names}"
        path = PARAMETER.sub(lambda found: given.get(found.group(1), key), row.route)
        return f"/{path}" + (f"?{row.query}" if row.query else "")

    if not row.about:
        return [(filled("", {}), None)]
    return [
        (filled(thing.key, dict(thing.more)), thing)
        for thing in world.things[row.about]
        if thing.where in places
    ]


def is_for(row: Row, role: str, thing: Thing | None) -> bool:
    if row.who == EVERYONE:
        return True
    if role == "anonymous":
        return False
    if row.who == STAFF:
        return True
    if row.who == SCOPE:
        assert thing is not None
        return role in MAY_SEE[thing.where]
    return role in row.who


def expected(row: Row, role: str, thing: Thing | None, method: str) -> frozenset[int]:
    if not is_for(row, role, thing):
        return REFUSALS
    if method not in ("GET", "HEAD"):
        unknown = {405} if method != "POST" else set()
        return row.post | unknown | ({404, 403} if thing else set())
    if row.who == EVERYONE and thing is not None:
        return OF_PUBLIC[thing.state] if row.get == frozenset({200}) else row.get | OF_PUBLIC[thing.state]
    return row.get


def faults(world: World, role: str, methods: tuple[str, ...], places, rows=ROWS) -> tuple[list[str], int]:
    """What is wrong, told in a line each, and how many cells were looked at."""
    client, found, cells = client_of(world, role), [], 0
    hidden = {word: thing for word, thing in world.canaries().items() if role not in MAY_SEE[thing.where]}
    for row in rows:
        for address, thing in addresses(row, world, places):
            for method in methods:
                cells += 1
                told = (
                    f"{role} {method} {address} ({thing.where} {thing.state})"
                    if thing
                    else f"{role} {method} {address}"
                )
                data = FILLED | {"hash": thing.hash} if thing and thing.hash else FILLED
                written, answer = one(client, method, address, data)
                if method == "GET" and len(answer.asked) > most_queries(row):
                    found.append(f"{told}: asks {len(answer.asked)} times:\n" + "\n".join(answer.asked))
                if answer.status_code not in expected(row, role, thing, method):
                    found.append(f"{told}: {answer.status_code}")
                text = body(answer) + str(answer.headers)
                found += [f"{told}: shows {word}" for word in hidden if word in text]
                if written and not is_for(row, role, thing):
                    found.append(f"{told}: wrote {written}")
    return found, cells


def most_queries(row: Row) -> float:
    """Of a page of the desk; a preview plays a whole release through first."""
    if not row.route.startswith("staff/") or "/preview/" in row.route:
        return math.inf
    return MORE_QUERIES.get(row.route, MOST_QUERIES)


def one(client: Client, method: str, address: str, data: dict[str, str]):
    """The tables that the request wrote, and its answer; nothing of it stays."""
    cookies, written = copy.deepcopy(client.cookies), []
    with transaction.atomic():
        if method in ("GET", "HEAD"):
            with CaptureQueriesContext(connection) as asked:
                answer = client.generic(method, address)
                answer.told = body(answer)
            answer.asked = questions(asked)
        else:
            before = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
            answer = client.post(address, data) if method == "POST" else client.generic(method, address)
            entries = AuditEntry.objects.filter(id__gt=before, action__in=BY_TRIGGER)
            written = sorted(set(entries.values_list("noun", flat=True)))
        answer.told = body(answer)
        transaction.set_rollback(True)
    client.cookies = cookies  # who logged out is logged in again
    return written, answer


def body(answer) -> str:
    if hasattr(answer, "told"):
        return answer.told
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", errors="replace")


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_nobody_sees_or_writes_what_is_not_theirs(world, role):
    found, cells = faults(world, role, ("GET", "POST"), SEEN_IN_SHORT)
    print(f"\n{role}: {cells} cells")
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("role", BY_ANOTHER_METHOD)
def test_nobody_gets_more_by_another_method_or_from_anywhere_else(world, role):
    found, cells = faults(world, role, ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"), ["own"])
    others = [where for where in PLACES if where not in SEEN_IN_SHORT]
    more, further = faults(world, role, ("GET", "POST"), others)
    print(f"\n{role}: {cells + further} cells")
    assert found + more == [], "\n".join(found + more)


def test_a_list_that_forgets_the_scope_would_be_found(world, monkeypatch):
    desk = [row for row in ROWS if row.route.startswith("staff/<slug:slug>/") or row.about == "change"]
    with monkeypatch.context() as patch:
        patch.setattr(Scope, "rows", lambda self, rows, *args, **given: rows)
        patch.setattr(Scope, "drafts", lambda self, roles=None: Q())
        found, _ = faults(world, "neighbour_editor", ("GET",), ["own"], desk)
    assert any("shows canary-" in fault for fault in found), found


def test_every_address_has_its_row():
    assert sorted(set(routes()) - {row.route for row in ROWS}) == []
    assert sorted({row.route for row in ROWS} - set(routes())) == []


@pytest.mark.parametrize(
    "role",
    [
        pytest.param(role, marks=[] if role in SHUT_OUT_IN_SHORT else pytest.mark.long)
        for role in ROLES
        if role != "superuser"
    ],
)
def test_the_superusers_administration_is_closed_to_everybody_else(world, role):
    client, open_doors = client_of(world, role), []
    for route in admin_routes():
        if route.endswith("/logout/"):
            continue
        path = "/" + PARAMETER.sub(
            "1", re.sub(r"\^\(\?P<app_label>.*", "land/", route).replace("(?P<url>.*)$", "x")
        )
        for method in ("get", "post"):
            answer = getattr(client, method)(path)
            leads_to = answer.headers.get("Location", "/login/")
            if answer.status_code not in REFUSALS or not re.search(r"/(login|account)/", leads_to):
                open_doors.append((method, path, answer.status_code))
    assert open_doors == [], "\n".join(map(str, open_doors[:40]))


def test_a_form_of_another_site_writes_nothing(world):
    client = sign_in(Client(enforce_csrf_checks=True), world.cast.county_editor)
    own = next(thing for thing in world.things["change"] if thing.where == "own")
    for row in ROWS:
        if row.post != frozenset({405}) and row.who != EVERYONE:
            for address, _ in addresses(row, world, ["own"]):
                assert client.post(address, FILLED | {"hash": own.hash}).status_code in (403, 404, 405), (
                    address
                )


def test_a_forged_or_mistyped_id_is_not_there(world):
    client = client_of(world, "auditor")
    for at, row in enumerate(row for row in ROWS if row.about):
        real = {thing.key for thing in world.things[row.about]}
        others = [
            thing.key
            for noun, things in world.things.items()
            if noun != row.about
            for thing in things[:1]
            if thing.key not in real  # the key of a file is that of its draft
        ]
        # Keys of two other nouns a row: every noun's key comes to a dozen rows.
        of_another = [others[number % len(others)] for number in (2 * at, 2 * at + 1)]
        for key in ("", "0", "000000000", "ABCDEFGHU", "%00", "1 OR 1=1", "..%2f..", *of_another):
            forged = Thing("own", "forged", key, more=world.things[row.about][0].more)
            address = addresses(row, World(world.cast, {row.about: [forged]}), ["own"])[0][0]
            answer = client.get(address)
            # Without the id it is the address of the list above it.
            assert answer.status_code in (
                (200, 301, 302, 400, 404, 405) if not key else (302, 400, 404, 405)
            ), address


def test_the_session_of_the_matrix_is_a_real_one(world):
    assert settings.SESSION_COOKIE_NAME in client_of(world, "county_editor").cookies
