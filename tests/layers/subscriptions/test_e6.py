"""E 6 through the real job worker on real PostGIS, against a gateway on this machine; and a sender killed in the middle."""

import datetime as dt
import json
import re
import subprocess
import sys

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from layers.audit.acting import acting
from layers.subscriptions.city import of_the_city
from layers.subscriptions.models import Notice, Outbox, State, Subscriber
from tests.harness.databases import ROOT
from tests.layers.subscriptions.gateway import fake_gateway

WORKER = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot", "--queues=subscriptions"]
EAST, WEST = "13812345678", "13987654321"


@pytest.fixture
def cast(committed_database):
    from tests.harness.cast import make_cast

    return make_cast()


@pytest.fixture
def gateway(settings):
    with fake_gateway() as server:
        settings.SMS_BACKEND, settings.SMS_GATEWAY, settings.SMS_A_SECOND = "http", server.address, 0
        yield server


def work(database, gateway):
    """The worker does what stands in the queue, and ends; what it wrote."""
    environment = database.environment() | {
        "CUNTU_SMS": "http", "CUNTU_SMS_GATEWAY": gateway.address, "CUNTU_SMS_A_SECOND": "0",
    }  # fmt: skip
    ran = subprocess.run(WORKER, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


def ticket_in(page):
    return re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]


def released(cast, village, **given):
    from layers.changes.drafting import draft
    from tests.layers.changes.making import released_case
    from tests.layers.changes.test_review import a_case

    today = timezone.localdate().isoformat()
    stages = [{"kind": {"regime": "R4_2021", "code": "PRE_NOTICE"}, "posted_on": today}]
    words = a_case(
        cast,
        case_villages=[{"village": village.code, "area_ha": "1"}],
        stages=stages,
        began_on=today,
        **given,
    )
    words["parcels"] = []
    made = draft("case", cast.county_editor, after=words)
    released_case(made, cast)
    return made


def everything_written():
    """All columns of all tables that this database has, as text."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'"
        )
        tables = [table for (table,) in cursor.fetchall()]
        told = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            told += [text for (text,) in cursor.fetchall()]
    return "\n".join(told)


def test_e6_a_notice_reaches_its_subscribers_once_and_they_leave_without_a_login(
    cast, committed_database, gateway
):
    from layers.regions.models import Kind, Level, Region

    west = Region.objects.create(
        level=Level.VILLAGE, name="西村村委会", code="371625104202", manage_parent=cast.town, stat_parent=cast.town,
        kind=Kind.VILLAGE,
    )  # fmt: skip
    west.path = f"{cast.town.path}{west.pk}/"
    west.save(update_fields=["path"])
    browser, wanted = Client(), {"kind": "village", "key": cast.village.code, "way": "sms"}
    page = browser.post("/subscriptions/new", wanted | {"number": EAST})
    assert page.status_code == 200 and EAST not in page.content.decode()
    log = work(committed_database, gateway)
    (code,) = gateway.of(EAST)
    digits = re.search(r"\d{6}", code["text"])[0]
    wrong = browser.post("/subscriptions/confirm", {"ticket": ticket_in(page), "code": "x"})
    assert wrong.status_code == 422 and "验证码不对" in wrong.content.decode()
    done = browser.post("/subscriptions/confirm", {"ticket": ticket_in(page), "code": digits})
    assert done.status_code == 200 and "东村的征地" in done.content.decode()

    # Another village's: nothing. Its own: one, whose words are one message long.
    released(cast, west, name="西村的批次")
    log += work(committed_database, gateway)
    assert len(gateway.of(EAST)) == 1
    released(cast, cast.village, name="东村的批次")
    log += work(committed_database, gateway)
    log += work(committed_database, gateway)
    _, told = gateway.of(EAST)
    assert told["text"].startswith("东村：征收土地预公告。") and len(told["text"]) <= 70
    assert [notice.recipients for notice in Notice.objects.order_by("pk")] == [0, 1]

    # No number in the queue, in a log, or in the clear in any table.
    assert EAST not in everything_written() and EAST not in log and digits not in log
    # GET shows and changes nothing; POST ends it, without cookie or login.
    link = re.search(r"/u/\w+", told["text"])[0]
    assert "征收土地预公告" in Client().get(link).content.decode()
    with acting(None, scope=of_the_city()):
        key = Subscriber.objects.get().personal_key_id
    assert Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Client().get(link).status_code == 410
    released(cast, cast.village, name="东村又一批次")
    work(committed_database, gateway)
    assert len(gateway.of(EAST)) == 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wrapped = '', erased_at IS NOT NULL FROM personal_personalkey WHERE id = %s", [key]
        )
        assert cursor.fetchone() == (True, True)
    with acting(None, scope=of_the_city()):
        assert not Subscriber.objects.exists()


def subscribers(cast, count):
    """``count`` by message and one box, all of the village."""
    from layers.subscriptions.codes import new_token
    from layers.subscriptions.subscribing import add

    with acting(None, scope=of_the_city()):
        for number in range(count + 1):
            channel = "sms" if number < count else "in_site"
            made = Subscriber.objects.create(
                region=cast.city, channel=channel, address=f"138{number:08d}" if number < count else "",
                token=new_token(), confirmed_at=timezone.now(),
            )  # fmt: skip
            add(made, "village", cast.village.code)


SENDER = """
import os, sys, django, datetime as dt
django.setup()
from django.conf import settings
settings.SMS_BACKEND, settings.SMS_GATEWAY, settings.SMS_A_SECOND = "http", sys.argv[1], 0
from django.db import connections
from layers.subscriptions import sending
sending.BATCH = 3
print("ready", flush=True)
while sys.stdin.readline():
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.read(told, 1)
        sending.give_back(dt.timedelta(0))
        for channel in ("sms", "in_site"):
            sending.drain(channel, 60)
        os._exit(0)
    print(pid, flush=True)
    sys.stdin.readline()
    os.write(tell, b"x")
    print(os.waitpid(pid, 0)[1], flush=True)
