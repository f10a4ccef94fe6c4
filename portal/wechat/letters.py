"""What comes in from a chat, and the text that goes back: both are XML (普通消息, 事件推送, 被动回复)."""

import time
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from geo.errors import BadInput
from geo.position import Position
from layers.wechat.envelope import Envelope, signature

MALFORMED = "来信的格式不对"


@dataclass(frozen=True, repr=False)
class Letter:
    """``kind`` is MsgType, of an event its name; ``text`` what was typed, tapped on the menu or scanned; ``pin`` a place
    on the chat's own map, which is GCJ-02."""

    sender: str
    account: str
    kind: str
    text: str
    pin: Position | None


def read_xml(raw: bytes) -> Element:
    """Raises BadInput, also for entities and document types."""
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except (SyntaxError, ValueError, LookupError):
        raise BadInput(None, MALFORMED) from None
    return root


def read_letter(raw: bytes) -> Letter:
    """Raises BadInput."""
    root = read_xml(raw)
    kind = _text(root, "MsgType")
    letter = Letter(
        sender=_text(root, "FromUserName"),
        account=_text(root, "ToUserName"),
        kind=_text(root, "Event").lower() if kind == "event" else kind,
        text=_text(root, "EventKey" if kind == "event" else "Content").strip(),
        # Location_X is the latitude.
        pin=Position.parse(_text(root, "Location_Y"), _text(root, "Location_X"))
        if kind == "location"
        else None,
    )
    if not (letter.sender and letter.account and letter.kind):
        raise BadInput(None, MALFORMED)
    return letter


def reply(letter: Letter, text: str) -> bytes:
    """A text back to its sender."""
    return _xml(
        {
            "ToUserName": letter.sender,
            "FromUserName": letter.account,
            "CreateTime": str(int(time.time())),
            "MsgType": "text",
            "Content": text,
        }
    )


def sealed_reply(envelope: Envelope, text: bytes, timestamp: str, nonce: str) -> bytes:
    """In its envelope, under time stamp and nonce of the call that it answers."""
    sealed = envelope.sealed(text)
    return _xml(
        {
            "Encrypt": sealed,
            "MsgSignature": signature(envelope.token, timestamp, nonce, sealed),
            "TimeStamp": timestamp,
            "Nonce": nonce,
        }
    )


def _xml(values: dict[str, str]) -> bytes:
    root = Element("xml")
    for name, value in values.items():
        SubElement(root, name).text = value
    return bytes(tostring(root, encoding="utf-8", xml_declaration=False))


def _text(root: Element, name: str) -> str:
    return root.findtext(name) or ""
