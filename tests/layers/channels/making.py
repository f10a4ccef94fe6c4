"""An account and a site in one line each."""

from layers.channels.models import OfficialAccount, Website


def account(organisation, name="东县发布", **given):
    values = {"platform": "wechat", "address": "https://example.com/wechat/a", **given}
    return OfficialAccount.objects.create(organisation=organisation, name=name, **values)


def website(organisation, name="东县政府网", **given):
    values = {"kind": "portal", "address": f"https://example.com/{name}", **given}
    return Website.objects.create(organisation=organisation, name=name, **values)
