"""/search: every kind that can be found has its heading, and one may be chosen."""

import re

import pytest

from layers.search.index import write
from layers.search.registry import KINDS as FINDABLE
from layers.search.registry import Findable
from portal.pages.search import KINDS, MOST

pytestmark = pytest.mark.django_db


def put(kind: str, *keys: str, name: str = "银杏") -> None:
    write(kind, [Findable(key=key, names=[f"{name}{key}"], url=f"/x/{key}") for key in keys])


def headings(html: str) -> list[str]:
    return re.findall(r'<section aria-label="([^"]+)">', html)


def test_each_kind_that_can_be_found_has_a_heading_of_its_own(client):
    for number, kind in enumerate(FINDABLE):
        put(kind, f"K{number}")
    html = client.get("/search", {"q": "银杏"}).content.decode()
    assert set(KINDS) == set(FINDABLE)
    assert headings(html) == [title for title, _ in KINDS.values()]
    assert f"找到 {len(FINDABLE)} 条" in html


def test_one_kind_may_be_chosen_and_then_shows_what_others_had_pushed_out(client):
    put("region", *(f"R{number:02}" for number in range(MOST)))
    put("policy", "P1", "P2", name="关于保护古树银杏")
    html = client.get("/search", {"q": "银杏"}).content.decode()
    assert headings(html) == ["村镇"]
    assert f"最相近的 {MOST} 条" in html
    html = client.get("/search", {"q": "银杏", "kind": "policy"}).content.decode()
    assert headings(html) == ["政策"]
    assert "找到 2 条" in html
    chosen = re.search(r'href="([^"]+)" aria-current="true">政策 <b>2</b>', html)
    assert chosen is not None and "kind" not in chosen[1]


def test_an_unknown_kind_is_every_kind(client):
    put("board", "B1")
    html = client.get("/search", {"q": "银杏", "kind": "' OR 1=1"}).content.decode()
    assert headings(html) == ["公开栏"]
