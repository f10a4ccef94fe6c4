"""What the set-up reads from the repository keeps its promises."""

import re

import pytest

from deploy.stack.paths import ROOT


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt", "requirements-uv.txt"])
def test_every_requirement_is_pinned_with_its_checksum_and_no_host(name: str) -> None:
    text = (ROOT / name).read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in block.split("\n")[0] and "--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_the_tests_run_on_the_versions_that_are_served() -> None:
    served, tested = pins("requirements.txt"), pins("requirements-test.txt")
    assert {name: tested.get(name) for name in served} == served


def test_the_npm_lock_names_no_host() -> None:
    assert "://" not in (ROOT / "package-lock.json").read_text()


def test_no_log_of_the_front_holds_a_query() -> None:
    text = (ROOT / "deploy/nginx.conf").read_text()
    formats = dict(re.findall(r"log_format (\w+) '(.*)';", text))
    # $request and $request_uri carry the query, the referer that of the page before.
    secret = {"$request", "$request_uri", "$args", "$query_string", "$http_referer"}
    assert formats
    assert not any(set(re.findall(r"\$\w+", variables)) & secret for variables in formats.values())
    logs = re.findall(r"access_log (.*);", text)
    assert logs
    assert all(log == "off" or log.split()[1] in formats for log in logs)
    # Every message below `alert` quotes the request line.
    assert re.findall(r"error_log \S+ (\w+);", text) == ["alert"]
