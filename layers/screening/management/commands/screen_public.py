from typing import Any

from django.core.management.base import BaseCommand

from layers.screening.gate import words
from layers.screening.models import Screening
from layers.screening.public import public_and_held, screen_public


class Command(BaseCommand):
    help = (
        "Look again at every public document that older rules have seen; name those that are held back now."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        held = screen_public()
        for version in public_and_held():
            screening = Screening.objects.get(original=version.original, file_name=version.file_name)
            self.stdout.write(f"{version.document.public_id}/{version.number} {words(screening)}")
        self.stdout.write(f"{held}")
