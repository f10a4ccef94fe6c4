"""procrastinate's own command; a worker first says in the log which walls its parsers stand behind."""

from typing import Any

from procrastinate.contrib.django.management.commands import procrastinate

from layers.documents.sandbox_layers import state_layers


class Command(procrastinate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if options.get("command") == "worker":
            state_layers()
        super().handle(*args, **options)
