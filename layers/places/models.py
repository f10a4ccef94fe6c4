"""便民网点: where a citizen goes, what is done there, when it is open, how to get in."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db.models import F, Q

from geo.crs import CGCS2000
from layers.places.facets import Facets, Schedule
from layers.places.queryset import Geography, PlaceQuerySet
from layers.places.wanted import WANTED
from layers.publication import Published
from layers.soundness import sound

__all__ = [
    "Category", "CategoryGroup", "Entrance", "Facets", "HandledItem", "OpeningHours", "Phone", "Picture", "Place", "Post",
    "Question", "Schedule",
]  # fmt: skip


class CategoryGroup(models.Model):
    """教育、医疗、养老 …: the chips of the map."""

    public_read = True

    code = models.SlugField("代码", primary_key=True, max_length=40)
    name = models.CharField("名称", max_length=40)
    icon = models.CharField("图标", max_length=40)
    hue = models.PositiveSmallIntegerField("色号", help_text="十种色觉友好色之一:1-10")
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "类目组"
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(name="places_hue_of_ten", condition=Q(hue__gte=1) & Q(hue__lte=10))
        ]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    public_read = True

    code = models.SlugField("代码", primary_key=True, max_length=40)
    name = models.CharField("名称", max_length=40)
    group = models.ForeignKey(
        CategoryGroup, verbose_name="组", on_delete=models.PROTECT, related_name="categories"
    )
    icon = models.CharField("图标", max_length=40)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)
    wanted = ArrayField(
        models.CharField(max_length=20, choices=list(WANTED.items())),
        verbose_name="网点必填的栏目",
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "类目"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name


class Place(Published):
    """A point on the convenience map."""

    name = models.CharField("名称", max_length=120)
    aliases = models.CharField("别名", max_length=200, blank=True, help_text="以顿号分开")
    category = models.ForeignKey(
        Category, verbose_name="类目", on_delete=models.PROTECT, related_name="places"
    )
    # Its index is that of region and organisation below: whose a row is, scope asks with where it lies.
    region = models.ForeignKey(
        "regions.Region",
        verbose_name="所在区划",
        on_delete=models.PROTECT,
        related_name="places",
        db_index=False,
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="主管单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="places",
    )
    seat_of = models.OneToOneField(
        "organisations.Organisation",
        verbose_name="为何单位驻地",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seat",
    )
    address = models.CharField("地址", max_length=200, blank=True)
    location = models.PointField("位置", srid=CGCS2000)
    # What the public map shows, at the layer's precision cap.
    public_location = models.PointField("公开位置", srid=CGCS2000, editable=False)
    introduction = models.TextField("简介", blank=True)
    way_there = models.CharField("交通指引", max_length=200, blank=True)
    has_parking = models.BooleanField("有停车位", null=True, blank=True)
    is_accessible = models.BooleanField("无障碍", null=True, blank=True)
    audio = models.ForeignKey(
        "documents.MediaFile",
        verbose_name="音频简介",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    source = models.CharField("数据来源", max_length=120)
    verified_on = models.DateField("核实于", null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "网点"
        constraints = [
            *Published.Meta.constraints,
            *sound("places_place", "location", "public_location"),
        ]
        indexes = [
            models.Index(fields=["category", "region"], name="places_category_region"),
            models.Index(fields=["region", "organisation"], name="places_region_organisation"),
            # Nearest first in metres; degrees would order by a stretched map.
            GistIndex(Geography(F("public_location")), name="places_nearest"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/map/{self.public_id}"


class Entrance(models.Model):
    """Where one really goes in; navigation leads here, not to the middle of the roof."""

    public_read = True

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="entrances")
    name = models.CharField("名称", max_length=60)
    location = models.PointField("位置", srid=CGCS2000)
    is_main = models.BooleanField("主入口", default=False)
    is_accessible = models.BooleanField("无障碍", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "入口"
        constraints = [
            *sound("places_entrance", "location"),
            models.UniqueConstraint(
                fields=["place"], condition=Q(is_main=True), name="places_one_main_entrance"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Phone(models.Model):
    public_read = True

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="phones")
    label = models.CharField("用途", max_length=40, default="电话")
    number = models.CharField("号码", max_length=40)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "电话"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return f"{self.label} {self.number}"


class OpeningHours(models.Model):
    """One span of one kind of day. 工作日 follows the official calendar, so a make-up Saturday counts."""

    public_read = True

    class Days(models.TextChoices):
        EVERY_DAY = "every_day", "每天"
        WORKING_DAY = "working_day", "工作日"
        REST_DAY = "rest_day", "休息日和节假日"
        MONDAY = "1", "周一"
        TUESDAY = "2", "周二"
        WEDNESDAY = "3", "周三"
        THURSDAY = "4", "周四"
        FRIDAY = "5", "周五"
        SATURDAY = "6", "周六"
        SUNDAY = "7", "周日"

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="opening_hours")
    days = models.CharField("日子", max_length=12, choices=Days)
    opens = models.TimeField("开门")
    closes = models.TimeField("关门", help_text="24 小时营业写 00:00 至 23:59")
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "开放时间"
        constraints = [
            models.CheckConstraint(
                name="places_opens_before_closing",
                condition=Q(closes__gt=F("opens")),
                violation_error_message="关门时间应晚于开门时间;跨午夜的请写成两段",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_days_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class HandledItem(models.Model):
    """A matter that is handled here, and at which window."""

    public_read = True

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="handled")
    item = models.ForeignKey(
        "services.ServiceItem", verbose_name="事项", on_delete=models.CASCADE, related_name="handled_at"
    )
    window = models.CharField("窗口", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理事项"
        constraints = [models.UniqueConstraint(fields=["place", "item"], name="places_item_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.window}"


class Post(models.Model):
    """服务岗位: the post, never the private data of its holder."""

    public_read = True

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField("岗位", max_length=60)
    duties = models.CharField("职责", max_length=200)
    phone = models.CharField("办公电话", max_length=40, blank=True)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "服务岗位"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """常见问答."""

    public_read = True

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField("问", max_length=200)
    answer = models.TextField("答")
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "常见问答"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.question


class Picture(models.Model):
    """A photo or an animation of the place."""

    public_read = True

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="pictures")
    file = models.ForeignKey("documents.MediaFile", on_delete=models.CASCADE, related_name="+")
    caption = models.CharField("说明", max_length=120)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "图片与动画"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.caption
