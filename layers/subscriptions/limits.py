"""How often: codes sent to one number and asked for from one source, boxes opened, guesses at a box; each within an hour."""

from django.conf import settings

from layers.staff.lockout import Meter, meter_key, network_of

MINUTES = 60
CODES_OF_A_NUMBER = 5
GUESSES_OF_A_BOX = 5
ASKED_IN_A_CHAT = 30


def of_number(number: str) -> Meter:
    """An unknown number is charged as a known one: nobody's phone is made to ring all day from here."""
    return Meter(meter_key("subscription number", number), CODES_OF_A_NUMBER, MINUTES)


def of_chat(openid: str) -> Meter:
    return Meter(meter_key("subscription chat", openid), ASKED_IN_A_CHAT, MINUTES)


def of_source(address: str) -> Meter:
    return Meter(
        meter_key("subscription source", network_of(address)),
        settings.SUBSCRIPTION_CODES_OF_A_SOURCE,
        MINUTES,
    )


def of_box(number: str) -> Meter:
    return Meter(meter_key("subscription box", number), GUESSES_OF_A_BOX, MINUTES)


def of_guessing(address: str) -> Meter:
    return Meter(
        meter_key("subscription guessing", network_of(address)),
        settings.SUBSCRIPTION_GUESSES_OF_A_SOURCE,
        MINUTES,
    )
