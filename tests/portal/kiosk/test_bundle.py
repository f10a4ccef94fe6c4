"""What lies in a kiosk for an outage: its county alone, signed, without what was taken back."""

import base64
import datetime as dt

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.utils import timezone

from layers.documents.models import Document, PageText
from layers.documents.publish import add_version, publish
from layers.documents.publish import withdraw as withdraw_document
from layers.land import publish as land
from layers.land.models import CaseDocument, DocumentKind
from layers.places import publish as places
from portal.kiosk.bundle import _made
from portal.kiosk.signing import public_key
from tests.harness.cast import make_cast
from tests.layers.documents.files import picture, stores_in
from tests.layers.land.factories import case
from tests.layers.places.making import place
from tests.layers.zones.making import zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db, settings, tmp_path):
    stores_in(tmp_path, settings)
    _made.cache_clear()
    made = make_cast()
    today = timezone.localdate()
    made.running = case(made.county, [made.village], name="正在办的", stages={"PLAN_NOTICE": today})
    made.old = case(
        made.county,
        [made.village],
        name="早年的",
        regime="R1_PRE2004",
        stages={"APPROVAL": dt.date(2003, 4, 1)},
    )
    made.hall = place("示例大厅", made.county, (118.1, 37.2))
    place("邻县大厅", made.neighbour, (117.5, 37.5))
    for one in (made.running, made.old):
        version = add_version(
            Document.objects.create(), picture(9, 9), file_name="a.png", title=f"{one.name}公告"
        )
        publish(version)
        PageText.objects.update_or_create(version=version, page=1, defaults={"text": "补偿安置方案全文"})
        kind = DocumentKind.objects.order_by("pk").first()
        one.version = CaseDocument.objects.create(case=one, document=version.document, kind=kind) and version
    return made


def bundle(client, cast):
    client.get(f"{zone(cast.bureau).get_absolute_url()}/here")
    return client.get("/kiosk/bundle.json")


def verify(answer):
    r, s = (int.from_bytes(half) for half in (
        base64.b64decode(answer["X-Signature"])[:32], base64.b64decode(answer["X-Signature"])[32:]
    ))  # fmt: skip
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(public_key()))
    key.verify(encode_dss_signature(r, s), answer.content, ec.ECDSA(SHA256()))


def test_the_bundle_of_a_zone_is_its_county_dated_and_signed(client, cast, settings):
    answer = bundle(client, cast)
    verify(answer)
    told = answer.json()
    assert told["title"] == "东县专区" and told["document_hours"] == settings.KIOSK_DOCUMENT_HOURS
    assert [(one["name"], one["lng"], one["lat"]) for one in told["places"]] == [("示例大厅", 118.1, 37.2)]
    assert told["villages"][0]["code"] == cast.village.code
    assert abs(dt.datetime.fromisoformat(told["made_at"]) - timezone.now()) < dt.timedelta(minutes=1)
    running, old = told["cases"]
    assert running["villages"] == [cast.village.code] and running["until"] and not old["until"]
    assert (running["documents"][0]["text"], old["documents"][0]["text"]) == ("补偿安置方案全文\n", "")
    answer.content = answer.content.replace("示例大厅".encode(), "冒充大厅".encode())
    with pytest.raises(InvalidSignature):
        verify(answer)


def test_what_is_withdrawn_is_on_the_list_that_a_kiosk_asks_for_first(client, cast):
    since = bundle(client, cast).json()["made_at"]
    before = timezone.now() - dt.timedelta(minutes=1)
    land.withdraw(cast.old, "有误")
    places.withdraw(cast.hall, "停办")
    withdraw_document(cast.running.version, "有误")
    answer = client.get("/kiosk/tombstones.json", {"since": before.isoformat()})
    verify(answer)
    # With the case its documents went, too.
    assert set(answer.json()["ids"]) >= {
        cast.old.public_id, cast.hall.public_id, cast.running.version.document.public_id
    }  # fmt: skip
    assert client.get("/kiosk/tombstones.json", {"since": since}).status_code == 200
    _made.cache_clear()
    told = client.get("/kiosk/bundle.json").json()
    assert [one["name"] for one in told["cases"]] == ["正在办的"] and told["cases"][0]["documents"] == []


@pytest.mark.parametrize(
    "since", ["", "gestern", "2024-13-01T00:00:00Z", "2024-01-01", "2024-01-01T00:00:00", "９"]
)
def test_a_list_since_no_moment_is_refused(client, cast, since):
    answer = client.get("/kiosk/tombstones.json", {"since": since})
    assert answer.status_code == 400 and "应是带时区的时间" in answer.content.decode()


def test_the_worker_names_every_file_of_the_shell_and_each_is_there(client, cast):
    answer = client.get("/kiosk/worker.js")
    assert answer["Service-Worker-Allowed"] == "/" and answer["Content-Type"].startswith("text/javascript")
    first = answer.content.decode().splitlines()[0]
    for name in (
        "kiosk-offline.js",
        "kiosk-bundle.js",
        "kiosk-idle.js",
        "tokens.css",
        "icons.svg",
        "leaflet.js",
        "basemap.geojson",
        "/basemap/0-0/8/",
    ):
        assert name in first
    client.cookies["village"] = cast.village.code
    shell = client.get("/kiosk/offline?device=kiosk").content.decode()
    assert 'data-device="kiosk"' in shell and f'data-key="{public_key()}"' in shell and "东村" not in shell
