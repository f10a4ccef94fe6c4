"""Job: the root of the day that is over."""

from procrastinate.contrib.django import app

from layers.ledger.days import close_days


@app.periodic(cron="1 16 * * *")  # UTC: one minute past midnight
@app.task(queue="ledger", queueing_lock="ledger-days", pass_context=False)
def close(timestamp: int) -> None:
    """All past days without a root: a night without a worker is made up for."""
    close_days()
