"""A material in one line, as lists of items write it."""

import pytest

from layers.services.material_lines import read_line, read_lines
from layers.services.models import Material


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("身份证", {"name": "身份证"}),
        (
            "身份证（原件和复印件，2 份，容缺）",
            {"name": "身份证", "form": "both", "copies": 2, "necessity": "later"},
        ),
        (
            "营业执照(复印件,1份,政府核发)",
            {"name": "营业执照", "form": "copy", "copies": 1, "source": "government"},
        ),
        ("照片（一寸）", {"name": "照片（一寸）"}),
        ("申请表（原件，签字）", {"name": "申请表（原件，签字）"}),
        ("证明（100 份）", {"name": "证明（100 份）"}),
    ],
)
def test_what_stands_in_brackets_is_read_when_all_of_it_is_understood_and_else_left_to_the_name(
    line, columns
):
    assert read_line(line) == columns


def test_lines_keep_their_order_and_empty_ones_are_none():
    rows = read_lines("身份证\n\n 户口簿 \n")
    assert [(row["name"], row["sort_key"]) for row in rows] == [("身份证", 1), ("户口簿", 2)]


def test_a_material_is_told_in_words():
    assert Material(name="表", form="both", copies=2, source="applicant", necessity="later").told == (
        "原件和复印件，2 份，自备，可以容缺，后补"
    )
    assert Material(name="表").told == ""
