"""Who may be shown a route: everybody, when the roads are lawful for the public; else who is logged in as staff.

In demo mode everybody, as 示意路线. What is lawful is told by the dataset itself (RoadDataset.lacks).
"""

import datetime as dt

from django.conf import settings

from layers.roads.errors import NoRoute, NotLicensed
from layers.roads.loading import active, network_of
from layers.roads.models import RoadDataset
from layers.roads.network import Network

SKETCH = "示意路线，只作演示，请以实际道路和标志为准"
ADVICE = "参考路线，请以实际道路和标志为准"


def is_public(dataset: RoadDataset | None, today: dt.date) -> bool:
    return dataset is not None and (settings.DEMO or not dataset.lacks(today))


def remark(dataset: RoadDataset, today: dt.date) -> str:
    """What stands below every route, with the number of the map review and whose work the roads are."""
    is_sketch = dataset.lacks(today)
    told = [SKETCH if is_sketch else ADVICE, dataset.approval_no, dataset.producer, dataset.licence]
    return " · ".join(one for one in told if one)


def expiry_notice(today: dt.date) -> str | None:
    """One Chinese sentence for the desk: the roads in use are for the public and soon, or already, are no more."""
    dataset = active()
    if dataset is None or dataset.expires_on is None or dataset.source != RoadDataset.Source.SURVEY:
        return None
    left = (dataset.expires_on - today).days
    if left < 0:
        return f"道路数据“{dataset}”的审图号已于 {dataset.expires_on:%Y-%m-%d} 到期，公众现在看不到路线。"
    if left > settings.ROADS_REMIND_DAYS:
        return None
    return (
        f"道路数据“{dataset}”的审图号还有 {left} 天到期（{dataset.expires_on:%Y-%m-%d} 是最后一天），"
        "之后公众看不到路线，请及早送审。"
    )


def network_for(*, is_staff: bool, today: dt.date) -> tuple[RoadDataset, Network]:
    """The roads in use. Raises NoRoute when there are none, NotLicensed for who may not see them."""
    dataset = active()
    if dataset is None:
        raise NoRoute("还没有登记道路数据，算不出路线")
    if not is_staff and not is_public(dataset, today):
        raise NotLicensed("道路数据还不能向公众提供路线，请用地图应用导航")
    return dataset, network_of(dataset)
