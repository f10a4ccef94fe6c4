import pytest
from django.utils import timezone

from layers.documents.comparing import compared, passages
from layers.documents.models import Document, DocumentVersion, PageImage, PageText, Publication, StoredFile

OLD = [
    "博兴县人民政府公告",
    "征收土地 1.2345 公顷。",
    "补偿标准 60000 元/亩。",
    "特此公告。",
    "二○二四年三月四日",
]


def kinds(old, new):
    return [
        (one.kind, "".join(part.text for part in one.old if part.differs), "".join(part.text for part in one.new if part.differs))
        for one in passages(old, new)
        if one.kind not in ("same", "skipped")
    ]  # fmt: skip


def test_a_changed_figure_is_marked_letter_by_letter():
    new = [*OLD[:2], "补偿标准 65000 元/亩。", *OLD[3:]]
    assert kinds(OLD, new) == [("changed", "0", "5")]


def test_added_and_removed_lines_are_told_apart():
    assert kinds(OLD, [*OLD, "附件：勘测定界图"]) == [("added", "", "附件：勘测定界图")]
    assert kinds(OLD, OLD[:2] + OLD[3:]) == [("removed", "补偿标准 60000 元/亩。", "")]


def test_white_space_and_the_width_of_letters_are_no_change():
    assert kinds(OLD, [line.replace(" ", "").replace("1", "１") for line in OLD]) == []


def test_far_lines_alike_are_only_counted():
    old = [f"第 {n} 条" for n in range(50)]
    new = [*old[:25], "改了", *old[26:]]
    assert [(one.kind, one.lines) for one in passages(old, new)] == [
        ("skipped", 23), ("same", 0), ("changed", 0), ("same", 0), ("skipped", 22),
    ]  # fmt: skip


@pytest.fixture
def versions(db):
    document = Document.objects.create()
    made = []
    for number, text in ((1, "\n".join(OLD)), (2, "\n".join(OLD).replace("60000", "65000")), (3, "全是别的")):
        stored = [
            StoredFile.objects.create(
                sha256=f"{number}{at}".rjust(64, "0"), store=store, size=1, media_type="application/pdf"
            )
            for at, store in enumerate(("originals", "derivatives"))
        ]
        version = DocumentVersion.objects.create(
            document=document, number=number, title="公告", file_name="a.pdf", original=stored[0]
        )
        Publication.objects.create(version=version, published_at=timezone.now(), derivative=stored[1])
        PageText.objects.create(version=version, page=1, text=text)
        PageText.objects.create(version=version, page=2, text="")
        PageImage.objects.create(version=version, page=2, width=800, height=1100, file=stored[1])
        made.append(version)
    return made


def test_a_page_without_words_is_set_beside_the_other_as_a_picture(versions):
    found = compared(versions[0], versions[1])
    assert found.changes == 1
    assert [(pair.page, pair.old.version_id, pair.new.version_id) for pair in found.pictures] == [
        (2, versions[0].pk, versions[1].pk)
    ]


def test_the_page_says_in_words_what_was_removed_and_added(client, versions):
    page = client.get(f"{versions[0].get_absolute_url()}/compare/2").content.decode()
    assert "文字有 1 处不同" in page
    assert '<del><span class="unseen">删除：</span>0</del>' in page
    assert '<ins><span class="unseen">新增：</span>5</ins>' in page
    assert "旧版第 2 页" in page and "新版第 2 页" in page


def test_a_replaced_version_leads_to_the_comparison_with_the_newest_public_one(client, versions):
    newest = versions[2].publication
    newest.withdrawn_at, newest.withdrawal_reason = timezone.now(), "公示内容有误"
    newest.save()
    page = client.get(versions[0].get_absolute_url()).content.decode()
    assert f'href="{versions[0].get_absolute_url()}/compare/2">与新版比较' in page
    assert "/compare/3" not in page
    assert (
        "与新版比较" not in client.get(versions[1].get_absolute_url()).content.decode().split("各个版本")[0]
    )


def test_a_withdrawn_version_is_not_shown_in_a_comparison(client, versions):
    old = versions[0].publication
    old.withdrawn_at, old.withdrawal_reason = timezone.now(), "公示内容有误"
    old.save()
    answer = client.get(f"{versions[0].get_absolute_url()}/compare/2")
    assert answer.status_code == 410
    assert "60000" not in answer.content.decode()


def test_the_older_version_comes_first(client, versions):
    assert client.get(f"{versions[1].get_absolute_url()}/compare/1").status_code == 404
    assert client.get(f"{versions[1].get_absolute_url()}/compare/9").status_code == 404
