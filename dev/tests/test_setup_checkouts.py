# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from dev.setup import serve, servers
from dev.setup.clean import stop_processes
from dev.setup.console import SetupError
from dev.setup.environment import Environment
from dev.setup.places import is_root
from dev.setup.postgresql import Cluster

SLEEP = "import time; print('up', flush=True); time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
PARENT = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {DEAF!r}]).wait()"


@pytest.fixture(scope="module")
def checkouts(tmp_path_factory):
    """Two checkouts on this machine; their servers and files are removed after the tests."""
    folder = tmp_path_factory.mktemp("checkouts")
    roots = [folder / "one", folder / "two" / ("long" * 30)]
    for root in roots:
        root.mkdir(parents=True)
    yield roots
    for root in roots:
        cluster = Cluster(root)
        cluster.remove()
        if is_root():
            cluster.folder.parent.rmdir()


@pytest.fixture(autouse=True)
def own_server(monkeypatch):
    """Each test begins as if no server were named."""
    monkeypatch.delenv("PGHOST", raising=False)


def test_two_checkouts_have_servers_and_databases_of_their_own(checkouts):
    one, two = map(Environment, checkouts)
    assert one.pg_env["PGHOST"] != two.pg_env["PGHOST"]
    assert one.data_dir != two.data_dir
    one.create_db("demo")
    assert one.db_exists("demo")
    assert not two.db_exists("demo")
    # No TCP port is open.
    assert one.psql("postgres", "SHOW listen_addresses") == [("",)]
    for env in (one, two):
        env.cluster.release()


def test_the_last_one_that_uses_the_server_stops_it_and_databases_stay(checkouts, monkeypatch):
    first = Environment(checkouts[0])
    first.create_db("kept")
    for name, value in first.pg_env.items():  # as a process of ours finds it
        monkeypatch.setenv(name, value)
    second = Environment(checkouts[0])
    assert (second.demo_db, second.pg_env) == ("demo", first.pg_env)
    first.cluster.release()
    assert second.cluster.is_running()
    second.cluster.release()
    assert not second.cluster.is_running()
    third = Environment(checkouts[0])
    assert third.db_exists("kept")
    third.cluster.release()


def test_on_a_named_server_each_checkout_has_names_of_its_own(checkouts, env, monkeypatch):
    for name, value in env.pg_env.items():
        monkeypatch.setenv(name, value)
    one, two = map(Environment, checkouts)
    one.create_db(one.demo_db)
    two.create_db(two.demo_db)
    assert one.drop_own_databases() == [one.demo_db]
    assert env.db_exists(two.demo_db)
    assert two.drop_own_databases() == [two.demo_db]


@pytest.mark.parametrize(
    ("user", "told"), [("odoo", "refuses a connection"), ("postgres", "Odoo refuses to connect as PGUSER")]
)
def test_a_named_server_that_is_of_no_use_is_told(checkouts, monkeypatch, tmp_path, user, told):
    monkeypatch.setenv("PGHOST", str(tmp_path))
    monkeypatch.setenv("PGUSER", user)
    with pytest.raises(SetupError, match=told):
        Environment(checkouts[0]).databases()


def test_clean_stops_this_checkouts_processes_and_no_others(checkouts):
    states = [root / ".state" for root in checkouts]
    mine, other = (
        subprocess.Popen(
            [sys.executable, "-c", SLEEP],
            stdout=subprocess.DEVNULL,
            env=os.environ | {"ODOO_RC": str(state / "odoo.conf")},
        )
        for state in states
    )
    stop_processes(states[0], seconds=1)
    assert mine.wait(60) < 0
    assert other.poll() is None
    other.kill()
    other.wait()


@pytest.mark.parametrize("code", [SLEEP, DEAF, PARENT])
def test_a_server_ends_with_its_children_whether_it_listens_or_not(tmp_path, code):
    log = tmp_path / "log"
    process = servers.start([sys.executable, "-c", code], log, os.environ)
    while "up" not in log.read_text():
        time.sleep(0.01)
    expected = -signal.SIGKILL if code == DEAF else -signal.SIGTERM
    assert servers.stop(process, seconds=3) == expected
    with pytest.raises(ProcessLookupError):
        for _attempt in range(100):
            os.killpg(process.pid, 0)
            time.sleep(0.1)


def test_a_server_that_ends_while_it_is_waited_for_is_told_with_its_log(tmp_path):
    log = tmp_path / "log"
    process = servers.start(
        [sys.executable, "-c", "print('no database'); raise SystemExit(3)"], log, os.environ
    )
    with pytest.raises(SetupError, match=r"(?s)ended with status 3.*no database"):
        servers.wait_for_http(f"http://127.0.0.1:{servers.free_port()}", process, log, seconds=10)


@pytest.mark.parametrize("port", ["taken", "web", "65536"])
def test_a_port_that_cannot_be_used_is_told(monkeypatch, port):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]) if port == "taken" else port)
        with pytest.raises(
            SetupError, match="is in use" if port == "taken" else f"PORT={port} is no TCP port"
        ):
            serve._port()
