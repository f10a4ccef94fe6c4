"""What staff and citizens do, by the functions that the views call. Each takes a key and may be asked again: the same key
is the same intent. What it returns is what the person was told."""

import datetime as dt
import hashlib
import io
import random
from collections.abc import Callable
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.test import RequestFactory
from PIL import Image

from importers import run as importing
from importers.handing_in import hand_in
from importers.models import Batch
from layers.changes import passage, redacting
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import Proposal, draft_rows
from layers.changes.models import ChangeSet
from layers.changes.passing import take
from layers.changes.reading import canonical_json, snapshot
from layers.changes.review import release as sign_publication
from layers.changes.review import sign, submit
from layers.changes.undo import undo as undo_set
from layers.documents.models import Document, DocumentVersion, Publication, Redaction
from layers.documents.publish import add_version, withdraw
from layers.documents.publish import publish as make_public
from layers.foi import filing
from layers.foi.models import Channel
from layers.land.models import Case, CaseDocument, DocumentKind
from layers.organisations.models import Organisation
from layers.places.models import Category
from layers.regions.models import Region
from layers.staff.models import User
from layers.subscriptions.expanding import expand_waiting
from layers.subscriptions.sending import drain
from tests.importers.places import file_of, row
from tests.layers.changes.making import a_place
from tests.layers.foi.making import ASKED
from tests.layers.subscriptions.making import tell

ROWS = 3
PLACE = NOUNS["place"]
Told = dict[str, Any]


class Cast:
    """People and places of tests.harness.cast, found again by name in another process."""

    codes = {"county": "371625000000", "town": "371625104000", "neighbour": "371621000000"}

    def __getattr__(self, name: str) -> Any:
        if name in self.codes:
            return Region.objects.get(code=self.codes[name])
        if name == "village":
            return Region.objects.get(code="371625104201")
        if name == "bureau":
            return Organisation.objects.get(name="博兴县自然资源和规划局")
        return User.objects.get(username=name.replace("_", "-"))


CAST = Cast()


def where(key: str) -> tuple[float, float]:
    """Each run has a spot of its own on the map: longitude, latitude."""
    seed = int(key.split("-")[0])
    return 118.2 + seed % 50 * 0.004, 37.2 + seed // 50 % 50 * 0.004


def hash_of(snapshots: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_json(sorted(snapshots.items()))).hexdigest()


def named(key: str, number: int, version: int) -> str:
    return f"{key}号卫生室{number}版本{version}"


def carried_through(made: ChangeSet) -> ChangeSet:
    """From wherever it stands to the public, each step by its own person; of a large one the worker's part, too."""
    for _ in range(12):
        made = ChangeSet.objects.get(pk=made.pk)
        seen = {"seen_hash": made.content_hash}
        if made.state == ChangeSet.State.RELEASED:
            return made
        if made.state == ChangeSet.State.DRAFT:
            submit(made.public_id, made.author, **seen)
        elif made.state in (ChangeSet.State.SUBMITTING, ChangeSet.State.RELEASING):
            take(made.pk)
        elif made.signatures.filter(round=made.round, step__code="review").exists():
            sign_publication(made.public_id, CAST.county_publisher, **seen)
        else:
            sign(made.public_id, CAST.county_reviewer, "review", **seen)
    raise AssertionError(f"{made.title} stays {made.state}")


def told_of(made: ChangeSet) -> Told:
    done = carried_through(made)
    keys = sorted(done.rows.values_list("key", flat=True))
    return {"set": done.public_id, "keys": keys}


def release(key: str, of: str) -> Told:
    town, category = CAST.town, Category.objects.get(code="t-hospital")
    given = {"location": Point(*where(key), srid=4490), "entrances": []}
    rows = [
        Proposal(after=a_place(town, category, name=named(key, number, 1), **given)) for number in range(ROWS)
    ]
    made = draft_rows("place", CAST.county_editor, rows, kind="import", title=key, idempotency_key=key)
    told = told_of(made)
    signed = dict(ChangeSet.objects.get(pk=made.pk).rows.values_list("key", "after"))
    return told | {"hash": hash_of(signed)}


def edit(key: str, of: str) -> Told:
    made = ChangeSet.objects.filter(idempotency_key=key).first()
    if made is None:
        before = carried_through(ChangeSet.objects.get(idempotency_key=of))
        rows = list(before.rows.order_by("seq").values_list("key", flat=True))
        proposals = [
            Proposal(key=one, after={**snapshot(PLACE, one), "name": named(of, number, 2)})  # type: ignore[dict-item]
            for number, one in enumerate(rows)
        ]
        made = draft_rows(
            "place", CAST.county_editor, proposals, kind="import", title=key, idempotency_key=key
        )
    return told_of(made)


