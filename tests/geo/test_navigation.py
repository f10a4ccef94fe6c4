import re
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.area import GEOD
from geo.datum import shift_to_bd09, wgs84_to_gcj02
from geo.datum_inverse import bd09_to_wgs84, gcj02_to_wgs84
from geo.navigation import NavTarget, nav_links, wechat_location

TARGET = NavTarget(118.12, 37.15, "湖滨卫生院", "某镇中心街1号")
NAME = "%E6%B9%96%E6%BB%A8%E5%8D%AB%E7%94%9F%E9%99%A2"
ALL = ["amap", "baidu", "tencent", "petal", "apple"]


def links(target=TARGET, mode="car"):
    offered = nav_links(target, source="cuntu", company="office", city="某市", mode=mode)
    return {link.vendor: link.url for link in offered}


def test_the_amap_link_is_gcj02_with_lng_first():
    assert links()["amap"] == (
        f"https://uri.amap.com/navigation?to=118.126125,37.150792,{NAME}&mode=car&policy=0&src=cuntu&callnative=1"
    )


def test_the_baidu_link_is_gcj02_and_says_so_with_lat_first():
    assert links()["baidu"] == (
        "https://api.map.baidu.com/direction?origin=%E6%88%91%E7%9A%84%E4%BD%8D%E7%BD%AE"
        f"&destination=latlng:37.150792,118.126125%7Cname:{NAME}&mode=driving"
        "&region=%E6%9F%90%E5%B8%82&output=html&coord_type=gcj02&src=webapp.office.cuntu"
    )


def test_the_tencent_link_is_gcj02_with_lat_first_in_tocoord():
    assert links()["tencent"] == (
        f"https://apis.map.qq.com/uri/v1/routeplan?type=drive&to={NAME}"
        "&tocoord=37.150792,118.126125&coord_type=2&policy=0&referer=cuntu"
    )


def test_the_petal_link_is_gcj02_with_lat_first():
    assert links()["petal"] == (
        "https://www.petalmaps.com/routes/?daddr=37.150792,118.126125&type=drive&utm_source=cuntu"
    )


def test_the_apple_link_is_gcj02_with_lat_first():
    assert links()["apple"] == "https://maps.apple.com/?daddr=37.150792,118.126125&dirflg=d"


def test_the_wechat_location_is_numbers_in_gcj02():
    assert wechat_location(TARGET) == {
        "latitude": 37.150792,
        "longitude": 118.126125,
        "name": "湖滨卫生院",
        "address": "某镇中心街1号",
        "scale": 16,
    }


@pytest.mark.parametrize(
    ("wgs", "gcj"),
    [
        ((117.5, 37.3), ("117.506122", "37.300689")),
        ((118.0, 37.4), ("118.005997", "37.400742")),
        ((118.12, 37.15), ("118.126125", "37.150792")),
        ((118.49, 37.9), ("118.495889", "37.900806")),
    ],
)
def test_every_vendor_gets_the_vector_in_its_own_axis_order(wgs, gcj):
    offered = links(NavTarget(*wgs, "某处"))
    lng, lat = gcj
    assert f"to={lng},{lat}," in offered.pop("amap")
    assert len(offered) == 4
    for url in offered.values():
        assert f"{lat},{lng}" in url


def test_the_links_come_in_one_order_with_chinese_titles_and_without_google():
    offered = nav_links(TARGET, source="cuntu", company="office", city="某市")
    assert [link.vendor for link in offered] == ALL
    assert [link.title for link in offered] == ["高德地图", "百度地图", "腾讯地图", "花瓣地图", "苹果地图"]
    assert not any("google" in link.url or link.url.startswith("geo:") for link in offered)


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("car", ["mode=car", "mode=driving", "type=drive", "type=drive", "dirflg=d"]),
        ("bus", ["mode=bus", "mode=transit", "type=bus", "type=bus", "dirflg=r"]),
        ("walk", ["mode=walk", "mode=walking", "type=walk", "type=walk", "dirflg=w"]),
    ],
)
def test_each_vendor_has_its_own_word_for_the_way_of_travel(mode, words):
    offered = links(mode=mode)
    for vendor, word in zip(ALL, words, strict=True):
        assert re.search(rf"[?&]{word}(&|$)", offered[vendor]), vendor


