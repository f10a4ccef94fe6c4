"""Template tags of every page: {% load cuntu %}, then {% icon "bus" %}, {% icon "bus" "公交站" %}, {% qr address %},
{% wrong "place" place.public_id %}, {{ name|everyday }}, {{ body|rich_text:skin.is_kiosk }} and {{ address|host }}."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import segno
from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from layers.regions.everyday import everyday_name
from layers.reports.filing import THINGS
from layers.rich_text import clean

register = template.Library()


@register.filter
def everyday(name: str) -> str:
    """柳王村 for 柳王村委会: what the place is called, for headings that villagers read."""
    return everyday_name(str(name))


@register.filter
def host(address: str) -> str:
    """Where a link leads: what a reader can check before following it."""
    return urlsplit(str(address)).hostname or ""


@register.filter
def rich_text(text: str, is_kiosk: bool = False) -> SafeString:
    """Cleaned once more as it is shown. At a kiosk links are words: no other site takes over its screen."""
    return mark_safe(clean(str(text), with_links=not is_kiosk))  # noqa: S308  what nh3 kept


@register.inclusion_tag("parts/wrong.html")
def wrong(kind: str, public_id: str) -> dict[str, Any]:
    """报错: what of a thing can be wrong, each a tap."""
    return {"kind": kind, "id": public_id, "faults": [(one.value, one.label) for one in THINGS[kind].faults]}


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """A symbol of icons/icons.svg. With a label it speaks for itself; without, it is decoration beside a word."""
    href = f"{static('icons/icons.svg')}#{name}"
    css = f"icon {extra}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, href)


@register.simple_tag
def qr(url: str, label: str = "", *, is_kept: bool = False) -> SafeString:
    """The address as an <svg> QR code, error level M for print, four modules of quiet zone, no style attribute.

    ``is_kept``: the drawing is kept in memory, for lists that show every visitor the same codes, a page full of them.
    Never for an address that says something of the visitor.
    """
    drawing = _kept(url) if is_kept else _drawn(url)
    return _spoken(drawing, label or f"二维码： {url}")


def _drawn(url: str) -> str:
    drawing: str = segno.make(url, error="m", micro=False).svg_inline(
        omitsize=True, border=4, svgclass=None, lineclass=None, dark="#000", light="#fff"
    )
    return drawing


_kept = lru_cache(maxsize=2048)(_drawn)


@register.simple_tag
def qr_on_paper(url: str, label: str, level: str, module_mm: float) -> SafeString:
    """The same for a sheet of paper, where a module has its size: 0.5 mm at least in the hand, 1 mm on a board.

    ``level``: "m" for paper in the hand, "q" for what hangs outdoors and gets dirty. Four modules of quiet zone.
    """
    code = segno.make(url, error=level, micro=False, boost_error=False)
    drawing = code.svg_inline(
        scale=module_mm, unit="mm", border=4, svgclass=None, lineclass=None, dark="#000", light="#fff"
    )
    return _spoken(drawing, label)


def _spoken(drawing: str, label: str) -> SafeString:
    return format_html(
        '<span class="qr" role="img" aria-label="{}">{}</span>',
        label,
        mark_safe(drawing),  # noqa: S308  segno writes numbers only
    )
