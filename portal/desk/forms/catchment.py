"""服务片区: one year's area of one school or office. A shape comes by import and stays; here are the villages."""

from portal.desk.forms.layout import Group, Layout, register, rows

register(
    "catchment",
    Layout(
        groups=(
            Group("片区", ("service", "name", "place", "county", "year")),
            Group(
                "范围", ("extent", "catchment_villages"),
                help="写了涉及村的按村回答“我家归哪里”；没有写村的按范围图形回答。图形在“导入数据”里传，这里不改。",
            ),
            Group("来源", ("source", "note")),
        ),
        help={
            "name": "公告上的全称。",
            "place": "地图上的这一处；选了，群众可以点开看地址、导航。",
            "county": "县、市、区或开发区。",
            "year": "学年写开始的那一年。新的一年另建一条，旧的留着。",
            "extent": "公告里怎么写就怎么写。",
            "source": "哪个单位的哪份公告。",
        },
        rows={"catchment_villages": rows("village", one="村")},
    ),
)  # fmt: skip
