"""How bytes leave: ranges, names, types, and what no browser may do with them."""

from urllib.parse import quote

import pytest

from layers.documents.delivery import deliver
from layers.documents.publish import withdraw
from layers.documents.ranges import RangeNotSatisfiable, parse_range

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(public_version) -> str:
    return f"{public_version.get_absolute_url()}/file"


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-", (0, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-1000", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-1000", (0, 99)),
        ("", None),
        ("bytes=20-10", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=٣-٤", None),
        ("bytes=1e1-20", None),
        ("bytes=" + "9" * 5000 + "-", None),
    ],
)
def test_a_range_of_a_hundred_bytes(header, expected):
    assert parse_range(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999999-"])
def test_a_range_outside_of_the_file_cannot_be_satisfied(header):
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, 100)


def test_the_whole_file(client, address, three_pages):
    response = client.get(address)
    assert response.status_code == 200
    assert body(response) == three_pages
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Length"] == str(len(three_pages))
    assert response.headers["Accept-Ranges"] == "bytes"


def test_a_part_of_the_file(client, address, three_pages):
    size = len(three_pages)
    response = client.get(address, headers={"Range": "bytes=100-199"})
    assert (response.status_code, body(response)) == (206, three_pages[100:200])
    assert response.headers["Content-Range"] == f"bytes 100-199/{size}"
    assert response.headers["Content-Length"] == "100"
    last = client.get(address, headers={"Range": "bytes=-5"})
    assert (last.status_code, body(last)) == (206, three_pages[-5:])


def test_a_part_beyond_the_end_is_416_with_the_size(client, address, three_pages):
    response = client.get(address, headers={"Range": f"bytes={len(three_pages)}-"})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(three_pages)}"


def test_if_range_of_other_bytes_gives_the_whole_file(client, address, public_version, three_pages):
    etag = f'"{public_version.original.sha256}"'
    same = client.get(address, headers={"Range": "bytes=0-9", "If-Range": etag})
    assert (same.status_code, len(body(same))) == (206, 10)
    other = client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (other.status_code, len(body(other))) == (200, len(three_pages))


def test_head_tells_the_size_and_sends_nothing(client, address, three_pages):
    response = client.head(address, headers={"Range": "bytes=0-9"})
    assert response.status_code == 200
    assert response.headers["Content-Length"] == str(len(three_pages))
    assert body(response) == b""


def test_what_the_browser_has_is_304(client, address):
    etag = client.get(address).headers["ETag"]
    response = client.get(address, headers={"If-None-Match": etag})
    assert (response.status_code, body(response)) == (304, b"")


def test_the_download_carries_the_title_in_chinese_and_never_the_users_own_file_name(
    client, address, public_version
):
    assert "张三" in public_version.file_name
    name = quote(f"{public_version.title}.pdf")
    assert client.get(address).headers["Content-Disposition"] == f"inline; filename*=utf-8''{name}"
    download = client.get(f"{address}?download=1").headers["Content-Disposition"]
    assert download == f"attachment; filename*=utf-8''{name}"


def test_bytes_run_nothing_and_are_not_kept_for_others(client, address):
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, max-age=60, must-revalidate"


def test_writing_to_a_file_is_405(client, address):
    assert client.post(address).status_code == 405
    assert client.delete(address).status_code == 405


def test_an_original_never_leaves(rf, public_version):
    with pytest.raises(ValueError, match="never leaves"):
        deliver(rf.get("/"), public_version.original, "x")


def test_every_address_of_a_withdrawn_version_is_410(client, address, public_version):
    etag = client.get(address).headers["ETag"]
    withdraw(public_version, "公告内容有误")
    page = public_version.get_absolute_url()
    for gone in (address, page, f"{page}/pages/1/800", public_version.document.get_absolute_url()):
        assert client.get(gone, headers={"If-None-Match": etag}).status_code == 410, gone
