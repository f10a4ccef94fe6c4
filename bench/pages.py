"""Pages of the portal: their SQL against the same statements in pgbench, and what the page costs beyond it.

The village has 200 cases and 2,000 public documents; the lists of the modules are those of the samples. Run it by
`bin/bench pages`.
"""

import datetime as dt
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.pgbench import latency  # noqa: E402
from bench.rounds import HEAD, Ratio, heading, interleaved, ratio  # noqa: E402
from importers.samples.benefits import make_benefits  # noqa: E402
from importers.samples.boards import make_boards  # noqa: E402
from importers.samples.channels import make_channels  # noqa: E402
from importers.samples.draws import Draws  # noqa: E402
from importers.samples.local_modules import make_local_modules  # noqa: E402
from importers.samples.organisations import make_organisations  # noqa: E402
from importers.samples.places import make_places  # noqa: E402
from importers.samples.policies import make_policies  # noqa: E402
from importers.samples.run import load_city  # noqa: E402
from importers.samples.service_zones import make_service_zones  # noqa: E402
from layers.documents.models import Document, DocumentVersion, Publication, StoredFile  # noqa: E402
from layers.land.models import CaseDocument, DocumentKind  # noqa: E402
from layers.regions.load import load_divisions  # noqa: E402
from tests.layers.land.factories import case, office, parcel, square  # noqa: E402

CASES, DOCUMENTS_A_CASE = 200, 10
TIMES = 20
SQL_TARGET, BEYOND_TARGET = 1.5, 60
LISTS = (
    "/",
    "/map/list",
    "/services/",
    "/know/",
    "/policies/",
    "/enterprise/",
    "/media/",
    "/sites/",
    "/videos/",
    "/zones/",
    "/boards/",
)


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    with TemporaryDirectory() as folder:
        settings.STATIC_ROOT = folder
        call_command("collectstatic", interactive=False, verbosity=0)
        report()


def report() -> None:
    with transaction.atomic():
        village = fill()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    print(heading("bin/bench pages"), f"\n\n{HEAD}")
    for address in (village, *LISTS):
        for figure in measure(address):
            print(figure.row(), flush=True)


def fill() -> str:
    """The address of the village."""
    load_divisions()
    city = load_city(Draws(1), 1.0, dt.date.today())
    organisations = make_organisations(city)
    make_places(city, organisations)
    make_service_zones(city, organisations)
    make_boards(city, organisations)
    make_channels(city, organisations)
    make_policies(city, organisations)
    make_benefits(city, organisations)
    make_local_modules(city, organisations)
    village = city.villages[0]
    county = city.counties[0]
    bureau = office(county)
    kinds = list(DocumentKind.objects.order_by("sort_key")[:DOCUMENTS_A_CASE])
    for number in range(CASES):
        day = dt.date(2022, 1, 1) + dt.timedelta(days=number * 8)
        stages = {"PRE_NOTICE": day, "PLAN_NOTICE": day + dt.timedelta(days=200)}
        found = case(county, [village], stages=stages, organisation=bureau)
        parcel(found, square(number % 20 * 30, number // 20 * 30, 20))
        for place in range(DOCUMENTS_A_CASE):
            publish(found, kinds[place % len(kinds)], f"文件{number}-{place}", day)
    return village.get_absolute_url()


def publish(of: Any, kind: DocumentKind, title: str, day: dt.date) -> None:
    """A public document whose bytes nobody asks for."""
    document = Document.objects.create()
    digest = f"{document.pk:064x}"
    original, copy = (
        StoredFile.objects.create(sha256=digest, store=store, size=9, media_type="application/pdf")
        for store in ("originals", "derivatives")
    )
    version = DocumentVersion.objects.create(
        document=document, number=1, title=title, file_name="a.pdf", issued_on=day, original=original
    )
    Publication.objects.create(version=version, published_at=timezone.now(), derivative=copy)
    CaseDocument.objects.create(case=of, kind=kind, document=document)


def measure(address: str) -> tuple[Ratio, Ratio]:
    client = Client()
    assert client.get(address).status_code == 200, address
    statements = asked_by(client, address)
    in_sql: list[float] = []

    def page() -> float:
        """Milliseconds of one page; those of its statements are kept beside."""
        timer = Timer()
        begun = time.perf_counter()
        with timer.on_all():
            for _ in range(TIMES):
                client.get(address)
        whole = (time.perf_counter() - begun) * 1000 / TIMES
        in_sql.append(timer.seconds * 1000 / TIMES)
        return whole

    figures = interleaved({"page": page, "pgbench": lambda: latency(statements, TIMES)})
    # The first round counts nowhere.
    in_sql = in_sql[1:]
    beyond = [whole - sql for whole, sql in zip(figures["page"], in_sql, strict=True)]
    middle = statistics.median(in_sql)
    named = f"{address} ({len(statements)} queries, {middle:.1f} ms)"
    return (
        ratio(f"{named}: SQL / pgbench", in_sql, figures["pgbench"], SQL_TARGET, at_most=True),
        Ratio(f"{named}: page beyond SQL, ms", beyond, BEYOND_TARGET, at_most=True),
    )


class Timer:
    """Counts the seconds that statements take, on every connection."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def on_all(self) -> ExitStack:
        stack = ExitStack()
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(self))
        return stack

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*given)
        finally:
            self.seconds += time.perf_counter() - begun


def asked_by(client: Client, address: str) -> list[str]:
    with ExitStack() as stack:
        captured = [stack.enter_context(CaptureQueriesContext(one)) for one in connections.all()]
        client.get(address)
        return [query["sql"] for one in captured for query in one.captured_queries]


if __name__ == "__main__":
    main()
