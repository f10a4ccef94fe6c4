"""After the faults: what the log of operations says, against database, files, ledger, trail and what the public gets.

Each invariant is a function that yields its violations, one sentence each.
"""

import hashlib
import http.client
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.files.storage import storages
from django.db import connection
from django.test import RequestFactory

from geo.errors import BadInput
from importers.models import Batch
from layers.audit.acting import acting
from layers.audit.check import first_fault as fault_of_the_trail
from layers.audit.models import AuditEntry
from layers.audit.seals import seal_waiting
from layers.changes.errors import NotSeen
from layers.changes.models import ChangeSet, Passage
from layers.changes.reading import snapshots
from layers.changes.scoping import found
from layers.documents.erasing import erased
from layers.documents.ledgered import first_fault as fault_of_the_documents
from layers.documents.models import StoredFile
from layers.documents.sweep import sweep
from layers.foi import asking
from layers.foi.models import Application
from layers.ledger.check import first_fault as fault_of_the_ledger
from layers.ledger.models import LedgerEntry
from layers.places.models import Place
from layers.search.models import SearchEntry
from layers.staff.scope import scope_of
from layers.subscriptions.models import Outbox, State
from tests.faults.log import Event
from tests.faults.operations import CAST, PLACE, ROWS, hash_of, named, where

SUBSCRIBERS = 3
Violations = Iterator[str]


@dataclass(frozen=True)
class Sample:
    """What a reader saw during the run. ``names`` of the places of the run, None when there was no answer."""

    names: tuple[str, ...] | None
    version: int | None
    page: int


@dataclass(frozen=True)
class Run:
    seed: int
    node: str
    events: list[Event]
    samples: list[Sample]
    is_thorough: bool = False

    def done(self, kind: str) -> list[Event]:
        """The last acknowledgement of each intent of that kind."""
        return list({one.key: one for one in self.events if one.state == "ok" and one.kind == kind}.values())

    def get(self, path: str) -> tuple[int, bytes]:
        parts = urlsplit(self.node)
        asked = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        try:
            asked.request("GET", path, headers={"X-Forwarded-Proto": "https"})
            answer = asked.getresponse()
            return answer.status, answer.read()
        finally:
            asked.close()

    def box(self, **more: str) -> str:
        lng, lat = where(str(self.seed))
        words = "".join(f"&{name}={value}" for name, value in more.items())
        return f"/api/layers/places.geojson?bbox={lng - 0.001:.4f},{lat - 0.001:.4f},{lng + 0.001:.4f},{lat + 0.001:.4f}{words}"


def names_in(body: bytes) -> tuple[str, ...]:
    return tuple(sorted(one["properties"]["name"] for one in json.loads(body)["features"]))


def whole(run: Run, names: tuple[str, ...]) -> bool:
    """Each set of the run with all its rows in one version, or not at all."""
    for key in {one.key for one in run.events if one.kind == "release"}:
        mine = {name for name in names if name.startswith(f"{key}号")}
        if mine and mine not in [{named(key, n, version) for n in range(ROWS)} for version in (1, 2)]:
            return False
    return True


def i1_atomic_publish(run: Run) -> Violations:
    """Any reader at any time sees version v complete or version v-1 complete."""
    status, body = run.get(run.box())
    if status != 200:
        yield f"the feed answers {status} after the recovery"
        return
    for names in [*(one.names for one in run.samples if one.names is not None), names_in(body)]:
        if not whole(run, names):
            yield f"a reader saw a part of a release: {names}"
    for event in run.done("release"):
        keys = (
            Place.objects.published()
            .filter(public_id__in=event.told["keys"])
            .values_list("public_id", flat=True)
        )
        if SearchEntry.objects.filter(url__in=[f"/map/{key}" for key in keys]).count() != len(keys):
            yield f"the search does not have what is public of {event.key}"
    for event in run.done("import"):
        seen = Place.objects.published().filter(name__startswith=f"{event.key}号").count()
        if seen not in (0, ROWS):
            yield f"{seen} of {ROWS} rows of the import {event.key} are public"


