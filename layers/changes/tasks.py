"""Jobs: the clock of change sets. What each does is in timed.py."""

from procrastinate.contrib.django import app

from layers.changes.timed import expire_due, release_due, remind


@app.periodic(cron="* * * * *")
@app.task(queue="changes", queueing_lock="changes-clock", pass_context=False)
def clock(timestamp: int) -> None:
    """Each minute: what is to be public, what is to be withdrawn."""
    release_due()
    expire_due()


@app.periodic(cron="0 0 * * *")  # UTC: eight in the morning
@app.task(queue="changes", queueing_lock="changes-reminders", pass_context=False)
def reminders(timestamp: int) -> None:
    remind()
