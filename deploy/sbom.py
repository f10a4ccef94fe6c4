"""`bin/sbom`: what the service is made of, as CycloneDX 1.5, from the two locks alone; nobody is asked."""

import base64
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from deploy.stack.checkout import commit
from deploy.stack.paths import ROOT

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==([^\s;\\]+)", re.M)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
IN_NODE = "node_modules/"


def python_components(lock: str) -> Iterator[dict[str, Any]]:
    """Of a hash-pinned requirements file. A package has the hashes of all its files, as pip accepts any of them."""
    found = list(PINNED.finditer(lock))
    ends = [one.start() for one in found[1:]] + [len(lock)]
    for one, end in zip(found, ends, strict=True):
        name, version = one.groups()
        hashes = [{"alg": "SHA-256", "content": value} for value in HASH.findall(lock[one.start() : end])]
        yield component("pypi", name, version, hashes)


def browser_components(lock: str) -> Iterator[dict[str, Any]]:
    """Of package-lock.json: what is copied into portal/static/vendor."""
    for place, found in json.loads(lock)["packages"].items():
        if place.startswith(IN_NODE):
            algorithm, _, value = found["integrity"].partition("-")
            hashes = [
                {"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(value).hex()}
            ]
            licence = [{"license": {"id": found["license"]}}] if "license" in found else []
            yield component("npm", place.removeprefix(IN_NODE), found["version"], hashes) | {
                "licenses": licence
            }


def component(kind: str, name: str, version: str, hashes: list[dict[str, str]]) -> dict[str, Any]:
    purl = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": hashes,
    }


def bill() -> dict[str, Any]:
    components = [
        *python_components((ROOT / "requirements.txt").read_text(encoding="utf-8")),
        *browser_components((ROOT / "package-lock.json").read_text(encoding="utf-8")),
    ]
    subject = {"type": "application", "name": "cuntu", "version": commit()[:10] or "unknown"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": subject},
        "components": sorted(components, key=lambda one: one["bom-ref"]),
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1, ensure_ascii=False)
    print()
