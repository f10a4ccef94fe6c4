"""道路数据: an OSM extract or the survey's lines, kept as a dataset of its own that is then put into use (docs/roads.md)."""

from importers.dataset import Whole, register
from layers.staff.models import Role

ROADS = register(
    Whole(
        name="roads", title="道路数据", noun="road_dataset", role=Role.EDITOR, columns=lambda by: (),
        hint="道路数据在“道路数据”页上传。",
    )
)  # fmt: skip
