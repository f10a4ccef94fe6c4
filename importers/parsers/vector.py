"""One layer of a vector file, by GDAL with one driver and no other. Runs in the sandbox.

Arguments: driver, skip (every other driver), path (inside the source folder; "" for the source itself), layer or None,
batch_rows, tunnel (text is read as one character a byte), declared and chosen encoding, open_options, record_numbers,
close, format. Emits ``table`` and then ``batch`` frames, JSON; see importers.table.
"""

import importlib
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

import numpy as np

from importers.parsers import arrow, cells, dbf, decoding, geopackage, json_check, xml_check

SETTINGS = {
    "GDAL_NUM_THREADS": "1",
    # Its own way to read starts a thread where numbers of features are missing, and a parser may start none.
    "OGR_GPKG_STREAM_BASE_IMPL": "YES",
    "OGR_ARROW_MEM_LIMIT": str(16 << 20),
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_CACHEMAX": "32",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{noext}",
    "PROJ_NETWORK": "OFF",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "50",
    "DXF_ENCODING": "ISO-8859-1",
    "DXF_INLINE_BLOCKS": "TRUE",
}
TYPES = {
    "OFTString": "text",
    "OFTInteger": "integer",
    "OFTInteger64": "integer",
    "OFTReal": "real",
    "OFTDate": "date",
    "OFTTime": "time",
    "OFTDateTime": "datetime",
}
MOST_FIELDS = 500
FRIENDS = ("geopandas", "pandas", "pyarrow", "pyproj", "shapely")
MOST_SLICE_BYTES = 4 << 20

Emit = Callable[[str, bytes], None]


def main(source: str, arguments: dict[str, Any], emit: Emit) -> None:
    os.environ.update(SETTINGS, OGR_SKIP=",".join(arguments["skip"]))
    warnings.simplefilter("ignore")
    path = os.path.join(source, arguments["path"]) if arguments["path"] else source
    layers, notes = look_first(path, arguments)
    pyogrio = alone("pyogrio")
    # GDAL has no list of the allowed in this binding; this is one: nothing else was registered.
    if set(pyogrio.list_drivers()) != {arguments["driver"]}:
        raise SystemExit("driver")
    if layers is None:
        layers = listed(path, pyogrio)
    layer = arguments["layer"] or layers[0]["name"]
    if layer not in [one["name"] for one in layers]:
        raise SystemExit("layer")
    Reading(path, layer, layers, notes, arguments, emit).read()


