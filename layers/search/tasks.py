"""The counts of the catalogue are only added to; each night they become one row a combination of facets again."""

from django.db import connections
from procrastinate.contrib.django import app


@app.periodic(cron="25 20 * * *")  # UTC: in the night
@app.task(queue="search", queueing_lock="search-sum", pass_context=False)
def sum_open_counts(timestamp: int) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT layers_sum_open_counts()")