def test_cycling_is_offered_only_where_the_vendor_documents_it():
    offered = links(mode="ride")
    assert list(offered) == ["amap", "petal"]
    assert "mode=ride" in offered["amap"] and "type=bicycle" in offered["petal"]


def test_a_comma_in_the_name_does_not_become_a_fourth_part_for_amap():
    to = parse_qs(urlsplit(links(NavTarget(118.12, 37.15, "卫生院,东门，二楼"))["amap"]).query)["to"][0]
    assert to == "118.126125,37.150792,卫生院东门二楼"


def test_the_signs_that_baidu_divides_by_are_taken_out_of_the_name():
    url = links(NavTarget(118.12, 37.15, "a|name:b"))["baidu"]
    assert parse_qs(urlsplit(url).query)["destination"] == ["latlng:37.150792,118.126125|name:anameb"]


def test_a_hostile_name_stays_inside_its_parameter():
    hostile = "a&mode=x#frag?y=1 \"'<b>\r\nSet-Cookie: z\x00%2C"
    for vendor, url in links(NavTarget(118.12, 37.15, hostile)).items():
        assert re.fullmatch(r"[A-Za-z0-9:/?&=.,%_~-]+", url), vendor
        assert urlsplit(url).fragment == ""
        assert "x" not in parse_qs(urlsplit(url).query).get("mode", [])
        assert "%00" not in url and "%0A" not in url and "%0D" not in url


def test_a_place_without_name_still_has_a_destination():
    offered = links(NavTarget(118.12, 37.15, " \n"))
    assert parse_qs(urlsplit(offered["tencent"]).query)["to"] == ["目的地"]
    assert wechat_location(NavTarget(118.12, 37.15, ""))["name"] == "目的地"
    assert wechat_location(NavTarget(118.12, 37.15, ""))["address"] == ""


def test_no_coordinate_has_more_than_six_decimals():
    target = NavTarget(118.123456789, 37.123456789, "某处")
    for url in links(target).values():
        assert max(len(decimals) for decimals in re.findall(r"\d+\.(\d+)", url)) == 6
    lng, lat = wgs84_to_gcj02(118.123456789, 37.123456789)
    assert wechat_location(target)["longitude"] == round(lng, 6)
    assert wechat_location(target)["latitude"] == round(lat, 6)


def test_outside_the_mainland_the_place_is_handed_over_unshifted():
    assert "to=139.690000,35.680000," in links(NavTarget(139.69, 35.68, "某处"))["amap"]


def test_a_thousand_places_come_back_from_every_app_to_within_a_metre():
    stream, vendors = Random(10), set()
    for _ in range(1_000):
        wgs = stream.uniform(75, 134), stream.uniform(19, 52)
        for vendor, url in links(NavTarget(*wgs, "某处")).items():
            vendors.add(vendor)
            first, second = (float(text) for text in re.search(PINS[vendor], url).groups())
            shown = (first, second) if vendor == "amap" else (second, first)
            assert metres(gcj02_to_wgs84(*shown), wgs) < 1, (vendor, wgs)
        told = wechat_location(NavTarget(*wgs, "某处"))
        assert metres(gcj02_to_wgs84(told["longitude"], told["latitude"]), wgs) < 1
        # What a person copies out of Baidu's own map comes in by the other inverse.
        assert metres(bd09_to_wgs84(*shift_to_bd09(*wgs84_to_gcj02(*wgs))), wgs) < 1
    assert vendors == set(ALL)


# The numbers as they stand in the address of each.
PINS = {
    "amap": r"to=([\d.]+),([\d.]+),", "baidu": r"latlng:([\d.]+),([\d.]+)%7C", "tencent": r"tocoord=([\d.]+),([\d.]+)&",
    "petal": r"daddr=([\d.]+),([\d.]+)&", "apple": r"daddr=([\d.]+),([\d.]+)&",
}  # fmt: skip


def metres(one, other):
    return GEOD.inv(*one, *other)[2]
