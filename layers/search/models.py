"""What the one search box looks in: one row a thing that can be found, whatever its kind."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


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
