import datetime as dt

import pytest

from layers.roads.models import RoadDataset
from layers.roads.modes import CAR
from layers.roads.storing import Roads, activate, store
from tests.layers.roads.making import road

# West to east and on to the north, where no car may turn left; and a piece that hangs nowhere.
EDGES = [road((0, 0), (1, 0), name="一路"), road((1, 0), (2, 0), name="一路"), road((1, 0), (1, 1), name="二路"),
         road((8, 8), (9, 8))]  # fmt: skip
FORBIDDEN = [((0, 4), CAR)]
LAWFUL = {
    "producer": "示例测绘院", "qualification": "甲测资字 00000000", "approval_no": "示例S（2026）001号",
    "licence": "示例许可", "expires_on": dt.date(2099, 1, 1),
}  # fmt: skip


def dataset(*, edges=EDGES, forbidden=FORBIDDEN, **given):
    made = RoadDataset(**{"name": "手画的路", "source": RoadDataset.Source.SURVEY, **LAWFUL, **given})
    store(made, Roads(edges, forbidden))
    activate(made)
    return made


@pytest.fixture
def roads(db):
    return dataset()
