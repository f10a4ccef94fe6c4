"""网点, their categories and the areas that they serve, at the desk."""

from django.db.models import Count, QuerySet

from layers.catchments.models import Catchment
from layers.places.models import Category, CategoryGroup, Place
from layers.regions.models import Level
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def places() -> QuerySet[Place]:
    return without_areas(Place.objects.select_related("category", "organisation", "seat_of"), "region")


def catchments() -> QuerySet[Catchment]:
    return without_areas(Catchment.objects.defer("area"), "county")


register(
    DeskNoun(
        "places", "place", "网点", "pin", places,
        (
            ("类目", lambda row: row.category.name),
            ("所在", lambda row: row.region.name),
            ("主管单位", lambda row: row.organisation or "—"),
            ("核实于", lambda row: dated(row.verified_on)),
        ),
        found_as="place", category="category", verified="verified_on", alone="开放时间、电话、核实",
        section=Section.MAP,
    )
)  # fmt: skip
register(
    DeskNoun(
        "catchments", "catchment", "学区和服务片区", "school", catchments,
        (
            ("类型", lambda row: row.get_service_display()),
            ("县市区", lambda row: row.county.name),
            ("年度", lambda row: row.year),
            ("来源", lambda row: row.source),
        ),
        region_path="county__path", organisation=None, deepest=Level.COUNTY,
        section=Section.MAP,
    )
)  # fmt: skip
register(
    DeskNoun(
        "categories", "category", "类目", "list", lambda: Category.objects.select_related("group"),
        (("组", lambda row: row.group.name), ("代码", lambda row: row.code), ("排序", lambda row: row.sort_key)),
        order=("group__sort_key", "sort_key", "code"), region_path="", organisation=None, withdrawn=None,
        searched=("name", "code"), new="new_category", of_list=(("category_order", "调整顺序"),),
        of_record=(("category_merge", "并入别的类目"),),
        section=Section.MAP, is_setup=True,
    )
)  # fmt: skip
register(
    DeskNoun(
        "category-groups", "category_group", "类目组", "list",
        lambda: CategoryGroup.objects.annotate(categories_in=Count("categories")),
        (
            ("类目", lambda row: row.categories_in), ("代码", lambda row: row.code),
            ("排序", lambda row: row.sort_key),
        ),
        order=("sort_key", "code"), region_path="", organisation=None, withdrawn=None, searched=("name", "code"),
        new="new_category_group", of_list=(("group_order", "调整顺序"),),
        section=Section.MAP, is_setup=True,
    )
)  # fmt: skip