def i2_nothing_acknowledged_is_lost(run: Run) -> Violations:
    """Every operation that was acknowledged is there after the recovery, bytes with their SHA-256."""
    for event in (one for one in run.events if one.state == "ok" and "set" in one.told):
        if not ChangeSet.objects.filter(public_id=event.told["set"], state="released").exists():
            yield f"{event.kind} {event.key} was acknowledged and is not released"
    redacted = {one.told["document"]: one.told["removes_original"] for one in run.done("redact")}
    gone = redacted.keys() | {one.told["document"] for one in run.done("take_back")}
    for event in run.done("publish"):
        status, body = run.get(f"/d/{event.told['document']}/1/file")
        if event.told["document"] in gone:
            if status != 410:
                yield f"the withdrawn document {event.key} answers {status}"
        elif status != 200:
            yield f"the document {event.key} answers {status}"
        elif not body or hashlib.sha256(body).hexdigest() != public_hash(event.told["document"]):
            yield f"the document {event.key} has other bytes"
        if redacted.get(event.told["document"]):
            continue
        original = StoredFile.objects.filter(sha256=event.told["sha256"], store="originals").first()
        if original is None or digest(original) != event.told["sha256"]:
            yield f"the bytes handed in as {event.key} are gone or others"
    for event in run.done("redact"):
        if [entry["action"] for entry in ledgered(event.told["document"])].count("REDACT") != 1:
            yield f"the ledger does not tell of {event.key}"
    for event in run.done("apply"):
        try:
            asking.ask(
                RequestFactory(REMOTE_ADDR="10.9.9.9").get("/"), event.told["number"], event.told["code"]
            )
        except (BadInput, Application.DoesNotExist):
            yield f"the application {event.told['number']} cannot be asked for"
    for event in run.done("report"):
        if not exists("reports_reportreceipt", "number", event.told["number"]):
            yield f"the report {event.told['number']} is lost"


def i3_exactly_once(run: Run) -> Violations:
    """One key, one effect, however often it is tried again; and the same answer."""
    answers = defaultdict(set)
    for event in run.events:
        if event.state == "ok":
            answers[event.key].add(json.dumps(event.told, sort_keys=True))
    for key, told in answers.items():
        if len(told) > 1:
            yield f"{key} was told {sorted(told)}"
    begun = {(one.kind, one.key) for one in run.events}
    for kind, key in begun:
        if kind in ("release", "edit"):
            made = ChangeSet.objects.filter(title=key).count()
            if made > 1:
                yield f"{made} change sets of {key}"
        if kind in ("release", "import"):
            count = Place.objects.filter(name__startswith=f"{key}号").count()
            if count not in (0, ROWS):
                yield f"{count} places of {key}"
        if kind == "push":
            rows = Outbox.objects.filter(notice__event=key)
            if Counter(rows.values_list("state", flat=True)) != {State.SENT.value: SUBSCRIBERS}:
                yield f"{key} reached {list(rows.values_list('subscriber_id', 'state'))}"
        if kind == "apply":
            with acting(CAST.county_editor, scope=scope_of(CAST.county_editor)):
                count = Application.objects.filter(number__in=numbers(run, key)).count()
            if count != len(numbers(run, key)) or count > 1:
                yield f"{count} applications of {key}"
        if kind == "publish":
            acts = Counter(
                json.loads(line)["action"]
                for line in LedgerEntry.objects.filter(line__contains=f'"title":"{key}"').values_list(
                    "line", flat=True
                )
            )
            if max(acts.values(), default=0) > 1:
                yield f"the ledger has {dict(acts)} of {key}"


def i4_rollback_is_exact(run: Run) -> Violations:
    """After an undo the content hash is that of the earlier version."""
    before = {one.key: one.told for one in run.done("release")}
    for event in run.done("undo"):
        edited = next(one.of for one in run.events if one.key == event.of)
        told = before.get(edited)
        if told and hash_of(snapshots(PLACE, told["keys"])) != told["hash"]:
            yield f"{edited} is not what it was before {event.of}"


def i5_scope(run: Run) -> Violations:
    """No answer contains a row outside of the asker's region, nor anything that is not released."""
    stranger = CAST.neighbour_editor
    for made in ChangeSet.objects.filter(title__startswith=f"{run.seed}-"):
        with acting(stranger, scope=scope_of(stranger)):
            try:
                found(made.public_id, stranger, scope_of(stranger))
            except NotSeen:
                continue
        yield f"{stranger} sees the set {made.title}"
    with acting(stranger, scope=scope_of(stranger)):
        seen = Application.objects.filter(
            number__in=[one.told["number"] for one in run.done("apply")]
        ).count()
    if seen:
        yield f"{stranger} sees {seen} applications"
    status, body = run.get(run.box(region=CAST.neighbour.code))
    if status == 200 and names_in(body):
        yield f"the feed of the neighbour has {names_in(body)}"
    if Application.objects.exists():
        yield "who does not say who acts sees applications"


