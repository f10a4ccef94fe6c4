"""Which files the sample cases have: one a letter, the dossier bound in one, or all of an old case in one archive."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from django.utils import timezone

from importers.samples.letters import DOSSIER, Letter, bound, dossier_title
from importers.samples.matter import Matter
from layers.land.facts import OLD_REGIMES

ON_SITE = frozenset({"house_survey", "house_values", "house_results"})
CORRECTED_AFTER = dt.timedelta(days=3)
WITHDRAWN_AFTER = dt.timedelta(days=4)
CORRECTION = "本公告第一版所载联系电话有误，现予更正，其余内容不变。"
WITHDRAWN_BECAUSE = "所载联系电话有误，已更正后重新公布（示例）"


@dataclass(frozen=True)
class Habits:
    """documents.toml: how many cases get what. ``showcase``: the codes of towns begin so."""

    showcase: tuple[str, ...]
    with_own_files_percent: int
    most_cases: int
    pictured: int
    dossiers_apart: int
    incomplete_per_mille: int
    corrected_per_mille: int
    withdrawn: int
    archives_published: dt.date

    @classmethod
    def read(cls, folder: Path) -> "Habits":
        given = tomllib.loads((folder / "documents.toml").read_text(encoding="utf-8"))
        return cls(**{**given, "showcase": tuple(given["showcase"])})


@dataclass(frozen=True)
class Part:
    matter: Matter
    letter: Letter


@dataclass
class Edition:
    """One version of a file. ``withdrawn_at`` with ``reason`` when it was taken back."""

    title: str
    parts: list[Part]
    doc_no: str
    issuer: str
    issued_on: dt.date
    published_at: dt.datetime
    withdrawn_at: dt.datetime | None = None
    reason: str = ""


@dataclass(eq=False)
class SampleFile:
    """A Document to be, with its versions in order. ``successor``: the file that took its place."""

    key: str
    file_name: str
    editions: list[Edition]
    is_pictured: bool = False
    successor: "SampleFile | None" = None
    entries: list[tuple[Part, int]] = field(default_factory=list)

    @property
    def is_approval(self) -> bool:
        return self.editions[0].parts[0].letter.kind == "approval"

    @property
    def is_on_site(self) -> bool:
        """It names households: shown in the village, never published."""
        return self.editions[0].parts[0].letter.kind in ON_SITE

    @property
    def is_notice(self) -> bool:
        return len(self.editions[0].parts) == 1 and self.editions[0].parts[0].letter.kind.endswith("_notice")


def files_of(
    matter: Matter, letters: list[Letter], *, apart: bool, whole: bool, habits: Habits
) -> Iterator[SampleFile]:
    """``apart``: a file for each letter and one for the dossier; otherwise everything in one.

    ``whole``: the dossier of an archive is one sheet rather than a sheet for each part.
    """
    key = matter.case.public_id
    if whole and not apart:
        letters = bound(matter, letters)
    parts = [Part(matter, letter) for letter in letters]
    if not parts:
        return
    if not apart and len(parts) > 1:
        yield _file(f"{key}-all", f"{matter.name}征地档案（合订）"[:200], "征地档案", parts, habits)
        return
    for part in parts:
        if part.letter.kind not in DOSSIER:
            name = f"{part.letter.kind}-{key}"
            yield _file(name, part.letter.title, short_name(part.letter), [part], habits)
    if dossier := [part for part in parts if part.letter.kind in DOSSIER]:
        title = dossier_title(matter, [part.letter for part in dossier])[:200]
        yield _file(f"{key}-dossier", title, "一书多方案", dossier, habits)


def short_name(letter: Letter) -> str:
    """A name for the download: without the issuer, and without what a file name may not have."""
    return letter.form.title.format(issuer="", name="", taking="征收").removeprefix("关于").strip("的")


def _file(key: str, title: str, name: str, parts: list[Part], habits: Habits) -> SampleFile:
    head = parts[0].letter
    approved = next((part.letter for part in parts if part.letter.kind == "approval"), head)
    edition = Edition(
        title=title,
        parts=parts,
        doc_no=approved.doc_no,
        issuer=approved.issuer if len(parts) == 1 else parts[0].matter.government,
        issued_on=approved.issued_on,
        published_at=max(published_at(part, habits) for part in parts),
    )
    file = SampleFile(key, f"{name}.pdf", [edition])
    file.entries = [(part, number) for number, part in enumerate(parts)]
    return file


def published_at(part: Part, habits: Habits) -> dt.datetime:
    """A notice on the day it was posted; approval and dossier on receipt; old archives when they were scanned."""
    matter, letter = part.matter, part.letter
    if matter.case.regime in OLD_REGIMES:
        # Scanned in the order of their numbers, a handful a day.
        return morning(habits.archives_published + dt.timedelta(days=matter.case.pk % 90))
    day = letter.issued_on
    approval = matter.case.approval
    if letter.kind == "approval" or letter.kind in DOSSIER:
        day = (approval.received_on or approval.issued_on) if approval else day
    return morning(min(day, matter.today))


def morning(day: dt.date) -> dt.datetime:
    return min(timezone.make_aware(dt.datetime.combine(day, dt.time(9, 30))), timezone.now())


def correct(files: list[SampleFile], habits: Habits, chance: Random) -> list[SampleFile]:
    """Give some notices a corrected second version, and take a few wrong ones back. The files that come on top."""
    far_enough = [
        file
        for file in files
        if file.is_notice
        and len(file.editions) == 1
        and file.editions[0].published_at + 2 * WITHDRAWN_AFTER < timezone.now()
        and file.editions[0].parts[0].matter.phone
    ]
    wanted = round(len(files) * habits.corrected_per_mille / 1000)
    more = habits.withdrawn - habits.withdrawn // 2
    chosen = chance.sample(far_enough, min(len(far_enough), wanted + more))
    added = [replaced_by_another(file) for file in chosen[:more]]
    for number, file in enumerate(chosen[more:]):
        with_second_version(file, withdraw_first=number < habits.withdrawn // 2)
    return added


def with_second_version(file: SampleFile, *, withdraw_first: bool) -> None:
    first = file.editions[0]
    file.editions = [misprinted(first), corrected(first)]
    file.entries = [(part, number) for number, part in enumerate(file.editions[1].parts)]
    if withdraw_first:
        take_back(file.editions[0])


def replaced_by_another(file: SampleFile) -> SampleFile:
    """``file`` was withdrawn as a whole; the answer took its place."""
    first = file.editions[0]
    other = SampleFile(f"{file.key}-anew", file.file_name, [corrected(first)], file.is_pictured)
    other.entries = [(part, number) for number, part in enumerate(other.editions[0].parts)]
    file.editions = [misprinted(first)]
    file.successor = other
    take_back(file.editions[0])
    return other


def take_back(edition: Edition) -> None:
    edition.withdrawn_at = edition.published_at + WITHDRAWN_AFTER
    edition.reason = WITHDRAWN_BECAUSE


def misprinted(edition: Edition) -> Edition:
    """As it was with a wrong telephone number: the last two figures changed places."""
    part = edition.parts[0]
    phone = part.matter.phone
    wrong = (
        f"{phone[:-2]}{phone[-1]}{phone[-2]}"
        if phone[-1] != phone[-2]
        else f"{phone[:-1]}{(int(phone[-1]) + 1) % 10}"
    )
    return replace(edition, parts=[Part(replace(part.matter, phone=wrong), part.letter)])


def corrected(edition: Edition) -> Edition:
    part = edition.parts[0]
    day = edition.issued_on + CORRECTED_AFTER
    letter = part.letter.corrected(CORRECTION, day)
    return replace(
        edition,
        title=f"{edition.title}（更正）"[:200],
        parts=[Part(part.matter, letter)],
        issued_on=day,
        published_at=edition.published_at + CORRECTED_AFTER,
    )
