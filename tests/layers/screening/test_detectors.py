"""What is taken for personal data in a text, and what looks like it and is public."""

import random

import pytest

from layers.screening.detectors import detect, persons
from layers.screening.detectors.id_card import has_check_digit, is_place_and_date
from tests.layers.screening.invented import card_number, credit_code, id_number

CHANCE = random.Random(31)
ID, CARD = id_number(CHANCE), card_number(CHANCE)
WRONG_DIGIT = ID[:17] + ("1" if ID[17] != "1" else "2")


def kinds(text, **options):
    return [hit.kind for hit in detect(text, **options)]


@pytest.mark.parametrize(
    "text",
    [
        f"身份证号 {ID}",
        f"序号 1 {ID} 2",
        ID.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
        " ".join(ID),
        f"{ID[:10]}\n{ID[10:]}",
        f"{ID[:9]}\u200b{ID[9:]}",
        ID.replace("0", "O", 2),
        WRONG_DIGIT,
        "旧证 370722480511123",
    ],
)
def test_an_identity_number_is_seen_however_it_is_written(text):
    assert kinds(text) == ["id_card"]


def test_the_check_digit_and_the_date_are_those_of_the_standard():
    # GB 11643-1999, annex: the number that the standard itself computes.
    assert has_check_digit("11010519491231002X")
    assert not has_check_digit("110105194912310021")
    assert not is_place_and_date("370722", "20250230") and not is_place_and_date("990722", "19800101")
    assert not is_place_and_date("370722", "29990101")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"开户行 {CARD}", "bank_card"),
        (" ".join(CARD[at : at + 4] for at in range(0, 19, 4)), "bank_card"),
        (f"{CARD[:8]}\n{CARD[8:]}", "bank_card"),
        ("联系电话 13812345678", "mobile"),
        ("+86 138-1234-5678", "mobile"),
        ("1 3 8 1 2 3 4 5 6 7 8", "mobile"),
        ("手机：1381234\n5678", "mobile"),
        ("鲁G12345", "plate"),
        ("鲁G·D12345", "plate"),
        ("护照号码：E12345678", "passport"),
        ("军官证：军字第1234567号", "passport"),
        ("zhang.san@163.com", "email"),
        ("3.70112E+17", "scientific"),
    ],
)
def test_other_numbers_of_persons_are_seen(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "鲁政土字〔2024〕1234号",
        "X=4120345.678 Y=20583421.123",
        "4120345.678\n20583421.123",
        f"统一社会信用代码 {credit_code(CHANCE)}",
        "宗地代码 370722100001GB00001",
        "不动产单元号 370722100001GB00001F00010001",
        "项目代码 2024-370722-47-03-123456",
        "合计 15000000000 元",
        "13812345678.12 平方米",
        "13512345 平方米\n245000 平方米",
        "咨询电话：0536-2321234、13812345678",
        "监督电话：张工 13812345678",
        "服务热线 12345",
        "意见反馈邮箱：bxzrzy@163.com",
        "信息公开：bgs@weifang.gov.cn",
        "3707**********1234",
        "政字第1234567号",
        "注册号 370722228001123",
        "姓名 职务\n张伟 局长\n李娜 科员\n王芳 科员\n赵磊 科员\n孙强 科员",
        "姓名 身份证号 签字",
    ],
)
def test_what_is_public_and_looks_like_it_is_not_blamed(text):
    assert kinds(text) == []


def test_five_names_below_a_head_are_a_list_of_persons_and_four_are_none():
    rows = ["张伟 1.2", "李娜 0.8", "王芳 2.0", "赵磊 1.1", "孙强 3.3"]
    assert kinds("户主 面积\n" + "\n".join(rows)) == ["persons"]
    assert kinds("户主 面积\n" + "\n".join(rows[:4])) == []
    assert kinds("姓名 家庭人口\n" + "\n".join(rows)) == ["persons"]


def test_a_column_of_names_is_found_at_its_head():
    names = ["张伟", "李 娜", "王芳", "赵磊", "孙强"]
    rows = [
        (1, {1: "地块", 3: "户主姓名"}),
        *((row, {1: "东", 3: name}) for row, name in enumerate(names, 2)),
    ]
    assert list(persons.columns(rows)) == [(1, 3, "张** 等 5 人")]


def test_a_long_run_of_digits_counts_only_where_it_was_read_from_a_picture():
    misread = "370722198O0l0112"
    assert kinds(misread) == []
    assert kinds(misread, is_recognised=True) == ["long_number"]
    assert kinds(f"宗地代码 {misread}", is_recognised=True) == []


def test_an_excerpt_never_holds_the_secret():
    for hit in detect(f"{ID} {CARD} 13812345678 zhang.san@163.com 鲁G12345"):
        assert "**" in hit.excerpt and len(hit.excerpt.replace("*", "")) <= 6
