from typing import Any

from django.core.management.base import BaseCommand

from layers.documents.sweep import sweep


class Command(BaseCommand):
    help = "Delete stored files that belong to nothing and are older than an hour."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep()}")
