"""What the job worker does for the trail by itself."""

import pytest
from procrastinate.contrib.django import app

from layers.audit.check import first_fault
from layers.audit.record import record
from layers.audit.seals import unsealed
from layers.audit.tasks import export, seal

pytestmark = pytest.mark.django_db


def test_it_seals_each_minute_and_exports_each_night(settings, tmp_path) -> None:
    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic["layers.audit.tasks.seal"] == "* * * * *"
    assert "layers.audit.tasks.export" in periodic
    record("login")
    seal(timestamp=0)
    assert unsealed().count == 0 and first_fault() is None
    settings.AUDIT_EXPORTS = tmp_path
    export(timestamp=0)
    assert list(tmp_path.iterdir()) == []  # today is not over
