"""`manage.py import_parcels --submit`: the plots of a coordinate TXT become parcels of a case, in review."""

import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from django.core.management import call_command

from geo.area import split
from importers.command import Exit
from layers.changes.models import ChangeSet
from layers.changes.reading import canonical_json
from layers.land.models import Case, Parcel
from tests.harness.cast import make_cast
from tests.importers.coordinate_txt.surveys import (
    HOLE,
    OUTER,
    header,
    moved,
    rows_of,
)
from tests.importers.places import square, villages
from tests.layers.changes.making import released_case
from tests.layers.land import factories

pytestmark = pytest.mark.django_db
WHOLE = "\r\n".join([*header(), "10,2.9400,DK-01,地块1,面,J50G072040,工业用地,,@", *rows_of([OUTER, HOLE])])


@pytest.fixture
def cast():
    """甲村 and 乙村 meet at 118.12°, and the parcel lies across."""
    cast = make_cast()
    cast.villages = villages(cast.town, 2)
    for number, village in enumerate(cast.villages):
        village.area = square(118.10 + number * 0.02, 37.14)
        village.save(update_fields=["area"])
    cast.case = factories.case(
        cast.county, cast.villages, organisation=cast.bureau, stages={"PRE_NOTICE": dt.date(2024, 1, 8)}
    )
    return cast


def run(tmp_path, content, cast, *arguments, user="county-editor", case=None):
    path = tmp_path / "界址点.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("gb18030"))
    out = io.StringIO()
    given = ["--submit", "--as", user, "--case", case or cast.case.public_id, "--report", "json", *arguments]
    try:
        call_command("import_parcels", str(path), *given, stdout=out, stderr=io.StringIO())
    except SystemExit as ended:
        return Exit(ended.code), json.loads(out.getvalue() or "null")
    return Exit.OK, json.loads(out.getvalue())


def test_a_survey_becomes_a_parcel_of_the_case_with_its_exact_corners_and_shares(cast, tmp_path):
    status, report = run(tmp_path, WHOLE, cast)
    made = ChangeSet.objects.get()
    assert (status, made.state, report["change_set"]) == (Exit.WARNING, "in_review", made.public_id)
    assert {one["code"] for one in report["remarks"]} == {"several_villages"}
    assert not Parcel.objects.exists()
    released_case(made, cast)
    parcel = Parcel.objects.get()
    assert (parcel.parcel_no, parcel.name, parcel.land_use, parcel.area_ha) == (
        "DK-01",
        "地块1",
        "工业用地",
        Decimal("2.9400"),
    )
    assert (parcel.survey.source_srid, parcel.survey.quality) == (4527, "exact")
    assert parcel.survey.source_coordinates == WHOLE.replace("\r\n", "\n")
    assert abs(parcel.survey.area[0][0][0][0] - 118.11889726) < 2e-3
    shares = {one.village: one.area_ha for one in parcel.parcel_villages.all()}
    assert set(shares) == set(cast.villages)
    assert sum(shares.values()) == Decimal("2.9400")
    assert {one.source for one in parcel.parcel_villages.all()} == {"intersection"}


def test_the_same_file_again_is_the_set_in_review_and_after_its_release_nothing(cast, tmp_path):
    _, first = run(tmp_path, WHOLE, cast)
    _, second = run(tmp_path, WHOLE, cast)
    assert first["change_set"] == second["change_set"] and ChangeSet.objects.count() == 1
    released_case(ChangeSet.objects.get(), cast)
    _, third = run(tmp_path, WHOLE, cast)
    assert third["change_set"] is None and ChangeSet.objects.count() == 1


def test_the_same_number_gets_its_new_corners_and_keeps_its_id(cast, tmp_path):
    run(tmp_path, WHOLE, cast)
    released_case(ChangeSet.objects.get(), cast)
    before = Parcel.objects.get()
    other = WHOLE.replace("39599550.000", "39599549.000").replace("2.9400", "2.9200")
    _, report = run(tmp_path, other, cast)
    released_case(ChangeSet.objects.get(public_id=report["change_set"]), cast)
    after = Parcel.objects.get()
    assert (after.pk, after.public_id, after.area_ha) == (before.pk, before.public_id, Decimal("2.9200"))


