"""OpenStreetMap (PBF): its tags as class, speed and access of ours. WGS 84, taken as EPSG:4490.

Licence ODbL 1.0: whoever shows it names OpenStreetMap contributors. It has not passed a map review, so it is for the
desk and for demonstrations (layers.roads.models.RoadDataset.lacks).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import shapely

from geo.bbox import BBox
from geo.errors import BadInput
from importers.handed import HandedFile
from importers.reading import PARSERS
from importers.roads.cutting import outside_note
from layers.documents import sandbox
from layers.documents.sandbox import Limits
from layers.roads.modes import BICYCLE, CAR, CAR_KMH, WALK, RoadClass, access_of
from layers.roads.storing import Road, Roads

LICENCE = "© OpenStreetMap contributors，ODbL 1.0"
# libosmium reads by threads. A province is some 100 MB; a bomb ends at one of these.
LIMITS = Limits(memory_bytes=4 << 30, cpu_s=600, wall_s=900, output_bytes=2 << 30, processes=200)
REASONS = {
    "no_roads": "里面没有道路",
    "nothing_inside": "在要裁剪的范围里没有道路",
    "too_many_roads": "道路过多，请先裁剪到本市范围",
    "broken": "不是完好的 OSM PBF 文件，无法读取",
}
CLASSES = {
    "motorway": RoadClass.MOTORWAY, "trunk": RoadClass.TRUNK, "primary": RoadClass.PRIMARY,
    "secondary": RoadClass.SECONDARY, "tertiary": RoadClass.TERTIARY, "unclassified": RoadClass.STREET,
    "residential": RoadClass.STREET, "living_street": RoadClass.STREET, "road": RoadClass.STREET,
    "service": RoadClass.SERVICE, "track": RoadClass.TRACK, "cycleway": RoadClass.CYCLEWAY, "footway": RoadClass.FOOTWAY,
    "pedestrian": RoadClass.FOOTWAY, "steps": RoadClass.FOOTWAY, "path": RoadClass.CYCLEWAY, "bridleway": RoadClass.FOOTWAY,
}  # fmt: skip
# From the widest word to the narrowest; each overrules those before it.
ACCESS_TAGS = {
    "access": CAR | BICYCLE | WALK, "vehicle": CAR | BICYCLE, "motor_vehicle": CAR, "motorcar": CAR, "bicycle": BICYCLE,
    "foot": WALK,
}  # fmt: skip
NO = {"no", "private", "agricultural", "forestry", "delivery", "use_sidepath", "dismount", "military"}
EXEMPT = {"bicycle": BICYCLE, "motorcar": CAR, "motor_vehicle": CAR}
SPEED = re.compile(r"([0-9]{1,3})(?: ?km/h)?", re.ASCII)
SLOWEST_KMH, FASTEST_KMH = 5, 120
LONGEST_NAME = 80


def read(
    file: HandedFile, *, box: BBox | None = None, heard: Callable[[int], object] = lambda count: None
) -> tuple[Roads, list[str]]:
    """The roads of an extract and remarks in Chinese. ``box``: only those with a point in it. ``heard`` is told how many
    more were read, and may stop it by raising. Raises BadInput("file") that names the file."""
    roads: list[Road] = []
    numbers: dict[int, int] = {}
    turns: list[Any] = []
    notes: list[str] = []
    place = 0
    frames = sandbox.stream(
        PARSERS / "osm_roads.py", file.rewound(), name=file.shown, reasons=REASONS, limits=LIMITS,
        arguments={"box": box.as_tuple()} if box else None,
    )  # fmt: skip
    try:
        for name, frame in frames:
            told = orjson.loads(frame)
            if name == "edges":
                for one in told:
                    road = _road(one)
                    if road is not None:
                        numbers[place] = len(roads)
                        roads.append(road)
                    place += 1
                heard(len(told))
            elif name == "turns":
                turns = told
            else:
                if told["unread"]:
                    notes.append(f"有 {int(told['unread'])} 条转向限制不完整或无法辨认，没有采用")
                if told["outside"]:
                    notes.append(outside_note(int(told["outside"])))
        return Roads(roads, list(_turns(turns, numbers))), notes
    except (ValueError, TypeError, KeyError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput("file", f"{file.shown}：{REASONS['broken']}") from error


def _road(one: dict[str, Any]) -> Road | None:
    """None for a road that is closed to everybody."""
    tags, road_class = one["tags"], CLASSES[one["kind"]]
    bits = _access(road_class, tags)
    if not bits:
        return None
    forward, backward = _directions(bits, tags, road_class)
    name = (tags.get("name:zh") or tags.get("name") or tags.get("ref") or "")[:LONGEST_NAME]
    if "\0" in name:
        raise ValueError("no text of a map")
    line = shapely.LineString(one["points"])
    return Road(
        int(one["start"]), int(one["end"]), line, road_class, _kmh(road_class, tags), forward, backward, name
    )


def _access(road_class: RoadClass, tags: dict[str, str]) -> int:
    bits = access_of(road_class)
    for tag, modes in ACCESS_TAGS.items():
        if tag in tags:
            # "yes" to everybody opens no footpath to cars; a word of one mode alone does.
            opened = bits if tag in ("access", "vehicle") else bits | modes
            bits = bits & ~modes if tags[tag] in NO else opened
    return bits


def _directions(bits: int, tags: dict[str, str], road_class: RoadClass) -> tuple[int, int]:
    """Access forwards and backwards. On foot one may always go both ways."""
    word = tags.get("oneway", "")
    by_kind = road_class is RoadClass.MOTORWAY or tags.get("junction") in ("roundabout", "circular")
    is_one_way = word in ("yes", "true", "1", "-1", "reverse") or (by_kind and word != "no")
    if not is_one_way:
        return bits, bits
    against = bits & WALK
    if tags.get("oneway:bicycle") == "no":
        against |= bits & BICYCLE
    return (against, bits) if word in ("-1", "reverse") else (bits, against)


def _kmh(road_class: RoadClass, tags: dict[str, str]) -> int:
    signed = SPEED.fullmatch(tags.get("maxspeed", ""))
    return max(SLOWEST_KMH, min(FASTEST_KMH, int(signed[1]))) if signed else CAR_KMH[road_class]


def _turns(turns: list[Any], numbers: dict[int, int]) -> Iterator[tuple[tuple[int, ...], int]]:
    """With the numbers of the roads that are kept; a turn into a closed road needs no ban."""
    for one in turns:
        modes = CAR | BICYCLE
        for word in str(one["except"]).split(";"):
            modes &= ~EXEMPT.get(word.strip(), 0)
        path = [int(directed) for directed in one["path"]]
        if modes and all(directed // 2 in numbers for directed in path):
            yield tuple(2 * numbers[directed // 2] + directed % 2 for directed in path), modes
