"""The login: who gets in, who is kept out, and that nobody learns from the answer who has an account."""

import re

import pyotp
import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from layers.audit.models import AuditEntry
from layers.staff import lockout, second_factor
from layers.staff.models import Assignment, LoginFailures, Role, SecondFactor, User
from portal.desk.urls import urlpatterns
from portal.desk.way import safe_next
from tests.harness.cast import PASSWORD, SINCE
from tests.harness.signing_in import sign_in

LOGIN, CODE, HOME = "/staff/login/", "/staff/login/code/", "/staff/"


def give(client, user, password=PASSWORD, **more):
    name = user if isinstance(user, str) else user.username
    origin = {key: more.pop(key) for key in list(more) if key.isupper()}
    return client.post(LOGIN, {"username": name, "password": password, **more}, **origin)


def text(answer):
    """The body without the token that differs every time and the name that was typed by the tester."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def is_in(client):
    return client.get(HOME).status_code == 200


def phone(user):
    """The authenticator of somebody who has enrolled."""
    return pyotp.TOTP(second_factor.enrol(user))


def digits(totp, step=0):
    return totp.at(int(timezone.now().timestamp()) + 30 * step)


def test_the_right_password_lets_in_and_the_next_time_shows_when_and_from_where(client, cast):
    assert give(client, cast.county_editor, REMOTE_ADDR="10.1.2.3").url == HOME
    page = client.get(HOME).content.decode()
    assert "county_editor" in page and "第一次登录" in page
    client.post("/staff/logout/")
    assert not is_in(client)
    give(client, cast.county_editor, REMOTE_ADDR="10.9.9.9")
    page = client.get(HOME).content.decode()
    assert "来自 10.1.2.3" in page and f"{timezone.localtime():%Y年}" in page


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_are_answered_alike(
    client, cast, monkeypatch
):
    User.objects.filter(pk=cast.town_editor.pk).update(is_active=False)
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or encode(*given))
    answers, work = [], []
    for who in (cast.county_editor, "nobody-of-this-name", cast.town_editor):
        for _ in range(7):
            hashed.clear()
            answers.append(give(client, who, "Wrong-guess-77"))
            work.append(len(hashed))
    assert {answer.status_code for answer in answers} == {200}
    # Five alike, then the lock: alike too, in body and in the one hash that the answer takes.
    bodies = [text(answer) for answer in answers]
    assert bodies[0:5] == bodies[7:12] == bodies[14:19] and len(set(bodies[0:5])) == 1
    assert bodies[5:7] == bodies[12:14] == bodies[19:21] and len(set(bodies)) == 2
    assert set(work) == {1}


def test_the_right_password_of_a_disabled_account_is_a_wrong_one(client, cast):
    User.objects.filter(pk=cast.county_editor.pk).update(is_active=False)
    assert "不正确" in text(give(client, cast.county_editor))


def test_after_five_wrong_passwords_the_sixth_try_is_refused_even_when_right(client, cast, clock):
    for _ in range(5):
        give(client, cast.county_editor, "Wrong-guess-77")
    answer = give(client, cast.county_editor)
    assert answer.status_code == 200 and "30 分钟后再试" in text(answer) and not is_in(client)
    clock.move(minutes=29)
    assert give(client, cast.county_editor).status_code == 200
    clock.move(minutes=2)
    assert give(client, cast.county_editor).url == HOME
    assert not LoginFailures.objects.filter(key=lockout.of_account("county-editor").key).exists()


def test_a_locked_account_locks_nobody_else_and_its_name_in_capitals_is_the_same_account(client, cast):
    for _ in range(5):
        give(client, "County-EDITOR", "Wrong-guess-77")
    assert give(client, cast.county_editor).status_code == 200
    assert give(client, cast.county_reviewer).status_code == 302


def test_a_success_begins_the_count_anew(client, cast):
    for _ in range(3):
        for _ in range(4):
            give(client, cast.county_editor, "Wrong-guess-77")
        assert give(client, cast.county_editor).status_code == 302


@pytest.mark.parametrize("days", [-400, -1, 400])
def test_a_clock_that_jumps_makes_no_lock_of_a_year(client, cast, clock, days):
    for _ in range(5):
        give(client, cast.county_editor, "Wrong-guess-77")
    clock.move(days=days)
    if days < 0:
        assert give(client, cast.county_editor).status_code == 200
        clock.move(minutes=31)
    assert give(client, cast.county_editor).status_code == 302


def test_one_source_has_a_limit_of_its_own_that_a_forged_header_does_not_move(client, cast, settings):
    settings.LOGIN_FAILURES_OF_A_SOURCE = 8
    for n in range(8):
        forged = {"REMOTE_ADDR": "10.0.0.9", "HTTP_X_FORWARDED_FOR": f"1.2.3.{n}"}
        give(client, f"guess-{n}", "Wrong-guess-77", **forged)
    refused = give(client, cast.county_editor, REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="1.2.3.99")
    assert "30 分钟后再试" in text(refused)
    assert give(client, cast.county_editor, REMOTE_ADDR="10.0.0.10").status_code == 302


def test_behind_our_own_proxy_a_source_is_whom_the_proxy_saw(client, cast, settings):
    settings.TRUSTED_PROXIES, settings.LOGIN_FAILURES_OF_A_SOURCE = 1, 8
    for n in range(8):
        line = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": f"9.9.9.{n}, 10.0.0.9"}
        give(client, f"guess-{n}", "Wrong-guess-77", **line)
    hall, office = "1.1.1.1, 10.0.0.9", "10.0.0.10"
    assert give(client, cast.county_editor, HTTP_X_FORWARDED_FOR=hall).status_code == 200
    assert give(client, cast.county_editor, HTTP_X_FORWARDED_FOR=office).status_code == 302


def test_somebody_with_an_account_does_not_reset_the_source_by_logging_in(client, cast, settings):
    settings.LOGIN_FAILURES_OF_A_SOURCE = 8
    for n in range(8):
        give(client, f"guess-{n}", "Wrong-guess-77")
        if n < 7:
            assert give(client, cast.bureau_editor).status_code == 302
    assert give(client, cast.bureau_editor).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"username": "county-editor"},
        {"username": "\0", "password": "x"},
        {"username": "county-editor", "password": "x\0"},
        {"username": "x" * 5000, "password": "y" * 200_000},
        {"username": "' OR 1=1 --", "password": "' OR 1=1 --"},
        {"username": "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "password": "😀"},
    ],
)
def test_what_is_no_name_and_no_password_is_a_wrong_one(client, cast, given):
    answer = client.post(LOGIN, given)
    assert answer.status_code == 200 and "不正确" in text(answer)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/staff/",
        "//evil.example/staff/",
        "/\\evil.example",
        "/staff/../land/",
        "/staff/%2e%2e/land/",
        "/staff/..%2f",
        "/staff//evil.example",
        "javascript:alert(1)",
        "/land/",
        "/staffing/",
        "staff/",
        " /staff/account/",
        "/staff/\n",
        "/staff/logout/",
        "/staff/login/",
        "http://[",
        "/staff/" + "a" * 1000,
    ],
)
def test_after_the_login_nobody_is_sent_anywhere_but_into_the_desk(client, cast, wanted):
    assert safe_next(wanted) == HOME
    assert give(client, cast.county_editor, next=wanted).url == HOME


def test_who_was_stopped_at_a_page_gets_there_after_the_login(client, cast):
    stopped = client.get("/staff/account/?page=2")
    assert stopped.url == LOGIN + "?next=%2Fstaff%2Faccount%2F%3Fpage%3D2"
    assert 'value="/staff/account/?page=2"' in text(client.get(stopped.url))
    assert give(client, cast.county_editor, next="/staff/account/?page=2").url == "/staff/account/?page=2"
    assert "博兴县自然资源和规划局" in text(client.get("/staff/account/"))


def test_every_page_of_the_desk_is_closed_and_kept_by_nobody(client, cast):
    given = {"slug": "places", "noun": "place", "relation": "region"}
    for pattern in urlpatterns:
        wanted = {name: given.get(name, "0") for name in pattern.pattern.converters} | pattern.default_args
        answer = client.get(reverse(f"desk:{pattern.name}", kwargs=wanted))
        assert answer["Cache-Control"] == "no-store, private"
        if pattern.name not in {"login", "code", "logout"}:
            assert answer.status_code == 302 and answer.url.startswith(LOGIN)
    assert client.get("/staff/nosuch/").status_code == 302
    client.force_login(User.objects.create_user("citizen", password=PASSWORD))
    assert client.get(HOME).status_code == 302


def test_a_login_needs_its_token_and_a_logout_its_form(cast):
    strict = Client(enforce_csrf_checks=True)
    assert give(strict, cast.county_editor).status_code == 403
    assert strict.get("/staff/logout/").status_code == 405


def test_the_key_of_the_session_changes_at_the_login_and_the_old_one_is_worth_nothing(client, cast):
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    give(client, cast.county_editor)
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief)


def test_a_session_ends_after_half_an_hour_idle_and_after_eight_hours_at_all(client, cast, clock):
    give(client, cast.county_editor)
    for _ in range(16):
        clock.move(minutes=29)
        assert is_in(client)
    clock.move(minutes=29)
    assert not is_in(client)
    give(client, cast.county_editor)
    clock.move(minutes=31)
    assert not is_in(client)


def test_a_session_does_not_outlive_a_clock_that_was_set_back(client, cast, clock):
    give(client, cast.county_editor)
    clock.move(days=-1)
    answer = client.get(HOME)
    assert answer.url == LOGIN
    assert "登录已超时" in text(client.get(LOGIN))


def test_administrators_need_a_second_factor_and_enrol_at_the_first_login(client, cast):
    for user in (cast.system_administrator, cast.audit_administrator):
        assert give(client, user).url == CODE
        assert not is_in(client)
    page = text(client.get(CODE))
    secret = re.search(r'login-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert "data:image/svg+xml" in page
    assert "不正确" in text(client.post(CODE, {"code": "000000"})) and not is_in(client)
    assert client.post(CODE, {"code": digits(pyotp.TOTP(secret))}).url == HOME
    assert is_in(client)
    client.post("/staff/logout/")
    give(client, cast.audit_administrator)
    assert secret[:4] not in text(client.get(CODE)) and "二维码" not in text(client.get(CODE))


def test_a_code_opens_once_and_the_clock_moved_back_does_not_renew_it(client, cast, clock):
    totp = phone(cast.security_administrator)
    code = digits(totp)
    give(client, cast.security_administrator)
    assert client.post(CODE, {"code": f"{code[:3]} {code[3:]}"}).url == HOME
    other = Client()
    give(other, cast.security_administrator)
    assert other.post(CODE, {"code": code}).status_code == 200
    clock.move(days=400)
    give(other, cast.security_administrator)
    assert other.post(CODE, {"code": digits(totp)}).status_code == 302
    clock.move(days=-400)
    third = Client()
    give(third, cast.security_administrator)
    assert third.post(CODE, {"code": code}).status_code == 200
    # The clock is right again, and so is the phone: nobody waits 400 days.
    assert third.post(CODE, {"code": digits(totp, 1)}).status_code == 302


def test_a_phone_may_be_half_a_minute_off_and_no_more(cast, clock):
    totp = phone(cast.security_administrator)
    found = [second_factor.accept(cast.security_administrator, digits(totp, step)) for step in (-3, 3, -1, 1)]
    assert found == [False, False, True, True]


def test_guessing_codes_locks_the_second_step_too(client, cast):
    totp = phone(cast.security_administrator)
    give(client, cast.security_administrator)
    for n in range(5):
        client.post(CODE, {"code": f"00000{n}"})
    assert client.post(CODE, {"code": digits(totp)}).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "\0" * 6, "12 34 56", "a" * 9999])
def test_what_is_no_code_is_a_wrong_one(client, cast, code):
    give(client, cast.security_administrator)
    assert client.post(CODE, {"code": code}).status_code == 200


def test_the_second_step_waits_five_minutes_and_only_for_who_gave_the_password(client, cast, clock):
    totp = phone(cast.security_administrator)
    assert client.post(CODE, {"code": digits(totp)}).url == LOGIN
    give(client, cast.security_administrator)
    clock.move(minutes=6)
    assert client.post(CODE, {"code": digits(totp)}).url == LOGIN
    give(client, cast.security_administrator)
    cast.security_administrator.set_password("Another-horse-8")
    cast.security_administrator.save()
    assert client.post(CODE, {"code": digits(totp)}).url == LOGIN


def test_the_secret_is_not_in_the_database_and_worth_nothing_in_another_row(cast):
    secret = second_factor.enrol(cast.security_administrator)
    factor = SecondFactor.objects.get()
    assert secret.encode() not in bytes(factor.sealed_secret)
    SecondFactor.objects.filter(pk=factor.pk).update(user=cast.audit_administrator)
    assert not second_factor.accept(cast.audit_administrator, digits(pyotp.TOTP(secret)))


def test_whoever_becomes_an_administrator_is_asked_for_the_code_in_the_middle_of_a_session(client, cast):
    give(client, cast.auditor)
    assert is_in(client)
    Assignment.objects.create(
        user=cast.auditor, role=Role.AUDIT_ADMINISTRATOR, region=cast.city, organisation=cast.city_office,
        valid_from=SINCE,
    )  # fmt: skip
    assert client.get("/staff/account/").url == CODE
    assert client.post(CODE, {"code": digits(phone(cast.auditor))}).url == "/staff/account/"
    assert client.get("/staff/account/").status_code == 200


def test_the_superusers_admin_has_no_login_of_its_own(client, cast, settings):
    root = User.objects.create_superuser("root", password=PASSWORD)
    inside = reverse("admin:staff_user_changelist")
    assert client.get(inside).url.startswith(LOGIN)
    door = client.get(reverse("admin:login"), {"next": inside})
    assert door.status_code == 302 and door.url.startswith(LOGIN)
    assert client.post(reverse("admin:login"), {"username": "root", "password": PASSWORD}).status_code == 302
    assert client.get(inside).status_code == 302
    client.force_login(root)
    assert client.get(inside).url == CODE
    client.logout()
    give(client, root, next=inside)
    assert client.post(CODE, {"code": digits(phone(root))}).url == inside
    page = client.get(inside)
    assert page.status_code == 200 and page["Cache-Control"] == "no-store, private"


def test_the_lock_holds_for_superusers_too(client, cast):
    root = User.objects.create_superuser("root", password=PASSWORD)
    for _ in range(5):
        give(client, root, "Wrong-guess-77")
    assert give(client, root).status_code == 200


def change(client, old, new, again=None):
    given = {"old_password": old, "new_password": new, "again": again or new}
    return client.post("/staff/account/password/", given)


def test_a_password_that_was_given_or_is_90_days_old_is_changed_before_anything_else(client, cast, clock):
    User.objects.filter(pk=cast.county_editor.pk).update(must_change_password=True)
    give(client, cast.county_editor)
    for path in (HOME, "/staff/account/", "/staff/maps/"):
        assert client.get(path).url == "/staff/account/password/"
    assert change(client, PASSWORD, "Another-horse-8").url == HOME
    assert is_in(client)
    clock.move(days=91)
    give(client, cast.county_editor, "Another-horse-8")
    assert client.get(HOME).url == "/staff/account/password/"


def test_a_new_password_ends_the_other_sessions_of_the_person(client, cast):
    elsewhere = Client()
    give(elsewhere, cast.county_editor)
    give(client, cast.county_editor)
    assert change(client, PASSWORD, "Another-horse-8").url == HOME
    assert is_in(client) and not is_in(elsewhere)


@pytest.mark.parametrize(
    ("old", "new", "again", "reason"),
    [
        ("Wrong-guess-77", "Another-horse-8", None, "现在的密码不正确"),
        (PASSWORD, "Another-horse-8", "Another-horse-9", "不一样"),
        (PASSWORD, "Short-7", None, "10"),
        (PASSWORD, "onlysmallletters", None, "至少 3 种"),
        (PASSWORD, PASSWORD, None, "最近 5 次"),
        (PASSWORD, "County-editor1", None, "相似"),
        (PASSWORD, "\0" * 12, None, "都要填写"),
    ],
)
def test_a_bad_new_password_is_refused_with_its_reason(client, cast, old, new, again, reason):
    User.objects.filter(pk=cast.county_editor.pk).update(username="county-editor")
    sign_in(client, cast.county_editor)
    answer = change(client, old, new, again)
    assert answer.status_code == 200 and reason in text(answer)
    assert User.objects.get(pk=cast.county_editor.pk).check_password(PASSWORD)


def test_the_last_five_passwords_are_not_taken_again_and_the_sixth_is(cast):
    from geo.errors import BadInput
    from layers.staff.passwords import change as change_password

    user = cast.county_editor
    given = [PASSWORD, *(f"Another-horse-{n}" for n in range(5))]
    for password in given[1:]:
        change_password(user, password)
    for password in given[1:]:
        with pytest.raises(BadInput, match="最近 5 次"):
            change_password(user, password)
    change_password(user, PASSWORD)
    assert user.former_passwords.count() == 4


def test_log_ins_and_refused_ones_are_in_the_trail_without_what_was_typed(client, cast):
    editor = cast.county_editor
    give(client, editor, "wrong-Password-1", REMOTE_ADDR="10.1.2.3")
    give(client, "my-Password-typed-here", "x", REMOTE_ADDR="10.1.2.3")
    give(client, editor, REMOTE_ADDR="10.1.2.3")
    client.post("/staff/logout/")
    told = AuditEntry.objects.filter(action__in=["login", "logout"]).order_by("id")
    seen = [(entry.action, entry.refused, entry.keys, entry.address) for entry in told]
    key = [str(editor.pk)]
    assert seen == [
        ("login", True, key, "10.1.2.3"),
        ("login", True, [], "10.1.2.3"),
        ("login", False, key, "10.1.2.3"),
        ("logout", False, key, "127.0.0.1"),
    ]
    assert "typed-here" not in str([(entry.detail, entry.actor_name) for entry in told])