"""


def killed_over_and_over(cast, database, gateway, kills):
    from layers.subscriptions.expanding import expand_waiting

    subscribers(cast, 7)
    released(cast, cast.village)
    assert expand_waiting() == 8
    # One process that is set up once and forks a sender each time: what dies is what holds the rows.
    environment = database.environment() | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    parent = subprocess.Popen(
        [sys.executable, "-c", SENDER, gateway.address], cwd=ROOT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert parent.stdin and parent.stdout
    try:
        assert parent.stdout.readline() == "ready\n"
        for _ in range(kills):
            # An operator's patience, not the rule of six attempts, is what is measured.
            Outbox.objects.exclude(state=State.SENT).update(attempts=0)
            gateway.victims = gateway.victims or 1
            assert run_one(parent, gateway) == 9
        Outbox.objects.filter(state=State.UNKNOWN).update(due_at=timezone.now())
        assert run_one(parent, gateway) == 0
    finally:
        parent.stdin.close()
        parent.wait(10)


def run_one(parent, gateway):
    """How one sender ended: 9 when it was killed."""
    parent.stdin.write("go\n")
    parent.stdin.flush()
    gateway.pid = int(parent.stdout.readline())
    parent.stdin.write("it is known who is to die\n")
    parent.stdin.flush()
    return int(parent.stdout.readline())


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.long)])
def test_e6_a_sender_killed_in_the_middle_leaves_nobody_out_and_repeats_carry_the_same_key(
    cast, committed_database, gateway, kills
):
    killed_over_and_over(cast, committed_database, gateway, kills)
    keys = {one["number"]: {other["key"] for other in gateway.of(one["number"])} for one in gateway.taken}
    assert set(keys) == {f"138{number:08d}" for number in range(7)}
    assert all(len(of_one) == 1 for of_one in keys.values())
    assert len({key for of_one in keys.values() for key in of_one}) == 7
    rows = Outbox.objects.all()
    assert rows.count() == 8 and set(rows.values_list("state", flat=True)) == {State.SENT}
    # Each kill struck a batch of three whose fate nobody knew, and they are counted.
    assert sum(rows.values_list("unknowns", flat=True)) == 3 * kills
    (box,) = rows.filter(channel="in_site")
    assert box.unknowns == 0


def test_e6_a_worker_killed_while_it_sends_is_followed_by_one_that_ends_it(cast, committed_database, gateway):
    from layers.subscriptions.tasks import revive

    subscribers(cast, 2)
    released(cast, cast.village)
    environment = committed_database.environment() | {
        "CUNTU_SMS": "http", "CUNTU_SMS_GATEWAY": gateway.address, "CUNTU_SMS_A_SECOND": "0",
    }  # fmt: skip
    gateway.victims = 1
    worker = subprocess.Popen(
        WORKER, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    gateway.pid = worker.pid
    worker.communicate(timeout=60)
    assert worker.returncode == -9 and Outbox.objects.filter(state=State.SENDING).count() == 2
    Outbox.objects.update(claimed_at=timezone.now() - dt.timedelta(minutes=1))
    revive(timestamp=0)
    work(committed_database, gateway)
    assert not Outbox.objects.exclude(state=State.SENT).exists()
    assert {one["number"] for one in gateway.taken} == {"13800000000", "13800000001"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE queue_name = 'subscriptions'")
        assert all(not re.search(r"\d{11}", json.dumps(args)) for (args,) in cursor.fetchall())
