import pytest

from geo.errors import BadInput
from layers.land.document_number import normalise

WANTED = "鲁政土字〔2020〕123号"


@pytest.mark.parametrize(
    "typed",
    [
        "鲁政土字[2020] 123号",
        "鲁政土字【2020】１２３号",
        "鲁政土字（2020）0123号",
        "鲁政土字﹝2020﹞123号",
        "鲁政土字［2020］ 123 号",
        "鲁政土字〔２０２０〕第123号",
        " 鲁政土字〔2020〕\u3000123号\u200b",
    ],
)
def test_all_spellings_of_a_number_are_one(typed):
    assert normalise(typed) == WANTED


def test_a_serial_number_with_a_branch_keeps_it():
    assert normalise("吉政函【2020】86－2号") == "吉政函〔2020〕86-2号"


@pytest.mark.parametrize(
    "typed", ["", "鲁政土字2020年123号", "鲁政土字〔1820〕1号", "〔2020〕1号", "鲁政土字〔2020〕号", "鲁政土字〔2020〕0号",
              "鲁政土字〔2020〕123456号", "鲁政土字〔2020〕1号附件", "号" * 5000, "鲁政土字〔2020〕1\x00号"]
)  # fmt: skip
def test_what_is_no_number_is_refused_by_name(typed):
    with pytest.raises(BadInput) as refusal:
        normalise(typed, "approval_no")
    assert refusal.value.parameter == "approval_no"
    assert refusal.value.message.startswith("文号")
