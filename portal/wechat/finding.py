"""What a typed text means: a 文号, a village, something to be done, a kind of place; else what the search box finds."""

from urllib.parse import urlencode

from geo.errors import BadInput
from layers.land.document_number import normalise
from layers.land.models import Case, Stage
from layers.places.models import Category
from layers.regions.everyday import everyday_name
from layers.regions.models import Region
from layers.search.exact import called_exactly
from layers.search.query import find
from portal.wechat.words import letter, line

MOST_CASES = 3
MOST_LINES = 5
MOST_ALIKE = 20
WITH_A_NUMBER = ("document", "policy", "case")


def found(text: str) -> str:
    """An answer for the chat; "" when nothing is called so."""
    return _numbered(text) or _villages(text) or _items(text) or _categories(text) or _anything(text)


def _numbered(text: str) -> str:
    try:
        number = normalise(text)
    except BadInput:
        return ""
    entries = called_exactly(number, WITH_A_NUMBER, MOST_LINES)
    if not entries:
        return letter("本站没有这个文号的文件。可以向制发机关申请公开：", line("依申请公开", "/foi/"))
    return letter(*(line(entry.name, entry.url) for entry in entries))


def villages_called(text: str) -> list[Region]:
    """Those of that name, alias or former name, those with their own name first."""
    codes = {entry.key for entry in called_exactly(text, ["region"], MOST_LINES)}
    try:
        # 东村 is the office 东村村委会 to everybody but the register.
        alike = find(text, limit=MOST_ALIKE, kind="region")
    except BadInput:
        return []
    codes |= {one.key for one in alike if everyday_name(one.name) == everyday_name(text)}
    villages = Region.objects.published().villages().with_parents().filter(code__in=codes)
    return sorted(villages, key=lambda one: (everyday_name(one.name) != text, one.code))[:MOST_LINES]


def _villages(text: str) -> str:
    villages = villages_called(text)
    if len(villages) == 1:
        return _village(villages[0])
    rows = [
        line(f"{one.town.name if one.town else ''} {everyday_name(one.name)}", one.get_absolute_url())
        for one in villages
    ]
    return letter(f"同名的村有 {len(rows)} 个，您问的是哪一个？", *rows) if rows else ""


def _village(village: Region) -> str:
    name = everyday_name(village.name)
    cases = Case.objects.published().of_village(village).newest_first()[:MOST_CASES]
    rows = [line(f"{case.name}{_newest_stage(case)}", case.get_absolute_url()) for case in cases]
    head = f"{name}最近的征地：" if rows else f"{name}没有已公开的征地。"
    # A code has one meaning; a name may be that of two villages.
    ask = f"有新公告要通知您，请发送：订阅 {village.code}"
    return letter(head, *rows, line(f"{name}的全部信息", village.get_absolute_url()), ask)


def _newest_stage(case: Case) -> str:
    stage = Stage.objects.filter(case=case).select_related("kind").order_by("-posted_on", "-pk").first()
    return f"（{stage.posted_on:%Y-%m-%d} {stage.kind.name}）" if stage else ""


def _items(text: str) -> str:
    entries = called_exactly(text, ["item"], MOST_LINES)
    rows = []
    for entry in entries:
        rows.append(line(f"{entry.name}（{entry.note}）", entry.url))
        rows.append(line("最近的办理网点", f"/map/nearest?{urlencode({'item': entry.key})}"))
    return letter(*rows)


def _categories(text: str) -> str:
    called = Category.objects.filter(name=text) or Category.objects.filter(name__icontains=text)[:MOST_LINES]
    nearest = [
        line(f"离您最近的{one.name}", f"/map/nearest?{urlencode({'category': one.code})}") for one in called
    ]
    return letter(*nearest)


def _anything(text: str) -> str:
    try:
        rows = find(text, limit=MOST_LINES)
    except BadInput:
        return ""
    more = [line("更多", f"/search?{urlencode({'q': text})}")] if len(rows) == MOST_LINES else []
    return letter(*(line(row.name, row.url) for row in rows), *more)
