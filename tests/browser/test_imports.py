"""A GIS clerk in a real browser: a GBK shapefile without .cpg, one row mended in the list, reviewed, released, undone."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.tasks.desk import follow
from tests.harness.browser import sticks_out
from tests.harness.signing_in import log_in
from tests.importers.bundles import bundle
from tests.importers.shapefiles import gbk_shapefile
from tests.layers.documents.files import pdf, picture

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1920, "height": 1080}
KIOSK = {"width": 1080, "height": 1920}
COUNTY, REVIEWER, PUBLISHER = "demo-county-editor", "demo-county-reviewer", "demo-county-publisher"
WAIT = 60_000


@pytest.fixture(scope="module")
def import_site(worker: str, django_db_blocker: Any) -> Iterator[str]:
    """A served copy of the samples with its job worker, which this process can reach too."""
    from tests.harness.databases import cloned, sample_template
    from tests.harness.logins import aliases_on
    from tests.harness.site import served

    with (
        cloned(sample_template(), f"imports_{worker}") as database,
        aliases_on(database),
        django_db_blocker.unblock(),
        served(database, with_worker=True) as url,
    ):
        yield url


@pytest.fixture
def desk_of(browser: Browser, import_site: str) -> Iterator[Callable[[str], Page]]:
    known: dict[str, Page] = {}

    def opened(name: str) -> Page:
        if name not in known:
            page = browser.new_page(viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai")
            log_in(page, import_site, name)
            known[name] = page
        return known[name]

    yield opened
    for page in known.values():
        page.context.close()


def rows_of_county(count: int) -> list[tuple[Any, ...]]:
    """A health room in each of some villages of the county, inside; the last one in a category that is none."""
    from layers.places.models import Category
    from layers.regions.everyday import everyday_name
    from layers.regions.models import Region
    from layers.staff.models import User
    from layers.staff.scope import scope_of

    grant = scope_of(User.objects.get(username=COUNTY)).grants[0]
    villages = (
        Region.objects.published().villages().filter(path__startswith=grant.region_path, area__isnull=False)
    )
    kind = Category.objects.order_by("sort_key").first()
    rows = []
    for number, village in enumerate(villages.order_by("code")[:count]):
        at = village.area.point_on_surface
        # Four thousand characters of a DBF are plenty; a code decides where villages share their names.
        name = f"{everyday_name(village.name)}惠民药房{number}"
        rows.append(
            (
                at.x,
                at.y,
                name,
                kind.name if number < count - 1 else "药方",
                village.code,
                f"0543-218{number:04d}",
            )
        )
    return rows


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def looked_at(page: Page, name: str, tmp_path: Path) -> None:
    """Nothing wider than the screen and nothing that shuts people out, on a phone, a desk and an upright screen."""
    for size in (PHONE, DESKTOP, KIOSK):
        page.set_viewport_size(size)
        page.screenshot(path=tmp_path / f"{name}-{size['width']}.png", full_page=True)
        assert not sticks_out(page), (name, size)
    page.set_viewport_size(DESKTOP)
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], name


def test_a_gbk_shapefile_is_mended_by_its_list_reviewed_released_and_undone(desk_of, import_site, tmp_path):
    from layers.changes.aggregate import NOUNS
    from layers.changes.models import ChangeSet
    from layers.changes.reading import content_hash
    from layers.places.models import Place

    rows = rows_of_county(12)
    file = tmp_path / "惠民药房.zip"
    file.write_bytes(gbk_shapefile(rows, stem="惠民药房"))
    public_before = Place.objects.published().count()
    editor = desk_of(COUNTY)
    editor.goto(f"{import_site}/staff/imports/")
    looked_at(editor, "list", tmp_path)
    editor.get_by_label("选择文件，或把文件拖到这一页上").set_input_files(file)
    press(editor, "上传，看看能不能读")

    # 认字段: Chinese as it was written, each column under its own field.
    expect(editor.get_by_role("heading", name="各列是什么")).to_be_visible()
    expect(editor.get_by_label("名称").first).to_have_value("name")
    expect(editor.get_by_text(rows[0][2]).first).to_be_visible()
    looked_at(editor, "fields", tmp_path)
    press(editor, "检查")

    # 看问题: all at once, with the map beside.
    expect(editor.get_by_text("有 1 处要改或确认")).to_be_visible(timeout=WAIT)
    expect(editor.get_by_text("没有“药方”这个类目")).to_be_visible()
    expect(editor.locator("#map")).to_have_attribute("data-ready", "yes")
    expect(editor.locator(".legend")).to_contain_text("新增 11")
    looked_at(editor, "problems", tmp_path)
    assert ChangeSet.objects.filter(kind="import").count() == 0
    with editor.expect_download() as download:
        editor.get_by_role("link", name="下载标错表（xlsx）").click()
    mended = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    sheet = mended.active
    titles = [cell.value for cell in sheet[1]]
    assert (titles[0], titles[-2:]) == ("原行号", ["错误", "建议"])
    for line in sheet.iter_rows(min_row=2):
        line[titles.index("类目")].value = rows[0][3]
    mended.save(tmp_path / "改好.xlsx")
    editor.get_by_label("改好的标错表").set_input_files(tmp_path / "改好.xlsx")
    press(editor, "传回来，重新检查")

    # 提交审核.
    expect(editor.get_by_role("heading", name="检查通过")).to_be_visible(timeout=WAIT)
    expect(editor.locator(".legend")).to_contain_text("新增 12")
    looked_at(editor, "clean", tmp_path)
    press(editor, "提交审核")
    expect(editor.get_by_text("由别人审核")).to_be_visible()
    made = ChangeSet.objects.get(kind="import")
    keys = list(made.rows.values_list("key", flat=True))
    last = made.rows.order_by("seq").last()
    before = content_hash(NOUNS["place"], keys)
    public = desk_of(REVIEWER).context.browser.new_page()  # type: ignore[union-attr]
    assert public.goto(f"{import_site}/map/{last.key}").status == 404
    for name, button in ((REVIEWER, "通过"), (PUBLISHER, "发布")):
        page = desk_of(name)
        page.goto(import_site + made.get_absolute_url())
        press(page, button)
        expect(page.get_by_role("status").first).to_be_visible()

    # The public sees all of them at once, where the file's geometry put them.
    assert Place.objects.published().count() == public_before + 12
    assert public.goto(f"{import_site}/map/{last.key}").status == 200
    expect(public.get_by_role("heading", name=rows[-1][2])).to_be_visible()
    village = f"{import_site}/v/{rows[-1][4]}"
    public.goto(village)
    expect(public.get_by_role("link", name=rows[-1][2])).to_be_visible()
    place = Place.objects.get(public_id=last.key)
    assert (place.location.x, place.location.y) == pytest.approx(rows[-1][:2], abs=1e-12)
    assert place.source.startswith("导入（惠民药房.zip 第 12 行，EPSG:4490")

    # Undone exactly.
    editor.goto(import_site + made.get_absolute_url())
    editor.get_by_text("撤销这次变更").click()
    press(editor, "起草撤销")
    press(editor, "提交审核")
    for name, button in ((REVIEWER, "通过"), (PUBLISHER, "发布")):
        page = desk_of(name)
        page.goto(editor.url)
        press(page, button)
        expect(page.get_by_role("status").first).to_be_visible()
    assert content_hash(NOUNS["place"], keys) == before
    assert Place.objects.published().count() == public_before
    assert public.goto(f"{import_site}/map/{last.key}").status in (404, 410)
    public.goto(village)
    expect(public.get_by_role("link", name=rows[-1][2])).to_have_count(0)
    editor.goto(f"{import_site}/staff/imports/")
    expect(editor.get_by_role("row", name="惠民药房.zip")).to_contain_text("已发布")


@pytest.mark.long
def test_a_zip_of_files_is_dropped_its_index_mended_and_its_files_are_in_the_draft(
    desk_of, import_site, tmp_path
):
    from layers.changes.models import ChangeSet
    from layers.land.models import Case
    from layers.staff.models import User
    from layers.staff.scope import scope_of

    grant = scope_of(User.objects.get(username=COUNTY)).grants[0]
    case = (
        Case.objects.filter(
            county__path__startswith=grant.region_path, withdrawn_at=None, organisation=grant.organisation_id
        )
        .order_by("pk")
        .first()
    )
    rows = [
        [case.public_id, None, name, kind, None, None, "公开"]
        for name, kind in (("甲.pdf", "没有"), ("乙.png", "boundary_map"))
    ]
    files = {"甲.pdf": pdf("征收土地预公告"), "乙.png": picture(300, 400)}
    editor = desk_of(COUNTY)
    editor.goto(f"{import_site}/staff/imports/")
    editor.get_by_label("导入什么").select_option("documents")
    (tmp_path / "文件.zip").write_bytes(bundle(files, rows).read())
    editor.get_by_label("选择文件，或把文件拖到这一页上").set_input_files(tmp_path / "文件.zip")
    press(editor, "上传，看看能不能读")
    expect(editor.get_by_text("有 1 处要改，改完才能放进草稿")).to_be_visible(timeout=WAIT)
    looked_at(editor, "bundle-problems", tmp_path)
    with editor.expect_download() as download:
        editor.get_by_role("link", name="下载标错的索引表（xlsx）").click()
    mended = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    mended.active.cell(2, 4).value = "pre_notice"
    mended.save(tmp_path / "改好.xlsx")
    editor.get_by_label("改好的索引表").set_input_files(tmp_path / "改好.xlsx")
    press(editor, "传回来，重新检查")
    expect(editor.get_by_role("heading", name="检查通过")).to_be_visible(timeout=WAIT)
    looked_at(editor, "bundle-clean", tmp_path)
    assert not ChangeSet.objects.filter(author__username=COUNTY, attachments__isnull=False).exists()
    press(editor, "放进草稿")
    expect(editor.get_by_role("heading", name="已放进草稿")).to_be_visible(timeout=WAIT)
    looked_at(editor, "bundle-over", tmp_path)
    follow(editor, editor.locator(".rows a.row").first)
    expect(editor.get_by_role("heading", level=1)).to_contain_text(case.name)
    made = ChangeSet.objects.filter(author__username=COUNTY, attachments__isnull=False).distinct().get()
    assert (made.state, made.attachments.count()) == ("draft", 2)
