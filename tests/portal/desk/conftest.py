import pytest

from geo.errors import BadInput
from layers.changes.drafting import draft
from layers.documents import gates
from layers.land.models import Parcel
from tests.harness.cast import make_cast
from tests.harness.clock import Clock
from tests.harness.signing_in import sign_in
from tests.layers.documents.files import as_it_is, stores_in
from tests.portal.desk.test_forms_round_trip import a_whole_case


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def stores(settings, tmp_path):
    return stores_in(tmp_path, settings)


@pytest.fixture
def gate(monkeypatch):
    """Somebody looks for personal data; a test may let it refuse."""
    monkeypatch.setattr(gates, "_gates", {})
    found = []

    def check(stored, name, version):
        if found:
            raise BadInput("file", found[0])

    gates.register(gates.Gate(gates.PERSONAL_DATA, check, as_it_is))
    return found


@pytest.fixture
def desk(client, cast):
    return sign_in(client, cast.county_editor)


@pytest.fixture
def made(cast):
    key = a_whole_case(cast)
    Parcel.objects.update(area_ha="4.0055")  # as its corners say
    return draft("case", cast.county_editor, key)
