"""{% load land %}: areas as they are read aloud, where a document is, and what a word of the law means."""

import hashlib
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from geo.area import mu as to_mu
from layers.land.models import CaseDocument
from layers.land.terms import plain_words
from portal.modules.land_info.case_documents import address

register = template.Library()


@register.filter
def ha(area_ha: Decimal | None) -> str:
    """1.2345: hectares with the four decimals of the official files."""
    return "" if area_ha is None else f"{Decimal(area_ha):.4f}"


@register.filter
def mu(area_ha: Decimal | None) -> str:
    """18.52: 亩, for people who count in them; the exact figure is the one in hectares."""
    return "" if area_ha is None else f"{to_mu(Decimal(area_ha)).quantize(Decimal('0.01'), ROUND_HALF_UP)}"


@register.filter
def yuan(amount: Decimal | None) -> str:
    """62,000 and 62,000.50: money, and percentages, without the cents that are none."""
    return "" if amount is None else f"{Decimal(amount):,.2f}".rstrip("0").rstrip(".")


@register.filter
def document_url(document: CaseDocument) -> str:
    return address(document)


@register.filter
def unlocalised(number: float) -> str:
    """A number for an SVG attribute: a point, no grouping, whatever the language."""
    return f"{number:.3f}".rstrip("0").rstrip(".")


@register.simple_tag
def term(word: str) -> SafeString:
    """A word with its one sentence behind it. Browsers without popovers show the sentence in place, since they know no
    reason to hide it."""
    return format_html(
        '<button type="button" class="term" popovertarget="term-{key}">{word}</button>'
        '<span class="term-plain" id="term-{key}" popover>{word}：{plain}</span>',
        key=hashlib.sha256(word.encode()).hexdigest()[:8],
        word=word,
        plain=plain_words(word),
    )
