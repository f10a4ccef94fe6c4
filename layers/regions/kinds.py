"""What kind of unit a statistical code and a name say it is, and the name without its suffix.

Source of the ranges: 国家统计局 统计用区划代码和城乡划分代码编制规则. Counties 01-20 区, 21-80 县, 81-99 县级市;
towns 001-099 街道, 100-199 镇, 200-399 乡, 400-599 类似乡级单位; villages 001-199 居委会, 200-399 村委会,
400-499 类似居委会, 500-599 类似村委会.
"""

from layers.regions.models import Kind, Level

# The longest first: 社区居民委员会 ends in 居民委员会 too.
COMMITTEES = (
    "社区居民委员会",
    "社区村民委员会",
    "社区居委会",
    "社区村委会",
    "村民委员会",
    "居民委员会",
    "村委会",
    "居委会",
    "社区",
)
TOWN_SUFFIXES = ("街道办事处", "街道", "镇", "乡")
COUNTY_SUFFIXES = ("市", "县", "区")
# 幸福新村, 王大联村 are names of their own: without 村 nobody would know them again.
WHOLE_NAMES = ("新村", "联村")


def kind_of(level: Level, code: str, name: str) -> Kind:
    """``code``: 12 digits."""
    if level == Level.CITY:
        return Kind.CITY
    if level == Level.COUNTY:
        return _by_range(int(code[4:6]), [(20, Kind.DISTRICT), (80, Kind.COUNTY)], Kind.COUNTY_CITY)
    if level == Level.TOWN:
        bounds = [(99, Kind.SUBDISTRICT), (199, Kind.TOWN), (399, Kind.TOWNSHIP)]
        return _by_range(int(code[6:9]), bounds, Kind.QUASI_TOWN)
    number = int(code[9:12])
    if number >= 400:
        return Kind.QUASI_VILLAGE
    # The name is newer than the code where a village became a community.
    if "居委会" in name or "居民委员会" in name or name.endswith("社区"):
        return Kind.COMMUNITY
    if "村委会" in name or "村民委员会" in name:
        return Kind.VILLAGE
    return Kind.COMMUNITY if number < 200 else Kind.VILLAGE


def short_name(level: Level, name: str) -> str:
    """高家村委会 → 高家, 幸福新村 → 幸福新村, 青石县 → 青石; a name of one character keeps its suffix."""
    if level == Level.VILLAGE:
        # 陈家村 and 陈家村村委会 are one name to a villager.
        return _without(_without(name, COMMITTEES), ("村",))
    return _without(name, TOWN_SUFFIXES if level == Level.TOWN else COUNTY_SUFFIXES)


def _without(name: str, suffixes: tuple[str, ...]) -> str:
    for suffix in suffixes:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name if suffix == "村" and name.endswith(WHOLE_NAMES) else name.removesuffix(suffix)
    return name


def _by_range(number: int, bounds: list[tuple[int, Kind]], beyond: Kind) -> Kind:
    return next((kind for last, kind in bounds if number <= last), beyond)
