"""The words of a message: 70 characters are one message, so the link that ends it leads to the page too. A letter has
room for what was told itself."""

from collections.abc import Sequence
from string import Formatter

from django.conf import settings
from django.utils import timezone

from geo.errors import BadInput
from layers.subscriptions.codes import CODE_MINUTES, LINK_HOURS, code_of, link_of
from layers.subscriptions.models import Notice, Verification, Wording

# code → what its text may name
NAMES = {
    "notice": {"place", "title", "about", "on", "paper", "link", "page", "site"},
    "code": {"code", "minutes", "site"},
    "digest": {"count", "place", "title", "paper", "link", "site"},
    "mail": {"news", "count", "paper", "link", "site"},
    "mail_code": {"link", "hours", "site"},
}
# Whoever gets a message must be able to end them, and must not take it for the notice; a code without its digits is none.
NEEDED = {
    "notice": {"link", "paper"},
    "code": {"code"},
    "digest": {"link", "paper"},
    "mail": {"news", "link", "paper"},
    "mail_code": {"link"},
}


def parts_of_notices(notices: Sequence[Notice], token: str) -> dict[str, str]:
    """By the names of NAMES, of one notice or the several of a digest, the newest last: it is the one that is named.
    ``link`` leads to all of them, with the way to unsubscribe below; ``page`` to the page of the newest; ``subject`` is
    the line of a letter."""
    newest = notices[-1]
    more = f" 等 {len(notices)} 条" if len(notices) > 1 else ""
    return {
        "place": newest.place,
        "title": newest.title,
        "about": newest.about,
        "on": f"{timezone.localtime(newest.created_at):%Y年%-m月%-d日 %H:%M}",
        "paper": next((one.kind.paper for one in notices if one.kind.paper), ""),
        "link": absolute(f"/u/{token}"),
        "page": absolute(newest.address),
        "site": settings.CITY["site_name"],
        "count": str(len(notices)),
        "subject": f"{newest.place}：{newest.title}{more}",
        "news": "\n\n".join(
            f"{one.place}：{one.title}\n{one.about}\n{absolute(one.address)}" for one in notices
        ),
    }


def words_of_code(text: str, verification: Verification) -> str:
    return text.format(code=code_of(verification), minutes=CODE_MINUTES, site=settings.CITY["site_name"])


def words_of_mail_code(text: str, verification: Verification) -> str:
    link = absolute(f"/subscriptions/mail/{link_of(verification)}")
    return text.format(link=link, hours=LINK_HOURS, site=settings.CITY["site_name"])


def texts() -> dict[str, str]:
    return dict(Wording.objects.values_list("code", "text"))


def check(code: str, text: str) -> None:
    """Raises BadInput for a text that names what there is not, or lacks what must stand in it."""
    names = NAMES.get(code, set())
    try:
        named = {name for _, name, *_ in Formatter().parse(text) if name is not None}
    except ValueError:
        raise BadInput("text", "文字里的花括号没有成对") from None
    if named - names:
        raise BadInput("text", f"文字里只能用 {'、'.join(sorted(f'{{{name}}}' for name in names))}")
    if lacking := NEEDED.get(code, set()) - named:
        raise BadInput("text", f"文字里必须有 {'、'.join(sorted(f'{{{name}}}' for name in lacking))}")


def absolute(path: str) -> str:
    """A job knows no request: the address that phones reach stands in the city file."""
    address: str = settings.CITY.get("site", {}).get("url", "")
    return address.rstrip("/") + path