def undo(key: str, of: str) -> Told:
    done = carried_through(ChangeSet.objects.get(idempotency_key=of))
    made = done.undone_by.first() or undo_set(done.public_id, CAST.county_editor, at_once=True)
    return told_of(made)


def import_file(key: str, of: str) -> Told:
    name = f"{key}.xlsx"
    batch = Batch.objects.filter(file_name=name).exclude(state=Batch.State.DROPPED).first()
    if batch is None:
        chosen = random.Random(key)
        spots = [
            {
                "经度": 118.101 + number * 0.02 + chosen.random() * 0.017,
                "纬度": 37.101 + chosen.random() * 0.017,
            }
            for number in range(ROWS)
        ]
        rows = [row(number, named(key, number, 1), **spot) for number, spot in enumerate(spots)]
        batch = hand_in(CAST.county_editor, "places", [(name, io.BytesIO(file_of(rows).content))])
    if batch.state == Batch.State.NEW:
        with transaction.atomic():
            importing.queue(batch, {**batch.choices, "crs": "4490", "answers": {"*": "new"}})
    if batch.state == Batch.State.QUEUED:
        importing.run_check(batch.pk)
        batch = Batch.objects.get(pk=batch.pk)
    assert batch.state == Batch.State.CHECKED and batch.change_set, (batch.state, batch.problem)
    if batch.change_set.state == ChangeSet.State.DRAFT:
        importing.submit(batch, CAST.county_editor, seen_hash=batch.change_set.content_hash)
    return told_of(batch.change_set)


def noise(key: str) -> bytes:
    """A picture that no other key has, of some 90 kB."""
    target = io.BytesIO()
    Image.frombytes("RGB", (200, 150), random.Random(key).randbytes(200 * 150 * 3)).save(target, "PNG")
    return target.getvalue()


def publish(key: str, of: str) -> Told:
    version = DocumentVersion.objects.filter(title=key).first()
    if version is None:
        content = noise(key)
        with transaction.atomic():
            document = Document.objects.create(is_sample=True)
            version = add_version(document, content, file_name=f"{key}.png", title=key)
    # Who tries again after it was taken back means what is done already.
    if not Publication.objects.filter(version=version, withdrawn_at__isnull=False).exists():
        make_public(version)
    return {"document": version.document.public_id, "sha256": version.original.sha256}


def take_back(key: str, of: str) -> Told:
    version = DocumentVersion.objects.get(title=of)
    if version.publication.withdrawn_at is None:
        withdraw(version, "公告内容有误")
    return {"document": version.document.public_id}


def redact(key: str, of: str) -> Told:
    """Of what the case shows that all runs have in common; asked by one, done by another."""
    version = DocumentVersion.objects.get(title=of)
    kind = DocumentKind.objects.order_by("code")[0]
    CaseDocument.objects.get_or_create(case=Case.objects.get(), document=version.document, kind=kind)
    asked = Redaction.objects.filter(version=version).first()
    if asked is None:
        removes = {"removes_original": random.Random(key).random() < 0.5}
        asked = redacting.ask(version, CAST.county_editor, reason="附件含有村民身份证号", **removes)
    if asked.done_at is None:
        redacting.do(asked, CAST.county_publisher)
    return {"document": version.document.public_id, "removes_original": asked.removes_original}


def push(key: str, of: str) -> Told:
    with transaction.atomic():
        tell(CAST, event=key)  # type: ignore[arg-type]
    expand_waiting()
    drain("in_site", 5)
    return {"event": key}


def apply(key: str, of: str) -> Told:
    chosen = random.Random(key)
    request = RequestFactory(REMOTE_ADDR=f"10.{chosen.randrange(256)}.{chosen.randrange(256)}.7").post("/")
    office = CAST.bureau
    handed = filing.Handed(office, ASKED | {"title": key}, Channel.ONLINE, dt.date(2026, 11, 27))
    issued = filing.file(request, handed, f"{office.public_id}.{key}")
    return {"number": issued.number, "code": issued.code}


OPERATIONS: dict[str, Callable[[str, str], Told]] = {
    "release": release, "edit": edit, "undo": undo, "import": import_file, "publish": publish, "take_back": take_back,
    "redact": redact,
    "push": push, "apply": apply,
}  # fmt: skip


def as_large(many: int = ROWS - 1) -> None:
    """From now on a set of ``ROWS`` is left to the worker."""
    passage.LARGE = many
