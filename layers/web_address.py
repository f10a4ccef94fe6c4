"""An address of somebody else's site that this service shows or encodes; it never fetches one.

Only what a visitor's browser may safely be sent to: http or https, a public host name. E 27 of the acceptance list:
``javascript:`` and ``http://10.0.0.1`` are refused.
"""

import ipaddress
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

LONGEST = 300
# Names that resolve inside of a house only.
INSIDE = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp")

_well_formed = URLValidator(
    schemes=["http", "https"], message="网址的写法不正确，应以 https:// 或 http:// 开头"
)


def public_web_address(text: str) -> None:
    """A validator of a model's column. Raises ValidationError with the reason in Chinese."""
    if len(text) > LONGEST:
        raise ValidationError(f"网址不能超过 {LONGEST} 个字符")
    _well_formed(text)
    parts = urlsplit(text)
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.username is not None or parts.password is not None:
        raise ValidationError("网址里不能有用户名和密码")
    if is_an_address(host):
        raise ValidationError("请写域名，不能写 IP 地址")
    if "." not in host or host.endswith(INSIDE):
        raise ValidationError("这是内部网络的名字，群众打不开")


def is_an_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
