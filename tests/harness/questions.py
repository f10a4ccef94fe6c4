"""What a page asks the database, as it would outside of a test."""

from typing import Any

# A test is one transaction: savepoints, the look whether somebody acts already and the end of acting are its own.
OF_THE_TEST = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config('cuntu.actor', '',")
# Once a minute the session notes that somebody is there; it is no page's own.
OF_THE_SESSION = 'UPDATE "django_session"'
LOOK = "SELECT coalesce(current_setting('cuntu.actor'"
ACTS = "SELECT set_config('cuntu.actor'"


def questions(captured: Any) -> list[str]:
    """The statements of a CaptureQueriesContext, shortened, without those that only a test needs."""
    found = [
        query["sql"] for query in captured if not query["sql"].startswith((*OF_THE_TEST, OF_THE_SESSION))
    ]
    looks = {
        at for at, sql in enumerate(found[:-1]) if sql.startswith(LOOK) and found[at + 1].startswith(ACTS)
    }
    return [sql[:160] for at, sql in enumerate(found) if at not in looks]
