# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""PostgreSQL as one checkout uses it: its own cluster, or the server that PGHOST names, and databases there."""

import atexit
import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path

from ..suites import DEMO, STACKS
from .console import SetupError
from .places import checkout_key
from .postgresql import Cluster


class Databases:
    """PostgreSQL starts with the first use of `pg_env` or of a database, and stops with the last process that uses it.

    `cluster` is None where the environment names another server.
    """

    def __init__(self, root: Path, data_dir: Path):
        self.data_dir = data_dir  # Odoo's, with the databases' files
        own = Cluster(root)
        # A process that another one's `process_env` made finds the own cluster named.
        self.cluster = own if os.environ.get("PGHOST") in (None, "", own.env["PGHOST"]) else None
        self._key = checkout_key(root)[:8]

    @cached_property
    def pg_env(self) -> dict[str, str]:
        """PGHOST, PGPORT and PGUSER of a running server."""
        if self.cluster is None:
            named = {name: os.environ[name] for name in ("PGHOST", "PGPORT", "PGUSER") if name in os.environ}
            if named.get("PGUSER") == "postgres":
                raise SetupError(
                    "Odoo refuses to connect as PGUSER=postgres: name a user that may create databases."
                )
            return named
        self.cluster.start()
        atexit.register(self.cluster.release)
        return dict(self.cluster.env)

    @property
    def demo_db(self) -> str:
        return self.own_name("demo" if DEMO == STACKS[0] else f"demo_{DEMO}")

    def own_name(self, label: str) -> str:
        """A database name that no other checkout uses on the same server."""
        return label if self.cluster else f"{label}_{self._key}"

    def connect(self, db: str):
        """A psycopg2 connection.

        :raise SetupError: the server that PGHOST names refuses it
        """
        import psycopg2  # not there before the virtual environment is

        named = {key[2:].lower(): value for key, value in self.pg_env.items()}
        try:
            return psycopg2.connect(dbname=db, **named)
        except psycopg2.OperationalError as error:
            raise SetupError(
                f"PostgreSQL refuses a connection to the database {db}: {str(error).strip()}\n"
                "  What to do: check PGHOST, PGPORT, PGUSER and PGPASSWORD, or leave out PGHOST."
            ) from error

    def psql(self, db: str, sql: str, params: Sequence | dict | None = None) -> list[tuple]:
        """Run SQL outside of a transaction; the result's rows, or an empty list."""
        with closing(self.connect(db)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                return cursor.fetchall() if cursor.description else []

    def databases(self) -> list[str]:
        sql = "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY datname"
        return [name for (name,) in self.psql("postgres", sql)]

    def db_exists(self, name: str) -> bool:
        return name in self.databases()

    def create_db(self, name: str, template: str = "template0") -> None:
        """Make a database, empty or as a copy of `template` with its files."""
        collation = " LC_COLLATE 'C'" if template == "template0" else ""
        self.psql("postgres", f'CREATE DATABASE "{name}" ENCODING \'UTF8\'{collation} TEMPLATE "{template}"')
        if self._filestore(template).exists():
            shutil.copytree(self._filestore(template), self._filestore(name), dirs_exist_ok=True)

    def drop_db(self, name: str) -> None:
        """Drop a database with its files, if it exists; sessions that are still connected are ended."""
        self.psql("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self._filestore(name), ignore_errors=True)

    def drop_own_databases(self) -> list[str]:
        """Drop this checkout's databases on a server that others use as well; their names."""
        own = [name for name in self.databases() if name.endswith(self.own_name("")) and not self.cluster]
        for name in own:
            self.drop_db(name)
        return own

    def mark_of(self, db: str) -> str | None:
        """What a database was made from, which is its comment: one without is unfinished."""
        sql = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        rows = self.psql("postgres", sql, (db,))
        return rows[0][0] if rows else None

    def set_mark(self, db: str, mark: str) -> None:
        self.psql("postgres", f'COMMENT ON DATABASE "{db}" IS %s', (mark,))

    def not_installed(self, db: str, modules: Sequence[str]) -> list[str]:
        rows = self.psql(db, "SELECT name FROM ir_module_module WHERE state = 'installed'")
        return [name for name in modules if (name,) not in rows]

    def _filestore(self, name: str) -> Path:
        return self.data_dir / "filestore" / name
