"""The three logins and the service's database in the private cluster. The superuser does this and nothing else."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.stack.cluster import SERVICE, Cluster
from deploy.stack.credentials import secret
from deploy.stack.paths import ROOT

LOGINS = ("owner", "web", "web_ro")
RIGHTS = ROOT / "deploy/database.sql"


@dataclass(frozen=True)
class Logins:
    """Connection URLs: owner migrates, web serves, web_ro answers public reads."""

    owner: str
    web: str
    web_ro: str

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_OWNER_URL": self.owner,
            "DATABASE_URL": self.web,
            "DATABASE_READ_URL": self.web_ro,
        }


def logins(cluster: Cluster, secrets_folder: Path, database: str = SERVICE) -> Logins:
    """The URLs alone; the logins were made when the cluster was started."""
    return Logins(*(cluster.url(name, secret(secrets_folder, name), database) for name in LOGINS))


def prepare_database(cluster: Cluster, secrets_folder: Path, *, owner_may_clone: bool = False) -> Logins:
    """Make or mend logins, database, extensions and rights; idempotent. Returns the URLs.

    `owner_may_clone` is for the tests, whose harness copies a template database as owner.
    """
    with psycopg.connect(cluster.superuser_dsn(), autocommit=True) as connection:
        for name in LOGINS:
            _make_login(connection, name, secret(secrets_folder, name))
        if owner_may_clone:
            connection.execute("ALTER ROLE owner CREATEDB")
            connection.execute("GRANT pg_signal_backend TO owner")
        _make_database(connection)
    with psycopg.connect(cluster.superuser_dsn(SERVICE), autocommit=True) as connection:
        # It is our own file; psycopg's type wants a literal.
        connection.execute(RIGHTS.read_bytes())
    return logins(cluster, secrets_folder)


def _make_login(connection: psycopg.Connection[tuple[object, ...]], name: str, password: str) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
    # Hashed here: the password itself never reaches the server, nor its log.
    verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    connection.execute(
        sql.SQL(
            "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD {}"
        ).format(sql.Identifier(name), sql.Literal(verifier))
    )


def _make_database(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [SERVICE]).fetchone()
    if found is None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER owner TEMPLATE template0").format(sql.Identifier(SERVICE))
        )
