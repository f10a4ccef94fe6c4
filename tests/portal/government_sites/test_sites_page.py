"""/sites/: sites of public bodies; whoever leaves is told so, a kiosk stays."""

import re

import pytest

from layers.channels.models import Website
from tests.harness.cast import make_cast
from tests.layers.channels.making import website

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    made = make_cast()
    website(made.city_office, "市政府网")
    website(made.bureau, "东县国土网", kind="department", is_working=False)
    return made


def test_the_list_names_kind_and_owner_and_what_does_not_open(client, cast):
    html = client.get("/sites/").content.decode()
    assert re.findall(r"<strong>([^<]+网)</strong>", html) == ["市政府网", "东县国土网"]
    assert html.count("暂时打不开") == 1
    only = client.get("/sites/", {"kind": "department"}).content.decode()
    assert "东县国土网" in only and "<strong>市政府网" not in only


def test_a_visitor_is_told_that_she_leaves_and_who_answers_for_what_is_there(client, cast):
    one = Website.objects.get(name="市政府网")
    html = client.get(f"/sites/{one.public_id}").content.decode()
    assert "会离开本站，去往 example.com。那里的内容由滨州市政务公开办负责" in html
    assert 'rel="noopener noreferrer external"' in html


def test_a_kiosk_has_a_code_and_frames_only_what_lets_itself_be_framed(client, cast):
    one = Website.objects.get(name="市政府网")
    here = f"/sites/{one.public_id}"
    html = client.get(here, {"device": "kiosk"}).content.decode()
    assert f'href="{one.address}"' not in html and "在这台机器上看" not in html
    assert client.get(f"{here}/framed").url == here
    Website.objects.filter(pk=one.pk).update(framing="allowed")
    assert f'href="{here}/framed"' in client.get(here).content.decode()


def test_the_frame_is_shut_in_and_the_policy_names_that_site_alone(client, cast):
    one = Website.objects.get(name="市政府网")
    Website.objects.filter(pk=one.pk).update(framing="allowed", address="https://example.com:8443/start")
    client.cookies["device"] = "kiosk"
    answer = client.get(f"/sites/{one.public_id}/framed")
    policy = answer["Content-Security-Policy"]
    assert "frame-src https://example.com:8443;" in f"{policy};"
    sandbox = re.search(r'sandbox="([^"]+)"', answer.content.decode()).group(1).split()
    assert "allow-top-navigation" not in sandbox and "allow-popups" not in sandbox
    assert "frame-src" not in client.get("/sites/")["Content-Security-Policy"]


def test_a_site_over_plain_http_or_one_that_is_down_is_not_framed(client, cast):
    one = Website.objects.get(name="市政府网")
    for changed in (
        {"address": "http://example.com/"},
        {"address": "https://example.com/", "is_working": False},
    ):
        Website.objects.filter(pk=one.pk).update(framing="allowed", **changed)
        assert client.get(f"/sites/{one.public_id}/framed").status_code == 302


def test_the_bureaus_editor_says_alone_that_it_opens_again(client, cast):
    from tests.harness.signing_in import sign_in

    one = Website.objects.get(name="东县国土网")
    here = f"/staff/websites/{one.public_id}/quick/"
    desk = sign_in(client, cast.county_editor)
    page = desk.get(here).content.decode()
    assert "今天核实过" in page and 'name="name"' not in page
    hidden = re.search(r'name="hash" value="([0-9a-f]+)"', page).group(1)
    answer = desk.post(
        here,
        {
            "hash": hidden,
            "do": "save",
            "is_working": "on",
            "framing": "forbidden",
            "checked_on": "2024-03-04",
        },
    )
    assert answer.status_code == 302, re.findall(r"<li>[^<]*", answer.content.decode())
    found = Website.objects.get(pk=one.pk)
    assert found.is_working and found.framing == "forbidden"
    assert desk.get(f"/staff/cases/{one.public_id}/quick/").status_code == 404
