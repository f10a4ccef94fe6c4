"""Making the samples: all of them or none, in one transaction; the previous data stays when anything fails."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from importers.samples.areas import make_areas, write_areas
from importers.samples.cases import make_cases
from importers.samples.city import City
from importers.samples.draws import Draws
from importers.samples.organisations import make_organisations
from importers.samples.places import make_places
from layers.regions.models import Region
from layers.versions import bump


@dataclass
class Made:
    places: int = 0
    cases: int = 0
    parcels: int = 0
    documents: int = 0


@transaction.atomic
def make_samples(seed: int, scale: float, today: dt.date | None = None) -> Made:
    folder = settings.CITY_FILE.parent
    regions = list(Region.objects.published())
    city = City(regions, folder, Draws(seed), today or dt.date.today(), scale)
    city.areas = make_areas(regions, folder / "counties.geojson", city.draws)
    write_areas(city.areas)
    city.regions[:] = Region.objects.published().order_by("sort_key", "code")
    made = Made()
    organisations = make_organisations(city)
    made.places = make_places(city, organisations)
    for drafts in make_cases(city, organisations):
        made.cases += len(drafts)
        made.parcels += sum(len(draft.parcels) for draft in drafts)
    counties = [county.code for county in city.counties]
    for layer in ("cases", "parcels", "places", "regions"):
        bump(layer, counties)
    return made
