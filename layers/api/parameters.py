"""The query of a machine's request, read once and strictly, before any SQL.

A page forgives what WeChat adds to its address; a program that misspells ``limit`` must hear of it. So: a
parameter that is not known, or stands there twice, or is empty, too long or not text, is a 400 that names it.
"""

import re
from collections.abc import Collection

from django.http import QueryDict

from geo.bbox import BBox
from geo.errors import BadInput
from geo.number import parse_natural

LONGEST_VALUE = 1_000
LONGEST_NAME = 60
# C0 and C1 control characters, NUL among them, and the mark that a byte was not UTF-8.
NOT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")


def read(query: QueryDict, known: Collection[str]) -> dict[str, str]:
    """The parameters of ``query``, each once. Raises BadInput naming the one at fault."""
    values = {}
    for name, given in query.lists():
        if name not in known:
            shown = NOT_TEXT.sub("\ufffd", name[:LONGEST_NAME])
            raise BadInput(shown, f"没有这个参数；可用：{'、'.join(known) or '无'}")
        if len(given) > 1:
            raise BadInput(name, "这个参数只能出现一次")
        values[name] = check(name, given[0])
    return values


def check(name: str, value: str) -> str:
    if value == "":
        raise BadInput(name, "这个参数不能为空；不需要时请去掉")
    if len(value) > LONGEST_VALUE:
        raise BadInput(name, f"内容过长，最多 {LONGEST_VALUE} 个字符")
    if NOT_TEXT.search(value):
        raise BadInput(name, "含有不能识别的字符，应为 UTF-8 文本")
    return value


def limit(values: dict[str, str], default: int, most: int, name: str = "limit") -> int:
    """A whole number 1..``most`` in ASCII digits."""
    if name not in values:
        return default
    number = parse_natural(values[name], parameter=name, title="数量上限", high=most)
    if number == 0:
        raise BadInput(name, f"数量上限应在 1 与 {most} 之间")
    return number


def bbox(values: dict[str, str], name: str = "bbox") -> BBox:
    """The box, which must be there. Degrees of EPSG:4490."""
    return BBox.parse(values.get(name), parameter=name)