def alone(name: str) -> Any:
    """The library without those that it would only like to have: to load them takes longer than to read most files."""
    absent = [other for other in FRIENDS if other not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        return importlib.import_module(name)
    finally:
        for other in absent:
            del sys.modules[other]


def look_first(path: str, arguments: dict[str, Any]) -> tuple[list[dict[str, Any]] | None, list[str]]:
    """What is known, and refused, before GDAL sees the file: the layers (None: ask GDAL), and notes for the report."""
    if arguments["driver"] == "GPKG":
        return geopackage.layers_of(path), []
    if arguments["driver"] == "LIBKML":
        return None, xml_check.look(path)
    if arguments["driver"] == "GeoJSON":
        json_check.refuse_silent_changes(path)
        return [{"name": "", "count": None, "geometry": None}], []
    if arguments["driver"] in ("ESRI Shapefile", "DXF"):
        return [{"name": arguments["layer"], "count": None, "geometry": None}], []
    return None, []


def listed(path: str, pyogrio: Any) -> list[dict[str, Any]]:
    try:
        rows = pyogrio.list_layers(path)
    except pyogrio.errors.DataSourceError as error:
        raise SystemExit("broken") from error
    layers = [{"name": str(name), "count": None, "geometry": geometry} for name, geometry in rows]
    if not layers:
        raise SystemExit("no_layers")
    return layers


class Reading:
    def __init__(
        self,
        path: str,
        layer: str,
        layers: list[dict[str, Any]],
        notes: list[str],
        arguments: dict[str, Any],
        emit: Emit,
    ) -> None:
        self.path, self.layer, self.layers, self.notes = path, layer, layers, notes
        self.arguments, self.emit = arguments, emit
        self.encoding = "utf-8"
        self.cut = False

    def read(self) -> None:
        import orjson

        encoding = self.decide_encoding() if self.arguments["tunnel"] else None
        with self.open() as (meta, batches):
            names = [str(name) for name in meta["fields"]]
            if len(names) > MOST_FIELDS:
                raise SystemExit("fields")
            fields = [
                {"name": self.field_name(name), "type": TYPES.get(kind, "list")}
                for name, kind in zip(names, meta["ogr_types"], strict=True)
                if kind != "OFTBinary"
            ]
            kept = [at for at, kind in enumerate(meta["ogr_types"]) if kind != "OFTBinary"]
            table = {
                "layer": self.layer,
                "layers": self.layers,
                "fields": fields,
                "binary": [name for at, name in enumerate(names) if at not in kept],
                "crs": meta["crs"] or "",
                "geometry": meta["geometry_type"],
                "encoding": encoding,
                "notes": self.notes,
            }
            self.emit("table", orjson.dumps(table))
            self.rows(meta, batches, {names[at]: str(meta["ogr_types"][at]) for at in kept})
        self.emit("end", orjson.dumps({"cut": self.cut}))

    def open(self, **more: Any) -> Any:
        import pyogrio

        options = {
            "layer": self.layer or 0,
            "batch_size": self.arguments["batch_rows"],
            "datetime_as_string": True,
            "encoding": "ISO-8859-1" if self.arguments["driver"] == "ESRI Shapefile" else None,
            "return_fids": self.arguments["record_numbers"],
            **self.arguments["open_options"],
            **more,
        }
        try:
            return pyogrio.raw.open_arrow(self.path, **options)
        except pyogrio.errors.DataSourceError as error:
            raise SystemExit("broken") from error

    def decide_encoding(self) -> dict[str, Any]:
        """All text of the layer is looked at once, before a row is handed on."""
        declared = self.arguments["declared"]
        extra = () if declared in (None, *decoding.CANDIDATES) else (declared,)
        count = decoding.Count((*decoding.CANDIDATES, *extra))
        if self.arguments["driver"] == "ESRI Shapefile":
            self.count_table(count)
        else:
            self.count_layer(count)
        decided = count.decide(declared, self.arguments["chosen"])
        self.encoding = decided["name"]
        return decided

    def count_table(self, count: decoding.Count) -> None:
        table = dbf.Texts(self.path.removesuffix(".shp") + ".dbf")
        count.add(table.names)
        for columns in table.blocks():
            telling = [dbf.is_telling(column) for column in columns]
            for column, those in zip(columns, telling, strict=True):
                if those.any():
                    some = column[those]
                    count.look(dbf.lines(some), len(some), cache(partial(dbf.cells, some)))
            if telling and len(count.rows) < decoding.PREVIEW_ROWS:
                those = np.flatnonzero(np.any(telling, axis=0))[: decoding.PREVIEW_ROWS - len(count.rows)]
                count.rows += map(list, zip(*(dbf.cells(column[those]) for column in columns), strict=True))

    def count_layer(self, count: decoding.Count) -> None:
        with self.open(read_geometry=False) as (meta, batches):
            names = [
                str(name)
                for name, kind in zip(meta["fields"], meta["ogr_types"], strict=True)
                if kind == "OFTString"
            ]
            count.add([name.encode("latin-1") for name in names])
            for batch in arrow.stream_of(batches) if names else ():
                columns = [arrow.cells(*arrow.tunnelled(arrow.child(batch, name))) for name in names]
                for column in columns:
                    count.add(column)
                missing = decoding.PREVIEW_ROWS - len(count.rows)
                rows = (list(row) for row in zip(*columns, strict=True))
                count.rows += [row for row in rows if not b"".join(row).isascii()][:missing]

    def field_name(self, name: str) -> str:
        """DBF cuts a name at 10 bytes, at times within a character: what is left of that one is no text."""
        if not self.arguments["tunnel"]:
            return name
        raw = name.encode("latin-1")
        for end in (len(raw), len(raw) - 1, len(raw) - 2, len(raw) - 3):
            if end > 0 and decoding.sound(raw[:end], self.encoding):
                return raw[:end].decode(self.encoding)
        raise SystemExit("field_name")

    def rows(self, meta: dict[str, Any], batches: Any, kinds: dict[str, str]) -> None:
        geometry = meta["geometry_name"] or "wkb_geometry"
        first = 1
        for batch in arrow.stream_of(batches):
            length = len(batch)
            numbers: Sequence[int] = range(first, first + length)
            if self.arguments["record_numbers"]:
                numbers = arrow.record_numbers(arrow.child(batch, meta["fid_column"] or "OGC_FID"))
            wkb: list[bytes | None] = [None] * length
            if meta["geometry_type"] is not None:
                wkb = arrow.blobs(arrow.child(batch, geometry))
            columns: list[cells.Column] = []
            faults: list[tuple[int, int | None, str]] = []
            for at, (name, kind) in enumerate(kinds.items()):
                array = arrow.child(batch, name)
                if kind == "OFTString":
                    column, found = cells.texts(array, self.encoding, tunnel=self.arguments["tunnel"])
                else:
                    column, found = cells.others(array, kind)
                columns.append(column)
                faults += [(row, at, code) for row, code in found]
            pieces = [*slices(wkb)]
            if len(pieces) > 1:
                columns = [column if isinstance(column, list) else cells.split(column) for column in columns]
            for begin, end in pieces:
                here = [(numbers[row], at, code) for row, at, code in faults if begin <= row < end]
                some = [one[begin:end] for one in columns] if len(pieces) > 1 else columns  # type: ignore[index]
                self.emit_batch(numbers[begin:end], some, wkb[begin:end], here)
            first += length

    def emit_batch(
        self,
        numbers: Sequence[int],
        columns: list[cells.Column],
        wkb: list[bytes | None],
        faults: list[tuple[int, int | None, str]],
    ) -> None:
        import orjson

        from importers.parsers import geometry

        shapes, wrong, cut = geometry.hexadecimal(wkb, close=self.arguments["close"])
        self.cut = self.cut or cut
        faults = [*faults, *((numbers[row], None, code) for row, code in wrong)]
        counted = {"first": numbers.start} if isinstance(numbers, range) else {"numbers": numbers}
        self.emit("batch", orjson.dumps({**counted, "columns": columns, "wkb": shapes, "faults": faults}))


def slices(wkb: list[bytes | None]) -> Iterator[tuple[int, int]]:
    """Some rows at a time, so that no frame grows with the size of the shapes."""
    weights = [len(one) if one else 0 for one in wkb]
    begin, weight = 0, 0
    if sum(weights) > MOST_SLICE_BYTES:
        for at, one in enumerate(weights):
            weight += one
            if weight > MOST_SLICE_BYTES:
                yield begin, at + 1
                begin, weight = at + 1, 0
    if begin < len(wkb):
        yield begin, len(wkb)
