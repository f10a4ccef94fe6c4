"""/staff/changes/<id>/: what is proposed, field by field; what was said and signed; whose desk it lies on; what I may do."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, IntegerField, OuterRef, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.changes.aggregate import noun_of
from layers.changes.desks import desks_of, may_take, with_persons
from layers.changes.differences import SHOWN_ROWS, differences
from layers.changes.errors import NotSeen
from layers.changes.models import ChangeRow, ChangeSet, Comment, FlowStep, Passage, Signature
from layers.land.rules import Problem
from layers.staff.models import Role
from layers.staff.scope import Scope, scope_for
from portal.desk.checks import checks
from portal.desk.files import Listed, listed
from portal.desk.forms.layout import LAYOUTS
from portal.desk.item_sources import conflicts_of
from portal.desk.noun import BY_NAME
from portal.desk.shapes import shapes
from portal.map_options import map_options

State = ChangeSet.State


@require_safe
def change_set(request: HttpRequest, public_id: str) -> HttpResponse:
    scope = scope_for(request)
    found = seen(request, public_id)
    first = first_row(request)
    rows = differences(found, first)
    drawn = shapes(rows)
    said = talk(found)
    is_open = found.state in (State.DRAFT, State.IN_REVIEW)
    files = listed(row.row for row in rows)
    context = {
        "set": found,
        "rows": [(row, BY_NAME.get(row.row.noun)) for row in rows],
        "first": first,
        "following": first + SHOWN_ROWS if first + SHOWN_ROWS < found.row_count else None,
        "steps": steps(found, said),
        "talk": said,
        "desk": sentence(found),
        "undone_by": undone_by(found),
        "checks": [*checks([row.row for row in rows]), *unfit(files)] if is_open else [],
        "files": files,
        "conflicts": conflicts_of(found) if is_open else [],
        "may": may(found, scope, [row.row for row in rows]),
        "drawn": drawn,
        "map_options": map_options(label="原来的和新的位置", view=drawn["view"], locate=False)
        if drawn
        else None,
    }
    return render(request, "desk/change.html", context)


@require_safe
def passage(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far the worker is with a step of a large set."""
    rows = ChangeSet.objects.visible_to(request.user, scope_for(request)).filter(public_id=public_id)
    one = rows.select_related("passage").first()
    if one is None:
        raise NotSeen
    told = getattr(one, "passage", None)
    if told is None:
        return JsonResponse({"waiting": False})
    return JsonResponse({"waiting": told.is_waiting, "rows": told.rows, "percent": told.percent})


def undone_by(found: Any) -> ChangeSet | None:
    """The draft that the worker made of an undo; of a small set its author was led there at once."""
    told = getattr(found, "passage", None)
    if told is None or told.is_waiting or told.step != Passage.Step.UNDO:
        return None
    return found.undone_by.exclude(state=State.DROPPED).first()  # type: ignore[no-any-return]


def unfit(files: list[Listed]) -> list[tuple[str, Problem]]:
    """What the gates would refuse at the release, told to whoever submits and reviews."""
    return [(one.title, Problem(f"{one.title}：{one.refusal}", is_hard=True)) for one in files if one.refusal]


def seen(request: HttpRequest, public_id: str) -> Any:
    """The set with all that its page shows. Raises NotSeen."""
    flow = FlowStep.objects.filter(flow=OuterRef("flow")).order_by("number")
    rows = ChangeSet.objects.visible_to(request.user, scope_for(request)).for_list()
    every = ArraySubquery(flow.values(one=JSONObject(pk="pk", code="code", name="name", role="role")))
    found = with_persons(rows).annotate(flow_steps=every).select_related("released_by", "undoes")
    one = found.filter(public_id=public_id).first()
    if one is None:
        raise NotSeen
    return one


def first_row(request: HttpRequest) -> int:
    try:
        return min(max(int(request.GET.get("from", "0")), 0), 1_000_000)
    except ValueError:
        raise BadInput("from", "起始序号应为整数") from None


