"""What people call a village: 柳王村委会 is the office, 柳王村 the place. Search results keep the official name."""

VILLAGE_OFFICES = ("村民委员会", "村委会")
RESIDENT_OFFICES = ("居民委员会", "居委会")
# Names that stand without their office: 富中社区, 东街小区, 城南新村, 尹家庄.
PLACES = ("村", "社区", "小区", "庄")


def everyday_name(name: str) -> str:
    """柳王村委会 → 柳王村, 东顺河一村村委会 → 东顺河一村, 黄河社区居委会 → 黄河社区.

    What would be no name without its office keeps it: 东关居委会, 鲁北类似村委会. Other levels have no such suffix.
    """
    for office in VILLAGE_OFFICES:
        if name.endswith(office):
            place = name.removesuffix(office)
            if not place or "类似" in place:
                return name
            return place if place.endswith(("村", "社区")) else f"{place}村"
    for office in RESIDENT_OFFICES:
        if name.endswith(office):
            place = name.removesuffix(office)
            return place if len(place) > 2 and place.endswith(PLACES) else name
    return name
