# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Servers that a command starts, each in a process group of its own, so that its children end with it."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from .console import SetupError, failure_text


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def start(command: Sequence[str], log: Path, env: Mapping[str, str]) -> subprocess.Popen:
    """Start a command in its own process group, its output appended to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as output:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=env, start_new_session=True
        )


def stop(process: subprocess.Popen, seconds: float = 15) -> int:
    """End the process group politely (SIGTERM), after `seconds` by force; its leader's exit status.

    The leader is waited for only at the end: until then its number, which is the group's, is nobody else's.
    """
    if process.returncode is not None:
        return process.returncode
    os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while not _has_ended(process) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def _has_ended(process: subprocess.Popen) -> bool:
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def wait_for_http(url: str, process: subprocess.Popen, log: Path, seconds: float = 120) -> None:
    """Wait until `url` is answered with a success.

    :raise SetupError: the process ends first, or time is up
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SetupError(
                failure_text(f"The server ended with status {process.returncode}.", log, "mend what it names")
            )
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SetupError(
        failure_text(f"{url} gave no answer within {seconds:.0f} s.", log, "mend what its log names")
    )
