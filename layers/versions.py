"""One version per layer × county, and one per layer that rises with any of them.

Caches, feeds and tiles carry the version; it is bumped as the LAST statement of the writing transaction, so
that the row lock which orders two writers is held as briefly as possible.
"""

from collections.abc import Iterable

from django.db import connection, connections, models
from django.dispatch import Signal

from layers.reads import read_alias

WHOLE_LAYER = ""
# Sent with ``layer`` before its version is raised, in the transaction: for floors above that keep what was made of it.
raising = Signal()


class LayerVersion(models.Model):
    """``county`` is the 12-digit code of a county, or "" for the layer as a whole."""

    public_read = True

    layer = models.CharField("图层", max_length=40)
    county = models.CharField("县市区代码", max_length=12, blank=True)
    version = models.PositiveBigIntegerField("版本", default=1)
    changed_at = models.DateTimeField("变更时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "图层版本"
        constraints = [models.UniqueConstraint(fields=["layer", "county"], name="layers_layerversion_once")]

    def __str__(self) -> str:
        return f"{self.layer} {self.county} v{self.version}"


def bump(layer: str, counties: Iterable[str] = ()) -> None:
    """Raise the version of ``layer`` and of the named counties (12-digit codes)."""
    raising.send(LayerVersion, layer=layer)
    # Sorted, so that two writers take the row locks in one order; the whole layer ("") comes first.
    for county in sorted({WHOLE_LAYER, *counties}):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO layers_layerversion (layer, county, version, changed_at)"
                " VALUES (%s, %s, 1, now())"
                " ON CONFLICT (layer, county) DO UPDATE"
                " SET version = layers_layerversion.version + 1, changed_at = now()",
                [layer, county],
            )


def current(layer: str, county: str = WHOLE_LAYER) -> int:
    """The version of a layer, 0 when nothing was ever written to it."""
    # Asked by every feed and tile; by the model it takes three times as long.
    with connections[read_alias()].cursor() as cursor:
        cursor.execute(
            "SELECT version FROM layers_layerversion WHERE layer = %s AND county = %s", [layer, county]
        )
        found = cursor.fetchone()
    return found[0] if found else 0
