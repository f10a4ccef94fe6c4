"""E-mail through the city's own server (SMTP): one message a letter, over one connection a batch.

The Message-ID is made from the key, so that a letter which is sent again is the same one to whoever has it already
(RFC 5322 3.6.4). One click ends the subscription (RFC 8058): the address of List-Unsubscribe is asked by POST alone.
"""

import smtplib
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from layers.subscriptions.channels import Letter, Result
from layers.subscriptions.outbox import State

AWAY = "邮件服务器连不上"
BROKEN = "邮件服务器没有答复"


class Mail:
    def send(self, letters: Sequence[Letter]) -> list[Result]:
        connection = get_connection()
        results: list[Result] = []
        try:
            is_open = _opened(connection)
            for letter in letters:
                if not is_open:
                    results.append(Result(letter.key, State.QUEUED, AWAY))
                    continue
                result = _sent(connection, letter)
                results.append(result)
                if result.state == State.UNKNOWN:
                    # A line that broke says nothing about the letters behind it.
                    _closed(connection)
                    is_open = _opened(connection)
        finally:
            _closed(connection)
        return results


def message(letter: Letter) -> EmailMessage:
    headers = {"Message-ID": f"<{letter.key}@{_host()}>", "Auto-Submitted": "auto-generated"}
    # The letter with the link has none: nothing is subscribed yet.
    if link := letter.parts.get("link"):
        headers |= {
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return EmailMessage(
        " ".join(letter.parts["subject"].split()), letter.text, to=[letter.to], headers=headers
    )


def _sent(connection: object, letter: Letter) -> Result:
    """What the server says of an address may repeat it: only its number is kept."""
    try:
        connection.send_messages([message(letter)])  # type: ignore[attr-defined]
    except smtplib.SMTPSenderRefused as problem:
        # Our own address is wrong, not the reader's: that can be mended.
        return Result(letter.key, State.QUEUED, f"邮件服务器不认发件人（{problem.smtp_code}）")
    except smtplib.SMTPRecipientsRefused as problem:
        return _refused(letter, *(code for code, _ in problem.recipients.values()))
    except smtplib.SMTPResponseException as problem:
        return _refused(letter, problem.smtp_code)
    except (smtplib.SMTPException, OSError) as problem:
        return Result(letter.key, State.UNKNOWN, f"{BROKEN}（{type(problem).__name__}）")
    return Result(letter.key, State.SENT)


def _refused(letter: Letter, code: int) -> Result:
    """4xx is not now, 5xx is never (RFC 5321 4.2.1)."""
    state = State.FAILED if code >= 500 else State.QUEUED
    return Result(letter.key, state, f"邮件服务器拒收（{code}）")


def _opened(connection: object) -> bool:
    try:
        connection.open()  # type: ignore[attr-defined]
    except (smtplib.SMTPException, OSError):
        return False
    return True


def _closed(connection: object) -> None:
    try:
        connection.close()  # type: ignore[attr-defined]
    except (smtplib.SMTPException, OSError):
        return


def _host() -> str:
    return urlsplit(settings.CITY.get("site", {}).get("url", "")).hostname or "localhost"
