"""空白表, 样表 and 申报表 of the samples: on their pages, as pictures on a kiosk, and gone with the samples."""

import datetime as dt

import pytest
from django.conf import settings

from importers.samples.city import City
from importers.samples.draws import Draws
from importers.samples.forms import make_forms
from layers.documents.models import Document
from layers.sample_removal import drop_samples
from layers.services.models import ItemFile, Material
from tests.layers.land.factories import office
from tests.layers.policies.making import policy, section
from tests.layers.services.making import item

pytestmark = pytest.mark.django_db


@pytest.mark.long
def test_forms_stand_on_their_pages_are_shown_by_kiosks_and_go_with_the_samples(town, client):
    _, county, _ = town
    owner = office(county)
    of = item(owner, "示例登记", is_sample=True)
    Material.objects.create(item=of, name="登记申请表", sort_key=1)
    told = policy(owner, section=section(), is_sample=True, is_applied_for=True, apply_where="窗口")
    city = City([], settings.CITY_FILE.parent, Draws(1), dt.date(2026, 11, 24))
    assert make_forms(city, Draws(1).stream("forms")) == 3
    html = client.get(of.get_absolute_url()).content.decode()
    assert "空白表：示例登记申请表（示例）" in html and "样表：示例登记申请表样表（示例）" in html
    assert f"{told.title}申报表（示例）" in client.get(told.get_absolute_url()).content.decode()
    document = ItemFile.objects.first().document
    kiosk = client.get(document.get_absolute_url(), {"device": "kiosk"})
    assert kiosk.status_code == 200
    assert f"/d/{document.public_id}/1/pages/1/" in kiosk.content.decode()
    drop_samples()
    assert not Document.objects.exists() and not ItemFile.objects.exists()
