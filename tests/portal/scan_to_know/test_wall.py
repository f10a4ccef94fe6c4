"""/know/: a code for every item, and the same as stickers."""

import re

import pytest

from layers.services.models import ServiceItem
from tests.harness.cast import make_cast
from tests.layers.services.making import item

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    made = make_cast()
    item(made.bureau, "不动产登记", theme_id="housing")
    item(made.city_office, "身份证换领", theme_id="household")
    return made


def test_the_wall_has_a_code_for_each_item_and_is_narrowed_by_office_and_theme(client, cast):
    html = client.get("/know/").content.decode()
    assert html.count('class="card code-card"') == 2
    html = client.get("/know/", {"office": cast.bureau.public_id}).content.decode()
    assert re.findall(r'code-card-words"><strong>([^<]+)', html) == ["不动产登记"]
    assert f'href="/know/stickers?office={cast.bureau.public_id}"' in html
    assert "没有这样的事项" in client.get("/know/", {"theme": "<b>"}).content.decode()


def test_a_sticker_carries_the_lasting_address_in_letters_too(client, cast, settings):
    settings.CITY = settings.CITY | {"site": {"url": "https://xxgk.example.gov.cn/"}}
    html = client.get("/know/stickers", {"theme": "housing"}).content.decode()
    made = ServiceItem.objects.get(name="不动产登记")
    assert f"https://xxgk.example.gov.cn/q/{made.public_id}<" in html
    assert html.count('class="sticker"') == 1
