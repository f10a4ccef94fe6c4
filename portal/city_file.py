"""The file of a city as `manage.py new_city` writes it: all that the code asks of a city, each line explained."""

import json

from geo.bbox import BBox
from geo.zone import zone_3deg_of

CITY_SUFFIXES = ("自治州", "地区", "市", "州", "盟")

TEXT = """\
# {name}。由 manage.py new_city 生成，可以修改；改后重新启动服务。CUNTU_CITY 写这个文件的路径。
name = {quoted_name}
short_name = {short_name}
province = {province}
code = {code}
site_name = {site_name}

# 全部坐标必须在此范围内，EPSG:4490 的度数：西、南、东、北。由 ./manage.py set_area 设为数据库约束，道路除外。
area = [{west}, {south}, {east}, {north}]
# 地图打开时的中心：经度、纬度。
centre = [{lng}, {lat}]

# 页脚的网站标识（国办发〔2017〕47号《政府网站发展指引》），空的不显示。
# url 是公众访问的网址，如 https://xxgk.example.gov.cn；二维码用它，空着则用打开页面时的网址。
[site]
sponsor = ""
operator = ""
phone = ""
site_code = ""
icp = ""
police_record = ""
# 上级分给本站的“我为政府网站找错”的网址。
fault_report = ""
url = ""

[surveying]
# 县级勘测定界成果用的坐标系：CGCS2000 三度带第 {zone} 带，中央经线 {meridian}°E。
srid = {srid}

[navigation]
# 跳转导航软件时用的来源名（高德 src、百度 src、腾讯 referer、Petal utm_source）。
source = "cuntu"
company = "cuntu"

[basemap]
# 底图由本站数据绘制，不联网。有审图号时写入 approval_no，每张地图左下角都会显示。
# kind 写 "tianditu" 时由本站代取天地图（另设 CUNTU_TIANDITU_KEY），须写审图号；底图坐标系 datum 为 cgcs2000，
# 校准页（/staff/basemap/）看出是 gcj02 时照写，本站就不用它作底图。
kind = "own"
datum = "cgcs2000"
approval_no = ""
notice = "示意图，不作权属依据"

# 校准页上的已知点：位置准确、在底图上认得出来的地物，如路口、桥头。可写几个。
# [[basemap.known_points]]
# name = "…路与…路交叉口中心"
# lng = 118.000000
# lat = 37.000000

[boundaries]
# 行政界线经审核（地图审核管理规定）后，写审图号，公众才能看到界线和面；空着只显示地名点。
approval = ""

# 数据下载页上写的使用许可，如“署名即可使用”；空着不显示。
[open_data]
licence = ""

[channels]
# 政务新媒体超过这么多天没有更新，就标明“已 n 天没有更新”（国办检查指标：两周）。
silent_after_days = 14

# 从别的系统拉取办事事项（./manage.py pull_items 来源编号，见 docs/item-sources.md）。只从这里写的地址拉取。
# [item_pulls.province-items]
# address = "https://…"
# 对方在内部网络时，写明它所在的网段。
# networks = ["10.20.0.0/16"]

# 公众看到的图形：保留几位小数的度数、简化容差（米）。精确图形只供计算。
[public_geometry.regions]
decimals = 5
tolerance_m = 20
[public_geometry.places]
decimals = 6
tolerance_m = 0
[public_geometry.parcels]
decimals = 6
tolerance_m = 0
[public_geometry.cases]
decimals = 6
tolerance_m = 0
"""


def city_text(name: str, code: str, area: BBox, province: str = "") -> str:
    """TOML. ``name`` holds no control character. Raises BadInput when no zone of China covers the area's middle."""
    lng, lat = (area.west + area.east) / 2, (area.south + area.north) / 2
    zone = zone_3deg_of(lng)
    short_name = short_city_name(name)
    return TEXT.format(
        name=name,
        quoted_name=_quoted(name),
        short_name=_quoted(short_name),
        province=_quoted(province),
        code=_quoted(code),
        site_name=_quoted(f"{short_name}政务公开便民服务"),
        west=area.west,
        south=area.south,
        east=area.east,
        north=area.north,
        lng=round(lng, 4),
        lat=round(lat, 4),
        zone=zone.zone,
        meridian=zone.central_meridian,
        srid=zone.srid,
    )


def short_city_name(name: str) -> str:
    """某某市 → 某某; two characters at least stay."""
    for suffix in CITY_SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name.removesuffix(suffix)
    return name


def _quoted(text: str) -> str:
    """A JSON string is a TOML basic string."""
    return json.dumps(text, ensure_ascii=False)