def talk(found: ChangeSet) -> list[dict[str, Any]]:
    """Signatures of all rounds and comments, the oldest first."""

    def person(name: str) -> Any:
        return Coalesce(
            NullIf(f"{name}__display_name", Value("")), f"{name}__username", output_field=CharField()
        )

    columns = ("at", "who", "principal", "text", "decision", "step_id", "round", "seen_hash")
    signed = (
        Signature.objects.filter(change_set=found.pk)
        .order_by()
        .annotate(
            who=person("user"),
            principal=person("on_behalf_of"),
            text=F("comment"),
            seen_hash=F("content_hash"),
        )
    )
    none = Value(None, output_field=IntegerField())
    said = Comment.objects.filter(change_set=found.pk).order_by().annotate(
        who=person("user"), principal=Value(None, output_field=CharField()), decision=Value("", CharField()),
        step_id=none, round=none, seen_hash=Value("", CharField()),
    )  # fmt: skip
    names = {step["pk"]: step["name"] for step in found.flow_steps}  # type: ignore[attr-defined]
    rows = sorted(
        signed.values_list(*columns).union(said.values_list(*columns), all=True), key=lambda row: row[0]
    )
    return [
        {**dict(zip(columns, row, strict=True)), "step": names.get(row[5], ""), "counts": counts(found, row)}
        for row in rows
    ]


def counts(found: ChangeSet, row: tuple[Any, ...]) -> bool:
    """A signature of another round or over another hash is history: an edit voided it."""
    return bool(row[6] == found.round and row[7] == found.content_hash)


def steps(found: Any, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    signed = {one["step_id"]: one for one in said if one["decision"] == "pass" and one["counts"]}
    is_open = found.state == State.IN_REVIEW
    return [
        {**step, "signed": signed.get(step["pk"]), "is_next": is_open and step["pk"] == found.next_step}
        for step in found.flow_steps
    ]


def sentence(found: Any) -> str:
    """Whose desk it lies on, and why."""
    if found.state in (State.SUBMITTING, State.RELEASING):
        return f"由{found.passage.user}交给后台"
    if found.state == State.DRAFT:
        return f"在起草人{found.author}手里"
    if found.state != State.IN_REVIEW:
        return ""
    if found.next_step is None:
        return (
            f"各步都已办理，将于 {found.release_at:%Y-%m-%d %H:%M} 自动发布"
            if found.release_at
            else "各步都已办理"
        )
    names = {step["pk"]: step["name"] for step in found.flow_steps}
    return desks_of([found])[found.pk].sentence(names[found.next_step], found.region.name)


def may(found: Any, scope: Scope, rows: list[ChangeRow]) -> dict[str, Any]:
    """What the buttons offer; each is asked anew when it is pressed."""
    is_author = found.author_id == scope.user_id
    is_open = found.state in (State.DRAFT, State.IN_REVIEW)
    step = next((step for step in found.flow_steps if step["pk"] == found.next_step), None)
    told = getattr(found, "passage", None)
    is_editor = scope.covers(Role.EDITOR, found.region.path, found.organisation_id)
    return {
        "edit": is_author and is_open and any(row.after is not None and row.noun in LAYOUTS for row in rows),
        "submit": is_author and found.state == State.DRAFT,
        "schedule": is_author and is_open,
        "drop": is_author and is_open,
        "hand_over": found.state == State.DRAFT
        and (is_author or (scope.has(Role.PUBLISHER) and not found.author.is_active)),
        "step": step if may_take(found, scope) else None,
        "is_author_waiting": is_author and found.state == State.IN_REVIEW,
        "undo": is_editor
        and not (told is not None and told.is_waiting)
        and found.state == State.RELEASED
        and all(noun_of(row.noun).is_undoable for row in rows),
        "preview": is_open and found.row_count == 1,
        "bench": is_open and any(row.after is not None and row.noun == "benefit" for row in rows),
    }
