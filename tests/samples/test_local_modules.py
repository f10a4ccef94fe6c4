"""地方特色 of the samples: three of each county, marked as samples."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from importers.samples.draws import Draws
from importers.samples.local_modules import make_local_modules
from layers.local_modules.models import LocalModule, LocalRow
from tests.harness.cast import make_cast

pytestmark = pytest.mark.django_db


def test_each_county_has_a_site_a_page_and_a_list_marked_as_samples():
    cast = make_cast()
    city = SimpleNamespace(
        draws=Draws(1), counties=[cast.county], today=dt.date(2024, 3, 4), moment=lambda day: timezone.now()
    )
    governments = {cast.city.pk: cast.city_office, cast.county.pk: cast.government}
    assert make_local_modules(city, SimpleNamespace(governments=governments, other_bureau=cast.bureau)) == 3
    made = LocalModule.objects.filter(region=cast.county, is_sample=True)
    assert sorted(made.values_list("kind", flat=True)) == ["link", "list", "page"]
    assert LocalRow.objects.count() == 3
