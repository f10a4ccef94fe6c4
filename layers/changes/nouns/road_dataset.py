"""道路数据集: what is registered of it, and whether it is in use. The whole city's; its roads come from a file alone.

That one is put into use takes another out: both rows stand in the change set, so that undoing it brings the former back.
"""

from typing import Any

from geo.errors import BadInput
from layers.changes.aggregate import Noun, Pair, register
from layers.roads.models import RoadDataset

ACTIVE, RETIRED = RoadDataset.State.ACTIVE, RoadDataset.State.RETIRED


def make_room(rows: list[dict[str, Any]]) -> None:
    """Before a dataset is in use no other is, not even within the statement (roads_one_active_dataset)."""
    if any(row["state"] == ACTIVE for row in rows):
        RoadDataset.objects.filter(state=ACTIVE).update(state=RETIRED)


def demand(rows: list[Pair]) -> None:
    if any(before is None for before, _ in rows):
        raise BadInput("file", "道路数据集由上传的文件得来，不能新建")


def refuse(withdrawals: list[tuple[str, str, str]]) -> None:
    raise BadInput(None, "道路数据集不撤回；不用它了，停用就是")


register(
    Noun(
        name="road_dataset",
        title="道路数据集",
        model=RoadDataset,
        key="id",
        fields=(
            "name", "producer", "qualification", "approval_no", "licence", "expires_on", "state",
        ),
        prepare=make_room,
        demand=demand,
        withdraw=refuse,
        is_lasting=False,
    )
)  # fmt: skip
