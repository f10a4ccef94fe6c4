"""视频 with its captions, its categories, and 播放单."""

from typing import Any

from django import forms

from geo.errors import BadInput
from layers.changes.values import Json
from layers.land.models import Case
from layers.staff.models import Role
from layers.videos import captions
from layers.videos.models import Footage, Video, VideoCategory
from layers.zones.models import Zone
from portal.desk.forms.fields import Several, ValueField
from portal.desk.forms.layout import Group, Layout, register, rows
from portal.desk.forms.offers import JOINT, Offer
from portal.desk.forms.offers import register as offer

MOST_CAPTION_BYTES = 4 * captions.LONGEST

offer(
    Offer(
        "video-category", VideoCategory, lambda scope: VideoCategory.objects.all(), order=("sort_key", "code"),
        is_short=True,
    )
)  # fmt: skip
offer(
    Offer(
        "footage",
        Footage,
        Footage.objects.usable_by,
        search=("file_name",),
        order=("-created_at",),
        is_short=True,
    )
)
offer(
    Offer(
        "video", Video, lambda scope: Video.objects.published(), lambda row: f"{row.title}{JOINT}{row.organisation.name}",
        ("title",), ("title", "pk"), ("organisation",),
    )
)  # fmt: skip
offer(
    Offer(
        "zone", Zone, lambda scope: scope.rows(Zone.objects.published(), roles=[Role.EDITOR]), order=("name", "pk"),
    )
)  # fmt: skip
offer(
    Offer(
        "case", Case, lambda scope: Case.objects.published(), lambda row: f"{row.name}{JOINT}{row.county.name}",
        ("name",), ("name", "pk"), ("county",),
    )
)  # fmt: skip


class Captions(ValueField):
    """Typed, or out of a file (WebVTT, SubRip). What can be read is shown again as it will be published."""

    kind = "captions"
    template = "desk/forms/captions.html"

    def input(self) -> forms.Widget:
        return Several(("text",))

    def shown(self, json: Json) -> dict[str, str]:
        return {"text": json or ""}

    def parsed(self, typed: dict[str, Any]) -> str:
        text = self.text_of(typed["file"]) if typed["file"] else typed["text"]
        if not text.strip() or text == self.base:
            return str(text)
        return captions.written(captions.parse(text))

    def text_of(self, file: Any) -> str:
        if file.size > MOST_CAPTION_BYTES:
            raise self.refused(f"{file.name} 不像字幕文件，它有 {file.size >> 10} KB")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise BadInput(
                "captions", f"{file.name} 不是 UTF-8 文字，请在剪辑软件里导出为 UTF-8 的 vtt 或 srt"
            ) from None


register(
    "video",
    Layout(
        groups=(
            Group("视频", ("title", "category", "summary", "region", "organisation")),
            Group("原片和字幕", ("footage", "captions"), template="desk/forms/footage.html"),
            Group("讲的是什么", ("place", "item", "policy", "case"), help="最多选一个；群众在它的页面上也能看到这个视频。"),
        ),
        help={
            "summary": "看完能明白什么，一句话。",
            "region": "视频里说的是哪个市、县、乡镇的事。",
            "footage": "先在“视频原片”里上传，处理好以后在这里选。",
            "captions": "没有字幕不能公布。剪辑软件导出的 vtt、srt 文件都可以，也可以直接写。",
        },
        fields={"captions": Captions},
    ),
)  # fmt: skip
register(
    "video_category",
    Layout(groups=(Group("类别", ("name", "sort_key")),), help={"sort_key": "小的在前。"}),
)
register(
    "playlist",
    Layout(
        groups=(
            Group("播放单", ("title", "region", "organisation", "zone")),
            Group("视频", ("entries",), help="按这里的先后，一个接一个循环播放。"),
            Group("什么时候播放", ("plays_from", "plays_until", "shown_from", "shown_until")),
        ),
        help={
            "region": "选市，全市的专区都播放；选县、乡镇，只有那里的专区播放。离群众近的优先。",
            "zone": "只给一个专区的，写上它；先于所在区划的播放单。",
            "plays_from": "如 08:30；不填就全天播放。",
            "shown_until": "这一天还播，第二天不播。",
        },
        rows={"entries": rows("video", one="视频", hidden=("sort_key",))},
    ),
)  # fmt: skip
