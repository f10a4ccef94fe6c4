"""公开栏: where it hangs and what hangs on it."""

from geo.errors import BadInput
from layers.changes.aggregate import Child, Noun, Snapshot, register
from layers.changes.found import indexed, taken_back
from layers.changes.nouns.zone import place
from layers.zones import models


def check(key: str, snapshot: Snapshot) -> None:
    if not snapshot["place"] and not snapshot["location"]:
        raise BadInput("location", "请选所在的网点，或在地图上标出位置，不然群众找不到")


register(
    Noun(
        name="board",
        title="公开栏",
        model=models.Board,
        fields=(
            "name", "kind", "region", "organisation", "place", "location", "where", "changed_on", "every_days",
        ),
        children=(
            Child(model=models.BoardSheet, name="sheets", label="张贴内容", parent="board",
                  fields=("title", "address", "since", "sort_key")),
        ),
        place=place,
        # What hangs there since this morning is a fact on a wall; the documents themselves were reviewed.
        direct=frozenset({"sheets", "changed_on"}),
        check=check,
        publish=indexed("board"),
        withdraw=taken_back(models.Board, "公开栏", kind="board"),
        order=10,
    )
)  # fmt: skip
