"""移交: a draft goes to a colleague who may edit the same. Whoever wrote at it before stays among those who may not sign.

The author hands it over herself. When she can no more (the account is closed, the post has ended), a publisher of the
same office or above does.
"""

from typing import Any

from django.db.models import QuerySet

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.audit.record import record
from layers.changes.drafting import DRAFT, every_row, settle
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.models import ChangeSet, Comment
from layers.changes.scoping import belonging, first_desk, found
from layers.staff.eligible import who_may
from layers.staff.models import Role, User
from layers.staff.scope import Scope, scope_of


def hand_over(change_set: str, user: Any, to: User, *, seen_hash: str) -> ChangeSet:
    """Makes ``to`` the author of a draft. Raises NotSeen, Refused for who may not, Conflict for what is no draft or
    was written meanwhile, BadInput("to") for somebody who may not edit it."""
    scope = scope_of(user)
    with acting(user, scope=scope):
        given = found(change_set, user, scope, lock=True)
        if not may_hand_over(given, scope):
            raise Refused("只有起草人可以移交；起草人已停用或离任的，由本单位的发布人移交")
        if given.state != DRAFT:
            raise Conflict(f"这份变更{given.get_state_display()}，只有草稿可以移交")
        if given.content_hash != seen_hash:
            raise Conflict("这份草稿在别的窗口里已经改过，请刷新后再移交")
        former = given.author
        if to.pk == former.pk:
            raise BadInput("to", f"{to}已经是起草人")
        rows, theirs = every_row(given), scope_of(to)
        try:
            if not may(Role.EDITOR, given, theirs):
                raise NotSeen
            belonging(theirs, rows, first_desk(theirs))
        except NotSeen:
            raise BadInput("to", f"{to}不能编辑这些内容，不能接手") from None
        given.former_authors = sorted(given.persons)
        given.author = to
        settle(given, theirs, rows)
        given.save()
        Comment.objects.create(change_set=given, user=user, text=f"移交：由{former}转给{to}")
        record(
            "hand_over", noun=ChangeSet, keys=[given.pk],
            detail={"from": former.username, "to": to.username, "title": given.title},
        )  # fmt: skip
        return given


def may_hand_over(given: ChangeSet, scope: Scope) -> bool:
    if given.author_id == scope.user_id:
        return True
    return may(Role.PUBLISHER, given, scope) and has_left(given)


def may(role: Role, given: ChangeSet, scope: Scope) -> bool:
    """Of the same office, of those above it, or of those whose content it is."""
    where = (given.region.path, given.organisation_id, given.drafted_at)
    return any(grant.role == role and grant.covers_draft(*where) for grant in scope.grants)


def has_left(given: ChangeSet) -> bool:
    """The author cannot go on with it."""
    theirs = scope_of(given.author)
    return not theirs.covers(Role.EDITOR, given.region.path, given.organisation_id)


def colleagues(given: ChangeSet) -> QuerySet[User]:
    """Who might take it, which no system that only hands items in can; asked anew when it is handed over."""
    every = who_may(Role.EDITOR, given.region, given.organisation, desk=given.desk).filter(is_staff=True)
    return every.exclude(pk=given.author_id)


def left_behind(scope: Scope) -> QuerySet[ChangeSet]:
    """Drafts whose author's account is closed, for those who may hand them over."""
    if not scope.has(Role.PUBLISHER):
        return ChangeSet.objects.none()
    drafts = ChangeSet.objects.filter(state=DRAFT, author__is_active=False)
    return drafts.filter(scope.drafts([Role.PUBLISHER])).for_list().order_by("-changed_at")
