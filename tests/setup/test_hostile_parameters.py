"""Tripwire: what is asked in an address never becomes SQL. Hostile values by the thousand, not one error in the server's log."""

import http.client
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import psycopg
import pytest

from tests.harness.databases import Database, run_folder

MANY, MOST = 2_000, 50_000
VALUES = [
    "'", "''", '"', "\\", "';--", "1;SELECT 1", "' OR 1=1--", "1) OR (1=1", "%", "%s", "%(a)s", "{}", "{0}", "$1", "$$", "/*",
    "E'\\'", "a&b|c", "!:*", "<->", "(((", ")", "’", "NaN", "1e999", "-1", "99999999999999999999", "118.1,37.2'", "point(1 1)",
    "0x27", "\t'\n", "村'县", "::int", "[]", "*", "?", "ORDER BY 1", "'::tsquery", "a:b", "<b>", "\\x00", "%27", "＇",
    "U&'\\0027'",
]  # fmt: skip
PARAMETERS = {
    "/search": "q",
    "/api/search": "q limit near",
    "/api/here": "lng lat accuracy",
    "/api/near": "lng lat k category",
    "/api/route": "from to mode",
    "/api/reach": "from mode minutes",
    "/api/places/": "bbox limit category region cursor",
    "/api/cases/": "bbox limit year region",
    "/api/layers/places.geojson": "bbox limit region category",
    "/ogc/collections/places/items": "bbox limit bbox-crs crs datetime category cursor",
    "/map/list": "q group region lng lat page",
    "/map/points.json": "group bbox region",
    "/map/nearest": "lng lat group",
    "/map/reach": "county",
    "/map/reach.geojson": "county mode",
    "/policies/": "q section page year",
    "/services/": "q page region",
    "/videos/": "q category page",
    "/media/": "q region page",
    "/enterprise/": "q page",
    "/sites/": "q page",
    "/zones/": "q region",
    "/foi/": "q region",
    "/verify": "hash",
    "/ledger/": "page day",
    "/land/catalogue": "region page",
    "/kiosk/tombstones.json": "since",
}
PATHS = [
    "/v/{}", "/c/{}", "/d/{}", "/map/{}", "/q/{}", "/policies/{}", "/land/{}", "/tiles/{}/14/1/1.mvt", "/tiles/places/{}/1/1.mvt",
    "/ogc/collections/{}/items", "/ogc/collections/places/items/{}", "/api/places/{}/", "/data/{}.xlsx", "/zones/{}",
    "/boards/{}", "/videos/{}", "/media/{}", "/u/{}", "/local/{}", "/foi/{}",
    "/basemap/{}/12/1/1.json", "/basemap/0-0/{}/1/1.json",
]  # fmt: skip


def addresses(many: int) -> list[str]:
    """The same ones each time, no two alike: one to three values, in a parameter, or each fifth in a path."""
    chosen, made = random.Random(many), dict[str, None]()
    asked = [(path, name) for path, names in PARAMETERS.items() for name in names.split()]
    while len(made) < many:
        value = quote("".join(chosen.choices(VALUES, k=chosen.choice((1, 2, 2, 3)))), safe="")
        path, name = chosen.choice(asked)
        made[chosen.choice(PATHS).format(value) if len(made) % 5 == 0 else f"{path}?{name}={value}"] = None
    return list(made)


def status(site: str, address: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=60)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def errors(database: str) -> list[str]:
    """Errors of that database in the log of the throw-away server; what the other worker tries beside us has its own."""
    log = (run_folder() / "postgres/start.log").read_text(errors="replace")
    return [line for line in log.splitlines() if f"@{database} ERROR:" in line]


@pytest.mark.parametrize(
    "many", [pytest.param(MANY, marks=pytest.mark.long), pytest.param(MOST, marks=pytest.mark.longest)]
)
def test_no_hostile_parameter_becomes_sql(sample_site: str, worker: str, many: int, record_property) -> None:
    database = Database(f"sample_{worker}")
    before = len(errors(database.name))
    asked = addresses(many)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda address: status(sample_site, address), asked))
    told = errors(database.name)[before:]
    assert_the_log_would_tell(database)
    failed = [address for address, code in zip(asked, answers, strict=True) if code >= 500]
    assert failed == []
    assert Counter(answers).keys() >= {200, 400, 404}, "some are taken, some refused, some found nowhere"
    assert told == []
    record_property(
        "figure",
        f"{len(asked)} hostile addresses, {len(told)} errors in the database's log",
    )


def assert_the_log_would_tell(database: Database) -> None:
    before = len(errors(database.name))
    with database.connect() as connection, pytest.raises(psycopg.errors.SyntaxError):
        connection.execute("SELECT (")
    assert len(errors(database.name)) == before + 1
