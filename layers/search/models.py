"""What the one search box looks in: one row a thing that can be found, whatever its kind; and what the catalogue of
disclosure (公开目录) says of those that are government information."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from layers.search.opened import Genre


class SearchEntry(models.Model):
    """``text`` is a line for each spelling of each name, a blank line, then the words inside a document.

    ``grams`` are what the index holds: pairs of neighbouring characters (pg_trgm cannot index two Chinese
    characters), single characters, and three kinds of mark: ``=name``, ``^first pair``, ``@region path``.
    """

    public_read = True

    kind = models.CharField("类别", max_length=20)
    key = models.CharField("编号", max_length=12)
    name = models.CharField("名称", max_length=300)
    note = models.CharField("附注", max_length=300, blank=True)
    region_path = models.CharField("所属区划路径", max_length=100, blank=True)
    region_name = models.CharField("所属区划全称", max_length=200, blank=True)
    url = models.CharField("地址", max_length=200)
    weight = models.SmallIntegerField("权重", default=0)
    text = models.TextField("归一化文本")
    grams = ArrayField(models.TextField(), verbose_name="字组")

    class Meta:
        verbose_name = verbose_name_plural = "检索条目"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="layers_searchentry_once")]
        indexes = [GinIndex(fields=["grams"], name="layers_search_grams", fastupdate=False)]

    def __str__(self) -> str:
        return self.name


class SearchReading(models.Model):
    """A way to type a name in Latin letters; searched by its beginning."""

    public_read = True

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="readings")
    reading = models.CharField("拼音或首字母", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "检索读音"
        indexes = [
            models.Index(fields=["reading"], name="layers_search_reading", opclasses=["text_pattern_ops"])
        ]

    def __str__(self) -> str:
        return self.reading


class IndexNumber(models.Model):
    """索引号 of a thing, given when it first becomes public and kept for good, withdrawn or not: a trigger refuses any
    change (docs/index-numbers.md)."""

    public_read = True

    kind = models.CharField("类别", max_length=20)
    key = models.CharField("编号", max_length=12)
    number = models.CharField("索引号", max_length=40, unique=True)
    is_sample = models.BooleanField("示例数据", default=False, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "索引号"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="layers_indexnumber_once")]

    def __str__(self) -> str:
        return self.number


class OpenEntry(models.Model):
    """A line of the catalogue beside its search entry, written and taken away with it.

    ``theme`` is a code of opened.THEMES; ``year`` that of ``produced_on``, where that is not known of ``published_at``.
    """

    public_read = True

    entry = models.OneToOneField(
        SearchEntry, on_delete=models.CASCADE, primary_key=True, related_name="opened"
    )
    number = models.CharField("索引号", max_length=40, unique=True)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="发布机构",
        null=True,
        on_delete=models.CASCADE,
        related_name="open_entries",
        db_index=False,
    )
    theme = models.CharField("主题", max_length=20)
    genre = models.CharField("体裁", max_length=2, choices=Genre)
    year = models.PositiveSmallIntegerField("年度")
    produced_on = models.DateField("生成日期", null=True)
    published_at = models.DateTimeField("公开日期")

    class Meta:
        verbose_name = verbose_name_plural = "公开目录条目"
        indexes = [
            # The order of the list, alone and behind each facet, so that a page is a walk along one index.
            models.Index(fields=[*facet, "-published_at", "-number"], name=f"layers_open_{name}")
            for name, facet in {
                "newest": (), "organisation": ("organisation",), "theme": ("theme",), "genre": ("genre",), "year": ("year",),
            }.items()
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class OpenCount(models.Model):
    """How many entries there are of each combination of facets: a trigger adds rows, a nightly job sums them up.
    Nobody waits for anybody at a counter."""

    public_read = True
    read_only_for_web = True

    organisation_id = models.BigIntegerField(null=True)
    theme = models.CharField(max_length=20)
    genre = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    number = models.IntegerField("条数")

    class Meta:
        verbose_name = verbose_name_plural = "公开目录条数"

    def __str__(self) -> str:
        return f"{self.theme} {self.genre} {self.year}"
