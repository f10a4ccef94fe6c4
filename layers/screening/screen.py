"""Looking at a file once: what it says, as text and as picture, and what of it must not become public."""

from layers.documents.models import StoredFile
from layers.screening.models import Finding, Screening

# Raised with every change of a detector or of the reading: what is public is then looked at again in the night.
DETECTOR_VERSION = 1


def screen(stored: StoredFile, file_name: str) -> Screening:
    """The screening of ``stored`` (an original) under ``file_name``: found, or made now.

    Text is read within the call. Where pages need recognition the state is WAITING and the worker goes on.
    """
    raise NotImplementedError


def findings_of(stored: StoredFile) -> list[Finding]:
    """Every finding of ``stored`` under whatever name, in the order of the file."""
    return list(Finding.objects.filter(screening__original=stored).select_related("screening", "override"))
