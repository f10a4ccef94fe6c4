"""People at /staff/accounts/ and the trail at /staff/audit/: who may, what is refused, what is told of it."""

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from layers.audit.acting import acting
from layers.audit.models import AuditEntry
from layers.personal.models import StaffContact
from layers.staff.models import Assignment, Deputy, User
from layers.staff.scope import scope_of
from tests.harness.cast import PASSWORD, SINCE
from tests.harness.questions import questions
from tests.harness.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def security(cast):
    return sign_in(Client(), cast.security_administrator)


def a_post(cast, **given):
    return {
        "role": "editor", "region": cast.town.code, "organisation": cast.town_government.name,
        "valid_from": "2026-01-01", **given,
    }  # fmt: skip


def test_a_security_administrator_makes_an_account_whose_password_is_shown_once_and_changed_at_the_first_login(
    security, cast
):
    given = {"username": "li-si", "display_name": "李四", **a_post(cast)}
    page = security.post("/staff/accounts/new", given)
    password = re.search(r'id="password">([^<]+)<', page.content.decode()).group(1)
    person = User.objects.get(username="li-si")
    assert person.assignments.get().region == cast.town
    assert password not in security.get(f"/staff/accounts/{person.pk}/").content.decode()
    theirs = Client()
    theirs.post("/staff/login/", {"username": "li-si", "password": password})
    assert theirs.get("/staff/").url == "/staff/account/password/"


def test_what_the_rules_refuse_is_told_at_the_form_and_in_the_trail(security, cast):
    mine = security.post(f"/staff/accounts/{cast.security_administrator.pk}/assign", a_post(cast))
    assert (
        mine.status_code == 400 and Assignment.objects.filter(user=cast.security_administrator).count() == 1
    )
    mixed = security.post(f"/staff/accounts/{cast.county_editor.pk}/assign", a_post(cast, role="audit_admin"))
    assert mixed.status_code == 400 and cast.county_editor.assignments.count() == 1
    assert AuditEntry.objects.filter(action="assign", refused=True).count() == 2


@pytest.mark.parametrize("who", ["county_editor", "county_publisher", "auditor", "system_administrator"])
def test_to_everybody_else_there_are_no_accounts_and_the_try_is_recorded(cast, who):
    client = sign_in(Client(), getattr(cast, who))
    for path in ("/staff/accounts/", f"/staff/accounts/{cast.town_editor.pk}/", "/staff/accounts/import"):
        assert client.get(path).status_code == 404
    assert client.post(f"/staff/accounts/{cast.town_editor.pk}/disable").status_code == 404
    assert User.objects.get(pk=cast.town_editor.pk).is_active
    assert AuditEntry.objects.filter(refused=True, actor_id=getattr(cast, who).pk).exists()


def test_a_disabled_account_is_out_at_once_and_an_enabled_one_may_come_back(security, cast):
    theirs = sign_in(Client(), cast.town_editor)
    assert theirs.get("/staff/").status_code == 200
    security.post(f"/staff/accounts/{cast.town_editor.pk}/disable")
    assert theirs.get("/staff/").status_code == 302
    security.post(f"/staff/accounts/{cast.town_editor.pk}/enable")
    assert Client().post("/staff/login/", {"username": "town-editor", "password": PASSWORD}).url == "/staff/"


def test_who_goes_on_leave_lends_the_post_for_dated_time(cast):
    client, held = sign_in(Client(), cast.county_reviewer), cast.county_reviewer.assignments.get()
    today = timezone.localdate()
    given = {
        "user": "county-third-reviewer",
        "valid_from": today,
        "valid_to": today + dt.timedelta(days=7),
        "reason": "休假",
    }
    assert client.post(f"/staff/account/lend/{held.pk}/", given).status_code == 302
    loan = Deputy.objects.get()
    assert (loan.assignment, loan.user) == (held, cast.county_third_reviewer)
    backwards = given | {"valid_to": today - dt.timedelta(days=1)}
    assert client.post(f"/staff/account/lend/{held.pk}/", backwards).status_code == 400
    other = cast.county_publisher.assignments.get()
    assert client.post(f"/staff/account/lend/{other.pk}/", given).status_code == 404
    assert Deputy.objects.count() == 1


def sheet_of(client, kind, rows):
    """The template as it is downloaded, with these rows under its header; the example row is left out."""
    answer = client.get(f"/staff/{kind}/import/template")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book.worksheets[0]
    names = [str(cell.value or "").rstrip("*") for cell in page[1]]
    page.delete_rows(2, page.max_row)
    for row in rows:
        page.append([row.get(name, "") for name in names])
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile("表.xlsx", target.getvalue())


