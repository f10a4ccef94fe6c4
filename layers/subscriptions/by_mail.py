"""In by a letter: somebody without an account leaves an address, opens the link that is sent there, and says yes.

Opening confirms nothing: programs that look at the links of letters must not subscribe anybody.
"""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.http import HttpRequest
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.address import client_address
from layers.staff.lockout import charge
from layers.subscriptions.codes import LINK_EXPIRED, LINK_HOURS, read_link
from layers.subscriptions.limits import of_number, of_source
from layers.subscriptions.models import Channel, Subscriber, Verification
from layers.subscriptions.subscribing import TooMany, acting_here, proved, send_verification
from layers.subscriptions.topics import Topic

CLOSED = "本站还没有开通电子邮件，请用别的方式"
NO_ADDRESS = "应为电子邮箱地址，如 name@example.com"
LONGEST = 254


def ask_by_mail(request: HttpRequest, typed: str, topics: Sequence[Topic]) -> None:
    """Sends a link to that address, for ``topics`` of one kind or, with none, to see one's own list.

    Raises BadInput for what is no address, TooMany.
    """
    address = typed.strip()
    try:
        EmailValidator(NO_ADDRESS)(address)
    except ValidationError:
        raise BadInput("email", NO_ADDRESS) from None
    # What SMTP carries everywhere (RFC 5321 4.5.3.1).
    if not address.isascii() or len(address) > LONGEST:
        raise BadInput("email", NO_ADDRESS)
    if not settings.MAIL_BACKEND:
        raise BadInput("email", CLOSED)
    if not charge(of_number(address.lower()), of_source(client_address(request))):
        raise TooMany
    with acting_here(request, "获取订阅确认链接"):
        send_verification(Channel.EMAIL, address, topics)


def look_at_link(text: str) -> None:
    """Raises BadInput when it opens nothing any more."""
    if not Verification.objects.filter(pk=read_link(text), used_at=None).exists():
        raise BadInput("link", LINK_EXPIRED)


def confirm_link(request: HttpRequest, text: str) -> Subscriber:
    """The subscriber whose address is proved; what was asked for is subscribed now. Raises BadInput."""
    key = read_link(text)
    with acting_here(request, "确认订阅"):
        asked = (
            Verification.objects.select_for_update(of=("self",))
            .select_related("subscriber")
            .filter(pk=key, used_at=None, subscriber__channel=Channel.EMAIL)
            .first()
        )
        if asked is None or asked.created_at < timezone.now() - dt.timedelta(hours=LINK_HOURS):
            raise BadInput("link", LINK_EXPIRED)
        return proved(asked)
