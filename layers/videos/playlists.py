"""播放单: videos one after the other, for the touch screens of a 专区 or of a region, at certain hours."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Length

from layers.publication import Published, PublishedQuerySet


class PlaylistQuerySet(PublishedQuerySet["Playlist"]):
    def playing(self, now: dt.datetime) -> Self:
        """Public ones whose days and hours hold ``now`` (local time), with at least one public video."""
        day, hour = now.date(), now.time()
        shown = PlaylistEntry.objects.filter(
            playlist=OuterRef("pk"), video__withdrawn_at__isnull=True, video__published_at__lte=now
        )
        return self.published().filter(
            Q(shown_from__isnull=True) | Q(shown_from__lte=day),
            Q(shown_until__isnull=True) | Q(shown_until__gte=day),
            Q(plays_from__isnull=True) | Q(plays_from__lte=hour),
            Q(plays_until__isnull=True) | Q(plays_until__gt=hour),
            Exists(shown),
        )

    def for_screen(self, zone: int | None, region_path: str) -> Self:
        """Of the zone with that primary key and of the regions on the path; the zone's own first, then the nearest
        region's, and of two the one for certain hours."""
        here = Q(zone__isnull=True, region__in=[int(key) for key in region_path.split("/") if key])
        wanted = here | Q(zone=zone) if zone else here
        nearest = Case(When(zone__isnull=False, then=Value(0)), default=Value(1))
        timed = Case(When(plays_from__isnull=False, then=Value(0)), default=Value(1))
        return self.filter(wanted).order_by(
            nearest, Length("region__path").desc(), timed, "-published_at", "-pk"
        )


class Playlist(Published):
    title = models.CharField("名称", max_length=60)
    region = models.ForeignKey(
        "regions.Region",
        verbose_name="在哪里播放",
        on_delete=models.PROTECT,
        related_name="playlists",
        help_text="它和它下面的专区都播放",
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="负责单位",
        on_delete=models.PROTECT,
        related_name="playlists",
    )
    zone = models.ForeignKey(
        "zones.Zone",
        verbose_name="只在一个专区播放",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="playlists",
    )
    plays_from = models.TimeField("每天从几点", null=True, blank=True)
    plays_until = models.TimeField("到几点", null=True, blank=True)
    shown_from = models.DateField("从哪天起", null=True, blank=True)
    shown_until = models.DateField("到哪天", null=True, blank=True)

    objects = PlaylistQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "播放单"
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                name="videos_playlist_hours_in_order",
                condition=(Q(plays_from__isnull=True) & Q(plays_until__isnull=True))
                | (Q(plays_from__isnull=False) & Q(plays_until__gt=F("plays_from"))),
                violation_error_message="播放的钟点要写从几点到几点，并且先后不能颠倒",
            ),
            models.CheckConstraint(
                name="videos_playlist_days_in_order",
                condition=Q(shown_from__isnull=True)
                | Q(shown_until__isnull=True)
                | Q(shown_until__gte=F("shown_from")),
                violation_error_message="到哪天不能早于从哪天起",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/videos/play/{self.public_id}"


class PlaylistEntry(models.Model):
    public_read = True

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="entries")
    video = models.ForeignKey(
        "videos.Video", verbose_name="视频", on_delete=models.PROTECT, related_name="entries"
    )
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "播放单的视频"
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return f"{self.sort_key}"
