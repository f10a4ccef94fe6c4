"""The list of what the service is made of names every package that is locked, with its hashes."""

import importlib.metadata

from deploy.sbom import bill

COMPONENTS = {one["purl"]: one for one in bill()["components"]}


def test_every_package_is_named_with_version_and_hashes() -> None:
    assert len(COMPONENTS) > 60
    for one in COMPONENTS.values():
        assert one["hashes"], one["name"]
        assert all(len(found["content"]) in (64, 128) for found in one["hashes"])


def test_what_is_named_is_what_is_installed() -> None:
    named = {one["name"]: one["version"] for purl, one in COMPONENTS.items() if purl.startswith("pkg:pypi/")}
    assert {"django", "psycopg", "psycopg-binary", "gunicorn"} <= set(named)
    wrong = {
        name: version
        for name, version in named.items()
        if name in {"django", "psycopg", "gunicorn", "shapely", "pillow"}
        and importlib.metadata.version(name) != version
    }
    assert wrong == {}


def test_what_the_browser_gets_is_named_too() -> None:
    (leaflet,) = [one for purl, one in COMPONENTS.items() if purl.startswith("pkg:npm/leaflet@")]
    assert leaflet["licenses"] == [{"license": {"id": "BSD-2-Clause"}}]
    assert leaflet["hashes"][0]["alg"] == "SHA-512" and len(leaflet["hashes"][0]["content"]) == 128
