"""Every sample case gets the documents that its stages have reached: real PDFs, printed from its own facts."""

import datetime as dt
import math
from collections.abc import Iterator
from contextlib import closing
from random import Random

from django.conf import settings

from importers.samples.filing import Habits, SampleFile, correct, files_of
from importers.samples.letters import FORMS, letters_of
from importers.samples.matter import Matter, matter_of
from importers.samples.printing import Order, print_all
from importers.samples.sheets import Stationery
from importers.samples.shelf import Shelf
from layers.land.completeness import completeness
from layers.land.facts import Procedure, facts_of, load_procedure
from layers.land.models import Case, RequiredDocument
from layers.land.procedure import DocumentKind, Regime
from layers.workdays.calendar import load_calendar

# A case with fewer documents is not made to lack one.
ENOUGH_TO_LACK_ONE = 4


def write(chance: Random) -> int:
    """The documents of every sample case that has none yet; how many versions were written.

    The same cases, ``chance`` and day give the same public ids and the same bytes.
    """
    folder = settings.CITY_FILE.parent / "documents"
    habits = Habits.read(folder)
    files = list(plan(habits, chance))
    choose_pictured(files, habits)
    files += correct(files, habits, chance)
    with closing(print_all(list(orders(files, Stationery(folder))), folder)) as sheets:
        return Shelf(chance).keep(files, sheets)


def plan(habits: Habits, chance: Random) -> Iterator[SampleFile]:
    """The newest cases first."""
    cases = bare_cases(habits.most_cases)
    today = dt.date.today()
    calendar, procedure = load_calendar(), load_procedure()
    required = list(
        RequiredDocument.objects.select_related("document_kind", "template").order_by("template__sort_key")
    )
    sisters: dict[int | None, list[Case]] = {}
    for case in cases:
        sisters.setdefault(case.approval_id, []).append(case)
    with_own_files = math.ceil(len(cases) * habits.with_own_files_percent / 100)
    for rank, case in enumerate(cases):
        own_chance = Random(chance.getrandbits(64))  # noqa: S311
        together = sisters[case.approval_id] if case.approval_id else ()
        matter = matter_of(case, together, calendar, own_chance, today)
        kinds = due_kinds(matter, required, procedure)
        lacks_one = own_chance.randrange(1000) < habits.incomplete_per_mille
        if lacks_one and len(kinds) >= ENOUGH_TO_LACK_ONE:
            kinds.remove(own_chance.choice(kinds[1:]))
        # A file that names households is for the village alone, so it is never bound with others.
        apart = rank < with_own_files or is_shown(matter, habits) or case.regime == Regime.HOUSES
        # A whole dossier stands for each of its parts, so a missing one would not be missed.
        whole = not lacks_one and rank >= with_own_files + habits.dossiers_apart
        yield from files_of(matter, letters_of(matter, kinds), apart=apart, whole=whole, habits=habits)


def choose_pictured(files: list[SampleFile], habits: Habits) -> None:
    """Page images from the start: the approvals of the towns that are shown, all of theirs, then each county's newest case."""
    shown = [file for file in files if is_shown(file.editions[0].parts[0].matter, habits)]
    newest: dict[int, str] = {}
    for file in files:
        case = file.editions[0].parts[0].matter.case
        newest.setdefault(case.county_id, case.public_id)
    of_newest = [file for file in files if file.editions[0].parts[0].matter.case.public_id in newest.values()]
    ranked = [*(file for file in shown if file.is_approval), *shown, *of_newest]
    for file in list(dict.fromkeys(ranked))[: habits.pictured]:
        file.is_pictured = True


def bare_cases(most: int) -> list[Case]:
    """Public sample cases without documents, the newest first, with all that their letters speak of."""
    found = Case.objects.filter(is_sample=True, withdrawn_at__isnull=True, case_documents__isnull=True)
    return list(
        found.select_related("county", "organisation", "approval")
        .prefetch_related(
            "stages__kind",
            "parcels",
            "case_villages__village__manage_parent__manage_parent__manage_parent",
        )
        .newest_first()[:most]
    )


def due_kinds(matter: Matter, required: list[RequiredDocument], procedure: Procedure) -> list[str]:
    """Codes of what the case must have published by now, and the notice of a hearing when there was one."""
    case = matter.case
    rows = required_of(case, required)
    facts = facts_of(case, procedure)
    due = completeness(facts, rows, (), facts.reached(matter.today)).required
    kinds = {kind.code: kind.sort_key for kind in due if kind.code in FORMS}
    if "HEARING" in matter.stages:
        kinds["hearing_notice"] = DocumentKind.objects.get(pk="hearing_notice").sort_key
    if case.regime == Regime.HOUSES and "PLAN_NOTICE" in matter.stages:
        kinds["interpretation"] = DocumentKind.objects.get(pk="interpretation").sort_key
    return sorted(kinds, key=lambda code: kinds[code])


def required_of(case: Case, required: list[RequiredDocument]) -> list[RequiredDocument]:
    """Of the first template of its regime and kind: no sample case has chosen another."""
    fitting = [
        row for row in required if (row.template.regime, row.template.case_kind) == (case.regime, case.kind)
    ]
    return [row for row in fitting if row.template_id == fitting[0].template_id]


def is_shown(matter: Matter, habits: Habits) -> bool:
    codes = [row.village.code for row in matter.case.case_villages.all()]
    return any(code.startswith(town) for code in codes for town in habits.showcase)


def orders(files: list[SampleFile], stationery: Stationery) -> Iterator[Order]:
    """Every edition of every file, in order."""
    for file in files:
        newest = len(file.editions)
        for number, edition in enumerate(file.editions, start=1):
            parts = [(part.matter, part.letter) for part in edition.parts]
            yield Order(
                key=f"{file.key}-{number}",
                html=stationery.page(edition.title, edition.issued_on, parts),
                title=edition.title,
                dated=edition.issued_on,
                parts=tuple(f"part-{place}" for place in range(1, len(parts) + 1)),
                with_pictures=file.is_pictured and number == newest,
            )
