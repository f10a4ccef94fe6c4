"""Addresses of other sites that a visitor may be sent to."""

import pytest
from django.core.exceptions import ValidationError

from layers.web_address import public_web_address


@pytest.mark.parametrize(
    "good",
    [
        "https://www.example.gov.cn/",
        "http://weixin.qq.com/r/abc?x=1#y",
        "https://滨州.政务/",
        "https://example.com:8443/a%20b",
    ],
)
def test_a_public_address_passes(good):
    public_web_address(good)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("javascript:alert(1)", "https://"),
        ("data:text/html,<b>", "https://"),
        ("ftp://example.com/", "https://"),
        ("//example.com/", "https://"),
        ("https://example.com/\njavascript:", "https://"),
        ("http://10.0.0.1/", "IP"),
        ("https://[::1]/", "IP"),
        ("http://127.0.0.1:8000/", "IP"),
        ("http://localhost/", "内部网络"),
        ("https://oa.internal/", "内部网络"),
        ("https://somebody:secret@example.com/", "用户名"),
        ("http://2130706433/", "https://"),
        ("https://" + "a" * 300 + ".com/", "300"),
    ],
)
def test_an_address_that_leads_inside_or_runs_code_is_refused_with_the_reason(bad, said):
    with pytest.raises(ValidationError) as refused:
        public_web_address(bad)
    assert said in refused.value.messages[0]
