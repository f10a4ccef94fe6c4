"""A county in one file, for a machine that never had a network: the bundle of a kiosk and the tiles that the site keeps.

A zip of bundle.json, the base map (basemap.geojson, basemap/<z>/<x>/<y>.json), tiles/<layers>.json,
tiles/<layers>/<z>/<x>/<y>.mvt.gz and manifest.json, which is dated, names the SHA-256 of each of them and is signed in
manifest.sig as a bundle is. Whoever shows it keeps to ``document_hours``.
"""

import hashlib
import json
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.conf import settings
from django.utils import timezone

from geo.bbox import BBox
from geo.errors import BadInput
from layers.catalog import LAYERS, Layer
from layers.reads import reading_publicly
from layers.regions.models import Region
from portal.kiosk.bundle import bundle_of
from portal.kiosk.signing import sign
from portal.pages.base_squares import SQUARES, square, squares_in
from portal.pages.basemap import collection
from tiles.levels import DEEPEST
from tiles.tilejson import tilejson
from tiles.warming import levels


def pack(county: Region, target: Path) -> int:
    """Writes the file and says how many others are in it. Raises BadInput for a unit without an area, and when rows were
    released meanwhile: what lies in one file is of one version."""
    if county.area is None:
        raise BadInput("county", "这个区划没有范围，不能打包瓦片")
    made_at = timezone.localtime().isoformat(timespec="seconds")
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with ZipFile(unfinished, "w") as file, reading_publicly():
            hashes: dict[str, str] = {}
            told = {
                "title": county.name,
                "document_hours": settings.KIOSK_DOCUMENT_HOURS,
                **bundle_of(county),
            }
            add(file, hashes, "bundle.json", text(told))
            box = BBox(*county.area.extent)
            add_base(file, hashes, box)
            versions = {layer.name: add_tiles(file, hashes, layer, box) for layer in LAYERS.values()}
            manifest = text({
                "made_at": made_at, "county": county.code, "name": county.name,
                "document_hours": settings.KIOSK_DOCUMENT_HOURS, "versions": versions, "sha256": hashes,
            })  # fmt: skip
            file.writestr("manifest.json", manifest, ZIP_DEFLATED)
            file.writestr("manifest.sig", sign(manifest))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return len(hashes)


def add_base(file: ZipFile, hashes: dict[str, str], box: BBox) -> None:
    add(file, hashes, "basemap.geojson", text(collection()))
    for tile in (tile for level in SQUARES for tile in squares_in(box, level)):
        add(file, hashes, f"basemap/{tile.z}/{tile.x}/{tile.y}.json", square(tile))


def add_tiles(file: ZipFile, hashes: dict[str, str], layer: Layer, box: BBox) -> str:
    """The version of the tiles."""
    versions = set()
    for level in levels((layer,), box, DEEPEST):
        for tile, made in level:
            versions.add(made.version)
            if made.packed:
                name = f"tiles/{layer.name}/{tile.z}/{tile.x}/{tile.y}.mvt.gz"
                add(file, hashes, name, made.packed, ZIP_STORED)
    if len(versions) != 1:
        raise BadInput("county", f"打包时“{layer.title}”有新发布的内容，请再运行一次")
    (version,) = versions
    add(file, hashes, f"tiles/{layer.name}.json", text(tilejson((layer,), version, "tiles/")))
    return version


def add(
    file: ZipFile, hashes: dict[str, str], name: str, content: bytes, compression: int = ZIP_DEFLATED
) -> None:
    file.writestr(name, content, compression)
    hashes[name] = hashlib.sha256(content).hexdigest()


def text(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
