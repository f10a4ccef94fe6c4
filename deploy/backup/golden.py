"""The same addresses asked of two sites: their answers must be the same, byte by byte."""

import hashlib
import http.client
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from deploy.stack.address import HOST

PAGES = [
    "/", "/land/", "/map/", "/policies/", "/services/", "/videos/", "/media/", "/enterprise/", "/sites/", "/know/",
    "/zones/", "/boards/", "/foi/", "/ledger/ledger.jsonl", "/data/", "/ogc/collections",
]  # fmt: skip
# table, column, address: things that the public sees, in turn one of each.
THINGS = [
    ("land_case", "public_id", "/c/{}"),
    ("regions_region", "code", "/v/{}"),
    ("documents_document", "public_id", "/d/{}"),
    ("documents_document", "public_id", "/d/{}/1/file"),
    ("places_place", "public_id", "/map/{}"),
    ("places_place", "public_id", "/api/places/{}/"),
    ("services_serviceitem", "public_id", "/q/{}"),
    ("policies_policy", "public_id", "/policies/{}"),
    ("land_case", "public_id", "/api/cases/{}/"),
]
# A token is made anew for each visitor.
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')
Answer = tuple[int, str, str]


def addresses(public_url: str, many: int) -> list[str]:
    """Main pages and things, chosen by the hash of their id: the same ones for the same rows. As login web_ro."""
    with psycopg.connect(public_url) as connection:
        columns = [list(_of(connection, *thing, many)) for thing in THINGS]
    things = (one for one in chain.from_iterable(zip_longest(*columns)) if one is not None)
    return list(islice(chain(PAGES, things), many))


def _of(
    connection: psycopg.Connection[tuple[object, ...]], table: str, column: str, address: str, many: int
) -> Iterator[str]:
    statement = sql.SQL("SELECT {column} FROM {table} {only} ORDER BY md5({column}) LIMIT %s").format(
        column=sql.Identifier(column),
        table=sql.Identifier(table),
        # /v/ is the page of a village.
        only=sql.SQL("WHERE level = 4" if table == "regions_region" else ""),
    )
    for (value,) in connection.execute(statement, [many]):
        yield address.format(value)


def differences(origin: str, copy: str, asked: Sequence[str]) -> list[str]:
    """One line for each address that the two do not answer alike, or that nobody can be shown."""
    found = []
    for address in asked:
        mine, theirs = answer(origin, address), answer(copy, address)
        if mine != theirs:  # a minute may have passed between the two
            mine, theirs = answer(origin, address), answer(copy, address)
        if mine != theirs:
            found.append(f"{address}: {mine[0]} {mine[2][:10]} against {theirs[0]} {theirs[2][:10]}")
        elif mine[0] >= 500:
            found.append(f"{address}: {mine[0]} on both sides")
    return found


def answer(site: str, address: str) -> Answer:
    """Status, media type and SHA-256 of the body."""
    parts = urlsplit(site)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    try:
        # Under one name, which stands in absolute links and QR codes.
        connection.request("GET", address, headers={"Host": HOST})
        response = connection.getresponse()
        body = TOKEN.sub(rb"\1", response.read())
    finally:
        connection.close()
    return response.status, response.headers.get("Content-Type", ""), hashlib.sha256(body).hexdigest()
