"""道路数据集: where roads come from, whether they may be shown, and the network that routes are computed on.

A dataset is written as a whole, and its edges are never changed afterwards; a newer one takes its place.
"""

import datetime as dt

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db.models import Q
from django.utils import timezone

from geo.crs import CGCS2000
from layers.roads.modes import RoadClass
from layers.soundness import sound


class RoadDataset(models.Model):
    """``bits`` of access and the states of a turn are told in RoadEdge and ForbiddenTurn."""

    class State(models.TextChoices):
        READY = "ready", "已导入，未启用"
        ACTIVE = "active", "在用"
        RETIRED = "retired", "已停用"

    class Source(models.TextChoices):
        SURVEY = "survey", "测绘单位提供的道路数据"
        OSM = "osm", "OpenStreetMap"
        SAMPLE = "sample", "示例路网"

    name = models.CharField("名称", max_length=80)
    source = models.CharField("来源", max_length=8, choices=Source)
    producer = models.CharField("编制单位", max_length=80, blank=True)
    qualification = models.CharField("测绘资质证书", max_length=80, blank=True)
    approval_no = models.CharField("审图号", max_length=40, blank=True)
    licence = models.CharField("使用许可", max_length=120, blank=True)
    expires_on = models.DateField("审图号有效期至", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.READY)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    sha256 = models.CharField("文件的 SHA-256", max_length=64, blank=True)
    edge_count = models.PositiveIntegerField("路段数", default=0)
    part_count = models.PositiveIntegerField("互不相连的部分", default=0)
    # What the file held beside its roads: restrictions, metres that hang together with nothing, remarks in Chinese.
    report = models.JSONField("导入报告", default=dict)
    imported_at = models.DateTimeField("导入时间", default=timezone.now, editable=False)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "道路数据集"
        ordering = ["-imported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="active"), name="roads_one_active_dataset"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def lacks(self, today: dt.date) -> list[str]:
        """What stands between this dataset and routes for everybody, in Chinese; empty when nothing does.

        测绘法 38 and 地图管理条例 15, 22: what is shown to the public as a map is made by who holds the
        qualification, passes the review, and carries its number, which holds for two years.
        """
        if self.source == self.Source.OSM:
            return ["OpenStreetMap 的数据没有经过地图审核，不能向公众提供路线"]
        if self.source == self.Source.SAMPLE:
            return ["示例路网不是真实道路，不能向公众提供路线"]
        named = (
            (self.producer, "没有登记编制单位"),
            (self.qualification, "没有登记测绘资质证书"),
            (self.approval_no, "没有登记审图号"),
            (self.expires_on, "没有登记审图号有效期"),
        )
        missing = [reason for value, reason in named if not value]
        if self.expires_on and self.expires_on < today:
            missing.append(f"审图号已于 {self.expires_on:%Y-%m-%d} 到期")
        return missing


class RoadEdge(models.Model):
    """A piece of road from junction to junction. EPSG:4490, drawn from ``start_node`` to ``end_node``.

    ``number`` counts from 0 without a gap, ``forward`` and ``backward`` are the bits of layers.roads.modes of those
    who may travel it that way. ``part`` 0 is the largest connected part of the network.
    """

    dataset = models.ForeignKey(RoadDataset, on_delete=models.CASCADE, related_name="edges", db_index=False)
    number = models.PositiveIntegerField("序号")
    start_node = models.PositiveIntegerField("起点")
    end_node = models.PositiveIntegerField("终点")
    line = models.LineStringField("线", srid=CGCS2000, spatial_index=False)
    length_m = models.FloatField("长度（米）")
    road_class = models.CharField("等级", max_length=9, choices=RoadClass)
    name = models.CharField("路名", max_length=80, blank=True)
    car_kmh = models.PositiveSmallIntegerField("车速（公里/小时）")
    forward = models.PositiveSmallIntegerField("顺向通行")
    backward = models.PositiveSmallIntegerField("逆向通行")
    part = models.PositiveIntegerField("所在部分", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "路段"
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="roads_edge_once"),
            models.CheckConstraint(
                name="roads_edge_with_length_and_speed", condition=Q(length_m__gt=0, car_kmh__gt=0)
            ),
            *sound("roads_roadedge", "line"),
        ]
        # Routes read the network as a whole; the map asks for squares of it.
        indexes = [GistIndex(fields=["line"], name="roads_edge_where")]

    def __str__(self) -> str:
        return f"{self.name or self.get_road_class_display()} {self.number}"


class ForbiddenTurn(models.Model):
    """Edges that may not follow one another: ``path`` are directed edges, 2 × number, 1 more where it is travelled
    backwards. Two of them are a plain 禁止左转; more come over roads between. ``modes`` are the bits of those it binds."""

    dataset = models.ForeignKey(RoadDataset, on_delete=models.CASCADE, related_name="forbidden")
    path = ArrayField(models.PositiveIntegerField(), verbose_name="路径")
    modes = models.PositiveSmallIntegerField("适用")

    class Meta:
        verbose_name = verbose_name_plural = "禁止转向"
        constraints = [
            models.CheckConstraint(name="roads_turn_of_two", condition=Q(path__len__gte=2)),
        ]

    def __str__(self) -> str:
        return " → ".join(map(str, self.path))
