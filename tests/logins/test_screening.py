"""What was found in a file, and who let it pass, is nothing for the login of anonymous readers."""

from typing import Any

import pytest
from django.db.utils import ProgrammingError

from layers.screening.models import Finding, Override, Screening

pytestmark = pytest.mark.logins


@pytest.mark.parametrize("model", [Screening, Finding, Override])
def test_the_reader_has_no_right_on_it(committed_database: Any, model: Any):
    with pytest.raises(ProgrammingError, match="permission denied"):
        model.objects.using("public").count()
