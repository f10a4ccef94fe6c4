"""SMS of a demonstration: a line in a file of one's own machine, which is the telephone."""

from collections.abc import Sequence

from django.conf import settings

from layers.subscriptions.channels import Letter, Result
from layers.subscriptions.outbox import State


class Console:
    def send(self, letters: Sequence[Letter]) -> list[Result]:
        settings.SMS_LOG.parent.mkdir(parents=True, exist_ok=True)
        with settings.SMS_LOG.open("a", encoding="utf-8") as file:
            file.writelines(f"{letter.to} [{letter.key}] {letter.text}\n" for letter in letters)
        return [Result(letter.key, State.SENT) for letter in letters]
