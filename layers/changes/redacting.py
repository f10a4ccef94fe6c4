"""REDACT of what is public: whoever works on the content asks, a publisher of its region who is somebody else does it.

As with a withdrawal, nobody does it alone; unlike one it passes no desks in between, because a leak stands in the open
until it is done. Both people count with those for whom they stand in.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.audit.record import record
from layers.changes.attachment import Attachment
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.documents.models import Document, DocumentVersion, Redaction
from layers.documents.publish import redact
from layers.land.models import CaseDocument
from layers.public_ids import parse_public_id
from layers.staff.models import Role
from layers.staff.scope import Grant, Scope, scope_of
from layers.versions import bump

ASKING = (Role.PUBLISHER, Role.REVIEWER, Role.EDITOR)
MOST_REASON = 200


def documents_for(scope: Scope, roles: tuple[Role, ...] = ASKING) -> QuerySet[Document]:
    """Documents that a case of the scope shows, or that were handed in for a change of it, by one of ``roles``."""
    shown = scope.rows(CaseDocument.objects.all(), "case__county__path", "case__organisation_id", roles)
    handed = scope.rows(
        Attachment.objects.filter(is_private=False),
        "change_set__region__path",
        "change_set__organisation_id",
        roles,
    )
    return Document.objects.filter(
        Q(pk__in=shown.values("document")) | Q(pk__in=handed.values("version__document"))
    )


def asked_for(scope: Scope) -> QuerySet[Redaction]:
    """What waits for a second person, of documents in the scope."""
    return Redaction.objects.asked().filter(version__document__in=documents_for(scope).values("pk"))


def ask(
    version: DocumentVersion, user: Any, *, reason: str, removes_original: bool = False, successor: str = ""
) -> Redaction:
    """A request that waits for the second person. ``successor`` is the public id of another document, or "".

    Raises NotSeen outside of the scope, Conflict when it was asked before, BadInput.
    """
    scope = scope_of(user)
    with acting(user, scope=scope):
        grant = _grant(version, scope, ASKING)
        if grant is None:
            raise NotSeen
        if not DocumentVersion.objects.ever_published().filter(pk=version.pk).exists():
            raise BadInput("version", "此版本从未公布，无须删除内容")
        if not reason.strip() or len(reason) > MOST_REASON:
            raise BadInput("reason", f"请写明原因（1 到 {MOST_REASON} 个字，公众会看到，不要写出泄露的内容）")
        told = {
            "reason": reason.strip(),
            "removes_original": removes_original,
            "successor": _successor(successor),
        }
        try:
            with transaction.atomic():
                made = Redaction.objects.create(
                    version=version, asked_by=user, asked_for_id=_principal(grant, user), **told
                )
        except IntegrityError:
            raise Conflict("这一版已经有人要求删除内容") from None
        record("ask_redaction", noun=Redaction, keys=[made.pk], detail={"removes_original": removes_original})
        return made


def do(asked: Redaction, user: Any) -> list[Redaction]:
    """The second person removes the bytes. Raises NotSeen, Refused for one of the first people, BadInput."""
    scope = scope_of(user)
    with acting(user, scope=scope):
        _second_person(asked, user, scope)
        done = redact(asked, user)
        # Whatever is kept of a layer is made anew from what is left.
        for layer in ("cases", "parcels"):
            bump(layer)
        keys = [row.pk for row in done]
        record("redact", noun=Redaction, keys=keys, detail={"removes_original": asked.removes_original})
        return done


def refuse(asked: Redaction, user: Any) -> None:
    """The request goes; who asked may take it back herself. Raises NotSeen, BadInput."""
    scope = scope_of(user)
    with acting(user, scope=scope):
        if asked.asked_by_id != user.pk and _grant(asked.version, scope, (Role.PUBLISHER,)) is None:
            raise NotSeen
        if Redaction.objects.asked().filter(pk=asked.pk).delete()[0] == 0:
            raise BadInput(None, "这一版的内容已经删除，不能再取消")
        record("refuse_redaction", noun=Redaction, keys=[asked.pk])


def may_do(asked: Redaction, user: Any, scope: Scope) -> bool:
    """For the button; it is asked anew when it is pressed."""
    try:
        _second_person(asked, user, scope)
    except (NotSeen, Refused):
        return False
    return True


def _second_person(asked: Redaction, user: Any, scope: Scope) -> None:
    first = {asked.asked_by_id, asked.asked_for_id} - {None}
    grant = _grant(asked.version, scope, (Role.PUBLISHER,))
    if grant is None:
        raise NotSeen
    if first & {user.pk, grant.principal_id}:
        raise Refused("删除已公开的内容须由提出人以外的发布人办理")


def _grant(version: DocumentVersion, scope: Scope, roles: tuple[Role, ...]) -> Grant | None:
    """The grant by which the user may act on that document, her own before a lent one."""
    for grant in scope.grants:
        one = Scope(scope.user_id, (grant,))
        if grant.role in roles and documents_for(one, roles).filter(pk=version.document_id).exists():
            return grant
    return None


def _principal(grant: Grant, user: Any) -> int | None:
    return None if grant.principal_id == user.pk else grant.principal_id


def _successor(public_id: str) -> Document | None:
    if not public_id.strip():
        return None
    found = Document.objects.published().filter(public_id=parse_public_id(public_id.strip())).first()
    if found is None:
        raise BadInput("successor", "没有这个公开的文件，请核对替代文件的编号")
    return found
