"""The counts of cells are only added to; each night they become one row a cell and category again."""

from django.db import connections
from procrastinate.contrib.django import app


@app.periodic(cron="15 20 * * *")  # UTC: in the night
@app.task(queue="tiles", queueing_lock="tiles-sum", pass_context=False)
def sum_cells(timestamp: int) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT tiles_sum_cells()")
