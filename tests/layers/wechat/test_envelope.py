"""The envelope against the sample of the official documents, and against who does not know the key."""

import base64

import pytest

from layers.wechat.envelope import Envelope, Forged

OFFICIAL = Envelope("spamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx2c2769f8efd9abc2")
# 消息加解密接入指引, 示例代码.
TIMESTAMP, NONCE = "1409735669", "1320562132"
SIGNATURE = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
SEALED = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5G"
    "IItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMe"
    "zR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl"
    "9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)


def test_the_official_sample_is_signed_and_opens():
    assert OFFICIAL.is_signed(SIGNATURE, TIMESTAMP, NONCE, SEALED)
    message = OFFICIAL.opened(SEALED).decode()
    assert "<FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>" in message
    assert "<Content><![CDATA[abcdteT]]></Content>" in message


def test_one_changed_letter_is_not_signed():
    assert not OFFICIAL.is_signed(SIGNATURE, TIMESTAMP, NONCE, SEALED.replace("h", "H", 1))
    assert not OFFICIAL.is_signed(SIGNATURE, "1409735670", NONCE, SEALED)


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 2_000])
def test_what_is_sealed_opens_again_at_every_length_of_padding(length):
    message = "村".encode() * length
    assert OFFICIAL.opened(OFFICIAL.sealed(message)) == message


def test_what_was_sealed_for_another_account_or_under_another_key_is_forged():
    for other in (
        Envelope("spamtest", OFFICIAL.aes_key, "wx0000000000000000"),
        Envelope("spamtest", OFFICIAL.aes_key[::-1], OFFICIAL.app_id),
    ):
        with pytest.raises(Forged):
            OFFICIAL.opened(other.sealed(b"<xml/>"))


@pytest.mark.parametrize("sealed", ["", "a", "=", "村", base64.b64encode(b"x" * 32).decode(), SEALED[:-24]])
def test_what_is_no_envelope_is_forged_and_no_other_error(sealed):
    with pytest.raises(Forged):
        OFFICIAL.opened(sealed)
