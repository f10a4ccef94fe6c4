"""Somebody who has logged in: in Django's client without the pages of it, in a browser by typing."""

import time

import pyotp
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.harness.databases import sample_files


def sign_in(client, user):
    """The client, as ``user``: what Client.force_login does, and the mark of a second factor that was given."""
    client.force_login(user)
    session, now = client.session, int(timezone.now().timestamp())
    session.update({"began": now, "seen": now, "second_factor": True})
    session.save()
    return client


def demo_accounts() -> dict[str, tuple[str, str]]:
    """User name → password and, of an administrator, the authenticator's secret; of the served samples."""
    lines = (sample_files() / "secrets/demo_passwords.txt").read_text().splitlines()
    return {name: (password, "".join(secret)) for name, password, *secret in map(str.split, lines)}


def log_in(page: Page, site: str, name: str) -> None:
    """Ends at the home of the desk. A code opens once, so the next test of the same person takes one beside it."""
    password, secret = demo_accounts()[name]
    page.goto(f"{site}/staff/login/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    home, code = page.get_by_role("heading", name="我的工作", exact=True), page.get_by_label("六位数")
    expect(home.or_(code)).to_be_visible()
    for offset_s in (0, 30, -30) if secret else ():
        code.fill(pyotp.TOTP(secret).at(int(time.time()) + offset_s))
        with page.expect_navigation():
            page.get_by_role("button", name="登录", exact=True).click()
        expect(home.or_(code)).to_be_visible()
        if home.is_visible():
            break
    expect(home).to_be_visible()
