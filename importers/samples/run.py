"""Making the samples: all of them or none, in one transaction; the previous data stays when anything fails."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from importers.samples import audio, documents
from importers.samples.accounts import make_accounts, write_passwords
from importers.samples.areas import make_areas, write_areas
from importers.samples.benefits import make_benefits
from importers.samples.boards import make_boards
from importers.samples.cases import make_cases
from importers.samples.channels import make_channels
from importers.samples.city import City
from importers.samples.draws import Draws
from importers.samples.foi import make_foi
from importers.samples.forms import make_forms
from importers.samples.kiosks import make_kiosks
from importers.samples.local_modules import make_local_modules
from importers.samples.old_names import make_old_names
from importers.samples.organisations import make_organisations
from importers.samples.places import make_places
from importers.samples.policies import make_policies
from importers.samples.questions import make_questions
from importers.samples.roads import make_roads
from importers.samples.service_zones import make_service_zones
from importers.samples.videos import make_videos
from importers.samples.zones import make_catchments, make_zones
from layers.places import facets
from layers.regions.models import Region
from layers.search.index import rebuild
from layers.time_limits import without_time_limits
from layers.versions import bump


@dataclass
class Made:
    places: int = 0
    cases: int = 0
    parcels: int = 0
    documents: int = 0


def make_samples(seed: int, scale: float, today: dt.date | None = None) -> Made:
    """``scale`` multiplies places and cases, not documents. ``today``: the day that the samples are made for."""
    with transaction.atomic():
        without_time_limits()
        city = load_city(Draws(seed), scale, today or dt.date.today())
        made = Made()
        make_old_names(city)
        organisations = make_organisations(city)
        made.places = make_places(city, organisations)
        make_zones(city)
        make_catchments(city)
        make_service_zones(city, organisations)
        make_boards(city, organisations)
        make_kiosks(city)
        make_channels(city, organisations)
        make_policies(city, organisations)
        make_benefits(city, organisations)
        make_local_modules(city, organisations)
        make_foi(city, organisations)
        make_questions(city, organisations)
        make_roads(city)
        for batch in make_cases(city, organisations):
            made.cases += len(batch)
            made.parcels += sum(len(draft.parcels) for draft in batch)
        made.documents = documents.write(city.draws.stream("documents"))
        made.documents += make_forms(city, city.draws.stream("forms"))
        audio.write(city.draws.stream("audio"))
        make_videos(city, organisations)
        passwords = make_accounts(city, organisations)
        transaction.on_commit(lambda: write_passwords(passwords))
        rebuild()
        facets.rebuild()
        counties = [county.code for county in city.counties]
        for layer in ("cases", "parcels", "places", "regions"):
            bump(layer, counties)
    return made


def load_city(draws: Draws, scale: float, today: dt.date) -> City:
    """The units with their sample areas, which are written here."""
    folder = settings.CITY_FILE.parent
    # In a stated order: what is drawn next depends on it, and the order of rows in a table is nobody's promise.
    units = Region.objects.published().order_by("sort_key", "code")
    city = City(list(units), folder, draws, today, scale)
    city.areas = make_areas(city.regions, folder / "counties.geojson", draws)
    write_areas(city.areas)
    city.regions[:] = units.all()
    return city
