"""The documents of the cases: real PDFs, printed by the press while the rest is made, stored and published after.

A case of the showcase has each document in a file of its own and the dossier in one; the others have all of
theirs bound in one file, found by page range, because printing is the slowest part of the samples.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from django.db.models import F
from django.utils import timezone

from importers.samples.cases import WITHDRAWN_BECAUSE, Draft
from importers.samples.city import City, government
from importers.samples.fonts import font_faces, small_fonts
from importers.samples.papers import Papers, facts_of
from importers.samples.plans import Flavour
from importers.samples.press import STYLE, Press
from layers.documents.derive import derive
from layers.documents.models import Document, DocumentVersion
from layers.documents.publish import add_version, publish, withdraw
from layers.documents.tasks import derive_later
from layers.land.models import CaseDocument, DocumentKind, RequiredDocument, Stage, Tab
from layers.regions.models import Level

# Cases beyond so many have no documents: benchmarks want rows, not paper.
MOST_CASES = 500
SCANNED = {"approval", "first_notice", "second_notice"}
# Of the cases elsewhere, one in so many has each document in a file of its own too.
SEPARATE_EVERY = 20
# Kinds that are published besides the required ones, and the stage that brings each.
EXTRAS = {
    "forwarding": "APPROVAL",
    "survey_summary": "SURVEY",
    "risk_summary": "RISK",
    "hearing_notice": "HEARING",
    "hearing_record": "HEARING",
    "register_summary": "REGISTER",
    "agreement_template": "AGREEMENT",
    "payment_summary": "PAYMENT",
    "boundary_map": "APPROVAL",
}
# Some cases lack a part, so that the page can say which.
MAY_BE_MISSING = {"cultivated_plan": 0.3, "notify_letter": 0.1, "compensation_plan": 0.08}


Part: TypeAlias = tuple[DocumentKind, Stage | None]


def in_short(parts: list[Part], kinds: dict[str, DocumentKind]) -> list[Part]:
    """The dossier as one part of a page or two, which stands for each of its plans."""
    dossier = [part for part in parts if part[0].tab == Tab.DOSSIER]
    others = [part for part in parts if part[0].tab != Tab.DOSSIER]
    return others + ([(kinds["dossier_whole"], dossier[0][1])] if dossier else [])


@dataclass
class Volume:
    """One file: its parts in order, under the name of its job."""

    name: str
    draft: Draft
    title: str
    kinds: list[DocumentKind]
    stages: list[Stage | None]
    eager: bool
    second_version: bool = False


class DocumentMaker:
    def __init__(self, city: City, work: Path) -> None:
        self.city = city
        self.work = work
        self.papers = Papers(city.folder / "documents")
        self.press = Press(work)
        self.stream = city.draws.stream("documents")
        self.ids = city.draws.ids("document")
        self.kinds = {kind.code: kind for kind in DocumentKind.objects.all()}
        self.required: dict[tuple[str, str], list[tuple[str, str]]] = {}
        rows = RequiredDocument.objects.annotate(code=F("document_kind__code")).order_by(
            "document_kind__sort_key"
        )
        for row in rows:
            self.required.setdefault((row.regime, row.case_kind), []).append(
                (row.document_kind_id, row.after_stage)
            )
        self.volumes: list[Volume] = []

    def prepare(self, drafts: Iterable[Draft], showcase_town: str, eager: int) -> None:
        """Write the HTML of every file and start the press. ``eager``: so many cases get page images at once."""
        for number, draft in enumerate(list(drafts)[:MOST_CASES]):
            town = self.city.parent(draft.plan.village, Level.TOWN)
            separate = town.code == showcase_town or number % SEPARATE_EVERY == 0
            self._bind(draft, f"{number:04d}", separate, number < eager)
        texts = []
        for volume in self.volumes:
            for correction in (False, True) if volume.second_version else (False,):
                text = self._html(volume, correction)
                (self.work / f"{volume.name}{'b' if correction else ''}.html").write_text(
                    text, encoding="utf-8"
                )
                texts.append(text)
        style = (self.city.folder / "documents" / STYLE).read_text(encoding="utf-8")
        fonts = small_fonts(
            "".join({*style, *(character for text in texts for character in text)}), self.work
        )
        (self.work / STYLE).write_text(font_faces(fonts) + style, encoding="utf-8")
        self.press.start()

    def store(self) -> int:
        """Add, publish and attach every file as it comes from the press. The number of versions."""
        return sum(self._store(volume) for volume in self.volumes)

    def _bind(self, draft: Draft, name: str, separate: bool, eager: bool) -> None:
        chosen = self._chosen(draft, separate)
        if not chosen:
            return
        if not separate:
            self._add(
                draft, name, f"{draft.case.name}信息公开材料（合订）", in_short(chosen, self.kinds), eager
            )
            return
        dossier = [(kind, stage) for kind, stage in chosen if kind.tab == Tab.DOSSIER]
        for number, (kind, stage) in enumerate(chosen):
            if kind.tab != Tab.DOSSIER:
                self._add(
                    draft, f"{name}-{number:02d}", f"{draft.case.name}{kind.name}", [(kind, stage)], eager
                )
        if dossier:
            self._add(draft, f"{name}-dossier", f"{draft.case.name}报批材料（一书四方案）", dossier, eager)

    def _add(self, draft: Draft, name: str, title: str, parts: list[Part], eager: bool) -> None:
        kinds, stages = [kind for kind, _ in parts], [stage for _, stage in parts]
        corrected = draft.plan.flavour == Flavour.ANNOUNCED_LATE and [kind.code for kind in kinds] == [
            "final_notice"
        ]
        self.volumes.append(Volume(name, draft, title, kinds, stages, eager, corrected))

    def _chosen(self, draft: Draft, with_extras: bool) -> list[Part]:
        """The kinds that the case has by now, in the order of the tabs."""
        stages = {stage.kind.code: stage for stage in draft.stages}
        reached = max((stage.kind.sort_key for stage in draft.stages), default=0)
        after = dict(self.required.get((draft.case.regime, draft.case.kind), []))
        for code, stage_code in EXTRAS.items():
            if (
                stage_code in stages
                and self.stream.random() < 0.6
                and (code != "boundary_map" or draft.surveys)
            ):
                after[code] = stage_code
        if not with_extras and not draft.surveys:
            after = {code: stage for code, stage in after.items() if self._was_scanned(code)}
        for code, chance in MAY_BE_MISSING.items():
            if self.stream.random() < chance:
                after.pop(code, None)
        due = [
            (self.kinds[code], stages.get(stage_code))
            for code, stage_code in after.items()
            if stage_code in stages and stages[stage_code].kind.sort_key <= reached and self.papers.has(code)
        ]
        return sorted(due, key=lambda pair: pair[0].sort_key)

    def _was_scanned(self, code: str) -> bool:
        """Of the old records only what the archive kept was scanned."""
        return code in SCANNED or self.kinds[code].tab == Tab.DOSSIER

    def _html(self, volume: Volume, correction: bool) -> str:
        town = self.city.parent(volume.draft.plan.village, Level.TOWN)
        facts = facts_of(volume.draft, town.name)
        parts = [
            self.papers.part(kind.code, facts, stage, correction)
            for kind, stage in zip(volume.kinds, volume.stages, strict=True)
        ]
        return self.papers.file(volume.title, [kind.code for kind in volume.kinds], parts)

    def _store(self, volume: Volume) -> int:
        document = Document.objects.create(public_id=self.ids.next(), is_sample=True)
        versions = [self._add_version(volume, document, volume.name)]
        if volume.second_version:
            versions.append(self._add_version(volume, document, f"{volume.name}b"))
        printed = self.press.take(volume.name)
        ends = [start - 1 for start in printed.starts[1:]] + [printed.pages]
        CaseDocument.objects.bulk_create(
            CaseDocument(
                case=volume.draft.case,
                stage=stage,
                kind=kind,
                document=document,
                first_page=first,
                last_page=max(first, last),
            )
            for kind, stage, first, last in zip(
                volume.kinds, volume.stages, printed.starts, ends, strict=True
            )
        )
        if volume.draft.plan.flavour == Flavour.WITHDRAWN:
            for version in versions:
                withdraw(version, WITHDRAWN_BECAUSE)
        return len(versions)

    def _add_version(self, volume: Volume, document: Document, name: str) -> DocumentVersion:
        stage = volume.stages[0]
        last = max((stage.posted_on for stage in volume.stages if stage), default=self.city.today)
        single = len(volume.kinds) == 1 and stage is not None
        version = add_version(
            document,
            self.press.take(name).content,
            file_name=f"{volume.title[:60]}.pdf",
            title=volume.title[:200],
            doc_no=stage.doc_no[:60] if single and stage else "",
            issued_on=stage.posted_on if single and stage else last,
            issuer=stage.issuer if single and stage else government(volume.draft.plan.county),
        )
        publish(version, at=self._published_at(last), listed=False)
        if volume.eager:
            derive(version)
        else:
            derive_later(version)
        return version

    def _published_at(self, day: dt.date) -> dt.datetime:
        return min(self.city.moment(day, 17), timezone.now())
