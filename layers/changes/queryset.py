"""The phrases in which a desk asks for change sets: whose, seen by whom, waiting for whom."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from layers.staff.models import CONTENT_ROLES, Role
from layers.staff.scope import Scope, scope_of

if TYPE_CHECKING:
    from layers.changes.models import ChangeSet  # noqa: F401  named in a string below


class ChangeSetQuerySet(models.QuerySet["ChangeSet"]):
    def visible_to(self, user: Any, scope: Scope | None = None) -> Self:
        """Those in the scope of an editor, reviewer, publisher or auditor: her own, her colleagues', her children's.
        What was released is seen by whoever sees the content; before, another office's is not."""
        roles = [*CONTENT_ROLES, Role.AUDITOR]
        scope = scope or scope_of(user)
        released = scope.rows(self.filter(state="released"), roles=roles)
        return self.filter(Q(pk__in=released.values("pk")) | (~Q(state="released") & scope.drafts(roles)))

    def drafts_of(self, user: Any) -> Self:
        return self.filter(author=user, state="draft").order_by("-changed_at")

    def in_review(self) -> Self:
        return self.filter(state="in_review")

    def not_ended(self) -> Self:
        """Neither public nor given up."""
        return self.exclude(state__in=["released", "dropped"])

    def with_step(self) -> Self:
        """With ``next_step``, ``next_role`` and ``by_secrecy_reviewer`` of the first step that nobody has signed in this
        round over this hash; null when all are signed and the set waits for its hour."""
        from layers.changes.models import FlowStep, Signature

        signed = Signature.objects.filter(
            step=OuterRef("pk"),
            change_set=OuterRef(OuterRef("pk")),
            round=OuterRef(OuterRef("round")),
            content_hash=OuterRef(OuterRef("content_hash")),
            decision="pass",
        )
        step = FlowStep.objects.filter(~Exists(signed), flow=OuterRef("flow")).order_by("number")
        return self.annotate(
            next_step=Subquery(step.values("pk")[:1]),
            next_role=Subquery(step.values("role")[:1]),
            by_secrecy_reviewer=Subquery(step.values("by_secrecy_reviewer")[:1]),
        )

    def signed_by_all(self) -> Self:
        """In review with every step taken: they wait for their hour."""
        return self.in_review().with_step().filter(next_step=None)

    def waiting_for(self, user: Any, scope: Scope | None = None) -> Self:
        """In review, the next step is one that ``user`` may take, and nobody took part for whom she stands.

        The most urgent first.
        """
        from layers.changes.models import Signature

        scope = scope or scope_of(user)
        waiting = self.in_review().with_step()
        took_part = Signature.objects.filter(change_set=OuterRef("pk"), round=OuterRef("round"))
        found: Any = Q(pk__in=[])
        for role, marked in ((Role.REVIEWER, False), (Role.REVIEWER, True), (Role.PUBLISHER, False)):
            for grant in scope.grants:
                if grant.role != role or (marked and not grant.is_secrecy_reviewer):
                    continue
                there = grant.drafts()
                persons = {grant.principal_id, getattr(user, "pk", None)}
                apart: Any = ~Q(author__in=persons) & (
                    Q(on_behalf_of__isnull=True) | ~Q(on_behalf_of__in=persons)
                )
                apart &= ~Q(former_authors__overlap=list(persons))
                apart &= ~Exists(took_part.filter(Q(user__in=persons) | Q(on_behalf_of__in=persons)))
                found = found | Q(next_role=role, by_secrecy_reviewer=marked) & there & apart
        return waiting.filter(found).order_by(F("due_on").asc(nulls_last=True), "submitted_at", "pk")

    def for_list(self) -> Self:
        """With all that a row of a list shows."""
        related = (
            "region",
            "organisation",
            "desk__region",
            "author",
            "on_behalf_of",
            "flow",
            "passage__user",
        )
        areas = ("area", "public_area", "label_point")
        return self.select_related(*related).defer(
            *(f"{where}__{area}" for where in ("region", "desk__region") for area in areas)
        )
