"""The parcels of a case in its editor: corners pasted or from a file, areas compared, neighbours shown, nothing stolen."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from geo.errors import BadInput
from layers.changes.drafting import draft, put_row
from layers.changes.models import ChangeSet
from layers.changes.review import submit
from layers.land.models import Case, Parcel, ParcelSurvey
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.layers.documents.files import stores_in
from tests.layers.land.factories import case, parcel, square
from tests.portal.desk.test_case_files import address, content, key_of, now, post, released, text
from tests.portal.desk.test_forms_round_trip import a_whole_case

pytestmark = pytest.mark.django_db
CORPUS = Path(__file__).parents[2] / "importers/corpus/coordinate_txt"
# 100 m × 150 m = 1.5 ha, in the 39th zone with its number in front.
POINTS = "J1 4113800.000 39599400.000\nJ2 4113800.000 39599550.000\nJ3 4113700.000 39599550.000\nJ4 4113700.000 39599400.000"
ZONE_39 = "4527"


@pytest.fixture(autouse=True)
def stores(settings, tmp_path):
    return stores_in(tmp_path, settings)


@pytest.fixture
def desk(client, cast):
    return sign_in(client, cast.county_editor)


@pytest.fixture
def made(cast):
    key = a_whole_case(cast)
    Parcel.objects.update(area_ha="4.0055")
    return draft("case", cast.county_editor, key)


def with_parcel(client, made, **columns):
    """The form of the case with one more parcel."""
    sent = form_of(post(client, made, do="add parcels"))
    new = sent["parcels"][-1]
    given = {
        "parcel_no": "DK-02",
        "land_use": "工业用地",
        "ownership": "collective",
        "area_ha": "1.5",
    } | columns
    return sent | {f"parcels-{new}-{name}": value for name, value in given.items()}


def parcels(made):
    return {row["parcel_no"]: row for row in content(made)["parcels"]}


def test_pasted_corners_become_the_survey_and_their_area_is_told_beside_the_declared_one(desk, made, cast):
    sent = with_parcel(desk, made, survey=POINTS, survey_crs=ZONE_39)
    assert post(desk, made, sent).status_code == 302, text(post(desk, made, sent))
    survey = parcels(made)["DK-02"]["survey"]
    assert (survey["source_srid"], survey["quality"], survey["source_coordinates"]) == (4527, "exact", POINTS)
    page = text(desk.get(address(made)))
    assert "地块 DK-02 坐标面积 1.5000 公顷，与申报面积相符" in page
    assert "4 个界址点，EPSG:4527，坐标面积 1.5000 公顷" in page
    assert "4113800" not in page  # corners do not travel with each form
    assert '"id": "own-1"' in page
    released(made, cast)
    stored = Parcel.objects.get(parcel_no="DK-02")
    assert stored.public_area is not None and stored.area_ha == Decimal("1.5")
    assert "DK-02" in text(desk.get(Case.objects.get(public_id=key_of(made)).get_absolute_url()))


def test_an_untouched_form_keeps_every_survey_to_the_last_bit(desk, made):
    before = content(made)
    assert post(desk, made).status_code == 302
    assert content(made) == before and before["parcels"][0]["survey"]


@pytest.mark.parametrize(
    ("corners", "crs", "said"),
    [
        (POINTS, "", "请选择"),
        (POINTS.replace("4113700.000 39599550.000", "四一一三 39599550.000"), ZONE_39, "第 3 行"),
        (
            "J1 39599400.000 4113800.000\nJ2 39599550.000 4113800.000\nJ3 39599550.000 4113700.000",
            ZONE_39,
            "颠倒",
        ),
        (POINTS, "4528", "带号"),
        (POINTS, "3857", "坐标系不在可选的范围内"),
        (
            "J1 4113800 39599400\nJ2 4113700 39599550\nJ3 4113800 39599550\nJ4 4113700 39599400",
            ZONE_39,
            "相交",
        ),
        ("随便写几个字", ZONE_39, ""),
    ],
)
def test_corners_that_cannot_be_are_refused_at_their_field_and_what_was_typed_stays(
    desk, made, corners, crs, said
):
    sent = with_parcel(desk, made, survey=corners, survey_crs=crs)
    answer = post(desk, made, sent)
    new = sent["parcels"][-1]
    assert answer.status_code == 422 and f'id="id_parcels-{new}-survey_error"' in text(answer)
    assert said in text(answer)
    assert form_of(answer)[f"parcels-{new}-survey"] == [corners.replace("\n", "\r\n")]
    assert list(parcels(made)) == ["DK-01"]


def test_an_area_beyond_the_tolerance_wants_its_author_to_confirm_it(desk, made):
    sent = with_parcel(desk, made, survey=POINTS, survey_crs=ZONE_39, area_ha="1.6")
    asked = post(desk, made, sent, do="check")
    assert asked.status_code == 422
    assert "申报 1.6000 公顷，少 0.1000 公顷（6.25%），超出允许差" in text(asked)
    again = form_of(asked)
    assert "confirmed" not in again
    mark = text(asked).split('name="confirmed" value="')[1].split('"')[0]
    assert post(desk, made, again, do="check", confirmed="forged").status_code == 422
    wanted = post(desk, made, form_of(desk.get(address(made))), do="check", confirmed=mark)
    assert wanted.status_code == 422 and "面积超出允许差的，请写明理由" in text(wanted)
    reason = "公告面积以批复为准"
    for _ in range(2):  # pressed twice, kept once
        sent = form_of(desk.get(address(made)))
        done = post(desk, made, sent, do="check", confirmed=mark, confirm_reason=reason)
        assert done.status_code == 302
    said = now(made).comments.get()
    assert said.text.startswith("提交前已核对：地块 DK-02 坐标面积 1.5000 公顷")
    assert said.text.endswith(f"。说明：{reason}") and said.user == made.author
    page = text(desk.get(made.get_absolute_url()))
    assert reason in page and page.count("超出允许差") == 2  # what was confirmed, and the reviewers' checks


def test_half_a_part_in_a_thousand_is_within_the_tolerance(desk, made):
    sent = with_parcel(desk, made, survey=POINTS, survey_crs=ZONE_39, area_ha="1.5007")
    assert "与申报面积相符" in text(desk.get(post(desk, made, sent).url))
    last = form_of(desk.get(address(made)))
    new = next(name for name, value in last.items() if value == ["DK-02"]).removesuffix("-parcel_no")
    post(desk, made, last, **{f"{new}-area_ha": "1.5008"})
    assert "超出允许差" in text(desk.get(address(made)))


def test_an_overlap_with_a_public_parcel_names_its_case_and_an_overlap_within_the_case_is_told(
    desk, cast, made
):
    other = case(cast.county, [cast.village], name="示例县2019年第1批次", organisation=cast.bureau)
    parcel(other, square(100, 0, 200), "DK-77")
    page = text(desk.get(address(made)))
    assert "与已公布的“示例县2019年第1批次”的地块 DK-77 重叠 2.0" in page
    assert page.count('"muted": true') == 1
    assert "提交以前请核对" in page
    other.parcels.update(withdrawn_at="2024-01-01T00:00:00Z", withdrawal_reason="有误")
    assert "DK-77" not in text(desk.get(address(made)))


def test_a_whole_coordinate_file_gives_a_row_for_each_plot_and_new_corners_for_a_number_that_is_there(
    desk, made
):
    content_ = (CORPUS / "ok_gbk.txt").read_bytes()
    answer = post(desk, made, do="plots", plots_file=SimpleUploadedFile("界址点.txt", content_))
    assert answer.status_code == 200 and "读出 1 个地块，其中 1 个换了坐标" in text(answer)
    assert parcels(made)["DK-01"]["survey"]["source_srid"] == 4527 and len(parcels(made)) == 1
    before = parcels(made)["DK-01"]["survey"]
    sent = form_of(answer)
    assert sent["parcels-0-parcel_no"] == ["DK-01"] and "4113800.000" in sent["parcels-0-survey"][0]
    assert post(desk, made, sent).status_code == 302
    after = parcels(made)["DK-01"]
    assert after["survey"]["area"] != before["area"] and "2.9400" in text(desk.get(address(made)))


def test_two_plots_of_one_file_are_kept_apart_each_with_its_own_lines(desk, made):
    whole = (CORPUS / "ok_gbk.txt").read_bytes().decode("gb18030")
    head, plot = whole.split("[地块坐标]\n") if "[地块坐标]\n" in whole else whole.split("[地块坐标]\r\n")
    moved = (
        plot.replace("DK-01", "DK-09")
        .replace("41138", "41148")
        .replace("41136", "41146")
        .replace("41137", "41147")
    )
    answer = post(desk, made, do="plots", plots_text=f"{head}[地块坐标]\n{plot.rstrip()}\n{moved}")
    assert answer.status_code == 200, text(answer)[-2000:]
    assert post(desk, made, form_of(answer), do="save").status_code == 302
    kept = parcels(made)
    assert set(kept) == {"DK-01", "DK-09"}
    assert "DK-09" in kept["DK-09"]["survey"]["source_coordinates"]
    assert "DK-01" not in kept["DK-09"]["survey"]["source_coordinates"]
    assert (kept["DK-09"]["area_ha"], kept["DK-09"]["land_use"]) == ("2.9400", "工业用地")


@pytest.mark.parametrize("name", ["bad_swapped_xy.txt", "bad_selfintersect.txt", "bad_number.txt"])
def test_a_bad_file_is_refused_with_its_lines_and_nothing_typed_is_lost(desk, made, name):
    bad = SimpleUploadedFile(name, (CORPUS / name).read_bytes())
    answer = post(desk, made, do="plots", plots_file=bad, purpose="还没存的用途")
    assert answer.status_code == 422 and 'id="plots_error"' in text(answer)
    assert form_of(answer)["purpose"] == ["还没存的用途"] and form_of(answer)["parcels"] == ["0"]


def test_a_survey_is_taken_away_only_when_asked_and_a_parcel_that_was_public_stays_on_record(
    desk, cast, made
):
    assert post(desk, made, **{"parcels-0-survey_remove": "yes"}).status_code == 302
    assert content(made)["parcels"][0]["survey"] is None
    post(desk, made, parcels=[])
    released(made, cast)
    gone = Parcel.objects.get()
    assert gone.withdrawn_at is not None and gone.withdrawal_reason == "修改时去除"
    again = draft("case", cast.county_editor, key_of(made))
    answer = post(desk, again, with_parcel(desk, again, parcel_no="DK-01"), do="check")
    assert answer.status_code == 422 and "本案曾经用过" in text(answer)


def test_a_forged_number_carries_no_parcel_of_another_case_off(desk, cast, made):
    other = case(cast.neighbour, [], name="邻县的", organisation=cast.neighbour_bureau)
    theirs = parcel(other, square(5_000, 0, 100), "DK-77")
    sent = with_parcel(desk, made, public_id=theirs.public_id)
    assert post(desk, made, sent, do="check").status_code == 422
    stolen = content(made)
    stolen["parcels"] = [{**stolen["parcels"][0], "public_id": theirs.public_id, "parcel_no": "DK-78"}]
    put_row(made.public_id, cast.county_editor, key_of(made), stolen, seen_hash=now(made).content_hash)
    with pytest.raises(BadInput, match="是别的案件的"):
        submit(made.public_id, cast.county_editor, seen_hash=now(made).content_hash)
    assert Parcel.objects.get(pk=theirs.pk).case == other


def test_autosave_gives_the_map_the_new_corners_and_the_sentence_about_them(desk, made):
    sent = with_parcel(desk, made, survey=POINTS, survey_crs=ZONE_39)
    told = post(desk, made, sent, do="autosave").json()
    assert "地块 DK-02 坐标面积 1.5000 公顷" in told["preview"]["parcels"]
    assert len(told["areas"]["features"]) == 2 and ChangeSet.objects.get().state == "draft"
    assert ParcelSurvey.objects.count() == 1


def test_the_page_with_many_parcels_asks_the_database_no_more_often(
    desk, made, django_assert_max_num_queries
):
    text_of = lambda n: POINTS.replace("41138", f"411{5 + n}8").replace("41137", f"411{5 + n}7")  # noqa: E731
    for number in range(3):
        sent = with_parcel(desk, made, parcel_no=f"DK-1{number}", survey=text_of(number), survey_crs=ZONE_39)
        assert post(desk, made, sent).status_code == 302
    with django_assert_max_num_queries(13):
        desk.get(address(made))


# A square of some 100 m at 118.1°, 37.1°.
DRAWN = "[[118.1, 37.1], [118.1011, 37.1], [118.1011, 37.1009], [118.1, 37.1009]]"


def test_what_is_drawn_on_the_map_is_told_as_drawn_and_never_as_a_survey(desk, made, cast):
    sent = with_parcel(desk, made, survey_drawn=DRAWN, area_ha="0.9767")
    assert post(desk, made, sent).status_code == 302
    survey = parcels(made)["DK-02"]["survey"]
    assert (survey["quality"], survey["source_srid"]) == ("approximate", 4490)
    assert survey["source_coordinates"].split("\n")[:3] == [
        "来源：图上绘制，仅示意", "点号,经度,纬度", "J1,118.1,37.1",
    ]  # fmt: skip
    page = text(desk.get(address(made)))
    assert "来源：图上绘制，仅示意，4 个点，图上面积 0.97" in page
    before = content(made)
    assert post(desk, made).status_code == 302  # untouched, it stays to the last bit
    assert content(made) == before
    released(made, cast)
    assert ParcelSurvey.objects.get(parcel__parcel_no="DK-02").quality == "approximate"


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        ("[[118.1, 37.1], [118.2, 37.2], [118.2, 37.1], [118.1, 37.2]]", "自己相交"),
        ("[[118.1, 37.1], [118.2, 37.2]]", "3 到 500 个点"),
        ("[[118.1, 37.1], [118.2, 37.1], [12.0, 37.2]]", "第 3 个点（12.000000，37.200000）在本市范围之外"),
        ("[[118.1, 37.1], [118.1, 37.1], [118.2, 37.2], [118.2, 37.1]]", "重合"),
        ("[[118.1, 37.1], [118.100001, 37.1], [118.100001, 37.100001]]", "不到 1 平方米"),
        ('[["a", "b"], [1], 3]', "没有读懂"),
        ("[[118.1, NaN], [118.2, 37.1], [118.2, 37.2]]", "没有读懂"),
    ],
)
def test_a_drawing_that_is_no_area_is_refused_at_its_field(desk, made, ring, said):
    sent = with_parcel(desk, made, survey_drawn=ring)
    answer = post(desk, made, sent)
    assert (answer.status_code, said in text(answer)) == (422, True), text(answer)[:2000]
    assert list(parcels(made)) == ["DK-01"]


def test_pasted_corners_are_taken_before_a_drawing(desk, made):
    sent = with_parcel(desk, made, survey=POINTS, survey_crs=ZONE_39, survey_drawn=DRAWN)
    assert post(desk, made, sent).status_code == 302
    assert parcels(made)["DK-02"]["survey"]["quality"] == "exact"
