"""The review in a real browser, by the cast of the samples: who drafts, who signs, who sees nothing, who reads the trail."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.tasks.desk import follow
from tests.harness.browser import sticks_out
from tests.harness.signing_in import log_in

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1920, "height": 1080}
COUNTY = "demo-county-editor"
REVIEWERS = [
    ("demo-county-reviewer", "初审"),
    ("demo-county-reviewer-2", "复审"),
    ("demo-county-reviewer-3", "终审"),
]


@pytest.fixture(scope="module")
def desk_site(worker: str, django_db_blocker: Any) -> Iterator[str]:
    """A served copy of the samples that this process can reach too: for drafts and hashes."""
    from tests.harness.databases import cloned, sample_template
    from tests.harness.logins import aliases_on
    from tests.harness.site import served

    with (
        cloned(sample_template(), f"review_{worker}") as database,
        aliases_on(database),
        django_db_blocker.unblock(),
        served(database) as url,
    ):
        yield url


@pytest.fixture
def desk_of(browser: Browser, desk_site: str) -> Iterator[Callable[[str], Page]]:
    """Somebody's own browser, logged in; the same one when asked again."""
    known: dict[str, Page] = {}

    def opened(name: str) -> Page:
        if name not in known:
            page = browser.new_page(viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai")
            log_in(page, desk_site, name)
            known[name] = page
        return known[name]

    yield opened
    for page in known.values():
        page.context.close()


def user(name: str) -> Any:
    from layers.staff.models import User

    return User.objects.get(username=name)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def found_in_county(model: Any, **wanted: Any) -> Any:
    """A record of the samples that the county's editor may edit."""
    from layers.staff.scope import scope_of

    scope = scope_of(user(COUNTY))
    lookup = ("county__path",) if model.__name__ == "Case" else ()
    return (
        scope.rows(model.objects.published().filter(**wanted), *lookup, roles=["editor"])
        .order_by("pk")
        .first()
    )


def test_a_case_walks_through_three_reviews_and_an_edit_after_the_last_voids_them(desk_of, desk_site):
    from layers.changes.models import ChangeSet
    from layers.land.models import Case
    from layers.land.procedure import Regime

    case = found_in_county(Case, regime=Regime.FROM_2021)
    editor = desk_of(COUNTY)
    editor.goto(f"{desk_site}/staff/cases/{case.public_id}/")
    press(editor, "修改")
    editor.get_by_label("咨询电话").fill("0543-2180001")
    press(editor, "保存草稿")
    made = ChangeSet.objects.latest("pk")
    address = desk_site + made.get_absolute_url()
    editor.goto(address)
    expect(editor.get_by_role("row", name="0543-2180001")).to_be_visible()
    press(editor, "提交审核")
    expect(editor.get_by_text("由别人审核")).to_be_visible()
    expect(editor.get_by_role("button", name="通过", exact=True)).to_have_count(0)
    neighbour = desk_of("demo-neighbour-reviewer")
    assert neighbour.goto(address).status == 404  # type: ignore[union-attr]

    def review(steps: list[tuple[str, str]], button: str = "通过") -> None:
        for name, step in steps:
            page = desk_of(name)
            page.goto(f"{desk_site}/staff/")
            page.get_by_role("link", name=made.title).first.click()
            expect(page.get_by_role("heading", name=f"请您办理：{step}")).to_be_visible()
            press(page, button)
            expect(page.get_by_role("status").first).to_be_visible()

    review(REVIEWERS)
    editor.goto(address)
    follow(editor, editor.get_by_role("link", name="继续编辑"))
    editor.get_by_label("咨询电话").fill("0543-2180002")
    press(editor, "保存草稿")
    editor.goto(address)
    expect(editor.get_by_text("（已作废）")).to_have_count(3)
    press(editor, "提交审核")
    expect(editor.get_by_text("由别人审核")).to_be_visible()
    review([*REVIEWERS, ("demo-secrecy-reviewer", "保密审查")])
    assert Case.objects.get(pk=case.pk).phone != "0543-2180002"
    review([("demo-county-publisher", "发布")], "发布")
    expect(desk_of("demo-county-publisher").get_by_text("已发布，公众现在就能看到")).to_be_visible()
    public = desk_of("demo-county-publisher")
    public.goto(f"{desk_site}/c/{case.public_id}")
    expect(public.get_by_text("0543-2180002").first).to_be_visible()
    auditor = desk_of("demo-auditor")
    auditor.goto(f"{desk_site}/staff/cases/{case.public_id}/")
    trail = auditor.get_by_role("region", name="审计记录")
    expect(trail).to_contain_text("县级发布（示例）")
    expect(auditor.get_by_role("button", name="修改")).to_have_count(0)


def test_undo_brings_a_place_back_to_the_old_content_hash_and_every_page_is_fit_for_all(desk_of, desk_site):
    from django.contrib.gis.geos import Point

    from layers.changes.aggregate import NOUNS
    from layers.changes.drafting import draft
    from layers.changes.reading import content_hash, snapshot
    from layers.changes.review import release, sign, submit
    from layers.places.models import Place

    place = found_in_county(Place)
    noun, key, people = NOUNS["place"], place.public_id, ("demo-county-reviewer", "demo-county-publisher")
    before = content_hash(noun, [key])
    moved = Point(place.location.x + 0.003, place.location.y, srid=4490)
    made = draft(
        "place", user(COUNTY), key, {**snapshot(noun, key), "name": "已经改名的网点", "location": moved}
    )
    editor = desk_of(COUNTY)
    editor.goto(f"{desk_site}{made.get_absolute_url()}preview/")
    expect(editor.get_by_text("预览 · 尚未公布")).to_be_visible()
    expect(editor.get_by_role("heading", name="已经改名的网点")).to_be_visible()
    assert "heading-order" not in [v["id"] for v in Axe().run(editor).response["violations"]]
    made = submit(made.public_id, made.author, seen_hash=made.content_hash)
    sign(made.public_id, user(people[0]), "review", seen_hash=made.content_hash)
    release(made.public_id, user(people[1]), seen_hash=made.content_hash)
    assert content_hash(noun, [key]) != before
    editor.goto(desk_site + made.get_absolute_url())
    editor.get_by_text("撤销这次变更").click()
    press(editor, "起草撤销")
    expect(editor.get_by_role("heading", name="撤销：").first).to_be_visible()
    press(editor, "提交审核")
    expect(editor.get_by_text("由别人审核")).to_be_visible()
    for name, button in zip(people, ("通过", "发布"), strict=True):
        page = desk_of(name)
        page.goto(editor.url)
        press(page, button)
        expect(page.get_by_role("status").first).to_be_visible()
    assert content_hash(noun, [key]) == before
    for address in ("/staff/", "/staff/places/", f"/staff/places/{key}/", made.get_absolute_url()):
        for size in (PHONE, DESKTOP):
            editor.set_viewport_size(size)
            editor.goto(desk_site + address)
            expect(editor.get_by_role("heading", level=1)).to_be_visible()
            found = Axe().run(editor).response["violations"]
            assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
            assert not sticks_out(editor), (address, size)
