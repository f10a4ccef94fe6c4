"""What a file is, is decided by what is in it."""

import io
import wave

import pytest

from geo.errors import BadInput
from layers.documents.kinds import JPEG, KINDS, MP3, MP4, PDF, PNG, WAV, decide
from tests.layers.documents.files import green_film, pdf, picture, second_of_sound


def kind_of(content: bytes, name: str, allowed=KINDS):
    return decide(io.BytesIO(content), len(content), name, allowed)


def test_each_kind_is_known_by_its_content():
    assert kind_of(pdf("一"), "a.pdf") is PDF
    assert kind_of(picture(8, 8), "a.PNG") is PNG
    assert kind_of(picture(8, 8, "JPEG"), "a.jpeg") is JPEG
    assert kind_of(second_of_sound(), "a.mp3") is MP3
    assert kind_of(green_film(), "a.mp4") is MP4


def test_html_named_pdf_is_refused_and_called_html():
    with pytest.raises(BadInput) as refusal:
        kind_of(b"<!DOCTYPE html><html><script>alert(1)</script></html>", "公告.pdf")
    assert refusal.value.message.startswith("公告.pdf:内容是 HTML")


def test_a_pdf_named_jpg_is_refused_with_both_named():
    with pytest.raises(BadInput, match=r"公告\.jpg:内容是 PDF,文件名却不是 \.pdf"):
        kind_of(pdf("一"), "公告.jpg")


def test_a_kind_that_is_not_asked_for_here_is_refused():
    with pytest.raises(BadInput, match="这里只收 MP3 声音"):
        kind_of(picture(8, 8), "a.png", allowed=(MP3,))


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (pdf("一")[:-200], "a.pdf", "结尾缺失"),
        (pdf("一") + b"PK\x05\x06" + b"\0" * 18, "a.pdf", "结尾之后还有其他内容"),
        (b"MZ" + pdf("一"), "a.pdf", "这里只收"),
        (picture(8, 8)[:-6], "a.png", "PNG 不完整"),
        (picture(8, 8) + b"<html>", "a.png", "结尾之后还有其他内容"),
        (picture(80, 80, "JPEG")[:-2], "a.jpg", "JPEG 不完整"),
        (b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"\0" * 99, "a.mp3", "标签过大"),
        (b"\xff\xfb\x90\x00" + b"\0" * 2000, "a.mp3", "没有声音"),
        (b"#EXTM3U\nfile:///etc/passwd", "a.mp4", "这里只收"),
        (b"\0\0\0\x18ftypisom" + b"\0" * 12 + b"\0\0\xff\xffmoov", "a.mp4", "MP4 不完整"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "Scalable Vector Graphics"),
        (b"hello", "a.pdf", "未知类型"),
    ],
)
def test_what_is_cut_off_or_carries_something_else_is_refused(content, name, reason):
    with pytest.raises(BadInput, match=reason):
        kind_of(content, name)


def recording() -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as written:
        written.setparams((1, 2, 16_000, 0, "NONE", ""))
        written.writeframes(bytes(3200))
    return target.getvalue()


def test_a_wav_is_known_and_one_that_is_cut_off_or_longer_is_refused():
    assert kind_of(recording(), "a.wav") is WAV
    for spoilt in (recording()[:-1], recording() + b"PK"):
        with pytest.raises(BadInput, match="WAV 不完整"):
            kind_of(spoilt, "a.wav")
    with pytest.raises(BadInput, match="PCM"):
        kind_of(recording()[:20] + b"\x55\x00" + recording()[22:], "a.wav")
