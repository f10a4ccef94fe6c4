from typing import Any

from django.core.management.base import BaseCommand

from geo.errors import BadInput
from layers.documents.derive import READABLE, derive
from layers.documents.models import DocumentVersion


class Command(BaseCommand):
    help = "Make page images and text of every document version that has none."

    def handle(self, *args: Any, **options: Any) -> None:
        versions = DocumentVersion.objects.filter(
            page_texts__isnull=True, original__media_type__in=READABLE
        ).select_related("original", "document")
        made = 0
        for version in list(versions):
            try:
                made += derive(version)
            except BadInput as error:
                self.stderr.write(f"{version.document.public_id}/{version.number}: {error.message}")
        self.stdout.write(f"{made}")
