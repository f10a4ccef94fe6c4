"""Which law a procedure follows: the one in force when its first document was issued; never applied backwards."""

import datetime as dt

from layers.land.procedure import Regime

# 国发〔2004〕28号 with 国土资发〔2004〕238号; the Law of 2019; the Regulations of 2021 (国务院令第743号).
BEGINS = (
    (dt.date(2021, 9, 1), Regime.FROM_2021),
    (dt.date(2020, 1, 1), Regime.TRANSITION),
    (dt.date(2004, 11, 1), Regime.FROM_2004),
)
# Between the first document and the approval of a case lies up to about so long.
LONGEST_PROCEDURE = dt.timedelta(days=365)


def regime_on(day: dt.date) -> Regime:
    """The regime of a procedure whose first document was issued on ``day`` (domain reference A.1)."""
    return next((regime for begins, regime in BEGINS if day >= begins), Regime.PRE_2004)


def regime_of_approval(day: dt.date) -> Regime | None:
    """Of a case of which nothing but the day of its approval is known; None so soon after a change of the law that its
    first document may have been issued before."""
    first, last = regime_on(day - LONGEST_PROCEDURE), regime_on(day)
    return last if first == last else None
