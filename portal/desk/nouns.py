"""What staff work on: one entry a kind of record. Its list, its page and its buttons are built from this."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from layers.benefits.models import Attribute, Benefit
from layers.changes.aggregate import NOUNS, Noun
from layers.channels.models import OfficialAccount, Website
from layers.foi.models import Office, PublicAnswer
from layers.land.models import Case
from layers.local_modules.models import LocalModule
from layers.organisations.models import Organisation
from layers.places.models import Category, CategoryGroup, Place
from layers.policies.models import Policy, PolicyClass, PolicySection
from layers.regions.models import Level, Region
from layers.services.models import ServiceItem
from layers.staff.models import READING_ROLES, Role
from layers.staff.scope import Scope
from layers.videos.models import Playlist, Video, VideoCategory
from layers.workdays.models import CalendarYear
from layers.zones.models import Board, Zone, ZoneStandard

# The area of a county weighs megabytes; no list needs it.
AREAS = ("area", "public_area", "label_point")


def without_areas(queryset: QuerySet[Any], *relations: str) -> QuerySet[Any]:
    return queryset.select_related(*relations).defer(
        *(f"{name}__{area}" for name in relations for area in AREAS)
    )


def places() -> QuerySet[Place]:
    return without_areas(Place.objects.select_related("category", "organisation", "seat_of"), "region")


def cases() -> QuerySet[Case]:
    return without_areas(Case.objects.select_related("organisation").defer("public_area"), "county")


def organisations() -> QuerySet[Organisation]:
    return without_areas(Organisation.objects.select_related("parent"), "region")


def accounts() -> QuerySet[OfficialAccount]:
    return without_areas(OfficialAccount.objects.select_related("organisation"), "organisation__region")


def benefits() -> QuerySet[Benefit]:
    return without_areas(Benefit.objects.select_related("organisation"), "organisation__region", "region")


def items() -> QuerySet[ServiceItem]:
    return without_areas(ServiceItem.objects.select_related("organisation", "theme"), "organisation__region")


def websites() -> QuerySet[Website]:
    return without_areas(Website.objects.select_related("organisation"), "organisation__region")


def policies() -> QuerySet[Policy]:
    return without_areas(
        Policy.objects.select_related("organisation", "section").defer("body"), "organisation__region"
    )


def local_modules() -> QuerySet[LocalModule]:
    return without_areas(LocalModule.objects.select_related("organisation"), "region")


def zones() -> QuerySet[Zone]:
    return without_areas(Zone.objects.select_related("organisation"), "region")


def boards() -> QuerySet[Board]:
    return without_areas(Board.objects.select_related("organisation"), "region")


def videos() -> QuerySet[Video]:
    return without_areas(Video.objects.select_related("organisation", "category").defer("captions"), "region")


def playlists() -> QuerySet[Playlist]:
    return without_areas(Playlist.objects.select_related("organisation", "zone"), "region")


def foi_offices() -> QuerySet[Office]:
    return without_areas(Office.objects.select_related("organisation"), "organisation__region")


def foi_answers() -> QuerySet[PublicAnswer]:
    return without_areas(PublicAnswer.objects.select_related("organisation"), "organisation__region")


def regions() -> QuerySet[Region]:
    return without_areas(Region.objects.defer(*AREAS), "manage_parent")


def dated(day: dt.date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else "—"


Column = tuple[str, Callable[[Any], Any]]


@dataclass(frozen=True)
class DeskNoun:
    """``slug`` stands in the address, ``name`` in layers.changes. ``region_path`` and ``organisation`` are the lookups
    of its scope; no ``region_path``: it is the whole city's, seen by all and edited by the city's editors.

    ``order`` is ONE unique column, so that a page costs the same wherever it lies; more than one: no paging, few
    rows. ``found_as`` is its kind in the search index, else ``searched`` columns are looked through. ``new`` is the
    name of the page that asks for the code of a new one, for editors of a region no ``deepest`` than that level;
    ``of_list`` and ``of_record`` (which takes the key) are
    further pages for its editors, each with its word. Of a noun with columns that are the editor's alone, ``alone``
    names them and ``verified`` is the day on which somebody last looked.
    """

    slug: str
    name: str
    title: str
    icon: str
    queryset: Callable[[], QuerySet[Any]]
    columns: tuple[Column, ...]
    order: tuple[str, ...] = ("-pk",)
    region_path: str = "region__path"
    organisation: str | None = "organisation_id"
    searched: tuple[str, ...] = ("name",)
    found_as: str = ""
    withdrawn: Q | None = field(default_factory=lambda: Q(withdrawn_at__isnull=False))
    category: str = ""
    level: str = ""

    new: str = ""
    new_words: str = "新建"
    deepest: int = Level.VILLAGE
    verified: str = ""
    alone: str = ""
    verifying: str = "打过电话或到过现场，内容都对，就点一下。"
    of_list: tuple[tuple[str, str], ...] = ()
    of_record: tuple[tuple[str, str], ...] = ()

    @property
    def noun(self) -> Noun:
        return NOUNS[self.name]

    @property
    def model(self) -> type[Model]:
        return self.noun.model

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """What ``scope`` may read of it."""
        if not self.region_path:
            return self.queryset() if reads_content(scope) else self.queryset().none()
        return scope.rows(self.queryset(), self.region_path, self.organisation)

    def may_edit(self, scope: Scope, row: Any) -> bool:
        if not self.region_path:
            return any(scope.covers(Role.EDITOR, path, None) for path in city_paths(scope))
        organisation = _follow(row, self.organisation) if self.organisation else None
        return scope.covers(Role.EDITOR, _follow(row, self.region_path), organisation)

    def may_create(self, scope: Scope) -> bool:
        # Whose key must be given has a page that asks for it, or is shipped whole.
        if not self.new and not self.noun.new_key():
            return False
        if not self.region_path:
            return self.may_edit(scope, None)
        # The path of a region has as many keys as its level.
        return any(
            grant.role == Role.EDITOR and grant.region_path.count("/") <= self.deepest
            for grant in scope.grants
        )

    def pages_of(self, scope: Scope, row: Any) -> tuple[tuple[str, str], ...]:
        """The further pages of a record that are for who asks."""
        return self.of_record if self.may_edit(scope, row) and self.may_create(scope) else ()

    def key(self, row: Any) -> str:
        return str(getattr(row, self.noun.key))


def reads_content(scope: Scope) -> bool:
    """The three administrators do not."""
    return any(scope.has(role) for role in READING_ROLES)


def city_paths(scope: Scope) -> set[str]:
    """The path of a region is the keys from the city down to it."""
    return {grant.region_path.split("/")[0] + "/" for grant in scope.grants}


def _follow(row: Any, lookup: str) -> Any:
    for name in lookup.split("__"):
        row = getattr(row, name)
    return row


DESK_NOUNS = {
    noun.slug: noun
    for noun in (
        DeskNoun(
            "places", "place", "网点", "pin", places,
            (
                ("类目", lambda row: row.category.name),
                ("所在", lambda row: row.region.name),
                ("主管单位", lambda row: row.organisation or "—"),
                ("核实于", lambda row: dated(row.verified_on)),
            ),
            found_as="place", category="category", verified="verified_on", alone="开放时间、电话、核实",
        ),
        DeskNoun(
            "cases", "case", "征地案件", "land", cases,
            (
                ("县市区", lambda row: row.county.name),
                ("承办单位", lambda row: row.organisation),
                ("面积（公顷）", lambda row: row.total_area_ha),
                ("启动", lambda row: dated(row.began_on)),
            ),
            region_path="county__path", found_as="case",
        ),
        DeskNoun(
            "villages", "region", "村和区划", "village-office", regions,
            (
                ("级别", lambda row: row.get_level_display()),
                ("代码", lambda row: row.code),
                ("管理上级", lambda row: row.manage_parent or "—"),
                ("撤销日期", lambda row: dated(row.valid_to)),
            ),
            order=("code",), region_path="path", organisation=None, searched=("name", "code"),
            withdrawn=Q(valid_to__isnull=False), level="level", new="reform", new_words="合并、拆分、新设",
            deepest=Level.TOWN, of_record=(("reform_village", "合并、拆分、更名"),),
        ),
        DeskNoun(
            "organisations", "organisation", "单位", "town-hall", organisations,
            (
                ("区划", lambda row: row.region.name),
                ("上级单位", lambda row: row.parent or "—"),
                ("办公电话", lambda row: row.phone or "—"),
            ),
            organisation="id",
        ),
        DeskNoun(
            "items", "service_item", "办事事项", "service-hall", items,
            (
                ("类型", lambda row: row.get_kind_display()),
                ("主题", lambda row: row.theme or "—"),
                ("实施主体", lambda row: row.organisation),
                ("办多久", lambda row: row.duration),
                ("核实于", lambda row: dated(row.verified_on)),
            ),
            region_path="organisation__region__path", found_as="item", verified="verified_on",
            alone="电话、核实", verifying="和窗口核对过，内容都对，就点一下。",
        ),
        DeskNoun(
            "benefits", "benefit", "惠企惠民政策", "enterprise", benefits,
            (
                ("给谁", lambda row: row.get_served_display()),
                ("兑现单位", lambda row: row.organisation),
                ("适用地区", lambda row: row.region.name),
                ("截止申请", lambda row: dated(row.valid_until)),
                ("核实于", lambda row: dated(row.verified_on)),
            ),
            region_path="organisation__region__path", found_as="benefit", verified="verified_on",
            alone="电话、核实", verifying="和政策文件核对过，内容都对，就点一下。",
            of_record=(("benefit_bench", "试算"),),
        ),
        DeskNoun(
            "benefit-attributes", "benefit_attribute", "惠企惠民条件项", "list", Attribute.objects.all,
            (
                ("问谁", lambda row: row.get_served_display()),
                ("问题", lambda row: row.question),
                ("怎样回答", lambda row: row.get_kind_display()),
                ("代码", lambda row: row.code),
            ),
            order=("served", "sort_key", "code"), region_path="", organisation=None, withdrawn=None,
            searched=("label", "question", "code"), new="new_benefit_attribute",
        ),
        DeskNoun(
            "media", "official_account", "政务新媒体", "media", accounts,
            (
                ("平台", lambda row: row.get_platform_display()),
                ("主办单位", lambda row: row.organisation),
                ("最近更新", lambda row: dated(row.last_post_on)),
                ("核实于", lambda row: dated(row.verified_on)),
            ),
            region_path="organisation__region__path", found_as="account", verified="verified_on",
            alone="最近更新、核实", verifying="到平台上看过，账号、二维码都对，就点一下。",
        ),
        DeskNoun(
            "websites", "website", "政府网站", "sites", websites,
            (
                ("类型", lambda row: row.get_kind_display()),
                ("主办单位", lambda row: row.organisation),
                ("网址", lambda row: row.address),
                ("打开", lambda row: "正常" if row.is_working else "打不开"),
                ("检查于", lambda row: dated(row.checked_on)),
            ),
            region_path="organisation__region__path", searched=("name", "address"), verified="checked_on",
            alone="能否打开、检查", verifying="打开看过，和下面写的一样，就点一下。",
        ),
        DeskNoun(
            "policies", "policy", "政策", "policy", policies,
            (
                ("文号", lambda row: row.doc_no or "—"),
                ("发布机关", lambda row: row.organisation),
                ("版块", lambda row: row.section or "—"),
                ("有效性", lambda row: row.standing(timezone.localdate()).word),
                ("成文", lambda row: dated(row.issued_on)),
            ),
            region_path="organisation__region__path", found_as="policy",
        ),
        DeskNoun(
            "policy-sections", "policy_section", "政策版块", "list", PolicySection.objects.all,
            (("代码", lambda row: row.code), ("排序", lambda row: row.sort_key), ("停用", lambda row: dated(row.retired_on))),
            order=("sort_key", "code"), region_path="", organisation=None, withdrawn=None, searched=("name", "code"),
            new="new_policy_section",
        ),
        DeskNoun(
            "policy-classes", "policy_class", "政策类别", "list", PolicyClass.objects.all,
            (
                ("代码", lambda row: row.code), ("排序", lambda row: row.sort_key),
                ("名称", lambda row: "已确认" if row.is_confirmed else "待确认"),
            ),
            order=("sort_key", "code"), region_path="", organisation=None, withdrawn=None, searched=("name", "code"),
            new="new_policy_class",
        ),
        DeskNoun(
            "videos", "video", "视频", "video", videos,
            (
                ("类别", lambda row: row.category),
                ("讲的是哪里", lambda row: row.region.name),
                ("发布单位", lambda row: row.organisation),
                ("时长", lambda row: row.length),
                ("公布", lambda row: dated(timezone.localtime(row.published_at).date())),
            ),
            searched=("title",), found_as="video",
        ),
        DeskNoun(
            "playlists", "playlist", "播放单", "video", playlists,
            (
                ("在哪里播放", lambda row: row.zone or row.region.name),
                ("负责单位", lambda row: row.organisation),
                ("钟点", lambda row: f"{row.plays_from:%H:%M}—{row.plays_until:%H:%M}" if row.plays_from else "全天"),
                ("到哪天", lambda row: dated(row.shown_until)),
            ),
            searched=("title",),
        ),
        DeskNoun(
            "video-categories", "video_category", "视频类别", "list", VideoCategory.objects.all,
            (("代码", lambda row: row.code), ("排序", lambda row: row.sort_key)),
            order=("sort_key", "code"), region_path="", organisation=None, withdrawn=None, searched=("name", "code"),
            new="new_video_category",
        ),
        DeskNoun(
            "foi-offices", "foi_office", "公开工作机构", "document", foi_offices,
            (
                ("受理方式", lambda row: row.get_mode_display()),
                ("电话", lambda row: row.phone),
            ),
            region_path="organisation__region__path", searched=("organisation__name", "name"),
        ),
        DeskNoun(
            "foi-answers", "foi_answer", "答复选登", "document", foi_answers,
            (
                ("答复机关", lambda row: row.organisation),
                ("答复种类", lambda row: row.outcome_title),
                ("答复", lambda row: dated(row.answered_on)),
            ),
            region_path="organisation__region__path", searched=("question",),
        ),
        DeskNoun(
            "local-modules", "local_module", "地方特色", "list", local_modules,
            (
                ("种类", lambda row: row.get_kind_display()),
                ("所属", lambda row: row.region.name),
                ("负责单位", lambda row: row.organisation),
                ("显示到", lambda row: dated(row.shown_until)),
            ),
            searched=("title",), deepest=Level.COUNTY,
        ),
        DeskNoun(
            "zone-register", "zone", "专区", "service-hall", zones,
            (
                ("级别", lambda row: row.region.get_level_display()),
                ("区划", lambda row: row.region.name),
                ("管理单位", lambda row: row.organisation),
                ("核实于", lambda row: dated(row.verified_on)),
            ),
            found_as="zone", verified="verified_on", alone="值班、核实",
            verifying="到专区看过，和下面写的一样，就点一下。",
        ),
        DeskNoun(
            "notice-boards", "board", "公开栏", "document", boards,
            (
                ("类型", lambda row: row.get_kind_display()),
                ("区划", lambda row: row.region.name),
                ("管理单位", lambda row: row.organisation),
                ("最近更换", lambda row: dated(row.changed_on)),
            ),
            found_as="board", verified="changed_on", alone="张贴内容、更换",
            verifying="今天换过上面的内容，就点一下。",
        ),
        DeskNoun(
            "zone-standards", "zone_standard", "专区标准", "check", ZoneStandard.objects.all,
            (("面积不少于", lambda row: row.least_area_m2 or "—"),),
            order=("level",), region_path="", organisation=None, withdrawn=None,
        ),
        DeskNoun(
            "categories", "category", "类目", "list", lambda: Category.objects.select_related("group"),
            (("组", lambda row: row.group.name), ("代码", lambda row: row.code), ("排序", lambda row: row.sort_key)),
            order=("group__sort_key", "sort_key", "code"), region_path="", organisation=None, withdrawn=None,
            searched=("name", "code"), new="new_category", of_list=(("category_order", "调整顺序"),),
            of_record=(("category_merge", "并入别的类目"),),
        ),
        DeskNoun(
            "category-groups", "category_group", "类目组", "list",
            lambda: CategoryGroup.objects.annotate(categories_in=Count("categories")),
            (
                ("类目", lambda row: row.categories_in), ("代码", lambda row: row.code),
                ("排序", lambda row: row.sort_key),
            ),
            order=("sort_key", "code"), region_path="", organisation=None, withdrawn=None, searched=("name", "code"),
            new="new_category_group", of_list=(("group_order", "调整顺序"),),
        ),
        DeskNoun(
            "calendar", "calendar", "工作日历", "calendar", CalendarYear.objects.all,
            (("通知", lambda row: row.source_title), ("核对日期", lambda row: dated(row.confirmed_on))),
            order=("-year",), region_path="", organisation=None, withdrawn=None, searched=("source_title",),
            new="new_calendar",
        ),
    )
}  # fmt: skip

BY_NAME = {noun.name: noun for noun in DESK_NOUNS.values()}
LEVELS = [(str(level.value), level.label) for level in Level]


def desk_noun(slug: str) -> DeskNoun:
    """Raises Http404."""
    try:
        return DESK_NOUNS[slug]
    except KeyError:
        raise Http404("没有这一类内容") from None
