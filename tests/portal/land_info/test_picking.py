import re

import pytest

from layers.regions.models import RegionReading
from tests.layers.land.factories import case, region, village

pytestmark = pytest.mark.django_db


def hrefs(response):
    return re.findall(r'class="choice" href="([^"]+)"', response.content.decode())


def test_three_taps_from_the_county_to_the_village(client, places):
    case(places[0], [places[2]])
    page = client.get("/land/")
    assert hrefs(page) == ["/land/371625000000"]
    assert "1 件" in page.content.decode()
    page = client.get(hrefs(page)[0])
    assert hrefs(page) == ["/land/371625104000"]
    page = client.get(hrefs(page)[0])
    assert hrefs(page) == ["/v/371625104201"]
    page = client.get(hrefs(page)[0])
    assert "征地" in page.content.decode()


def test_only_the_own_children_are_offered(client, places):
    county, _, _ = places
    other = region(2, "惠民县", "371621000000", county.manage_parent)
    region(3, "孙武街道", "371621001000", other)
    assert hrefs(client.get("/land/371625000000")) == ["/land/371625104000"]
    assert hrefs(client.get("/land/371621000000")) == ["/land/371621001000"]


def test_a_town_that_a_zone_manages_is_found_under_both(client, places):
    county, _, _ = places
    zone = region(2, "北海经济开发区", "371673000000", county.manage_parent, kind="zone")
    town = region(3, "马山子镇", "371625105000", zone, stat_parent=county)
    case(county, [village("某村", "371625105201", town)])
    for code in ("371673000000", "371625000000"):
        page = client.get(f"/land/{code}")
        assert "/land/371625105000" in hrefs(page)
        assert "1 件" in page.content.decode()
    assert "由开发区管理" in client.get("/land/371625000000").content.decode()


def test_the_initials_of_a_village_are_its_settled_reading(client, places):
    _, _, place = places
    RegionReading.objects.create(region=place, syllables="dong cun")
    RegionReading.objects.create(region=place, syllables="tong cun", is_override=True)
    html = client.get("/land/371625104000").content.decode()
    assert 'data-initials="tc"' in html


def test_addresses_that_name_no_county_or_town_lead_on_or_say_so(client, places):
    assert client.get("/land/371625104201")["Location"] == "/v/371625104201"
    assert client.get("/land/371600000000")["Location"] == "/land/"
    assert client.get("/land/999999999999").status_code == 404
    assert client.get("/land/abc").status_code == 404


def test_an_empty_city_has_a_page_too(client, db):
    assert client.get("/land/").status_code == 200


def test_few_queries_for_many_villages(client, places, django_assert_max_num_queries):
    _, town, _ = places
    for number in range(30):
        village(f"村{number}", f"3716251043{number:02d}", town)
    with django_assert_max_num_queries(6):
        client.get("/land/371625104000")
