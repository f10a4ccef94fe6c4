"""/ledger/ and /verify without script: days, lines to be checked by anyone, and what is said of a pasted hash."""

import datetime as dt
import hashlib
import re

import pytest

from layers.ledger.append import append, head
from layers.ledger.days import close_days
from layers.ledger.models import LedgerEntry
from tests.layers.ledger.acts import act, hashes

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_days(monkeypatch):
    """Three entries of 25 November, one of the 26th; it is the 27th."""

    def at(day: int) -> None:
        moment = dt.datetime(2026, 11, day, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    at(25)
    append(
        [
            act(),
            act("REPLACE", "更正后的公告", version=2),
            act(doc_id="8Q2W3E4R5", content="补偿方案", title="补偿安置方案"),
        ]
    )
    at(26)
    append([act("WITHDRAW", "补偿方案", doc_id="8Q2W3E4R5", title="补偿安置方案", reason="面积有误",
                acted_at="2026-11-26T12:00:00.000000+08:00")])  # fmt: skip
    at(27)
    close_days()


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_page_lists_the_roots_of_the_days_that_are_over_newest_first(client, two_days):
    page = text_of(client.get("/ledger/"))
    roots = dict(LedgerEntry.objects.values_list("seq", "hash"))
    assert "共 4 条" in page and f"现在的链值： {roots[4]}" in page
    assert page.index("2026 年 11 月 26 日") < page.index("2026 年 11 月 25 日")
    assert "当日 3 条，到第 3 条" in page and roots[3] in page
    assert "为什么有这一串字" in page
    older = text_of(client.get("/ledger/?before=2026-11-26"))
    assert "11 月 25 日" in older and "11 月 26 日" not in older


def test_an_empty_ledger_says_that_no_day_is_over_yet(client):
    page = text_of(client.get("/ledger/"))
    assert "账本启用还不满一天" in page and "下载账本" not in page


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/ledger/?before=昨天", "before 应为日期，如 2026-11-01"),
        ("/ledger/ledger.jsonl?after=-1", "after 应为账本的序号：从 0 起的整数"),
        ("/ledger/ledger.jsonl?after=1e9", "after 应为账本的序号：从 0 起的整数"),
    ],
)
def test_what_is_no_day_and_no_number_is_refused(client, address, message):
    response = client.get(address)
    assert response.status_code == 400
    assert message in response.content.decode()


def test_the_download_is_the_hashed_text_itself(client, two_days):
    response = client.get("/ledger/ledger.jsonl")
    lines = b"".join(response.streaming_content).decode().splitlines()
    link = "0" * 64
    for line in lines:
        link = hashlib.sha256(f"{link}{line}".encode()).hexdigest()
    assert (len(lines), link) == (4, head().hash)
    rest = client.get("/ledger/ledger.jsonl?after=3")
    assert b"".join(rest.streaming_content).decode().splitlines() == lines[3:]
    assert rest["Content-Disposition"] == 'attachment; filename="ledger-4.jsonl"'


@pytest.mark.parametrize("which", [0, 1], ids=["SHA-256", "SM3"])
def test_the_newest_version_is_said_to_be_the_same_and_when_it_was_published(client, two_days, which):
    page = text_of(client.get("/verify", {"hash": hashes("更正后的公告")[which]}))
    assert "原件一致" in page and "是现在公布的一版" in page
    assert "关于东村集体土地的“征收”公告" in page and "政土告〔2024〕12号" in page
    assert "2024 年 3 月 4 日 09:00" in page and "第 2 版" in page


def test_an_earlier_version_and_a_withdrawn_one_are_told_apart_from_a_changed_file(client, two_days):
    replaced = text_of(client.get("/verify", {"hash": hashes("征收土地公告")[0]}))
    assert "原件一致，但已有新版" in replaced and "后来被第 2 版取代" in replaced
    gone = text_of(client.get("/verify", {"hash": hashes("补偿方案")[0]}))
    assert "原件一致，但已经撤回" in gone and "已于 2026 年 11 月 26 日撤回" in gone
    assert "原因：面积有误" in gone
    changed = text_of(client.get("/verify", {"hash": hashes("征收土地公告。")[0]}))
    assert "不一致" in changed and "本站没有公布过这样的文件" in changed
    assert "原件一致" not in changed


def test_a_root_from_paper_is_recognised(client, two_days):
    roots = dict(LedgerEntry.objects.values_list("seq", "hash"))
    of_day = text_of(client.get("/verify", {"hash": roots[3]}))
    assert "这是账本的每日根值，对得上" in of_day and "2026 年 11 月 25 日" in of_day
    assert "这是账本的链值，对得上" in text_of(client.get("/verify", {"hash": roots[2]}))


def test_a_hash_as_old_certutil_writes_it_is_read(client, two_days):
    digits = hashes("更正后的公告")[0].upper()
    spaced = " ".join(digits[n : n + 2] for n in range(0, 64, 2))
    assert "原件一致" in text_of(client.get("/verify", {"hash": f"  {spaced} \t"}))


@pytest.mark.parametrize(("typed", "digits"), [("abc", 3), ("g" * 64, 64), ("a" * 65, 65), ("<b>", 3)])
def test_what_is_no_hash_is_said_beside_the_field(client, typed, digits):
    response = client.get("/verify", {"hash": typed})
    page = response.content.decode()
    assert response.status_code == 400
    assert f"您填的是 {digits} 位，请核对后再查" in page and 'aria-invalid="true"' in page
    assert "<b>" not in re.search(r"<input id=\"hash\".*?>\n", page)[0]


def test_the_page_asks_five_questions_at_most(client, two_days, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        client.get("/verify", {"hash": "a" * 64})


def test_a_kiosk_is_not_offered_files(client, two_days):
    page = client.get("/verify?device=kiosk").content.decode()
    assert 'type="file"' not in page and "请用“带走”在手机或电脑上打开" in page
    assert "下载账本" not in client.get("/ledger/?device=kiosk").content.decode()
