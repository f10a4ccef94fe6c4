"""The review in a real browser, by the cast of the samples: who drafts, who signs, who sees nothing, who reads the trail."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

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


def fine(page: Page) -> None:
    """Nothing that axe minds and nothing wider than the screen, on a phone and on a wall."""
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, size)


def hand_in(page: Page, site: str, made: Any) -> None:
    page.goto(site + made.get_absolute_url())
    press(page, "提交审核")
    expect(page.get_by_text("已提交审核")).to_be_visible()


def take(page: Page, site: str, made: Any, step: str, button: str = "通过") -> None:
    page.goto(site + made.get_absolute_url())
    expect(page.get_by_role("heading", name=f"请您办理：{step}")).to_be_visible()
    press(page, button)
    expect(page.get_by_text("已发布" if button == "发布" else "已通过").first).to_be_visible()


def three_reviews(desk_of: Callable[[str], Page], site: str, made: Any) -> None:
    for name, step in REVIEWERS:
        take(desk_of(name), site, made, step)


def test_a_land_case_is_drafted_reviewed_by_others_voided_by_an_edit_and_published_by_a_sixth(
    desk_of, desk_site
):
    from layers.changes.aggregate import NOUNS
    from layers.changes.drafting import draft, put_row
    from layers.changes.reading import snapshot
    from layers.land.models import Case

    case, editor = found_in_county(Case), user(COUNTY)
    content = {**snapshot(NOUNS["case"], case.public_id), "phone": "0543-2180001"}
    made = draft("case", editor, case.public_id, content)
    own = desk_of(COUNTY)
    hand_in(own, desk_site, made)
    expect(own.get_by_text("您起草的变更由别人审核")).to_be_visible()
    expect(own.get_by_role("button", name="通过", exact=True)).to_have_count(0)
    fine(own)
    neighbour = desk_of("demo-neighbour-reviewer")
    answer = neighbour.goto(desk_site + made.get_absolute_url())
    assert answer is not None and answer.status == 404
    expect(neighbour.get_by_text(made.title)).to_have_count(0)

    three_reviews(desk_of, desk_site, made)
    row = made.rows.get()
    made.refresh_from_db()
    put_row(
        made.public_id, editor, row.key, {**row.after, "phone": "0543-2180002"}, seen_hash=made.content_hash
    )
    own.goto(desk_site + made.get_absolute_url())
    expect(own.get_by_text("（已作废）").first).to_be_visible()
    expect(own.get_by_text("（已作废）")).to_have_count(3)

    hand_in(own, desk_site, made)
    three_reviews(desk_of, desk_site, made)
    take(desk_of("demo-secrecy-reviewer"), desk_site, made, "保密审查")
    publisher = desk_of("demo-county-publisher")
    publisher.goto(desk_site + made.get_absolute_url())
    expect(publisher.get_by_role("heading", name="请您办理：发布")).to_be_visible()
    fine(publisher)
    take(publisher, desk_site, made, "发布", "发布")
    case.refresh_from_db()
    assert case.phone == "0543-2180002"
    # What was public of a land acquisition stays on record: no undo.
    own.reload()
    expect(own.get_by_text("已发布").first).to_be_visible()
    expect(own.get_by_role("button", name="起草撤销")).to_have_count(0)

    auditor = desk_of("demo-auditor")
    auditor.goto(f"{desk_site}/staff/cases/{case.public_id}/")
    trail = auditor.locator("section", has=auditor.get_by_role("heading", name="审计记录"))
    expect(trail.get_by_text("县级发布（示例）").first).to_be_visible()
    for word in ("修改", "起草撤回"):
        expect(auditor.get_by_role("button", name=word)).to_have_count(0)
    fine(auditor)


def test_undo_of_a_place_brings_the_old_content_back(desk_of, desk_site):
    from layers.changes.aggregate import NOUNS
    from layers.changes.drafting import draft
    from layers.changes.models import ChangeSet
    from layers.changes.reading import content_hash, snapshot
    from layers.places.models import Place

    noun, place = NOUNS["place"], found_in_county(Place)
    before = content_hash(noun, [place.public_id])
    content = {**snapshot(noun, place.public_id), "introduction": "迁到新址办公，门前有公交站。"}
    made = draft("place", user(COUNTY), place.public_id, content)
    own, reviewer, publisher = map(desk_of, (COUNTY, "demo-county-reviewer", "demo-county-publisher"))

    own.goto(f"{desk_site}{made.get_absolute_url()}preview/")
    expect(own.get_by_text("预览 · 尚未公布")).to_be_visible()
    expect(own.get_by_text("迁到新址办公")).to_be_visible()
    hand_in(own, desk_site, made)
    take(reviewer, desk_site, made, "审核")
    take(publisher, desk_site, made, "发布", "发布")
    assert content_hash(noun, [place.public_id]) != before

    own.goto(desk_site + made.get_absolute_url())
    own.get_by_text("撤销这次变更").click()
    press(own, "起草撤销")
    expect(own.get_by_text("已起草撤销")).to_be_visible()
    undone = ChangeSet.objects.get(undoes=made)
    hand_in(own, desk_site, undone)
    reviewer.goto(f"{desk_site}/staff/")
    expect(reviewer.get_by_role("heading", name="等我办理")).to_be_visible()
    fine(reviewer)
    take(reviewer, desk_site, undone, "审核")
    take(publisher, desk_site, undone, "发布", "发布")
    assert content_hash(noun, [place.public_id]) == before
    own.goto(f"{desk_site}/staff/places/{place.public_id}/")
    press(own, "对照这两个版本")
    expect(own.get_by_role("heading", name="两个版本的不同")).to_be_visible()
    fine(own)
