"""What the page that a code has opened gives for an hour, so that the code is typed once and stands in no form."""

from dataclasses import dataclass
from typing import Any

from django.core import signing

from geo.errors import BadInput

AN_HOUR_S = 3_600


@dataclass(frozen=True)
class Ticket:
    """``use`` keeps the tickets of two purposes apart."""

    use: str

    def of(self, row: Any, *more: Any) -> str:
        """``row`` has a number and a region."""
        return signing.dumps([row.number, row.region.path, *more], salt=self.use)

    def opened(self, ticket: str) -> list[Any]:
        """Number, path of the region, and whatever else was put in. Raises BadInput for a forged or an old one."""
        try:
            told: list[Any] = signing.loads(ticket, salt=self.use, max_age=AN_HOUR_S)
        except signing.BadSignature:
            raise BadInput("ticket", "这一页放得太久了，请凭编号和查询码重新打开") from None
        return told
