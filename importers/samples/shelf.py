"""Printed sample files into the rows of layers.documents and the case's list of documents, many at once."""

from collections.abc import Iterable
from random import Random

from importers.samples.filing import Edition, SampleFile
from importers.samples.printing import Printed
from layers.documents import gates
from layers.documents.models import Document, DocumentVersion, PageImage, PageText, Publication, StoredFile
from layers.documents.store import put_made
from layers.land.catalogue import Audience
from layers.land.models import CaseDocument
from layers.public_ids import public_id_from_number

PDF = "application/pdf"


class Shelf:
    """``chance`` gives the public ids."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._taken = set(Document.objects.values_list("public_id", flat=True))

    def keep(self, files: list[SampleFile], printed: Iterable[Printed]) -> int:
        """``printed``: the editions of all files, in order. The number of versions that were stored."""
        documents = {file.key: Document(public_id=self._public_id(), is_sample=True) for file in files}
        Document.objects.bulk_create(documents.values())
        pages = iter(printed)
        rows = Rows()
        for file in files:
            document = documents[file.key]
            successor = documents[file.successor.key] if file.successor else None
            for number, edition in enumerate(file.editions, start=1):
                sheet = next(pages)
                rows.add_version(document, number, edition, sheet, file, successor)
            rows.add_entries(document, file, sheet)
        return rows.save()

    def _public_id(self) -> str:
        while (public_id := public_id_from_number(self._chance.getrandbits(40))) in self._taken:
            pass
        self._taken.add(public_id)
        return public_id


class Rows:
    """Unsaved rows whose bytes lie in the stores already."""

    def __init__(self) -> None:
        self._versions: list[DocumentVersion] = []
        self._publications: list[Publication] = []
        self._texts: list[PageText] = []
        self._images: list[PageImage] = []
        self._entries: list[CaseDocument] = []
        self._shown: dict[str, DocumentVersion] = {}

    def add_version(
        self,
        document: Document,
        number: int,
        edition: Edition,
        sheet: Printed,
        file: SampleFile,
        successor: Document | None,
    ) -> None:
        version = DocumentVersion(
            document=document,
            number=number,
            title=edition.title,
            doc_no=edition.doc_no,
            issued_on=edition.issued_on,
            issuer=edition.issuer,
            file_name=file.file_name,
            original=put_made(sheet.pdf, PDF, store=StoredFile.Store.ORIGINALS),
        )
        if not file.is_on_site:
            gates.pass_all(version.original, file.file_name, is_sample=True, version=version)
        self._versions.append(version)
        if edition.withdrawn_at is None or document.public_id not in self._shown:
            self._shown[document.public_id] = version
        if not file.is_on_site:
            self._publications.append(
                Publication(
                    version=version,
                    published_at=edition.published_at,
                    derivative=put_made(sheet.pdf, PDF),
                    withdrawn_at=edition.withdrawn_at,
                    withdrawal_reason=edition.reason,
                    successor=successor,
                )
            )
        self._texts += [
            PageText(version=version, page=page, text=text) for page, text in enumerate(sheet.texts, start=1)
        ]
        self._images += [
            PageImage(
                version=version,
                page=page,
                width=picture.width,
                height=picture.height,
                file=put_made(picture.content, picture.media_type),
            )
            for page, pictures in enumerate(sheet.pictures, start=1)
            for picture in pictures
        ]

    def add_entries(self, document: Document, file: SampleFile, sheet: Printed) -> None:
        """The parts of the newest edition, each with the pages that it fills."""
        ends = [first - 1 for first in sheet.first_pages[1:]] + [len(sheet.texts)]
        for part, number in file.entries:
            stage = part.matter.stages.get(part.letter.form.stage)
            self._entries.append(
                CaseDocument(
                    case=part.matter.case,
                    stage=stage,
                    kind_id=part.letter.kind,
                    document=document,
                    version=self._shown[document.public_id],
                    first_page=sheet.first_pages[number],
                    last_page=ends[number],
                    audience=Audience.VILLAGE if file.is_on_site else Audience.PUBLIC,
                )
            )

    def save(self) -> int:
        DocumentVersion.objects.bulk_create(self._versions)
        Publication.objects.bulk_create(self._publications)
        PageText.objects.bulk_create(self._texts)
        PageImage.objects.bulk_create(self._images)
        CaseDocument.objects.bulk_create(self._entries)
        return len(self._versions)
