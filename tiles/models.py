"""What tiles are made of: areas generalised once for each level, and counts of what lies where.

Both follow the public rows by triggers of their tables (migrations/0001_initial.py): in the writing transaction, whoever
writes, so that a release, its undo and a deletion cannot leave them behind. A withdrawn row keeps its shapes; whether a
row is public is asked when a tile is made, of the rows themselves.
"""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex


class Shape(models.Model):
    """The public area of one row at one level, on the grid of its tiles: 4096 units a tile, the origin in the
    south-west corner of the Web Mercator square, y to the north, outer rings clockwise as MVT 2.1 wants them.
    """

    public_read = True
    read_only_for_web = True

    layer = models.CharField("图层", max_length=40)
    row_id = models.BigIntegerField("行")
    zoom = models.SmallIntegerField("级别")
    area = models.MultiPolygonField("图形", srid=0, spatial_index=False)
    label = models.PointField("标注点", srid=0, spatial_index=False)

    class Meta:
        verbose_name = verbose_name_plural = "瓦片图形"
        constraints = [
            models.UniqueConstraint(fields=["layer", "row_id", "zoom"], name="tiles_shape_once"),
        ]
        indexes = [GistIndex(fields=["layer", "zoom", "area"], name="tiles_shape_where")]

    def __str__(self) -> str:
        return f"{self.layer} {self.row_id} z{self.zoom}"


class CellCount(models.Model):
    """How many public rows of a category came into a cell or left it; the sum of a cell's rows is what lies there.

    Only added to, so that two writers never wait for one another; a job of the night sums them up. A cell is a tile of
    level ``min_zoom + 2`` of the layer. ``sum_x`` and ``sum_y`` are positions in the unit square of Web Mercator, x from
    the west and y from the north: by ``count``, the middle of what lies in the cell.
    """

    public_read = True
    read_only_for_web = True

    layer = models.CharField("图层", max_length=40)
    x = models.IntegerField()
    y = models.IntegerField()
    category = models.CharField("类别", max_length=80)
    count = models.IntegerField("数量")
    sum_x = models.FloatField()
    sum_y = models.FloatField()

    class Meta:
        verbose_name = verbose_name_plural = "瓦片计数"
        indexes = [models.Index(fields=["layer", "x", "y"], name="tiles_cellcount_where")]

    def __str__(self) -> str:
        return f"{self.layer} {self.x},{self.y} {self.category} {self.count:+}"
