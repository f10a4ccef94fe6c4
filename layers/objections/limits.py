"""How often: guesses at a code, questions and forms of one source, each an hour long."""

from django.conf import settings

from layers.staff.lockout import Meter, meter_key, network_of

MINUTES = 60
GUESSES_OF_A_NUMBER = 5


def of_number(number: str) -> Meter:
    """An unknown number is charged as a known one."""
    return Meter(meter_key("objection code", number), GUESSES_OF_A_NUMBER, MINUTES)


def of_asking(address: str) -> Meter:
    return Meter(
        meter_key("objection asking", network_of(address)), settings.OBJECTION_GUESSES_OF_A_SOURCE, MINUTES
    )


def of_filing(address: str) -> Meter:
    return Meter(meter_key("objection filing", network_of(address)), settings.OBJECTIONS_OF_A_SOURCE, MINUTES)
