"""The shipped procedure: stages, the catalogue, document kinds and what must be public (see reference/README.md)."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from layers.land.catalogue import CatalogueItem
from layers.land.procedure import DocumentKind, DossierTemplate, RequiredDocument, StageKind

FOLDER = Path(__file__).parent / "reference"


@transaction.atomic
def load() -> None:
    """Adds what is not there yet: what staff have reworded stays theirs. A kind of before the catalogue gets its item."""
    StageKind.objects.bulk_create(shipped_stage_kinds(), ignore_conflicts=True)
    CatalogueItem.objects.bulk_create(shipped_catalogue_items(), ignore_conflicts=True)
    kinds = shipped_document_kinds()
    DocumentKind.objects.bulk_create(kinds, ignore_conflicts=True)
    for kind in kinds:
        DocumentKind.objects.filter(pk=kind.pk, catalogue_item=None).update(
            catalogue_item=kind.catalogue_item_id
        )
    DossierTemplate.objects.bulk_create(shipped_dossier_templates(), ignore_conflicts=True)
    RequiredDocument.objects.bulk_create(shipped_required_documents(), ignore_conflicts=True)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def shipped_stage_kinds() -> list[StageKind]:
    """Unsaved kinds of all regimes, in order, each with the places where its notice has to hang."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for row in rows("posting_places.csv"):
        places.setdefault((row["regime"], row["stage"], row["need"]), []).append(row["place_kind"])
    return [
        StageKind(
            regime=row["regime"],
            code=row["code"],
            sort_key=int(row["sort_key"]),
            name=row["name"],
            plain=row["plain"],
            what_you_can_do=row["what_you_can_do"],
            basis=row["basis"],
            period_unit=row["period_unit"],
            period_length=int(row["period_length"]),
            extends_over_holiday=row["extends_over_holiday"] == "1",
            is_optional=row["is_optional"] == "1",
            latest_days=int(row["latest_days"]),
            latest_after=row["latest_after"],
            required_places=places.get((row["regime"], row["code"], "required"), []),
            recommended_places=places.get((row["regime"], row["code"], "recommended"), []),
        )
        for row in rows("stage_kinds.csv")
    ]


def shipped_document_kinds() -> list[DocumentKind]:
    return [
        DocumentKind(
            code=row["code"],
            name=row["name"],
            tab=row["tab"],
            sort_key=int(row["sort_key"]),
            plain=row["plain"],
            catalogue_item_id=row["catalogue_item"],
            names_households=row["names_households"] == "1",
        )
        for row in rows("document_kinds.csv")
    ]


def shipped_catalogue_items() -> list[CatalogueItem]:
    numbers = {"sort_key", "n"}
    return [
        CatalogueItem(**{name: int(cell) if name in numbers else cell for name, cell in row.items()})
        for row in rows("catalogue_items.csv")
    ]


def shipped_dossier_templates() -> list[DossierTemplate]:
    return [
        DossierTemplate(**{**row, "sort_key": int(row["sort_key"])}) for row in rows("dossier_templates.csv")
    ]


def shipped_required_documents() -> list[RequiredDocument]:
    return [
        RequiredDocument(
            template_id=row["template"],
            document_kind_id=row["document_kind"],
            after_stage=row["after_stage"],
        )
        for row in rows("required_documents.csv")
    ]
