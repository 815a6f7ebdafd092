# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make clean`: away with all that this checkout's commands started or wrote, the shared cache excepted."""

import os
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

from . import prepare, python_env
from .console import say
from .environment import Environment
from .places import ROOT, is_root, state_folder
from .postgresql import Cluster


def main(arguments: list[str]) -> int:
    state = state_folder(ROOT)
    stop_processes(state)
    if os.environ.get("PGHOST") and state.exists():
        if not prepare.is_done() and python_env.python().exists():
            prepare.continue_in_venv(arguments)  # the driver for a named server is there
        for name in Environment().drop_own_databases():
            say(f"Dropped the database {name}")
    cluster = Cluster(ROOT)
    cluster.remove()
    if is_root():
        shutil.rmtree(cluster.folder.parent, ignore_errors=True)
    shutil.rmtree(state, ignore_errors=True)
    say(f"Removed {state} and this checkout's databases.")
    return 0


def stop_processes(state: Path, seconds: float = 15) -> None:
    """End the servers of the checkout with that state folder: their environment names its configuration."""
    mark = f"ODOO_RC={state / 'odoo.conf'}".encode()
    for sent in (signal.SIGTERM, signal.SIGKILL):
        for pid in _with_variable(mark):
            say(f"Stopping process {pid}")
            with suppress(ProcessLookupError):
                os.kill(pid, sent)
        deadline = time.monotonic() + seconds
        while _with_variable(mark) and time.monotonic() < deadline:
            time.sleep(0.1)


def _with_variable(assignment: bytes) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended in the meantime, or somebody else's
            if assignment in (folder / "environ").read_bytes().split(b"\0") and folder.name != str(
                os.getpid()
            ):
                found.append(int(folder.name))
    return found
