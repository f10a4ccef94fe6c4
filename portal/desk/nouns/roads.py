"""道路数据: the datasets that routes are computed on. Their page is portal.desk.roads; a record has form and history."""

from layers.roads.models import RoadDataset
from portal.desk.noun import DeskNoun, Section, dated, register

register(
    DeskNoun(
        "roads", "road_dataset", "道路数据", "route", RoadDataset.objects.all,
        (
            ("状态", lambda row: row.get_state_display()),
            ("审图号", lambda row: row.approval_no or "—"),
            ("有效期至", lambda row: dated(row.expires_on)),
        ),
        region_path="", organisation=None, withdrawn=None, is_taken_back=False,
        section=Section.MAP, is_setup=True,
    )
)  # fmt: skip
