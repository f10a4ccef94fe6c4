"""The land pages as the public login web_ro reads them: nothing they need is out of its reach."""

import datetime as dt

import pytest

from tests.layers.land.factories import approval, at, boxing, case, parcel, square, village

pytestmark = pytest.mark.logins


@pytest.fixture
def found():
    _, county, town = boxing()
    place = village("东村村委会", "371625104201", town, area=square(-300, -300, 1000))
    given = approval("鲁政土字〔2024〕12号", dt.date(2024, 4, 15), dt.date(2024, 4, 30))
    made = case(county, [place], approval=given, stages={"PLAN_NOTICE": dt.date(2024, 1, 8)})
    parcel(made, square(0, 0, 400))
    return made


def test_an_anonymous_reader_sees_every_land_page(found, client):
    lng, lat = at(200, 200)
    for address in (
        "/",
        "/land/",
        "/land/371625000000",
        "/land/371625104000",
        "/v/371625104201",
        "/v/371625104201/poster",
        f"/c/{found.public_id}",
        f"/land/here?lng={lng}&lat={lat}&accuracy=10",
    ):
        assert client.get(address).status_code == 200, address
    assert (
        "您站在已公开的征地地块内"
        in client.get(f"/land/here?lng={lng}&lat={lat}&accuracy=10").content.decode()
    )
