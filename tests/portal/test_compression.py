"""What goes out compressed, how, and what never is."""

import gzip

import brotli
import pytest
from django.http import HttpResponse

from portal.compression import Compress, may_be_compressed

BODY = "便民服务网点".encode() * 200


def answered(rf, accept, body=BODY, **headers):
    response = HttpResponse(body, content_type="application/geo+json", headers=headers)
    return Compress(lambda request: response)(
        rf.get("/api/layers/places.geojson", headers={"Accept-Encoding": accept})
    )


@pytest.mark.parametrize(
    "accept", ["br", "gzip, deflate, br, zstd", "gzip;q=0.5, br;q=1.0", "br ;q=0.3,gzip"]
)
def test_brotli_goes_to_who_takes_it(rf, accept):
    response = answered(rf, accept, ETag='"places-1"')
    assert response["Content-Encoding"] == "br" and brotli.decompress(response.content) == BODY
    assert response["Content-Length"] == str(len(response.content))
    assert "Accept-Encoding" in response["Vary"] and response["ETag"] == 'W/"places-1"'


@pytest.mark.parametrize("accept", ["gzip", "gzip, br;q=0", "br;q=0.0, gzip", "gzip, brx"])
def test_gzip_goes_to_who_does_not(rf, accept):
    response = answered(rf, accept)
    assert response["Content-Encoding"] == "gzip" and gzip.decompress(response.content) == BODY


def test_what_is_short_or_would_not_shrink_or_was_compressed_before_stays(rf):
    assert "Content-Encoding" not in answered(rf, "br", b"{}")
    dense = brotli.compress(BODY * 50 + bytes(range(256)) * 8, quality=11)
    assert answered(rf, "br", dense).content == dense
    assert answered(rf, "br", BODY, **{"Content-Encoding": "zstd"}).content == BODY


def test_an_answer_to_a_position_is_not_compressed(rf):
    assert answered(rf, "br", BODY, **{"Cache-Control": "no-store"}).content == BODY
    assert not may_be_compressed(rf.get("/"), HttpResponse(BODY, headers={"Cache-Control": "no-store"}))


def test_the_same_version_is_not_sent_again_whatever_the_compression(client, db):
    address = "/ogc/collections/places?f=json"
    feed = "/api/layers/regions.geojson?bbox=117,36,119,38"
    assert client.get(address, headers={"Accept-Encoding": "br"})["Content-Encoding"] == "br"
    tag = client.get(feed, headers={"Accept-Encoding": "br"})["ETag"]
    again = client.get(feed, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
    assert again.status_code == 304
