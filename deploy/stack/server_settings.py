"""What the private cluster is told: postgresql.conf, pg_hba.conf, pg_ident.conf."""

import os
import pwd
from pathlib import Path

from deploy.stack.account import Account

# The superuser comes in by who he is on this machine, the three logins by password, nobody else at all.
HBA = """\
local all postgres peer map=cluster
local replication postgres peer map=cluster
local all owner,web,web_ro scram-sha-256
"""

SERVED = """\
shared_buffers = 256MB
max_wal_size = 1GB
# Citizens ask where they stand. Their position is in the text of a statement, so a statement that fails
# or is cut off must not be written to the log, nor its parameters, nor the row of a DETAIL line.
log_min_error_statement = panic
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_error_verbosity = terse
# One file a weekday, overwritten a week later.
logging_collector = on
log_directory = 'log'
log_filename = 'postgres-%u.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
"""

# A cluster that is thrown away after the tests: a crash may eat it.
THROW_AWAY = """\
shared_buffers = 128MB
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 2GB
# A clone of the template database takes a checkpoint on each side with file_copy; that is cheap without fsync.
checkpoint_timeout = 1h
"""


def server_settings(socket: Path, *, throw_away: bool) -> str:
    return (
        "# Written at every start; changes belong in deploy/stack/server_settings.py.\n"
        "listen_addresses = ''\n"
        f"unix_socket_directories = '{socket}'\n"
        "unix_socket_permissions = 0700\n"
        # When, which process, which login in which database: many databases share the log.
        "log_line_prefix = '%m [%p] %q%u@%d '\n"
        "timezone = 'Asia/Shanghai'\n"
        "log_timezone = 'Asia/Shanghai'\n" + (THROW_AWAY if throw_away else SERVED)
    )


def identity_map(account: Account, superuser: str) -> str:
    """The server's own account and the one that starts it (root) may be the superuser; no other account."""
    names = {account.name, pwd.getpwuid(os.geteuid()).pw_name}
    return "".join(f'cluster "{name}" {superuser}\n' for name in sorted(names))
