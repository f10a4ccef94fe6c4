"""The documents of cases: public as long as a public case shows them to everybody."""

from collections.abc import Iterable

from layers.documents.publish import withdraw_all
from layers.land.catalogue import Audience
from layers.land.models import CaseDocument


def withdraw_unused(documents: Iterable[str], reason: str) -> None:
    """Withdraws every public version of those ``documents`` (public ids) that no public case shows to all any more."""
    wanted = set(documents)
    used = CaseDocument.objects.filter(
        document__public_id__in=wanted, audience=Audience.PUBLIC, case__withdrawn_at__isnull=True
    )
    withdraw_all(wanted - set(used.values_list("document__public_id", flat=True)), reason)


def documents_of(cases: Iterable[str]) -> list[str]:
    """Public ids of the documents of these cases."""
    rows = CaseDocument.objects.filter(case__public_id__in=list(cases))
    return list(rows.values_list("document__public_id", flat=True).distinct())
