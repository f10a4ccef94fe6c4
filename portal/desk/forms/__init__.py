"""The editors of the desk: one layout a noun, one form for all of them."""

from importlib import import_module

# A new noun with an editor is a new file here and one word in this line.
for noun in (
    "place", "category", "organisation", "calendar", "case", "region", "official_account", "website", "service_item",
    "policy",
    "benefit",
    "local_module",
    "zone", "board",
    "video",
    "foi",
    "catchment", "compensation_zone", "selected_answer",
    "road_dataset",
):  # fmt: skip
    import_module(f"{__name__}.{noun}")
