"""Captions are read to the last time, refused with the number of the line, and written without what is no word."""

import pytest

from geo.errors import BadInput
from layers.videos.captions import LONGEST_CUE, MOST_CUES, Cue, parse, within, written

SOUND = """WEBVTT - 示例

STYLE
::cue { background: url(http://127.0.0.1/a) }

NOTE 内部备注：张三校对

1
00:00:00.500 --> 00:00:02.000 align:start position:0%
<v 主持人>先带<b>身份证</b>
&lt;原件&gt;

00:02.000 --> 01:00:03.250
再到窗口
"""


def told(text):
    return [(cue.start_s, cue.end_s, cue.text) for cue in parse(text)]


def test_words_and_times_stay_and_styles_comments_and_tags_go():
    assert told(SOUND) == [(0.5, 2.0, "先带身份证\n<原件>"), (2.0, 3603.25, "再到窗口")]
    clean = written(parse(SOUND))
    assert clean.startswith("WEBVTT\n\n00:00:00.500 --> 00:00:02.000\n先带身份证\n&lt;原件&gt;\n\n")
    assert told(clean) == told(SOUND) and written(parse(clean)) == clean
    assert not any(word in clean for word in ("http", "张三", "<v", "align", "NOTE"))


def test_subrip_as_editors_export_it_is_read_the_same():
    subrip = (
        "\ufeff1\r\n00:00:00,500 --> 00:00:02,000\r\n{\\an8}先带<i>身份证</i>\r\n\r\n"
        "2\r\n00:00:02,000 --> 00:00:03,000\r\n再到窗口\r\n"
    )
    assert told(subrip) == [(0.5, 2.0, "先带身份证"), (2.0, 3.0, "再到窗口")]


CUE = "00:00:01.000 --> 00:00:02.000\n"


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("你好\n\n再见", 1, "应写时间"),
        ("WEBVTT\n\n00:00:01 --> 00:00:02\n你好", 3, "时间写得不对"),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:61.000\n你好", 3, "时间写得不对"),
        ("WEBVTT\n\n第一条\n00:00:02.000 --> 00:00:01.000\n你好", 4, "晚于开始"),
        (f"WEBVTT\n\n{CUE}你好\n\n00:00:00.500 --> 00:00:03.000\n再见", 6, "先后"),
        (f"WEBVTT\n\n{CUE}\n{CUE}好", 3, "没有文字"),
        (f"WEBVTT\n\n{CUE}<b></b>", 3, "没有文字"),
        (f"WEBVTT\n\n{CUE}你好\n{CUE}再见", 3, "空一行"),
        (f"WEBVTT\n{CUE}你好", 2, "空一行"),
        (f"WEBVTT\n\n{CUE}{'好' * (LONGEST_CUE + 1)}", 3, str(LONGEST_CUE)),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, line, word):
    with pytest.raises(BadInput) as refused:
        parse(text)
    assert refused.value.parameter == "captions"
    assert refused.value.message.startswith(f"字幕第 {line} 行：") and word in refused.value.message


@pytest.mark.parametrize("text", ["", "WEBVTT\n", "WEBVTT\n\nNOTE 还没有写\n", "\n\n\n"])
def test_a_file_without_a_caption_is_none(text):
    with pytest.raises(BadInput, match="一条也没有"):
        parse(text)


def test_more_captions_than_any_film_has_are_refused():
    with pytest.raises(BadInput, match=str(MOST_CUES)):
        parse("WEBVTT\n\n" + f"{CUE}好\n\n" * (MOST_CUES + 1))


def test_captions_of_another_longer_film_are_refused_and_a_rounded_end_is_not():
    within([Cue(0, 4.5, "好", 3)], 3)
    for cue in (Cue(1, 5.5, "好", 7), Cue(3, 4, "好", 7)):
        with pytest.raises(BadInput, match="字幕第 7 行：超过了视频的时长"):
            within([cue], 3)
