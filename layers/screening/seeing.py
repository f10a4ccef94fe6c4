"""Who sees what was found in a file: whoever sees the draft that names it, or works on the public document that it is."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from layers.changes.attachment import Attachment
from layers.changes.models import ChangeSet
from layers.changes.redacting import documents_for
from layers.documents.models import DocumentVersion
from layers.screening.models import Finding, Screening
from layers.screening.overriding import may_override
from layers.staff.models import READING_ROLES, Role
from layers.staff.scope import Scope

# Whoever lets a finding pass answers for what becomes public.
DECIDING = (Role.REVIEWER, Role.PUBLISHER)
OPEN = (ChangeSet.State.DRAFT, ChangeSet.State.IN_REVIEW)


def visible_to(user: Any, scope: Scope) -> QuerySet[Screening]:
    sets = ChangeSet.objects.visible_to(user, scope)
    return Screening.objects.filter(_named_by(sets) | _published(scope, READING_ROLES))


def pending(user: Any, scope: Scope) -> QuerySet[Screening]:
    """With something that nobody has decided yet: what is public first (``is_public``), then drafts, the oldest first."""
    sets = ChangeSet.objects.visible_to(user, scope).filter(state__in=OPEN)
    published = _published(scope, READING_ROLES)
    undecided = Finding.objects.filter(screening=OuterRef("pk"), override__isnull=True)
    return (
        Screening.objects.filter(Exists(undecided), _named_by(sets) | published)
        .annotate(is_public=published)
        .order_by("-is_public", "checked_at", "pk")
    )


def may_decide(user: Any, scope: Scope, screening: Screening) -> bool:
    """Reviewers and publishers of the draft or document, but for everybody who has written in the draft."""
    sets = ChangeSet.objects.filter(scope.drafts(DECIDING))
    covered = Screening.objects.filter(_named_by(sets) | _published(scope, DECIDING), pk=screening.pk)
    return covered.exists() and may_override(user, screening)


def _named_by(sets: QuerySet[ChangeSet]) -> Q:
    return Q(Exists(Attachment.objects.filter(
        change_set__in=sets.order_by().values("pk"), version__original=OuterRef("original"),
        version__file_name=OuterRef("file_name"),
    )))  # fmt: skip


def _published(scope: Scope, roles: Collection[Role]) -> Q:
    return Q(Exists(DocumentVersion.objects.published().filter(
        document__in=documents_for(scope, tuple(roles)).values("pk"), original=OuterRef("original"),
        file_name=OuterRef("file_name"),
    )))  # fmt: skip
