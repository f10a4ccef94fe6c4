"""公开栏: where it hangs and what hangs on it."""

from geo.errors import BadInput
from layers import publication
from layers.changes.aggregate import Child, Noun, Snapshot, register
from layers.changes.nouns.zone import place
from layers.search import index
from layers.search.registry import KINDS
from layers.zones import models


def check(key: str, snapshot: Snapshot) -> None:
    if not snapshot["place"] and not snapshot["location"]:
        raise BadInput("location", "请选所在的网点，或在地图上标出位置，不然群众找不到")


def show(keys: list[str], is_preview: bool) -> None:
    index.update("board", KINDS["board"].queryset().filter(public_id__in=keys))


def take_back(withdrawals: list[tuple[str, str, str]]) -> None:
    publication.take_back(models.Board, withdrawals, "公开栏")
    index.remove("board", [public_id for public_id, *_ in withdrawals])


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
        publish=show,
        withdraw=take_back,
        order=10,
    )
)  # fmt: skip
