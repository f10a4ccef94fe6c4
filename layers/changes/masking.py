"""A file of a draft in which things were blacked out: other bytes under the same document, in one's own draft."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.audit.record import record
from layers.changes.aggregate import noun_of
from layers.changes.attaching import Handed, attach, attachment, receive
from layers.changes.attachment import Attachment
from layers.changes.drafting import own_draft
from layers.changes.models import ChangeSet
from layers.changes.review import comment
from layers.documents.boxes import Box, told
from layers.documents.derive import READABLE
from layers.documents.masking import Leftover, mask, masked_name
from layers.documents.models import PageText
from layers.staff.scope import scope_of

MOST_TOLD = 5
MOST_SAID = 1_000


class LeftOver(BadInput):
    """Words that were blacked out here still stand elsewhere in the file; who drew the boxes may say that they may."""


@dataclass(frozen=True)
class Prepared:
    """A new file in the place of ``old``, stored, read again and looked at by the gates; not in the draft yet."""

    old: Attachment
    noun: str
    boxes: tuple[Box, ...]
    handed: Handed
    texts: tuple[str, ...]


def prepare(
    change_set: str,
    public_id: str,
    user: Any,
    boxes: Sequence[Box],
    *,
    seen_hash: str,
    may_stay: bool = False,
) -> Prepared:
    """Outside of a transaction: half a second a page, more where the words of pictures are read.

    ``may_stay``: words (never numbers) may stand elsewhere in the file. Raises NotSeen, Refused for another's draft,
    Conflict for a stale ``seen_hash``, LeftOver, BadInput.
    """
    scope = scope_of(user)
    one = attachment(change_set, public_id, user)
    with acting(user, scope=scope):
        own = own_draft(change_set, user, scope, seen_hash)
        noun = next(row.noun for row in own.rows.filter(key=one.key) if noun_of(row.noun).attach)
    original, name = one.version.original, one.version.file_name
    if original.media_type not in READABLE:
        raise BadInput("box", f"{name}:这种格式不能遮盖，请另存为 PDF")
    masked = mask(original, name, boxes)
    _check(masked.leftovers(), may_stay)
    handed = receive(io.BytesIO(masked.content), masked_name(name))
    return Prepared(one, noun, tuple(boxes), handed, masked.texts)


def put_masked(prepared: Prepared, user: Any, *, seen_hash: str) -> tuple[ChangeSet, Attachment]:
    """The set as it is now, told in its talk what was blacked out, and the attachment that took the old one's place.

    Raises as ``attach`` does.
    """
    old, told_boxes = prepared.old, told(prepared.boxes)
    change_set = old.change_set.public_id
    with acting(user, scope=scope_of(user)):
        saved, made = attach(
            change_set, user, prepared.handed, noun=prepared.noun, key=old.key, seen_hash=seen_hash,
            document=old.document,
        )  # fmt: skip
        # Their words stand in no file: the pages are pictures.
        PageText.objects.bulk_create(
            PageText(version=made.version, page=page, text=text)
            for page, text in enumerate(prepared.texts, start=1)
        )
        detail = {
            "from": old.version.original.sha256,
            "to": prepared.handed.original.sha256,
            "boxes": told_boxes,
        }
        record("mask", noun=Attachment, keys=[made.pk], change_set=saved.pk, detail=detail)
        words = f"在“{old.version.file_name}”里遮盖了 {len(prepared.boxes)} 处：{told_boxes}"
        comment(change_set, user, words[:MOST_SAID])
        return saved, made


def _check(leftovers: Sequence[Leftover], may_stay: bool) -> None:
    numbers = [one for one in leftovers if one.is_number]
    if numbers:
        raise BadInput("box", f"{_sentences(numbers)}。号码要在每一页都遮住")
    if leftovers and not may_stay:
        raise LeftOver("box", f"{_sentences(leftovers)}。请一并遮盖，或者确认那里可以公开")


def _sentences(leftovers: Sequence[Leftover]) -> str:
    more = f"；等 {len(leftovers)} 处" if len(leftovers) > MOST_TOLD else ""
    return "；".join(one.sentence for one in leftovers[:MOST_TOLD]) + more
