"""Kept tiles of older versions go: at once when a layer has changed, and once more by a job, because a process can die in
between. So what was withdrawn or corrected is gone within five minutes at the latest, and files do not pile up."""

from typing import Any

from django.db import transaction
from django.http import Http404
from procrastinate.contrib.django import app

from geo.errors import BadInput
from layers.reads import reading_publicly
from tiles import store
from tiles.address import parse_layers
from tiles.finding import current
from tiles.version import read_layers


def forget_on_commit(sender: Any, *, layer: str, **kwargs: Any) -> None:
    """Receives layers.versions.raising. A fault must not reach who has written: the job comes after."""
    transaction.on_commit(lambda: forget_older(layer), robust=True)


def forget_older(layer: str | None = None) -> int:
    """All versions but the present one of the sets that show something of ``layer``, or of all; their number."""
    gone = 0
    store.begin_sweep()
    for names in store.sets():
        now = _present(names, layer)
        for version in store.versions(names) if now is not None else []:
            if version != now:
                store.forget(names, version)
                gone += 1
    return gone


def _present(names: str, layer: str | None) -> str | None:
    """The version that stays; "" for a set that the catalogue no longer has, None for one that shows nothing of ``layer``."""
    try:
        layers = parse_layers(names)
    except (Http404, BadInput):
        return ""
    return current(layers) if layer is None or layer in read_layers(layers) else None


@app.periodic(cron="*/5 * * * *")
@app.task(queue="tiles", queueing_lock="tiles-forget", pass_context=False)
def forget(timestamp: int) -> None:
    with reading_publicly():
        forget_older()
    store.tidy()