def i6_audit(run: Run) -> Violations:
    """As many entries as changes of state; the chains of trail and ledger unbroken."""
    seal_waiting()
    for event in (one for kind in ("release", "import") for one in run.done(kind)):
        key = ChangeSet.objects.get(public_id=event.told["set"]).pk
        entries = AuditEntry.objects.filter(change_set=key, noun="places_place", action="insert")
        written = sum(entries.values_list("row_count", flat=True))
        if written != ROWS:
            yield f"{written} rows of {event.key} in the trail, {ROWS} in the city"
    rolled_back = ChangeSet.objects.filter(title__startswith=f"{run.seed}-").exclude(state="released")
    for made in rolled_back:
        if AuditEntry.objects.filter(change_set=made.pk, noun="places_place").exists():
            yield f"the trail tells of a release of {made.title} that was not"
    if run.is_thorough:
        for fault in (fault_of_the_trail(), fault_of_the_ledger(), fault_of_the_documents()):
            if fault:
                yield fault


def i7_no_orphans(run: Run) -> Violations:
    """No file without a row, no row without a file, no temporary table, nothing that waits for ever."""
    sweep(timedelta(0))
    for store in StoredFile.Store.values:
        folder = Path(storages[store].location)
        kept = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        removed = {one.name for one in erased().filter(store=store)}
        if left := kept & removed:
            yield f"{store}: what was to be removed for good is there: {sorted(left)[:3]}"
        rows = {one.name for one in StoredFile.objects.filter(store=store)} - removed
        if kept - removed != rows:
            yield f"{store}: {sorted(kept - rows)[:3]} without a row, {sorted(rows - kept)[:3]} without a file"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relpersistence = 't'")
        if (left := cursor.fetchone()[0]) > 0:
            yield f"{left} temporary tables"
    if waiting := Passage.objects.filter(is_waiting=True).count():
        yield f"{waiting} steps wait for a worker"
    if waiting := Batch.objects.filter(state=Batch.State.QUEUED).count():
        yield f"{waiting} files wait to be checked"


def i8_monotonic(run: Run) -> Violations:
    """A reader never sees the version of a layer go back."""
    seen = [one.version for one in run.samples if one.version is not None]
    for one, other in itertools.pairwise(seen):
        if other < one:
            yield f"the layer went from version {one} to {other}"


def i9_serve_stale_rather_than_fail(run: Run) -> Violations:
    """What the public has read is answered on while the database is away."""
    if refused := [one.page for one in run.samples if one.page != 200]:
        yield f"{len(refused)} of {len(run.samples)} reads of a page refused: {sorted(set(refused))}"


INVARIANTS: tuple[Callable[[Run], Violations], ...] = (
    i1_atomic_publish, i2_nothing_acknowledged_is_lost, i3_exactly_once, i4_rollback_is_exact, i5_scope, i6_audit,
    i7_no_orphans, i8_monotonic, i9_serve_stale_rather_than_fail,
)  # fmt: skip


def violations(run: Run) -> list[str]:
    return [f"{invariant.__name__}: {told}" for invariant in INVARIANTS for told in invariant(run)]


def numbers(run: Run, key: str) -> set[str]:
    return {one.told["number"] for one in run.events if one.key == key and one.state == "ok"}


def exists(table: str, column: str, value: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" WHERE "{column}" = %s)', [value])
        return bool(cursor.fetchone()[0])


def digest(stored: StoredFile) -> str:
    """Of the bytes that are there, "" without any."""
    if not storages[stored.store].exists(stored.name):
        return ""
    with storages[stored.store].open(stored.name) as content:
        return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]


def public_hash(document: str) -> str:
    """Of the bytes that the ledger told the public."""
    return next((str(entry["sha256"]) for entry in reversed(ledgered(document))), "")


def ledgered(document: str) -> list[dict[str, Any]]:
    """What the ledger says of it, in its order."""
    entries = LedgerEntry.objects.filter(line__contains=f'"doc_id":"{document}"').order_by("seq")
    return [json.loads(entry.line) for entry in entries]
