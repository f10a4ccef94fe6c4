"""声明面积与坐标面积不符: such parcels are handed in only with the reason, which the reviewers read beside the change.

Either figure may be the wrong one, and the law counts the planar area of the corners; who overrides that says why.
"""

from geo.errors import BadInput
from importers.models import Batch, RowProblem

CODE = "area_mismatch"
# Other lists tell by the same code that the shares of villages do not add up, which a notice may well say.
DATASET = "parcels"
LONGEST = 300


def unfit(batch: Batch) -> int:
    """How many parcels of the file have an area that does not fit its corners."""
    if batch.dataset != DATASET:
        return 0
    return RowProblem.objects.filter(batch=batch, code=CODE).count()


def reason_of(given: str, count: int) -> str:
    """The reason for ``count`` such parcels, "" where there is none. Raises BadInput("reason", …)."""
    reason = " ".join(given.split())
    if count and not reason:
        raise BadInput("reason", f"有 {count} 个地块的声明面积与坐标面积不符，写明理由才能提交")
    if len(reason) > LONGEST:
        raise BadInput("reason", f"理由最多 {LONGEST} 个字")
    return f"面积不符仍提交的理由：{reason}" if count else ""
