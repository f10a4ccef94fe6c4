"""The words of a message: 70 characters are one message, so the link that ends it leads to the page too."""

from string import Formatter

from django.conf import settings
from django.utils import timezone

from geo.errors import BadInput
from layers.subscriptions.codes import CODE_MINUTES, code_of
from layers.subscriptions.models import Notice, Verification, Wording

# code → what its text may name
NAMES = {
    "notice": {"place", "title", "about", "on", "link", "page", "site"},
    "code": {"code", "minutes", "site"},
}


def parts_of_notice(notice: Notice, token: str) -> dict[str, str]:
    """By the names of NAMES. ``link`` leads to what was told, with the way to unsubscribe below it; ``page`` to the page of
    the thing."""
    return {
        "place": notice.place,
        "title": notice.title,
        "about": notice.about,
        "on": f"{timezone.localtime(notice.created_at):%Y年%-m月%-d日 %H:%M}",
        "link": absolute(f"/u/{token}"),
        "page": absolute(notice.address),
        "site": settings.CITY["site_name"],
    }


def words_of_code(text: str, verification: Verification) -> str:
    return text.format(code=code_of(verification), minutes=CODE_MINUTES, site=settings.CITY["site_name"])


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
    # Whoever gets a message must be able to end them; a code without its digits is none.
    needed = "{link}" if code == "notice" else "{code}"
    if needed not in text:
        raise BadInput("text", f"文字里必须有 {needed}")


def absolute(path: str) -> str:
    """A job knows no request: the address that phones reach stands in the city file."""
    address: str = settings.CITY.get("site", {}).get("url", "")
    return address.rstrip("/") + path
