"""/staff/imports/<id>/ of a bundle: a zip of files with its index, 文件 → 看问题 → 放进草稿."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from importers.batch_report import problems_of
from importers.models import Batch
from layers.changes.models import ChangeSet
from layers.staff.scope import scope_for

STEPS = ("文件", "看问题", "放进草稿")
SHOWN = 300
State = Batch.State


def bundle_page(request: HttpRequest, batch: Batch, *, problem: str, status: int) -> HttpResponse:
    problems = problems_of(batch) if batch.state == State.CHECKED else []
    is_clean = batch.state == State.CHECKED and not batch.errors
    step = 2 if is_clean else 1
    context: dict[str, Any] = {
        "batch": batch,
        "steps": [(name, number, number == step, number < step) for number, name in enumerate(STEPS)],
        "problem": problem or (batch.problem if batch.state in (State.REFUSED, State.CANCELLED) else ""),
        "is_mine": batch.user_id == request.user.pk and batch.is_open,
        "is_waiting": batch.state == State.QUEUED,
        "is_clean": is_clean,
        "problems": problems[:SHOWN],
        "problem_count": len(problems),
        "lines": batch.preview[:SHOWN],
        "drafts": ChangeSet.objects.visible_to(request.user, scope_for(request)).filter(
            public_id__in=batch.drafts
        ),
        "is_over": bool(batch.drafts),
        "has_report": batch.state == State.CHECKED and bool(batch.errors) and batch.file is not None,
    }
    return render(request, "desk/imports/bundle.html", context, status=status)
