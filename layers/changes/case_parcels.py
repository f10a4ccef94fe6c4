"""The parcels of a case in its draft: each is this case's, and its number is its own."""

from collections import Counter

from django.db.models import Q

from geo.errors import BadInput
from layers.changes.aggregate import Snapshot
from layers.land.models import Parcel


def check(key: str, snapshot: Snapshot) -> None:
    """Raises BadInput for a parcel of another case, which a release would carry off, and for a number used twice."""
    rows = snapshot["parcels"]
    if not rows:
        return
    twice = [number for number, times in Counter(row["parcel_no"] for row in rows).items() if times > 1]
    if twice:
        raise BadInput("parcels", f"地块编号 {twice[0]} 写了两次")
    ids = {row["public_id"]: row["parcel_no"] for row in rows}
    stored = Parcel.objects.filter(Q(public_id__in=ids) | Q(case__public_id=key))
    for public_id, number, case in stored.values_list("public_id", "parcel_no", "case__public_id"):
        if case != key:
            raise BadInput("parcels", f"编号为 {public_id} 的地块是别的案件的")
        if public_id not in ids and number in ids.values():
            raise BadInput("parcels", f"地块编号 {number} 本案曾经用过，去除的地块仍留有记录，请换一个编号")
