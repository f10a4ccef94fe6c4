"""政务新媒体 and 政府网站 of the samples: of every department and county government. Their addresses lead nowhere real:
example.com is kept free for examples (RFC 2606)."""

import datetime as dt
from random import Random

from importers.samples.city import City
from importers.samples.organisations import Organisations
from layers.channels.models import OfficialAccount, Website
from layers.organisations.models import Organisation

Platform, Kind, Framing = OfficialAccount.Platform, Website.Kind, Website.Framing
# Every government has the first ones, a department the first and perhaps one more.
OF_GOVERNMENTS = (Platform.WECHAT, Platform.WEIBO, Platform.APP, Platform.DOUYIN)
OF_DEPARTMENTS = (Platform.WEIBO, Platform.DOUYIN, Platform.MINI_PROGRAM)
SUMMARY = {
    Platform.WECHAT: "通知公告、办事指南、在线咨询。",
    Platform.WEIBO: "每天发布本单位的消息，回应网友提问。",
    Platform.APP: "手机上办事、查进度。",
    Platform.DOUYIN: "短视频讲政策、讲办事。",
    Platform.MINI_PROGRAM: "不用下载，打开就能办。",
}
# One in so many has said nothing for long, as in life.
SILENT = 9
BASE = "https://example.com"


def make_channels(city: City, organisations: Organisations) -> int:
    stream = city.draws.stream("channels")
    counties = {county.pk for county in city.counties}
    governments = [found for pk, found in organisations.governments.items() if pk in counties]
    accounts, sites = [], []
    for own in governments:
        accounts += [(own, platform) for platform in OF_GOVERNMENTS]
        sites.append((own, Kind.PORTAL))
    for own in organisations.departments.values():
        accounts += [(own, platform) for platform in (Platform.WECHAT, stream.choice(OF_DEPARTMENTS))]
        sites.append((own, Kind.DEPARTMENT))
    ids = city.draws.ids("account")
    made = [_account(city, stream, ids.next(), own, platform) for own, platform in accounts]
    OfficialAccount.objects.bulk_create(made)
    ids = city.draws.ids("website")
    Website.objects.bulk_create(_website(city, stream, ids.next(), own, kind) for own, kind in sites)
    return len(made)


def _account(
    city: City, stream: Random, public_id: str, own: Organisation, platform: OfficialAccount.Platform
) -> OfficialAccount:
    silent = stream.randrange(SILENT) == 0
    ago = stream.randrange(20, 90) if silent else stream.randrange(6)
    short = own.short_name or own.name
    return OfficialAccount(
        public_id=public_id,
        name=f"{short}{'' if platform == Platform.WECHAT else platform.label}（示例）",
        platform=platform,
        organisation=own,
        handle=f"example-{public_id.lower()}",
        address=f"{BASE}/{platform.value}/{public_id}",
        summary=SUMMARY[platform],
        last_post_on=city.today - dt.timedelta(days=ago),
        verified_on=city.today - dt.timedelta(days=stream.randrange(4)),
        published_at=city.moment(city.today),
        is_sample=True,
    )


def _website(city: City, stream: Random, public_id: str, own: Organisation, kind: Website.Kind) -> Website:
    return Website(
        public_id=public_id,
        name=f"{own.name}{'门户' if kind == Kind.PORTAL else ''}网站（示例）",
        kind=kind,
        organisation=own,
        address=f"{BASE}/site/{public_id}",
        summary="政府信息公开、政策文件、办事入口。"
        if kind == Kind.PORTAL
        else "本部门的公开信息和业务办理。",
        framing=stream.choice((Framing.FORBIDDEN, Framing.FORBIDDEN, Framing.UNKNOWN)),
        is_working=stream.randrange(12) != 0,
        checked_on=city.today - dt.timedelta(days=stream.randrange(10)),
        published_at=city.moment(city.today),
        is_sample=True,
    )
