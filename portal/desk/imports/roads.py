"""/staff/imports/<id>/ of a file of roads: how far the worker is, why it could not be read, or what it became."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from importers.models import Batch
from layers.roads.models import RoadDataset

State = Batch.State


def roads_page(request: HttpRequest, batch: Batch, *, problem: str, status: int) -> HttpResponse:
    context: dict[str, Any] = {
        "batch": batch,
        "problem": problem or (batch.problem if batch.state in (State.REFUSED, State.CANCELLED) else ""),
        "is_mine": batch.user_id == request.user.pk and batch.is_open,
        "is_waiting": batch.state == State.QUEUED,
        # Its dataset may be gone by now.
        "made": RoadDataset.objects.filter(pk=batch.made).first() if batch.made else None,
    }
    return render(request, "desk/imports/roads.html", context, status=status)
