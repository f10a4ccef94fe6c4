"""/tiles/<layers>/<z>/<x>/<y>.mvt and /tiles/<layers>.json. What nginx finds among the files never comes here."""

import gzip
import hashlib
import re

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from geo.tile import Tile
from layers.api import parameters
from layers.api.base import respond, tagged, unchanged
from layers.api.errors import answers_json, error_response
from tiles.address import Address, names_of, parse_layers, parse_version
from tiles.basemap import Unavailable, picture
from tiles.finding import current_or_kept, find, lies_in_city
from tiles.mvt import Made
from tiles.tilejson import tilejson

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
FOR_EVER = "public, max-age=31536000, immutable"
# So long a map without TileJSON may show what was changed.
A_MINUTE = "public, max-age=60"
NOT_AT_ALL = "no-store"
ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))")


@answers_json
def tile(request: HttpRequest, names: str, z: str, x: str, y: str) -> HttpResponse:
    address = Address.parse(names, z, x, y)
    asked = parse_version(parameters.read(request.GET, ["v"]))
    if not lies_in_city(address):
        return _answer(request, Made("", b""), A_MINUTE)
    made, is_stale = find(address, asked)
    if made.version == asked:
        return _answer(request, made, FOR_EVER)
    # An address of another version must not be remembered with today's rows, nor old rows as today's.
    response = _answer(request, made, NOT_AT_ALL if asked or is_stale else A_MINUTE)
    if is_stale:
        response["Warning"] = '110 - "Response is Stale"'
    return response


def _answer(request: HttpRequest, made: Made, cache_control: str) -> HttpResponse:
    if not made.packed:
        response = HttpResponse(status=204)
        del response["Content-Type"]
        response["Cache-Control"] = cache_control
        return response
    is_zipped = bool(ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")))
    digest = hashlib.sha256(made.packed).hexdigest()[:20]
    etag = f'"{digest}-gzip"' if is_zipped else f'"{digest}"'
    same: HttpResponse | None = get_conditional_response(request, etag=etag)
    response = same or _with_body(made, is_zipped)
    response["ETag"], response["Cache-Control"] = etag, cache_control
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _with_body(made: Made, is_zipped: bool) -> HttpResponse:
    content = made.packed if is_zipped else gzip.decompress(made.packed)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    if is_zipped:
        response["Content-Encoding"] = "gzip"
    if made.is_thinned:
        response["Tile-Thinned"] = "clusters"
    return response


@answers_json
def base(request: HttpRequest, name: str, z: str, x: str, y: str) -> HttpResponse:
    """A square of the base map of 天地图, where the city offers it."""
    tile = Tile.parse(z, x, y)
    parameters.read(request.GET, [])
    try:
        found = picture(name, tile)
    except Unavailable as fault:
        return error_response(503, fault.message, headers={"Retry-After": "60", "Cache-Control": "no-store"})
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Cache-Control"] = "public, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@answers_json
def description(request: HttpRequest, names: str) -> HttpResponse:
    layers = parse_layers(names)
    parameters.read(request.GET, [])
    version = current_or_kept(layers)
    etag = f'"{names_of(layers)}-{version}"'
    if (same := unchanged(request, etag)) is not None:
        return same
    root = request.build_absolute_uri("/tiles/")
    return tagged(respond(tilejson(layers, version, root)), etag)
