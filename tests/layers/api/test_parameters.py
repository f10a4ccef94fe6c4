"""Any text in any parameter: 200 or a refusal in the one form, never a fault of ours, never a syntax error in SQL."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import BadInput
from layers.api.parameters import limit, read
from tests.layers.api.world import AROUND

# Characters that have broken somebody's parser, beside all others.
EVIL = st.sampled_from(
    ["'", '"', "\\", "%", "_", ";--", "\x00", "\x1f", "\ud800", "\u202e", "٣", "１", "1e9", "nan", "inf", "-0", "NULL",
     "{}", "[]", "/vsicurl/http://127.0.0.1:9/x", "POINT(0 0)", "博兴县", "a" * 5000, ",", "&", "=", "%00", "\ufffd"]
)  # fmt: skip
TEXT = st.one_of(EVIL, st.text(max_size=30), st.lists(EVIL, max_size=4).map("".join))
ADDRESSES = [
    ("/api/layers/{}.geojson?bbox=" + AROUND, "name"),
    ("/api/layers/places.geojson?bbox={}", "bbox"),
    ("/api/layers/places.geojson?bbox=" + AROUND + "&limit={}", "limit"),
    ("/api/layers/cases.geojson?bbox=" + AROUND + "&within={}", "within"),
    ("/api/places/?category={}", "category"),
    ("/api/places/?group={}", "group"),
    ("/api/places/?bbox={}", "bbox"),
    ("/api/places/?after={}", "after"),
    ("/api/cases/?before={}", "before"),
    ("/api/cases/?regime={}", "regime"),
    ("/api/cases/?year={}", "year"),
    ("/api/parcels/?case={}", "case"),
    ("/api/regions/?level={}", "level"),
    ("/api/regions/{}/", "id"),
    ("/api/places/{}/", "id"),
    ("/api/here?lng={}&lat=37.4", "lng"),
    ("/api/here?lng=118&lat={}", "lat"),
    ("/api/here?lng=118&lat=37.4&accuracy={}", "accuracy"),
]


def encoded(text):
    return quote(text, safe="", errors="surrogatepass")


@pytest.mark.parametrize(("address", "parameter"), ADDRESSES)
def test_any_text_in_any_parameter_is_answered(client, here, address, parameter):
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(text=TEXT)
    def ask(text):
        response = client.get(address.format(encoded(text)))
        assert response.status_code in {200, 301, 400, 404, 410, 413}, (text, response.content)
        if response.status_code == 400:
            error = response.json()["error"]
            assert error["parameter"] in {parameter, None} and not error["message"].isascii()
        # A statement that failed would have left the transaction broken.
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    ask()


@given(name=TEXT)
@settings(max_examples=50, deadline=None)
def test_an_unknown_name_is_refused_whatever_it_is(name):
    query = QueryDict(f"{encoded(name)}=1", encoding="utf-8")
    with pytest.raises(BadInput):
        read(query, ["bbox", "limit"]) if len(query) else pytest.fail("nothing read")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("bbox=1&bbox=1", "bbox"), ("bbox=", "bbox"), ("bbox", "bbox"), ("Bbox=1", "Bbox"), ("bbox=%FF", "bbox"),
     ("bbox=%00", "bbox"), ("bbox=" + "1" * 5000, "bbox")],
)  # fmt: skip
def test_a_parameter_stands_there_once_with_text_in_it(query, parameter):
    with pytest.raises(BadInput) as refused:
        read(QueryDict(query), ["bbox"])
    assert refused.value.parameter == parameter


def test_a_limit_is_a_whole_number_from_one():
    assert limit({}, 50, 200) == 50
    assert limit({"limit": "200"}, 50, 200) == 200
    for text in ("0", "201", "-1", "1.0", "01", " 1", "1e2", "１"):
        with pytest.raises(BadInput):
            limit({"limit": text}, 50, 200)
