"""One box: two characters, substrings, initials, pinyin, old names, numerals, width, village suffixes."""

import pytest
from django.db import connection

from geo.errors import BadInput
from layers.search.index import write
from layers.search.normalise import spellings
from layers.search.query import find
from layers.search.registry import Findable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def some_things():
    write(
        "region",
        [
            Findable("371625000000", ["博兴县"], "/land/371625000000", "1/2/", "滨州市", weight=8),
            Findable("371625104201", ["高家村委会", "高家", "西高村"], "/v/1", "1/2/3/4/", "滨州市博兴县湖滨镇"),
            Findable("371602001201", ["高家村民委员会", "高家"], "/v/2", "1/5/6/7/", "滨州市滨城区市西街道"),
            Findable("371681101000", ["长山镇"], "/land/3", "1/8/9/", "滨州市邹平市",
                     readings=[["chang", "shan", "zhen"]]),
            Findable("371621101201", ["二十里铺村委会"], "/v/5", "1/10/11/12/", "滨州市惠民县"),
        ],
    )  # fmt: skip
    write(
        "case",
        [
            Findable("A", ["博兴县2020年第3批次城镇建设用地", "鲁政土字〔2020〕123号"], "/c/A", "1/2/", readings=[]),
            Findable("B", ["示例公告"], "/d/B", readings=[], body="征收目的是建设 道路绿化 工程"),
        ],
    )  # fmt: skip
    write("place", [Findable("P", ["黄河五路社区卫生服务中心"], "/map/P", "1/5/6/")])


def found(text: str, **kwargs: str) -> list[str]:
    return [thing.key for thing in find(text, **kwargs)]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("博兴", "371625000000"),
        ("bxx", "371625000000"),
        ("BXX", "371625000000"),
        ("boxing", "371625000000"),
        ("bo xing xian", "371625000000"),
        ("高家", "371625104201"),
        ("高家村", "371602001201"),
        ("高家村民委员会", "371625104201"),
        ("西高村", "371625104201"),
        ("changshan", "371681101000"),
        ("20里铺", "371621101201"),
        ("二十里铺", "371621101201"),
        ("黄河5路", "P"),
        ("黄河５路", "P"),
        ("五路社区", "P"),
        ("鲁政土字[2020] 123号", "A"),
        ("2020年第三批次", "A"),
        ("博兴 高家", "371625104201"),
        ("绿化", "B"),
        ("高", "371625104201"),
    ],
)
def test_what_people_type_finds_the_thing(typed, key):
    assert key in found(typed)


def test_an_override_of_the_reading_beats_the_library():
    assert "371681101000" not in found("zhangshan")


def test_the_own_region_comes_first():
    assert found("高家", own_path="1/5/")[0] == "371602001201"
    assert found("高家", own_path="1/2/")[0] == "371625104201"


def test_the_own_village_comes_before_the_own_county():
    write("place", [Findable(key, ["平安药店"], "/", path, readings=[]) for key, path in
                    [("far", "1/9/9/9/"), ("county", "1/2/8/8/"), ("village", "1/2/3/4/"), ("town", "1/2/3/5/")]])  # fmt: skip
    assert found("药店", own_path="1/2/3/4/") == ["village", "town", "county", "far"]


def test_the_very_name_comes_before_longer_names():
    assert found("博兴县")[0] == "371625000000"


def test_a_name_that_nobody_bears_finds_nothing():
    assert found("麒麟山庄") == []


@pytest.mark.parametrize("typed", ["%", "100%", "高%家", "\\", "'; DROP TABLE x; --"])
def test_wildcards_and_quotes_find_nothing_and_break_nothing(typed):
    assert found(typed) == []


@pytest.mark.parametrize("typed", ["", " ", "。。", "_", "长" * 101])
def test_an_empty_or_overlong_question_is_refused_by_name(typed):
    with pytest.raises(BadInput) as refusal:
        find(typed)
    assert refusal.value.parameter == "q"


def test_every_arm_uses_an_index_and_no_sequential_scan():
    write("bench", [Findable(f"K{i}", [f"甲{i:05d}号"], "/", "1/", readings=[]) for i in range(20_000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE layers_searchentry")
        cursor.execute(
            "EXPLAIN SELECT id FROM layers_searchentry WHERE grams @> %s AND text LIKE %s LIMIT 300",
            [["高家"], "%高家%"],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "layers_search_grams" in plan and "Seq Scan" not in plan


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("高家村民委员会", "高家村"),
        ("新苑社区居委会", "新苑社区"),
        ("黄河五路", "黄河5路"),
        ("二〇一二年", "2012年"),
        ("一百二十号", "120号"),
        ("村委会", "村委会"),
    ],
)
def test_a_text_has_one_canonical_spelling(text, canonical):
    assert spellings(text)[-1] == canonical