def test_what_a_clerk_must_look_at_is_told_with_the_names_of_cases_and_villages(cast, tmp_path):
    run(tmp_path, WHOLE, cast)
    released_case(ChangeSet.objects.get(), cast)
    neighbour = factories.case(
        cast.county, cast.villages[:1], name="博兴县2023年第9批次", organisation=cast.bureau,
        stages={"PRE_NOTICE": dt.date(2023, 1, 8)},
    )  # fmt: skip
    beside = "\n".join([*header(), "5,2.9800,DK-07,,面,,,,@", *rows_of([moved(OUTER, north=100.0)])])
    _, refused = run(tmp_path, beside, cast, case=neighbour.public_id)
    assert "写明理由才能提交" in refused["refusal"] and ChangeSet.objects.count() == 1
    _, report = run(tmp_path, beside, cast, "--reason", "以批复为准", case=neighbour.public_id)
    note = ChangeSet.objects.get(public_id=report["change_set"]).note
    assert note.startswith("面积不符仍提交的理由：以批复为准；")
    told = {one["code"]: one["message"] for one in report["remarks"]}
    assert set(told) == {"area_mismatch", "overlap", "several_villages", "village_not_named"}
    assert cast.case.name in told["overlap"] and "DK-01" in told["overlap"]
    assert "3.0000" in told["area_mismatch"] and "2.9800" in told["area_mismatch"]
    assert "乙村" in told["village_not_named"]
    after = ChangeSet.objects.get(public_id=report["change_set"]).rows.get().after
    assert [row["village"] for row in after["case_villages"]] == [cast.villages[0].code]


def test_xian80_is_kept_as_a_sketch_and_unknown_villages_are_not_split(cast, tmp_path):
    for village in cast.villages:
        village.area = None
        village.save(update_fields=["area"])
    _, report = run(tmp_path, WHOLE.replace("2000国家大地坐标系", "1980西安坐标系"), cast)
    assert {one["code"] for one in report["remarks"]} == {"datum_approximate", "villages_unknown"}
    assert report["crs"] is None
    row = ChangeSet.objects.get().rows.get().after["parcels"][0]
    assert (row["survey"]["quality"], row["parcel_villages"]) == ("approximate", [])


def test_a_refused_file_a_case_of_others_and_no_case_leave_nothing(cast, tmp_path):
    status, report = run(tmp_path, WHOLE.replace("39599550.000", "39,599550"), cast)
    assert (status, report["status"], report["change_set"]) == (Exit.REFUSED, "refused", None)
    status, report = run(tmp_path, WHOLE, cast, user="neighbour-editor")
    assert status == Exit.REFUSED and report["refusal"]
    gone = Case.objects.get()
    Case.objects.update(withdrawn_at="2026-01-01T00:00Z", withdrawal_reason="有误")
    status, report = run(tmp_path, WHOLE, cast, case=gone.public_id)
    assert status == Exit.REFUSED and report["refusal"]
    twice = WHOLE + "\r\n" + "\r\n".join(WHOLE.split("\r\n")[len(header()) :])
    Case.objects.update(withdrawn_at=None, withdrawal_reason="")
    status, report = run(tmp_path, twice, cast)
    assert (status, "DK-01" in report["refusal"]) == (Exit.REFUSED, True)
    assert ChangeSet.objects.count() == 0


@pytest.mark.parametrize("given", [["--submit", "--as", "county-editor"], ["--case", "ABCDEFGHJ"]])
def test_a_case_and_a_submission_belong_together(cast, tmp_path, given):
    path = tmp_path / "界址点.txt"
    path.write_text(WHOLE)
    with pytest.raises(SystemExit) as ended:
        call_command("import_parcels", str(path), *given, stderr=io.StringIO())
    assert ended.value.code == Exit.USAGE


def test_shares_sum_to_the_last_ten_thousandth():
    weights = [1.0, 1.0, 1.0]
    assert split(Decimal("1.0000"), weights) == [Decimal("0.3334"), Decimal("0.3333"), Decimal("0.3333")]
    odd = [0.1 * number for number in range(1, 40)]
    assert sum(split(Decimal("12.3457"), odd)) == Decimal("12.3457")
    assert (
        canonical_json([f"{one:f}" for one in split(Decimal("0.0001"), [1.0, 2.0])]) == b'["0.0000","0.0001"]'
    )