def test_a_sheet_of_accounts_is_tried_told_of_all_its_faults_corrected_and_carried_out(security, cast):
    good = {
        "用户名": "wang-wu", "姓名": "王五", "角色": "编辑", "区划": cast.town.code, "单位": cast.town_government.name,
        "任职自": "2026-01-01",
    }  # fmt: skip
    bad = good | {"用户名": "zhao-liu", "姓名": "赵六", "角色": "局长", "任职自": "二月"}
    page = security.post("/staff/accounts/import", {"file": sheet_of(security, "accounts", [good, bad])})
    text = page.content.decode()
    assert page.status_code == 422 and "局长" in text and "二月" in text
    signed = re.search(r'name="sheet" value="([^"]+)"', text).group(1)
    assert security.post("/staff/accounts/import", {"sheet": signed}).status_code == 422
    assert not User.objects.filter(username__in=["wang-wu", "zhao-liu"]).exists()
    report = security.post("/staff/accounts/import/report", {"sheet": signed})
    told = [
        cell.value
        for row in openpyxl.load_workbook(io.BytesIO(report.content)).active.iter_rows()
        for cell in row
    ]
    assert "错误" in told and "建议" in told and any("局长" in str(value) for value in told)
    corrected = sheet_of(security, "accounts", [good, bad | {"角色": "审核", "任职自": "2026-02-01"}])
    page = security.post("/staff/accounts/import", {"file": corrected})
    assert page.status_code == 200 and not User.objects.filter(username="wang-wu").exists()
    signed = re.search(r'name="sheet" value="([^"]+)"', page.content.decode()).group(1)
    assert security.post("/staff/accounts/import", {"sheet": signed}).status_code == 200
    assert {user.username for user in User.objects.filter(username__in=["wang-wu", "zhao-liu"])} == {
        "wang-wu",
        "zhao-liu",
    }


def test_another_persons_trial_cannot_be_confirmed(security, cast):
    second = User.objects.create(
        username="second-security", is_staff=True, password=cast.city_editor.password
    )
    Assignment.objects.create(
        user=second,
        role="security_admin",
        region=cast.city,
        organisation=cast.city_office,
        valid_from="2024-01-01",
    )
    rows = [{"用户名": "wang-wu", "姓名": "王五", "角色": "编辑", "区划": cast.town.code,
             "单位": cast.town_government.name, "任职自": "2026-01-01"}]  # fmt: skip
    page = security.post("/staff/accounts/import", {"file": sheet_of(security, "accounts", rows)})
    signed = re.search(r'name="sheet" value="([^"]+)"', page.content.decode()).group(1)
    for sheet in (signed, "forged:1abc:xyz"):
        assert sign_in(Client(), second).post("/staff/accounts/import", {"sheet": sheet}).status_code == 400
    assert not User.objects.filter(username="wang-wu").exists()


def test_an_auditor_reads_the_trail_takes_a_day_away_and_can_change_nothing(cast):
    sign_in(Client(), cast.county_editor).get("/staff/accounts/")
    client = sign_in(Client(), cast.auditor)
    page = client.get("/staff/audit/")
    assert page.status_code == 200 and "被拒绝" in page.content.decode()
    entry = AuditEntry.objects.order_by("-id").first()
    assert client.get(f"/staff/audit/{entry.pk}/").status_code == 200
    assert client.post(f"/staff/audit/{entry.pk}/").status_code == 405
    day = f"{timezone.localdate():%Y-%m-%d}"
    export = client.post("/staff/audit/export", {"day": day})
    assert export.status_code == 200 and b"".join(export.streaming_content).decode("utf-8-sig").startswith(
        "编号"
    )
    assert AuditEntry.objects.filter(action="export", actor_id=cast.auditor.pk).exists()
    for filters in ("day=2020-13-45", "before=x", "person=%00", "noun=" + "x" * 5000):
        assert client.get(f"/staff/audit/?{filters}").status_code in (200, 400)


@pytest.mark.parametrize("many", [1, 40])
def test_no_page_of_the_accounts_asks_more_than_a_dozen_times(client, cast, many):
    for n in range(many):
        person = User.objects.create(username=f"p{n:02}", display_name=f"人{n}", is_staff=True)
        for role in ("editor", "reviewer"):
            person.assignments.create(
                role=role, region=cast.county, organisation=cast.bureau, valid_from=SINCE
            )
        with acting(cast.security_administrator, scope=scope_of(cast.security_administrator)):
            StaffContact.objects.create(user=person, region=cast.county, mobile="13812345678")
    desk = sign_in(client, cast.security_administrator)
    for address in (
        "/staff/accounts/",
        "/staff/accounts/new",
        f"/staff/accounts/{person.pk}/",
        f"/staff/accounts/{person.pk}/assign",
        "/staff/accounts/import",
        "/staff/contacts/",
        "/staff/account/",
        "/staff/account/contact/",
    ):
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address).status_code == 200
        assert len(questions(asked)) <= 12, (address, questions(asked))
