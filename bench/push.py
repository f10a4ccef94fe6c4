"""A notice to 300,000 people: writing their rows, and handing messages over to a gateway on this machine.

Run it by `bin/bench push`: it wants the throw-away cluster that bin/bench starts. `bin/bench push 3000` is a look. Reading
the addresses is part of the sending: each is ciphertext under a key of its own.
"""

import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.rounds import heading  # noqa: E402
from layers.audit.acting import acting  # noqa: E402
from layers.personal import cipher, masters  # noqa: E402
from layers.personal import keys as personal_keys  # noqa: E402
from layers.personal.models import PersonalKey  # noqa: E402
from layers.regions.models import Region  # noqa: E402
from layers.subscriptions import sending  # noqa: E402
from layers.subscriptions.announcing import News, announce  # noqa: E402
from layers.subscriptions.city import of_the_city  # noqa: E402
from layers.subscriptions.codes import new_token  # noqa: E402
from layers.subscriptions.expanding import expand_waiting  # noqa: E402
from layers.subscriptions.models import Outbox, State, Subscriber, Subscription  # noqa: E402
from tests.layers.subscriptions.gateway import fake_gateway  # noqa: E402

PEOPLE = 300_000
MOST_SECONDS = 60
LEAST_A_SECOND = 2_000
VILLAGE = "990000000001"
SUBSCRIBERS = Subscriber._meta
CHUNK = 5_000


def village() -> Region:
    city = Region.objects.create(code="990000000000", level=1, kind="city", name="测量市", path="")
    city.path = f"{city.pk}/"
    city.save(update_fields=["path"])
    found = Region.objects.create(
        code=VILLAGE, level=4, kind="village", name="测量村", manage_parent=city, stat_parent=city
    )
    found.path = f"{city.path}{found.pk}/"
    found.save(update_fields=["path"])
    return city


def subscribe(city: Region, people: int) -> None:
    """As ``by a code`` leaves them: each with a key of its own; in bulk, for this is not what is measured."""
    master = masters.masters()[0]
    for first in range(0, people, CHUNK):
        rows, keys = [], []
        for number in range(first, min(first + CHUNK, people)):
            row = Subscriber(region=city, channel="sms", confirmed_at=timezone.now())
            secret = cipher.new_key()
            keys.append(
                PersonalKey(
                    id=row.personal_key_id,
                    purpose=SUBSCRIBERS.db_table,
                    wrapped=personal_keys._wrap(master, row.personal_key_id, secret),
                )
            )
            for name, text in (("address", f"138{number:08d}"), ("token", new_token())):
                field = SUBSCRIBERS.get_field(name)
                setattr(row, name, cipher.encrypt(secret, text.encode(), field.belongs_to(row)))
            rows.append(row)
        with acting(None, scope=of_the_city()):
            PersonalKey.objects.bulk_create(keys)
            Subscriber.objects.bulk_create(rows)
            Subscription.objects.bulk_create(
                Subscription(subscriber=row, kind="village", key=VILLAGE) for row in rows
            )


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    subscribe(village(), people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    topics = frozenset({("village", VILLAGE)})
    announce([News("bench", "land", "征收土地预公告", "测量", "测量村", "/v/x", VILLAGE, None, topics)])
    begun = time.perf_counter()
    assert expand_waiting() == people
    expanded_s = time.perf_counter() - begun
    with fake_gateway() as gateway:
        settings.SMS_BACKEND, settings.SMS_GATEWAY, settings.SMS_A_SECOND = "http", gateway.address, 0
        settings.SUBSCRIPTION_QUIET = ""
        begun = time.perf_counter()
        while sending.drain("sms", 600):
            pass
        a_second = people / (time.perf_counter() - begun)
        assert len({one["key"] for one in gateway.taken}) == len(gateway.taken) == people
    assert Outbox.objects.filter(state=State.SENT).count() == people
    is_met = expanded_s * PEOPLE / people < MOST_SECONDS and a_second > LEAST_A_SECOND
    print(heading("bin/bench push"), "", "| figure | measured | target |", "|---|---|---|", sep="\n")
    print(f"| {people:,} rows of one notice, s | {expanded_s:.1f} | < {MOST_SECONDS * people / PEOPLE:.1f} |")
    print(f"| handed over, a second | {a_second:,.0f} | > {LEAST_A_SECOND:,} |")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
