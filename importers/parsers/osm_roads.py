"""The roads of an OpenStreetMap extract (PBF), cut at junctions, with their turn restrictions. Runs in the sandbox.

``arguments["box"]``, where it is given, is [west, south, east, north] in degrees: a road that has no point in it is left out.
Emits ``edges`` (JSON lists of {start, end, points, kind, tags}: nodes by their OSM number, points (lng, lat)), then once
``turns`` (JSON list of {path, except}: directed edges, 2 × place of the edge + 1 backwards) and ``told`` (counts: turns that
could not be read, roads outside of the box).
Sources: wiki.openstreetmap.org Key:highway, Relation:restriction.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

# What carries somebody; links count as the road they belong to.
KINDS = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "road",
    "service", "track", "cycleway", "footway", "path", "pedestrian", "steps", "bridleway",
)  # fmt: skip
KEPT = (
    "name", "name:zh", "ref", "oneway", "oneway:bicycle", "junction", "maxspeed", "access", "vehicle", "motor_vehicle",
    "motorcar", "bicycle", "foot",
)  # fmt: skip
BATCH = 5_000
MOST_EDGES = 3_000_000
# A restriction over more roads than this is none that a driver could read.
LONGEST = 8

Edge = tuple[int, int]


def main(source: str, arguments: dict[str, Any], emit: Callable[[str, bytes], None]) -> None:
    ways, relations = read(source)
    if not ways:
        raise SystemExit("no_roads")
    uses = Counter(node for nodes, _, _ in ways.values() for node, _ in nodes)
    roads = Cut()
    batch: list[dict[str, Any]] = []
    box, outside = arguments.get("box"), 0
    for number, (nodes, kind, tags) in ways.items():
        for piece in pieces(nodes, uses):
            if box and not any(lies_in(box, point) for _, point in piece):
                outside += 1
                continue
            roads.add(number, piece[0][0], piece[-1][0])
            batch.append({
                "start": piece[0][0], "end": piece[-1][0], "points": [point for _, point in piece], "kind": kind, "tags": tags,
            })  # fmt: skip
        if len(batch) >= BATCH:
            emit("edges", json.dumps(batch).encode())
            batch = []
        if len(roads.ends) > MOST_EDGES:
            raise SystemExit("too_many_roads")
    if not roads.ends:
        raise SystemExit("nothing_inside")
    emit("edges", json.dumps(batch).encode())
    if box:
        # A restriction that lies outside as a whole is none that could not be read.
        relations = [
            one for one in relations if any(ref in roads.of_way for _, type, ref in one[2] if type == "w")
        ]
    turns, unread = restrictions(roads, relations)
    emit("turns", json.dumps(turns).encode())
    emit("told", json.dumps({"unread": unread, "outside": outside}).encode())


def read(source: str) -> tuple[dict[int, Any], list[Any]]:
    """Ways by number as (nodes with their points, kind, tags); restrictions as (kind, except, members)."""
    import osmium

    ways: dict[int, Any] = {}
    relations: list[Any] = []
    wanted = osmium.filter.KeyFilter("highway", "restriction")
    thing: Any
    for thing in osmium.FileProcessor(osmium.io.File(source, "pbf")).with_locations().with_filter(wanted):
        tags = thing.tags
        if thing.is_way():
            kind = tags.get("highway", "").removesuffix("_link")
            if kind in KINDS and tags.get("area") != "yes":
                nodes = [
                    (node.ref, (round(node.lon, 7), round(node.lat, 7)) if node.location.valid() else None)
                    for node in thing.nodes
                ]
                ways[thing.id] = (nodes, kind, {key: tags[key] for key in KEPT if key in tags})
        elif thing.is_relation() and tags.get("type") == "restriction":
            members = [(one.role, one.type, one.ref) for one in thing.members]
            relations.append((tags.get("restriction", ""), tags.get("except", ""), members))
    return ways, relations


def lies_in(box: list[float], point: tuple[float, float]) -> bool:
    west, south, east, north = box
    return west <= point[0] <= east and south <= point[1] <= north


def pieces(nodes: list[Any], uses: Counter[int]) -> Iterator[list[Any]]:
    """From junction to junction; an extract cuts roads at its edge, and what lies beyond has no place."""
    piece: list[Any] = []
    for node, point in nodes:
        if point is None:
            if len(piece) > 1:
                yield piece
            piece = []
            continue
        if piece and piece[-1][1] == point:
            continue
        piece.append((node, point))
        if len(piece) > 1 and uses[node] > 1:
            yield piece
            piece = [(node, point)]
    if len(piece) > 1:
        yield piece


class Cut:
    """The edges so far: ends by edge, edges by way and by node."""

    def __init__(self) -> None:
        self.ends: list[Edge] = []
        self.of_way: dict[int, list[int]] = {}
        self.at: dict[int, list[int]] = {}

    def add(self, way: int, start: int, end: int) -> None:
        number = len(self.ends)
        self.ends.append((start, end))
        self.of_way.setdefault(way, []).append(number)
        for node in {start, end}:
            self.at.setdefault(node, []).append(number)

    def leaving(self, node: int) -> list[int]:
        """Directed edges that begin there."""
        return [
            2 * number + back
            for number in self.at.get(node, ())
            for back in (0, 1)
            if self.ends[number][back] == node
        ]

    def head(self, directed: int) -> int:
        return self.ends[directed // 2][1 - directed % 2]


def restrictions(roads: Cut, relations: list[Any]) -> tuple[list[Any], int]:
    """Forbidden paths, and how many relations could not be told."""
    found: list[Any] = []
    unread = 0
    for kind, exempt, members in relations:
        paths = forbidden(roads, kind, members)
        if paths is None:
            unread += 1
            continue
        found += [{"path": path, "except": exempt} for path in paths]
    return found, unread


def forbidden(roads: Cut, kind: str, members: list[Any]) -> list[list[int]] | None:
    """What one restriction forbids; None for one that is incomplete, ambiguous or unknown."""
    refs = {
        role: [(type, ref) for one, type, ref in members if one == role] for role in ("from", "via", "to")
    }
    if not kind.startswith(("no_", "only_")) or not all(refs.values()):
        return None
    if any(type != "w" or ref not in roads.of_way for type, ref in refs["from"] + refs["to"]):
        return None
    into = {2 * one + back for _, ref in refs["from"] for one in roads.of_way[ref] for back in (0, 1)}
    out = {2 * one + back for _, ref in refs["to"] for one in roads.of_way[ref] for back in (0, 1)}
    if [type for type, _ in refs["via"]] == ["n"]:
        node = refs["via"][0][1]
        allowed = [
            [first, last]
            for first in into
            if roads.head(first) == node
            for last in roads.leaving(node)
            if last in out
        ]
    elif all(type == "w" and ref in roads.of_way for type, ref in refs["via"]):
        allowed = through(roads, into, [one for _, ref in refs["via"] for one in roads.of_way[ref]], out)
    else:
        return None
    allowed = [path for path in allowed if path[0] != path[-1] ^ 1 or len(path) > 2]
    firsts = {path[0] for path in allowed}
    if kind.startswith("no_"):
        # no_entry and no_exit name several roads; of all others there is one way only, or it is told wrong.
        many = kind in ("no_entry", "no_exit")
        return allowed if allowed and (many or len(allowed) == 1) else None
    if len(allowed) != 1 or len(firsts) != 1:
        return None
    (path,) = allowed
    return [
        [*path[:length], other]
        for length in range(1, len(path))
        for other in roads.leaving(roads.head(path[length - 1]))
        if other not in (path[length], path[length - 1] ^ 1)
    ]


def through(roads: Cut, into: set[int], via: list[int], out: set[int]) -> list[list[int]]:
    """The shortest paths from a road over the roads between to the other."""
    between = set(via)
    reached = [[first] for first in into if between.intersection(roads.at.get(roads.head(first), ()))]
    for _ in range(LONGEST):
        found = [
            [*path, last]
            for path in reached
            if len(path) > 1
            for last in roads.leaving(roads.head(path[-1]))
            if last in out
        ]
        if found:
            return found
        reached = [
            [*path, onward]
            for path in reached
            for onward in roads.leaving(roads.head(path[-1]))
            if onward // 2 in between and onward // 2 not in {one // 2 for one in path}
        ]
    return []
