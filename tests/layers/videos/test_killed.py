"""A worker is killed (SIGKILL) in the middle of a film; the next one makes it, once."""

import io
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.harness.cast import make_cast
from tests.harness.databases import ROOT
from tests.layers.documents.files import stores_in

WORKER = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot", "--queues=videos"]
LONGEST_S = 120


@pytest.mark.long
def test_a_film_whose_worker_was_killed_is_made_by_the_next(committed_database, settings, tmp_path):
    from layers.staff.scope import scope_of
    from layers.videos.handing_in import hand_in
    from layers.videos.models import Footage, FootageCopy, Progress
    from layers.videos.tasks import revive

    stores_in(tmp_path / "media", settings)
    environment = committed_database.environment() | {"CUNTU_VAR": str(tmp_path)}
    path = tmp_path / "film.mp4"
    made = "ffmpeg -v error -f lavfi -i testsrc2=size=1280x720:rate=25:duration=30 -c:v libx264 -preset ultrafast"
    subprocess.run([*made.split(), "-pix_fmt", "yuv420p", str(path)], check=True, timeout=LONGEST_S)
    editor = make_cast().county_editor
    footage = hand_in(editor, scope_of(editor).grants[0], io.BytesIO(path.read_bytes()), "征地.mp4")

    worker = subprocess.Popen(WORKER, cwd=ROOT, env=environment)
    try:
        until = time.monotonic() + LONGEST_S
        while not Progress.objects.filter(footage=footage, percent__gt=0).exists():
            assert time.monotonic() < until and worker.poll() is None
            time.sleep(0.1)
    finally:
        worker.kill()
        worker.wait()
    footage.refresh_from_db()
    assert footage.state == Footage.State.WORKING and not FootageCopy.objects.exists()

    Footage.objects.filter(pk=footage.pk).update(queued_at=timezone.now() - timedelta(minutes=5))
    revive(timestamp=0)
    subprocess.run(WORKER, cwd=ROOT, env=environment, check=True, timeout=LONGEST_S)
    footage.refresh_from_db()
    assert footage.state == Footage.State.READY and FootageCopy.objects.count() == 3
    assert Progress.objects.get().attempts == 2
