"""The login in a real browser, on the served samples with their real hashes, keys and logins."""

import pytest
from playwright.sync_api import Page, expect

from tests.harness.signing_in import demo_accounts, log_in

pytestmark = pytest.mark.browser


def test_after_five_wrong_passwords_the_sixth_try_is_refused_even_when_right(page: Page, sample_site):
    # An account that no other browser test logs in with: it stays locked for half an hour.
    name = "demo-neighbour-publisher"
    right, _ = demo_accounts()[name]
    page.goto(f"{sample_site}/staff/")
    for password in [*(f"Wrong-guess-{n}" for n in range(5)), right]:
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(password)
        with page.expect_navigation():
            page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("用户名或密码不正确")
    expect(page.get_by_role("alert")).to_contain_text("输错次数过多")


def test_an_administrator_enters_with_the_code_of_the_printed_secret(page: Page, sample_site):
    log_in(page, sample_site, "demo-security-admin")
    page.get_by_role("link", name="我的账号").click()
    expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
    expect(page.get_by_text("动态口令")).to_be_visible()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="工作人员登录")).to_be_visible()
