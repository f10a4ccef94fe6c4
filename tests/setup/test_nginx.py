"""The configuration for nginx keeps every citizen's position out of the logs."""

import re
from pathlib import Path

import pytest

from geo.tile import Tile
from layers.catalog import LAYERS
from tiles import store
from tiles.address import VERSION, Address
from tiles.mvt import Made
from tiles.views import FOR_EVER, MEDIA_TYPE

CONFIGURATION = Path("deploy/nginx.conf").read_text(encoding="utf-8")
DIRECTIVES = re.sub(r"#.*", "", CONFIGURATION)
# Variables that carry the query of an address: this one's, or that of the page before.
CARRY_A_QUERY = r"\$(request\b|request_uri|args|arg_\w+|query_string|is_args|http_referer)"


def test_no_log_format_writes_a_query():
    formats = re.findall(r"log_format[^;]+;", DIRECTIVES)
    assert formats and not [text for text in formats if re.search(CARRY_A_QUERY, text)]


def test_every_access_log_uses_the_format_without_query():
    logs = re.findall(r"access_log\s+([^;]+);", DIRECTIVES)
    assert logs and all(log == "off" or log.endswith(" cuntu_path") for log in logs)


def test_the_error_log_is_above_the_level_that_repeats_requests():
    assert re.findall(r"error_log\s+\S+\s+(\w+);", DIRECTIVES) == ["alert"]


# --- kept tiles ------------------------------------------------------------------------------------

LOCATION, BODY = re.search(r'location ~ "(\^/tiles/[^"]+)" \{([^}]*\{[^}]*\}[^}]*)\}', DIRECTIVES).groups()
(VERSIONS,) = re.findall(
    r'map \$arg_v \$cuntu_tile_version \{\s*default "";\s*"~([^"]+)" \$arg_v;\s*\}', DIRECTIVES
)


def folder_of(path, query_v):
    """The file that nginx reads for an address, as the configuration says it; None when the site is asked."""
    found = re.match(LOCATION.replace("(?<", "(?P<"), path)
    (alias,) = re.findall(r"alias ([^;]+);", BODY)
    version = query_v if re.search(VERSIONS, query_v) else ""
    if found is None:
        return None
    named = {**found.groupdict(), "cuntu_tile_version": version}
    return re.sub(r"\$(\w+)", lambda name: named[name[1]], alias) + ".gz"


@pytest.mark.parametrize("names", ["places", "regions,places,parcels,cases"])
def test_the_file_that_the_site_keeps_is_the_one_that_nginx_reads(settings, tmp_path, names):
    settings.TILES = tmp_path
    layers, version = tuple(LAYERS[name] for name in names.split(",")), "12-3-0123abcd"
    store.keep(Address(layers, Tile(14, 13562, 6354)), Made.of(version, b"content"))
    (file,) = tmp_path.rglob("*.gz")
    read = folder_of(f"/tiles/{names}/14/13562/6354.mvt", version)
    assert read == f"/srv/cuntu/var/tiles/{file.relative_to(tmp_path)}"


def test_what_nginx_cannot_say_of_a_tile_it_does_not_find(settings, tmp_path):
    settings.TILES = tmp_path
    address = Address((LAYERS["places"],), Tile(14, 13562, 6354))
    store.keep(address, Made.of("1-2-0123abcd", b""))
    store.keep(address, Made.of("1-3-0123abcd", b"content", is_thinned=True))
    assert len([path for path in tmp_path.rglob("*.*") if path.is_file()]) == 2
    assert not list(tmp_path.rglob("*.mvt.gz"))


@pytest.mark.parametrize(
    "version",
    [
        "",
        "..",
        "../../secrets",
        "1-2-0123abcd/..",
        "1-2-0123abcd%2F",
        "1-2-0123ABCD",
        "1",
        "%2e%2e",
    ],
)
def test_a_version_that_is_none_never_becomes_the_name_of_a_folder(version):
    assert "/places//14/" in folder_of("/tiles/places/14/1/1.mvt", version)
    assert not VERSION.fullmatch(version)


@pytest.mark.parametrize(
    "path", ["/tiles/../secrets/14/1/1.mvt", "/tiles/places/14/1/1.mvt.php", "/tiles/places/a/1/1.mvt"]
)
def test_another_address_goes_to_the_site(path):
    assert folder_of(path, "1-0123abcd") is None


def test_kept_tiles_are_sent_as_the_site_sends_them_and_the_site_answers_the_others():
    assert f'add_header Cache-Control "{FOR_EVER}";' in BODY
    assert f"default_type {MEDIA_TYPE};" in BODY
    assert "gzip_static always;" in BODY and "gunzip on;" in BODY
    assert "error_page 404 = @site;" in BODY
    assert re.search(r"location @site \{\s*proxy_pass http://cuntu_site;", DIRECTIVES)
