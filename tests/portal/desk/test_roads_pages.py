"""/staff/roads/: a file becomes a dataset in the background; a second person puts it into use; undoing brings the former back."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from importers import run
from importers.models import Batch
from layers.changes.models import ChangeSet
from layers.changes.review import release, sign, submit
from layers.changes.undo import undo
from layers.roads.lawful import expiry_notice
from layers.roads.loading import active
from layers.roads.models import RoadDataset
from tests.harness.signing_in import sign_in
from tests.importers.roads.making import extract, line_shapefile
from tests.importers.roads.test_lines import ROWS
from tests.importers.roads.test_osm import NODES, STREETS
from tests.layers.roads.conftest import LAWFUL, dataset
from tests.portal.desk.test_imports import html

pytestmark = pytest.mark.django_db
FACTS = {
    "name": "县路网", "producer": "示例测绘院", "qualification": "甲测资字 00000000", "approval_no": "示例S（2026）001号",
    "expires_on": "2099-01-01",
}  # fmt: skip


@pytest.fixture
def desk(client, cast, stores):
    return sign_in(client, cast.city_editor)


def handed(desk, content, file_name="道路.zip", **given):
    return desk.post("/staff/roads/", {"file": SimpleUploadedFile(file_name, content), **FACTS, **given})


def worked():
    batch = Batch.objects.latest("pk")
    run.run_check(batch.pk)
    batch.refresh_from_db()
    return batch


def confirmed(change_set, cast):
    """Submitted by its author, signed and released by others."""
    done = submit(change_set.public_id, change_set.author, seen_hash=change_set.content_hash)
    sign(done.public_id, cast.city_reviewer, "review", seen_hash=done.content_hash)
    return release(done.public_id, cast.city_publisher, seen_hash=done.content_hash)


def put_into_use(desk, cast, made):
    answer = desk.post(f"/staff/roads/{made.pk}/use")
    assert answer.status_code == 302
    return confirmed(ChangeSet.objects.latest("pk"), cast)


def test_a_file_is_read_in_the_background_and_put_into_use_by_a_second_person_and_back_by_undoing(desk, cast):
    before = dataset(name="去年的路")
    answer = handed(desk, line_shapefile(ROWS))
    page = html(desk.get(answer.url))
    assert "正在检查" in page and "条路段" in page
    batch = worked()
    assert "读到 <strong>6</strong> 条路段" in html(desk.get(answer.url))
    made = RoadDataset.objects.get(pk=batch.made)
    assert (made.name, made.state, made.expires_on) == ("县路网", "ready", dt.date(2099, 1, 1))
    assert (made.sha256, made.edges.count()) == (batch.file.sha256, 6)
    assert active() == before

    page = html(desk.get("/staff/roads/"))
    assert "启用后群众能看到路线，到 2099-01-01 为止" in page
    done = put_into_use(desk, cast, made)
    assert active() == made
    before.refresh_from_db()
    assert before.state == "retired"
    assert "换回这个" in html(desk.get("/staff/roads/"))
    assert desk.post(f"/staff/roads/{made.pk}/use").status_code == 409

    confirmed(undo(done.public_id, cast.city_editor), cast)
    assert active() == before
    assert RoadDataset.objects.get(pk=made.pk).state == "ready"


def test_a_draft_alone_changes_nothing_and_its_author_cannot_confirm_it(desk, cast):
    from layers.changes.errors import NotSeen, Refused

    made = dataset()
    desk.post(f"/staff/roads/{made.pk}/stop")
    own = ChangeSet.objects.get()
    own = submit(own.public_id, cast.city_editor, seen_hash=own.content_hash)
    assert active() == made
    with pytest.raises((Refused, NotSeen)):
        sign(own.public_id, cast.city_editor, "review", seen_hash=own.content_hash)
    sign(own.public_id, cast.city_reviewer, "review", seen_hash=own.content_hash)
    release(own.public_id, cast.city_publisher, seen_hash=own.content_hash)
    assert active() is None
    assert "现在没有在用的道路数据" in html(desk.get("/staff/roads/"))


def test_two_drafts_for_the_place_in_use_cannot_both_be_released(desk, cast):
    from layers.changes.errors import Conflict

    dataset(name="旧")
    first, second = (dataset(name=name) for name in "甲乙")
    third = RoadDataset.objects.get(name="旧")
    for made in (first, third):
        desk.post(f"/staff/roads/{made.pk}/use")
    one, other = ChangeSet.objects.order_by("pk")
    assert active() == second
    confirmed(one, cast)
    with pytest.raises(Conflict, match="乙"):
        confirmed(other, cast)
    assert active() == first


def test_an_extract_of_osm_tells_what_was_left_out_and_stays_with_the_staff(desk, settings):
    settings.DEMO = False
    far = {**NODES, 8: (9000, 0), 9: (9001, 0)}
    relation = (
        {"type": "restriction", "restriction": "no_left_turn"},
        [("w", 99, "from"), ("n", 2, "via"), ("w", 11, "to")],
    )
    content = extract(far, {**STREETS, 20: ([8, 9], {"highway": "primary"})}, [relation])
    handed(desk, content, "县.osm.pbf", cut="city", **dict.fromkeys(FACTS, ""))
    made = RoadDataset.objects.get(pk=worked().made)
    assert (made.name, made.edge_count, made.source) == ("县.osm.pbf", 5, "osm")
    assert made.report["notes"] == [
        "有 1 条转向限制不完整或无法辨认，没有采用",
        "范围以外的 1 条路段没有导入",
    ]
    page = html(desk.get("/staff/roads/"))
    assert "OpenStreetMap 的数据没有经过地图审核" in page and "范围以外的 1 条路段没有导入" in page
    assert "启用后只有工作人员能看到路线" in page


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"expires_on": "明年"}, "审图号有效期至应写作 2028-11-30 的样子"),
        ({"crs": "火星"}, "坐标系应为 EPSG 编号"),
        ({"cut": "省"}, "请选择导入整份文件，还是裁剪到本市"),
        ({"producer": "院" * 81}, "编制单位："),
        ({"licence": "许可\n第二行"}, "使用许可：含有换行或看不见的字符"),
    ],
)
def test_what_is_registered_wrongly_is_said_at_once_and_what_was_typed_stays(desk, given, message):
    answer = handed(desk, line_shapefile(ROWS), **given)
    page = html(answer, 400)
    assert message in page and 'value="甲测资字 00000000"' in page
    assert not Batch.objects.exists()


def test_a_broken_file_is_refused_by_its_name_and_leaves_no_dataset(desk):
    handed(desk, extract(NODES, STREETS)[:-40], "县.osm.pbf")
    batch = worked()
    page = html(desk.get(batch.get_absolute_url()))
    assert batch.state == "refused" and "县.osm.pbf：不是完好的 OSM PBF 文件" in page.replace(":", "：")
    assert not RoadDataset.objects.exists()
    assert desk.post("/staff/roads/").status_code == 400


def test_the_auditor_reads_and_who_works_for_a_county_uploads_and_switches_nothing(client, cast, stores):
    made = dataset()
    page = html(sign_in(client, cast.auditor).get("/staff/roads/"))
    assert "示例测绘院" in page and 'type="file"' not in page and "停用</button>" not in page
    sign_in(client, cast.county_editor)
    assert 'type="file"' not in html(client.get("/staff/roads/"))
    assert handed(client, line_shapefile(ROWS)).status_code == 404
    assert client.post(f"/staff/roads/{made.pk}/stop").status_code == 404
    data = {"file": SimpleUploadedFile("道路.zip", line_shapefile(ROWS)), "dataset": "roads"}
    assert client.post("/staff/imports/", data).status_code == 404
    assert not Batch.objects.exists() and not ChangeSet.objects.exists()


def test_what_is_registered_is_mended_by_an_ordinary_change(desk, cast, settings):
    settings.DEMO = False
    made = dataset(approval_no="")
    assert "没有登记审图号" in html(desk.get("/staff/roads/"))
    record = html(desk.get(f"/staff/roads/{made.pk}/"))
    assert "起草撤回" not in record
    assert "修改</button>" in record
    answer = desk.post(f"/staff/roads/{made.pk}/change")
    page = html(desk.get(answer.url))
    assert 'name="approval_no"' in page and 'name="state"' not in page
    assert desk.post("/staff/roads/new").status_code == 404


def test_the_desk_is_told_before_the_number_expires_and_the_route_ends_with_it(desk, client, settings):
    settings.DEMO, settings.ROADS_REMIND_DAYS = False, 60
    last = dt.date(2027, 3, 1)
    made = dataset(expires_on=last)
    assert expiry_notice(last - dt.timedelta(days=61)) is None
    assert "还有 60 天到期" in expiry_notice(last - dt.timedelta(days=60))
    assert "还有 0 天到期" in expiry_notice(last)
    assert "公众现在看不到路线" in expiry_notice(last + dt.timedelta(days=1))
    RoadDataset.objects.filter(pk=made.pk).update(expires_on=dt.date.today() + dt.timedelta(days=5))
    assert re.search(r"审图号还有 [45] 天到期", html(desk.get("/staff/")))


def test_by_the_clock_of_the_day_after_the_public_has_no_route_and_the_desk_has(
    client, cast, settings, monkeypatch
):
    from django.utils import timezone

    from tests.layers.roads.making import at

    settings.DEMO = False
    dataset(**LAWFUL | {"expires_on": dt.date(2027, 3, 1)})
    (lng, lat), (to_lng, to_lat) = at(0.2, 0), at(0.8, 0)
    asked = f"/api/route?from={lng:.6f},{lat:.6f}&to={to_lng:.6f},{to_lat:.6f}&mode=car"
    for day, status in ((dt.date(2027, 3, 1), 200), (dt.date(2027, 3, 2), 403)):
        monkeypatch.setattr(timezone, "localdate", lambda *given, day=day: day)
        assert client.get(asked).status_code == status
    monkeypatch.undo()
