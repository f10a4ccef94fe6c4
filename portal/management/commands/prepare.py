"""Brings database and files to what this checkout needs, in one process: bin/serve and the tests run it."""

import time
import traceback
from argparse import ArgumentParser
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from layers.search.index import fill_catalogue
from portal.file_stores import in_words
from portal.static_release import collect_static

# step, what the screen calls it, what to do when it fails
STEPS = {
    "migrate": (
        "tables",
        "The database is as before that migration. After a change of models: ./manage.py makemigrations",
    ),
    "area": (
        "area of the city",
        "The area is as before. Mend the rows, or `area` in the city's file, then: ./manage.py set_area",
    ),
    "reference": ("reference data", "Mend the named file, then: ./manage.py load_reference"),
    "divisions": ("divisions", "Mend the named file of the city, then: ./manage.py load_divisions"),
    "samples": ("samples", "The data is as before. To try again: ./manage.py make_samples --if-empty"),
    "catalogue": (
        "catalogue of disclosure",
        "Search is as before. To try again: ./manage.py prepare catalogue",
    ),
    "ledger": ("ledger", "What was entered stays. To go on: ./manage.py ledger_backfill"),
    "static": ("static files", "The files are as before. To try again: ./manage.py prepare static"),
}


def without_time_limits(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """The 15 s of the web login are for requests. Loading computes for longer between two statements."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")


class Command(BaseCommand):
    help = "Migrates, sets the area, loads reference data, divisions and (in demo mode) samples, fills up the ledger, collects"
    help += " static files."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "steps", nargs="*", choices=[[], *STEPS], metavar="step", help=f"of {', '.join(STEPS)}; all"
        )
        parser.add_argument("--seed", type=int, default=1, help="of the samples")
        parser.add_argument("--scale", type=float, default=1.0, help="of the samples")

    def handle(self, *args: Any, **options: Any) -> None:
        connection_created.connect(without_time_limits)
        if not options["steps"]:
            self.stdout.write(f"  {in_words(settings.STORAGES)}")
        actions: dict[str, Callable[[], object]] = {
            "migrate": lambda: call_command("migrate", database="owner", interactive=False, verbosity=0),
            "area": lambda: call_command("set_area"),
            "reference": lambda: call_command("load_reference"),
            "divisions": lambda: call_command("load_divisions"),
            "samples": lambda: call_command(
                "make_samples", if_empty=True, seed=options["seed"], scale=options["scale"]
            ),
            "catalogue": fill_catalogue,
            "ledger": lambda: call_command("ledger_backfill", stdout=StringIO()),
            "static": collect_static,
        }
        for step in options["steps"] or STEPS:
            if step != "samples" or settings.DEMO:
                self._run(step, actions[step])

    def _run(self, step: str, action: Callable[[], object]) -> None:
        title, advice = STEPS[step]
        self.stdout.write(f"  {title} …")
        self.stdout.flush()
        started = time.monotonic()
        try:
            action()
        except CommandError as problem:
            raise CommandError(f"✗ {title}: {problem}\n  → {advice}") from problem
        except Exception as problem:
            log = Path(settings.VAR_DIR) / "prepare.log"
            log.write_text(traceback.format_exc(), encoding="utf-8")
            reason = (str(problem).splitlines() or [""])[0]
            raise CommandError(
                f"✗ {title}: {type(problem).__name__}: {reason} (all of it: {log})\n  → {advice}"
            ) from problem
        self.stdout.write(f"  ✓ {title} {time.monotonic() - started:.1f} s")
