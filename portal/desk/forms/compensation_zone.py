"""征地补偿区片: its prices as the county's list has them, and the villages. A shape comes by import and stays."""

from portal.desk.forms.layout import Group, Layout, register, rows

register(
    "compensation_zone",
    Layout(
        groups=(
            Group("区片", ("county", "number", "name")),
            Group(
                "标准", ("price_per_mu", "basic_farmland_per_mu", "construction_per_mu", "unused_per_mu", "land_share",
                         "resettlement_share"),
                help="改了任何一个数，这份标准的确认就失效，要由发布人重新核对确认。",
            ),
            Group("范围", ("extent", "zone_villages"), help="范围图形在“导入数据”里传，这里不改。"),
            Group("文件", ("document_no", "document_title", "issued_on", "valid_from", "valid_to", "source", "note")),
        ),
        help={
            "county": "县、市、区或开发区。",
            "number": "文件上的区片编号，如 Ⅰ。",
            "price_per_mu": "元/亩；文件写元/公顷的，除以 15。",
            "land_share": "两项比例合计 100；文件没有写的都不填。",
            "valid_to": "还在执行的不填。新标准公布后，旧的写停用日期，不要改价格。",
        },
        rows={"zone_villages": rows("village", one="村")},
    ),
)  # fmt: skip
