"""正文: the one way of rich text. Cleaned when it is saved and again when it is shown, by one short list of what may stand.

A clerk pastes from Word or WPS: classes, styles, ``o:p``, fonts and conditional comments go, headings, paragraphs, lists
and tables stay. Text without a tag is plain text, a paragraph a line. Nothing of it can run, load or look like our page.
"""

import re
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.db import models

from geo.errors import BadInput
from layers.web_address import public_web_address

# The page has the only h1, and b and i are strong and em: cleaned text has no attribute that could hold such a tag.
RENAMED = {"h1": "h2", "b": "strong", "i": "em"}
TAGS = {
    "h2", "h3", "h4", "p", "div", "br", "ul", "ol", "li", "strong", "em", "a", "table", "caption", "thead", "tbody", "tr",
    "th", "td", *RENAMED,
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
# Of these not even the words stay.
GONE = {
    "script",
    "style",
    "xml",
    "title",
    "svg",
    "math",
    "template",
    "noscript",
    "iframe",
    "object",
    "select",
    "textarea",
}
TAG = re.compile(r"<[a-zA-Z/!?]")
TELEPHONE = re.compile(r"tel:\+?[0-9-]{3,20}")
SPAN = re.compile(r"[1-9][0-9]?")
# Word puts a line of its own where a clerk pressed Enter twice.
EMPTY = re.compile(r"<(p|div|h[234]|strong|em|li)>(?:\s|\u00a0|&nbsp;|<br>)*</\1>")


def clean(text: str, with_links: bool = True) -> str:
    """Safe HTML, the same again when cleaned again. ``with_links`` False: their words alone, for a screen that no
    other site may take over."""
    if not TAG.search(text):
        return _paragraphs(text)
    found = nh3.clean(
        text,
        tags=TAGS if with_links else TAGS - {"a"},
        clean_content_tags=GONE,
        attributes=ATTRIBUTES if with_links else {name: ATTRIBUTES[name] for name in ("td", "th")},
        attribute_filter=_kept,
        url_schemes={"http", "https", "tel"},
        link_rel="noopener noreferrer" if with_links else None,
    )
    for old, new in RENAMED.items():
        found = found.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    while (shorter := EMPTY.sub("", found)) != found:
        found = shorter
    found = found.strip()
    return found if TAG.search(found) else _paragraphs(found)


def _paragraphs(text: str) -> str:
    return "".join(
        f"<p>{escape(unescape(line), quote=False)}</p>" for line in text.splitlines() if line.strip()
    )


def plain(text: str) -> str:
    """The words alone, a space where a block ends: what search reads and a feed tells."""
    return " ".join(_parsed(clean(text)).words).strip()


def check_links(text: str, parameter: str) -> None:
    """Raises BadInput that names a link which a visitor could not follow: an address inside of a house, with a password."""
    for address in _parsed(clean(text)).links:
        if address.startswith(("http:", "https:")):
            try:
                public_web_address(address)
            except ValidationError as problem:
                raise BadInput(parameter, f"正文里的链接 {address[:80]}：{problem.messages[0]}") from None


class RichTextField(models.TextField[str, str]):
    """A column of cleaned HTML. The desk edits it with its own field; ``layers.changes`` cleans what is drafted."""


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Of a link an address of this site, of another one or a telephone; of a cell how far it reaches."""
    if attribute in ("colspan", "rowspan"):
        return value if SPAN.fullmatch(value) else None
    if attribute != "href":
        return value
    value = value.strip()
    if value.startswith("/") and not value.startswith("//") and "\\" not in value:
        return value
    if value.lower().startswith(("https://", "http://")) or TELEPHONE.fullmatch(value):
        return value
    return None


class _Parsed(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(" ".join(data.split()))


def _parsed(html: str) -> _Parsed:
    parser = _Parsed()
    parser.feed(html)
    parser.close()
    return parser
