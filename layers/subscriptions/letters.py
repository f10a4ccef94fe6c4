"""From a row of the outbox to the message, in the form of its channel."""

from collections.abc import Sequence

from django.conf import settings

from layers.subscriptions.channels import Letter
from layers.subscriptions.models import Channel, Notice, Outbox
from layers.subscriptions.wording import parts_of_notices, words_of_code, words_of_mail_code


def letter_of(
    row: Outbox, key: str, digest: Sequence[Notice], address: str, token: str, wordings: dict[str, str]
) -> Letter:
    """Of a verification, of a notice, or of the several of a digest. ``wordings`` is ``wording.texts()``."""
    if row.verification:
        if row.channel != Channel.EMAIL:
            return Letter(key, address, words_of_code(wordings["code"], row.verification))
        words = words_of_mail_code(wordings["mail_code"], row.verification)
        return Letter(key, address, words, {"subject": f"{settings.CITY['site_name']}：确认订阅"})
    assert row.notice is not None
    return letter_of_notices(row.channel, key, list(digest) or [row.notice], address, token, wordings)


def letter_of_notices(
    channel: str, key: str, notices: Sequence[Notice], address: str, token: str, wordings: dict[str, str]
) -> Letter:
    parts = parts_of_notices(notices, token)
    form = "mail" if channel == Channel.EMAIL else "digest" if len(notices) > 1 else "notice"
    return Letter(key, address, wordings[form].format(**parts), parts)
