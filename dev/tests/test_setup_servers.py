# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import os
import signal
import sys
import time

import pytest

from dev.setup import servers
from dev.setup.console import SetupError

POLITE = "import time; print('up', flush=True); time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + POLITE
PARENT = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {DEAF!r}]).wait()"


@pytest.fixture
def start(tmp_path):
    def start(code):
        log = tmp_path / "log"
        process = servers.start([sys.executable, "-c", code], log, os.environ)
        while "up" not in log.read_text():
            time.sleep(0.01)
        return process

    return start


def test_a_server_is_asked_to_end(start):
    assert servers.stop(start(POLITE)) == -signal.SIGTERM


def test_a_server_that_does_not_listen_is_made_to_end(start):
    assert servers.stop(start(DEAF), seconds=0.1) == -signal.SIGKILL


def test_a_servers_children_end_with_it(start):
    process = start(PARENT)
    servers.stop(process)
    with pytest.raises(ProcessLookupError):
        for _attempt in range(100):
            os.killpg(process.pid, 0)
            time.sleep(0.1)


def test_a_server_that_ended_before_is_left_alone(start, monkeypatch):
    process = start("print('up')")
    assert process.wait() == 0
    monkeypatch.setattr(os, "killpg", lambda *arguments: pytest.fail("its number may be another's by now"))
    assert servers.stop(process) == 0


def test_a_server_that_ends_while_it_is_waited_for_is_told_with_its_log(start, tmp_path):
    process = start("print('up'); print('no database'); raise SystemExit(3)")
    with pytest.raises(SetupError, match=r"(?s)ended with status 3.*no database"):
        servers.wait_for_http(
            f"http://127.0.0.1:{servers.free_port()}", process, tmp_path / "log", seconds=10
        )


def test_a_free_port_is_free():
    assert servers.is_free(servers.free_port())
