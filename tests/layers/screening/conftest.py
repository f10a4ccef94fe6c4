import pytest

from layers.documents.kinds import JPEG, PDF, PNG
from layers.documents.store import put
from layers.documents.table_kinds import XLSX
from layers.screening.models import Screening
from layers.screening.screen import look, screen
from tests.layers.documents.files import stores_in


@pytest.fixture(autouse=True)
def stores(settings, tmp_path):
    return stores_in(tmp_path, settings)


@pytest.fixture
def screened(db):
    """What was found in a file: text in the request, pictures as the worker would."""

    def look_at(content: bytes, name: str) -> Screening:
        screening = screen(put(content, name, allowed=(PDF, PNG, JPEG, XLSX)), name)
        return look(screening) if screening.state == Screening.State.WAITING else screening

    return look_at
