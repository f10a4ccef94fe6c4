"""A server of your own: the SQL that docs/setup.md gives to a DBA is enough for the service to migrate and work."""

import re
import subprocess
import sys
from pathlib import Path

import psycopg

from deploy.stack.cluster import Cluster
from deploy.stack.paths import ROOT
from deploy.stack.roles import LOGINS
from tests.harness.newcomer import environment


def test_the_sql_of_the_documentation_is_enough_to_migrate_and_to_work(empty_var: Path) -> None:
    block = re.search(r"```sql\n(CREATE ROLE.*?)```", (ROOT / "docs/setup.md").read_text(), re.DOTALL)
    assert block
    cluster = Cluster(empty_var / "postgres")
    cluster.start()
    try:
        as_superuser = [cluster.binaries["psql"], "-q", "-v", "ON_ERROR_STOP=1", cluster.superuser_dsn()]
        # \connect keeps host and user; the passwords of the document are dots.
        done = subprocess.run(as_superuser, cwd=ROOT, input=block[1], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        owner, web, web_ro = (cluster.url(login, "…") for login in LOGINS)
        urls = {"DATABASE_OWNER_URL": owner, "DATABASE_URL": web, "DATABASE_READ_URL": web_ro}
        migrated = subprocess.run(
            [sys.executable, "manage.py", "prepare", "migrate", "reference"],
            cwd=ROOT,
            env=environment(empty_var, **urls),
            capture_output=True,
            text=True,
        )
        assert migrated.returncode == 0, migrated.stdout + migrated.stderr
        with psycopg.connect(web) as connection:
            days = connection.execute("SELECT count(*) > 100 FROM workdays_calendarday").fetchone()
            assert days == (True,)
    finally:
        cluster.stop()
