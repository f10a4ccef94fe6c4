"""专区 and the standard of each level."""

from django import forms

from portal.desk.forms.fields import ValueField
from portal.desk.forms.layout import Group, Layout, register, rows
from portal.module import modules


class HomeModuleField(ValueField):
    """A module by its title."""

    def input(self) -> forms.Widget:
        return forms.Select(choices=[("", "请选择"), *((one.slug, one.verbose_name) for one in modules())])


register(
    "zone",
    Layout(
        groups=(
            Group("专区", ("name", "region", "organisation", "verified_on")),
            Group("场所和标识", ("place", "area_m2", "has_sign", "colour", "slogan")),
            Group("设备", ("devices",)),
            Group("功能和事项", ("functions", "items")),
            Group("值班", ("duties",), help="对外公开，只写办公电话。写了某一天的，当天以它为准。"),
            Group("本专区设备的首页", ("home_modules",), help="排在最前面的几个；没有写的照常排在后面。"),
        ),
        help={
            "place": "开放时间和地图位置跟着网点走，不用另填。",
            "colour": "如 #0b57a4；太浅的颜色老人看不清，会被退回。不填就用全市统一的颜色。",
        },
        today={"verified_on": "今天核实过"},
        rows={
            "devices": rows("kind", "name", "asset_no", "count", one="设备", hidden=("public_id",)),
            "items": rows("item", "note", one="事项"),
            "duties": rows("days", "on", "name", "phone", one="值班", hidden=("sort_key",)),
            "home_modules": rows(
                "module", one="模块", hidden=("sort_key",), fields={"module": HomeModuleField}
            ),
        },
    ),
)
register(
    "zone_standard",
    Layout(
        groups=(
            Group("标准", ("name", "least_area_m2", "least_browser", "functions")),
            Group("应配设备", ("devices",)),
            Group("应进专区的事项", ("items",)),
        ),
        rows={
            "devices": rows("kind", "count", one="设备"),
            "items": rows("item", one="事项"),
        },
    ),
)
