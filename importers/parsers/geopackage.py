"""Looks at a GeoPackage by SQLite before GDAL does: a view of a few bytes may never return, a trigger may do more.

Goes along into the sandbox: imports nothing but the standard library. Source of the lists: GeoPackage 1.4, annexes
C to F (rtree, metadata, tiles), and what GDAL adds of its own (counts of features).
"""

import re
import sqlite3
from typing import Any

APPLICATION_IDS = {b"GPKG", b"GP10", b"GP11"}
WAL = b"\x02"
# SQL/MM names of older drafts; never read here, and none may be a layer.
KNOWN_VIEWS = {"st_spatial_ref_sys", "st_geometry_columns", "spatial_ref_sys", "geometry_columns"}
KNOWN_TRIGGERS = re.compile(
    r"rtree_.+_(insert|update[1-7]|delete)|trigger_(insert|delete)_feature_count_.+"
    r"|gpkg_(tile_matrix|metadata|metadata_reference|metadata_md_scope)_.+|.+_(zoom|tile_column|tile_row)_(insert|update)"
)
RTREE = re.compile(r'\s*CREATE VIRTUAL TABLE\s+["\']?rtree_.+ USING rtree\b', re.IGNORECASE | re.DOTALL)
MOST_OBJECTS = 5_000
STEP = 100_000
MOST_STEPS = 2_000  # 200 million instructions of SQLite's machine: some seconds
QUICK_CHECK_BYTES = 64 << 20


def layers_of(path: str) -> list[dict[str, Any]]:
    """The layers with their counts and geometry types. Leaves by SystemExit when the file is not to be opened."""
    with open(path, "rb") as file:
        head = file.read(100)
        size = file.seek(0, 2)
    if head[68:72] not in APPLICATION_IDS:
        raise SystemExit("not_geopackage")
    if WAL in (head[18:19], head[19:20]):
        raise SystemExit("wal")
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        protect(connection)
        if size <= QUICK_CHECK_BYTES and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise SystemExit("broken")
        tables = refuse_programs(connection)
        return features(connection, tables)
    except sqlite3.OperationalError as error:
        raise SystemExit("timeout" if "interrupt" in str(error) else "broken") from error
    except sqlite3.DatabaseError as error:
        raise SystemExit("broken") from error
    finally:
        connection.close()


def protect(connection: sqlite3.Connection) -> None:
    steps = 0

    def too_long() -> int:
        nonlocal steps
        steps += 1
        return int(steps > MOST_STEPS)

    connection.set_progress_handler(too_long, STEP)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 << 20)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")


def refuse_programs(connection: sqlite3.Connection) -> set[str]:
    """The names of the plain tables, lower case; any view, trigger or virtual table not of the list is refused."""
    tables = set()
    for count, (kind, name, statement) in enumerate(
        connection.execute("SELECT type, name, sql FROM sqlite_master")
    ):
        if count > MOST_OBJECTS:
            raise SystemExit("objects")
        if kind == "view" and name.lower() not in KNOWN_VIEWS:
            raise SystemExit("view")
        if kind == "trigger" and not KNOWN_TRIGGERS.fullmatch(name):
            raise SystemExit("trigger")
        if kind == "table":
            if "virtual" in (statement or "").lower().split("(")[0] and not RTREE.match(statement):
                raise SystemExit("virtual")
            tables.add(name.lower())
    return tables


def features(connection: sqlite3.Connection, tables: set[str]) -> list[dict[str, Any]]:
    if not {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= tables:
        raise SystemExit("not_geopackage")
    rows = connection.execute(
        "SELECT c.table_name, g.geometry_type_name FROM gpkg_contents c"
        " JOIN gpkg_geometry_columns g ON g.table_name = c.table_name"
        " WHERE c.data_type = 'features' ORDER BY c.rowid"
    ).fetchall()
    found = []
    for name, geometry in rows:
        if not isinstance(name, str) or name.lower() not in tables:
            raise SystemExit("view")
        quoted = name.replace('"', '""')
        (count,) = connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608
        found.append({"name": name, "count": count, "geometry": str(geometry).title()})
    if not found:
        raise SystemExit("no_layers")
    return found
