# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The environment of one checkout: its Odoo, its PostgreSQL, its databases and its servers."""

import atexit
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path

from . import addons, demo_database, odoo_tree, python_env, servers
from .console import SetupError, failure_text
from .places import ROOT, checkout_key, state_folder
from .postgresql import Cluster


class Environment:
    """What commands, process-level tests and benchmarks work with, once set-up is done.

    PostgreSQL starts with the first use of `pg_env` or of a database, and stops with the last process that
    uses it.

    - `root`, `state`, `logs`: the checkout; its files that `make clean` removes; the log files among them
    - `python`, `odoo_bin`: the virtual environment's interpreter; the command (a list) that starts Odoo
    - `addons_path`: folders, also written to the configuration file that `ODOO_RC` names in `process_env`
    """

    def __init__(self, root: Path = ROOT):
        tree = odoo_tree.find()
        self.root = root
        self.state = state_folder(root)
        self.logs = self.state / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.python = python_env.python()
        self.odoo_bin = [str(self.python), str(tree.launcher)]
        self.python_path = tree.python_path
        self.addons_path = addons.addons_path(root, self.state, [python_env.addons_folder(), *tree.addons])
        self.data_dir = self.state / "data"
        own = Cluster(root)
        # A process that another one's `process_env` made finds the own cluster named.
        self.cluster = own if os.environ.get("PGHOST") in (None, "", own.env["PGHOST"]) else None
        self._key = checkout_key(root)[:8]
        self._config = self._write_config()

    # === PROCESSES === #

    @cached_property
    def pg_env(self) -> dict[str, str]:
        """PGHOST, PGPORT and PGUSER of a running server: the one that the environment names, else our own."""
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
    def process_env(self) -> dict[str, str]:
        """The variables under which Odoo, and Python code that imports it, run."""
        return os.environ | self.pg_env | {"PYTHONPATH": str(self.python_path), "ODOO_RC": str(self._config)}

    def run_odoo(self, args: Sequence[str], log: Path | None = None, check: bool = True, stdin: str = ""):
        """Run Odoo to its end, its output going to `log` (default: `logs/odoo.log`).

        :return: `subprocess.CompletedProcess`
        :raise SetupError: `check`, and its exit status is not 0
        """
        log = log or self.logs / "odoo.log"
        command = [*self.odoo_bin, *map(str, args)]
        with log.open("w") as output:
            result = subprocess.run(
                command,
                input=stdin,
                text=True,
                stdout=output,
                stderr=output,
                env=self.process_env,
                check=False,
            )
        if check and result.returncode:
            raise SetupError(
                failure_text(f"Odoo ended with status {result.returncode}.", log, "mend what the log names")
            )
        return result

    def start_odoo(self, args: Sequence[str], log: Path) -> subprocess.Popen:
        """Start Odoo in a process group of its own; end it with `stop`."""
        return servers.start([*self.odoo_bin, *map(str, args)], log, self.process_env)

    stop = staticmethod(servers.stop)
    free_port = staticmethod(servers.free_port)
    wait_for_http = staticmethod(servers.wait_for_http)

    # === DATABASES === #

    @property
    def demo_db(self) -> str:
        """`demo`; on a server that other checkouts may use as well, a name of this checkout's own."""
        return self.own_name("demo")

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
        rows = self.psql(
            "postgres", "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY datname"
        )
        return [name for (name,) in rows]

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

    def _filestore(self, name: str) -> Path:
        return self.data_dir / "filestore" / name

    # === OUR ADDONS === #

    def modules(self) -> list[str]:
        """Names of the addon and its companions, without the glue that Odoo installs by itself."""
        glue = addons.glue(self.root)
        return [name for name in addons.folders(self.root) if name not in glue]

    def install_demo_db(self, name: str, fresh: bool = False, modules: Iterable[str] = ()) -> None:
        """Make the database with the addon, its companions and `modules` installed, or bring it up to date.

        :param fresh: drop the one that exists
        :raise SetupError: Odoo could not install or update a module; names its log
        """
        demo_database.install(self, name, fresh, [*self.modules(), *modules])

    def not_installed(self, db: str, modules: Iterable[str]) -> list[str]:
        installed = {
            name for (name,) in self.psql(db, "SELECT name FROM ir_module_module WHERE state = 'installed'")
        }
        return [name for name in modules if name not in installed]

    def _write_config(self) -> Path:
        path = self.state / "odoo.conf"
        settings = {
            "addons_path": ",".join(map(str, self.addons_path)),
            "data_dir": self.data_dir,
            "http_interface": "127.0.0.1",
        }
        text = "[options]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items())
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
        return path
