"""Which local modules does this region see on this device today. A pure rule over rows that one query gave."""

import datetime as dt
from collections.abc import Iterable

from layers.local_modules.models import Device, LocalModule


def seen(modules: Iterable[LocalModule], device: Device, today: dt.date) -> list[LocalModule]:
    """``modules`` are those of one region and of all above it, in order (``on_the_line_of``); the order stays.

    What is not for this device, or not for today, neither shows nor replaces: on the day after a county's winter page
    ends the city's stands there again.
    """
    here = [module for module in modules if is_in_force(module, device, today)]
    replaced = {module.replaces_id for module in here}
    return [module for module in here if module.pk not in replaced and module.kind != LocalModule.Kind.HIDDEN]


def is_in_force(module: LocalModule, device: Device, today: dt.date) -> bool:
    return (
        device in module.devices
        and (module.shown_from is None or module.shown_from <= today)
        and (module.shown_until is None or today <= module.shown_until)
    )


def seen_in(region_path: str, device: Device, today: dt.date) -> list[LocalModule]:
    """The same for a region by its path ("" for the city). One query."""
    rows = LocalModule.objects.published().on_the_line_of(region_path).in_order()
    return seen(rows.only(*COLUMNS), device, today)


COLUMNS = (
    "public_id", "title", "icon", "kind", "summary", "devices", "shown_from", "shown_until", "replaces", "category",
)  # fmt: skip
