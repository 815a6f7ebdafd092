# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A private PostgreSQL cluster for one checkout, on a Unix socket: the first user starts, the last stops it.

Durability (fsync, synchronous_commit) is PostgreSQL's default, so that measured figures are honest.
"""

import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path

from .console import Progress, SetupError, failure_text
from .places import NAME, cache_folder, checkout_key, is_root, private_folder, state_folder

ACCOUNT = "postgres"  # initdb and the server refuse to run as root
SUPERUSER = "odoo"  # of the cluster; Odoo refuses to connect as "postgres"
PORT = "5432"  # names the socket's file; no TCP port is opened
MINIMUM = 13  # Odoo 19's own minimum
FOR_ROOT = Path("/var/lib") / NAME
SOCKET_LENGTH = 107  # bytes of a Unix socket's path, on Linux


def programs() -> Path | None:
    """The folder of the newest installed server's programs, or None."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    folders.sort(key=lambda path: int(re.sub(r"\D.*", "", path.parent.name) or 0))
    if folders and int(folders[-1].parent.name.partition(".")[0]) >= MINIMUM:
        return folders[-1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _own_short_folder() -> Path:
    """The folder that the session has for sockets if it is the user's alone, else the cache."""
    named = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")
    if named.is_dir():
        status = named.stat()
        if status.st_uid == os.getuid() and not status.st_mode & 0o077:
            return named
    return cache_folder()


class Cluster:
    """The cluster of one checkout; `name` sets further ones of the same checkout apart.

    When root, it lies in /var/lib and runs as `postgres`, who may not be able to enter the checkout's folder.
    The socket's folder has a short path of its own, because a socket's path is limited to 107 bytes. It lies where
    nobody else can write: in a shared folder somebody else may have been there before.
    """

    def __init__(self, root: Path, name: str = "cluster"):
        key = checkout_key(root)
        if is_root():
            self.folder = FOR_ROOT / key / name
            self.socket = self.folder / "socket"
        else:
            self.folder = state_folder(root) / name
            self.socket = _own_short_folder() / f"g2p-{key[:8]}-{name[:12]}"
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.env = {"PGHOST": str(self.socket), "PGPORT": PORT, "PGUSER": SUPERUSER}
        self._users = None

    def start(self) -> None:
        """Make the cluster if it is new, start it if it is down, and hold it until `release`.

        :raise SetupError: PostgreSQL is not installed, or it does not start; names its log
        """
        self._make_folders()
        self._users = (self.folder / "users.lock").open("a")
        fcntl.flock(self._users, fcntl.LOCK_SH)
        with (self.folder / "start.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (self.data / "PG_VERSION").exists():
                self._initdb()
            if not self.is_running():
                self._pg_ctl("start", "-l", self.log, "-o", self._server_options())

    def release(self) -> None:
        """Let go of the cluster; the last one that held it stops it."""
        if self._users is None:
            return
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # another command of this checkout still uses it
        else:
            self.stop()
        self._users.close()
        self._users = None

    def restart(self, mode: str = "fast") -> None:
        """Stop the server, cutting its connections, and start it; mode "immediate" stops as a crash does."""
        self._pg_ctl("restart", "-m", mode, "-l", self.log, "-o", self._server_options())

    def stop(self) -> None:
        if self.is_running():
            self._pg_ctl("stop", "-m", "fast")

    def remove(self) -> None:
        """Stop the server and delete the cluster with all its databases."""
        if self.data.exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.socket, ignore_errors=True)

    def is_running(self) -> bool:
        return self._run("pg_ctl", "status", "-D", self.data, check=False) == 0

    def _server_options(self) -> str:
        return f"-c listen_addresses='' -c unix_socket_directories='{self.socket}' -c max_connections=200"

    def _make_folders(self) -> None:
        # Whoever enters the socket's folder is the cluster's superuser: no password is asked.
        for path in (self.folder, self.socket):
            private_folder(path)
            if is_root():
                shutil.chown(path, ACCOUNT, ACCOUNT)
        if len(os.fsencode(self.socket / f".s.PGSQL.{PORT}")) > SOCKET_LENGTH:
            raise SetupError(
                f"{self.socket} is too long a path for a socket.\n"
                "  What to do: let XDG_RUNTIME_DIR name a folder of yours with a short path, then run again."
            )

    def _initdb(self) -> None:
        made = self.data.with_name("data.partial")
        for folder in (self.data, made):
            shutil.rmtree(folder, ignore_errors=True)
        with Progress(f"Making a PostgreSQL cluster in {self.data}"):
            options = ["-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust"]
            self._run("initdb", "-D", made, *options)
        made.rename(self.data)

    def _pg_ctl(self, action: str, *options: str | Path) -> None:
        self._run("pg_ctl", action, "-w", "-t", "60", "-D", self.data, *options)

    def _run(self, program: str, *arguments: str | Path, check: bool = True) -> int:
        folder = programs()
        if folder is None:
            raise SetupError(
                "PostgreSQL's server is not installed.\n  What to do: sudo apt-get install postgresql"
            )
        account = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if is_root() else {}
        log = self.folder / f"{program}.log"
        command = [folder / program, *arguments]
        # A server that inherits a pipe keeps its reader waiting for ever: output goes to a file.
        with log.open("w") as out:
            status = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=self.folder, **account
            ).returncode
        if status and check:
            what, log = f"PostgreSQL: {program} failed.", self.log if self.log.exists() else log
            raise SetupError(failure_text(what, log, "mend what the log names; or make clean"))
        return status
