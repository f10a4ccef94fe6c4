"""manage.py pack_county: a county in one file, signed, dated, and of one version."""

import base64
import datetime as dt
import gzip
import hashlib
import json
from io import StringIO
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.management import CommandError, call_command
from django.utils import timezone

from layers.regions.models import Region
from portal.kiosk.bundle import _made
from portal.kiosk.signing import public_key
from tests.layers.api.world import world
from tests.layers.land.factories import square
from tests.tiles.asking import address
from tests.tiles.decoding import decoded
from tiles.warming import levels

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db, settings, tmp_path):
    settings.TILES = tmp_path / "tiles"
    _made.cache_clear()
    made = world()
    area = square(-2_000, -2_000, 4_000)
    Region.objects.filter(pk=made.county.pk).update(area=area)
    made.file = tmp_path / "county.zip"
    return made


def packed(here):
    said = StringIO()
    call_command("pack_county", here.county.code, str(here.file), stdout=said)
    return ZipFile(here.file), said.getvalue()


def test_it_holds_the_very_tiles_of_the_site_and_the_bundle_with_their_date_and_signature(client, here):
    file, said = packed(here)
    manifest = file.read("manifest.json")
    signature = base64.b64decode(file.read("manifest.sig"))
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(public_key()))
    key.verify(encode_dss_signature(r, s), manifest, ec.ECDSA(SHA256()))
    told = json.loads(manifest)
    assert {name: hashlib.sha256(file.read(name)).hexdigest() for name in told["sha256"]} == told["sha256"]
    assert set(file.namelist()) == {*told["sha256"], "manifest.json", "manifest.sig"}
    assert f"{len(told['sha256'])} 个文件" in said and told["county"] == here.county.code
    assert abs(dt.datetime.fromisoformat(told["made_at"]) - timezone.now()) < dt.timedelta(minutes=1)

    at_site = address("places", 14)
    tile = gzip.decompress(file.read(at_site.removeprefix("/") + ".gz"))
    assert tile == client.get(at_site).content and "places" in decoded(tile)
    assert told["versions"]["places"] in client.get("/tiles/places.json").json()["tiles"][0]
    assert json.loads(file.read("tiles/places.json"))["tiles"][0].startswith("tiles/places/{z}/{x}/{y}.mvt")
    base = json.loads(file.read("basemap.geojson"))
    assert {one["level"] for one in base["squares"]["levels"]} == {
        int(name.split("/")[1]) for name in file.namelist() if name.startswith("basemap/")
    }
    assert here.clinic.name in [one["name"] for one in json.loads(file.read("bundle.json"))["places"]]


def test_a_release_meanwhile_is_told_and_leaves_no_file(here, monkeypatch):
    def changing(layers, box, deepest):
        for number, level in enumerate(levels(layers, box, deepest)):
            yield [(tile, made._replace(version=f"{number}-0123abcd")) for tile, made in level]

    monkeypatch.setattr("portal.kiosk.packing.levels", changing)
    with pytest.raises(CommandError, match="请再运行一次"):
        packed(here)
    assert [path.name for path in here.file.parent.iterdir() if path.is_file()] == []


def test_a_unit_that_is_no_county_or_has_no_area_is_refused(here):
    for code in (here.east.code, "000000000000"):
        with pytest.raises(CommandError, match="没有这个县市区"):
            call_command("pack_county", code, str(here.file))
    Region.objects.filter(pk=here.county.pk).update(area=None)
    with pytest.raises(CommandError, match="没有范围"):
        packed(here)
