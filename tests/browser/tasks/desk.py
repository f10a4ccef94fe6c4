"""What clerks do in every module: find a record, change it, hand it in, pass it."""

import re

from playwright.sync_api import Locator, Page, expect


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, link: Locator) -> None:
    """Clicks it and waits for the page that it leads to: what is read next must not be of the old one."""
    with page.expect_navigation():
        link.click()


def open_first(page: Page, slug: str, words: str = "") -> str:
    """The page of the first record of a list, found by ``words``; its name."""
    page.goto(f"/staff/{slug}/?q={words}")
    first = page.locator(".list-table tbody th a").first
    name = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    return name


def begin(page: Page, slug: str) -> None:
    """A new record of that list in the editor."""
    page.goto(f"/staff/{slug}/")
    press(page, "新建")
    expect(page.locator("#editor")).to_be_visible()


def field(page: Page, name: str) -> Locator:
    """By the name of its column: on the screen a label says too whether it may be left out."""
    return page.locator(f"#id_{name}")


def choose(page: Page, name: str, words: str) -> None:
    """Picks the first suggestion for ``words`` in a field that looks things up."""
    typed = field(page, name)
    typed.fill("")
    typed.press_sequentially(words, delay=20)
    option = page.locator(".suggestions [role=option]").first
    expect(option).to_be_visible()
    option.click()


def hand_in(page: Page) -> None:
    """From the editor to the reviewers."""
    with page.expect_navigation():
        page.locator(".editor-bar [value=check]").click()
    press(page, "提交审核")
    expect(page.get_by_text("审核中").first).to_be_visible()


def keep(page: Page) -> None:
    with page.expect_navigation():
        page.locator(".editor-bar [value=save]").click()
    expect(page.locator("#editor")).to_be_visible()


def refused(page: Page, words: str) -> None:
    """Checked, sent back to the field, and told why."""
    with page.expect_navigation():
        page.locator(".editor-bar [value=check]").click()
    expect(page.get_by_role("alert").first).to_contain_text(words)


def publish_now(page: Page) -> None:
    """What a clerk may say without a review."""
    press(page, "公布")
    expect(page.get_by_role("status").first).to_be_visible()


def draft_withdrawal(page: Page, reason: str) -> None:
    page.locator("summary", has_text=re.compile("^撤回$")).click()
    page.get_by_label("撤回原因").fill(reason)
    press(page, "起草撤回")
    expect(page.get_by_text(f"撤回原因：{reason}")).to_be_visible()
