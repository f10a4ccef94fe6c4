"""A look at the XML of a KML before a library builds it up. Goes along into the sandbox: standard library only."""

import re

MOST_FOLDERS = 5_000
MOST_DEPTH = 200
TAG = re.compile(rb"<(/?)([A-Za-z_][\w:.-]*)[^<>]*?(/?)>")
DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
# Elements that point elsewhere; nothing is fetched, and the report says so.
POINTING = {b"NetworkLink": "network_link", b"GroundOverlay": "overlay", b"ScreenOverlay": "overlay"}


def look(path: str) -> list[str]:
    """Codes of what is left aside. Leaves by SystemExit when the file is not to be opened."""
    with open(path, "rb") as file:
        content = file.read()
    if re.search(rb"<!(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        raise SystemExit("doctype")
    declared = DECLARED.match(content.lstrip(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise SystemExit("xml_encoding")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise SystemExit("xml_encoding") from None
    depth = folders = 0
    found = set()
    for tag in TAG.finditer(content):
        if tag[1]:
            depth -= 1
            continue
        depth += not tag[3]
        folders += tag[2] == b"Folder"
        if depth > MOST_DEPTH or folders > MOST_FOLDERS:
            raise SystemExit("folders")
        if tag[2] in POINTING:
            found.add(POINTING[tag[2]])
    return sorted(found)
