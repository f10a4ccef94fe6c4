"""Which address counts: forged ones must not."""

import pytest
from django.test import RequestFactory

from layers.audit.address import client_address


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        (0, "203.0.113.9", "1.2.3.4", "203.0.113.9"),  # without a proxy the header is the client's own word
        (1, "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "127.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),  # the client wrote the first itself
        (2, "127.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (2, "10.0.0.7", "203.0.113.9", "10.0.0.7"),  # came past the outer proxy
        (1, "127.0.0.1", "", "127.0.0.1"),
        (1, "127.0.0.1", "unknown", "127.0.0.1"),
        (1, "127.0.0.1", "'; DROP TABLE--", "127.0.0.1"),
        (1, "127.0.0.1", "203.0.113.9:5123", "203.0.113.9"),
        (1, "127.0.0.1", "[2001:DB8::1]:443", "2001:db8::1"),
        (1, "127.0.0.1", "2001:DB8:0::1", "2001:db8::1"),
        (0, "::ffff:203.0.113.9", "", "203.0.113.9"),
        (0, "", "", ""),  # a unix socket
    ],
)
def test_the_client_is_who_our_own_proxy_spoke_to(settings, proxies, peer, forwarded, address) -> None:
    settings.TRUSTED_PROXIES = proxies
    given = {"REMOTE_ADDR": peer} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    assert client_address(RequestFactory().get("/", **given)) == address
