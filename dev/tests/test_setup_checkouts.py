# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import os
import socket
import subprocess
import sys

import pytest

from dev.setup import serve
from dev.setup.clean import stop_processes
from dev.setup.console import SetupError
from dev.setup.environment import Environment
from dev.setup.places import is_root
from dev.setup.postgresql import Cluster


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
    one.drop_db("demo")
    assert not one.db_exists("demo")
    for env in (one, two):
        env.cluster.release()


def test_a_path_of_any_length_gives_a_socket_that_linux_accepts(checkouts):
    for root in checkouts:
        assert len(f"{Cluster(root).socket}/.s.PGSQL.5432") <= 107


def test_no_tcp_port_is_opened(checkouts):
    cluster = Cluster(checkouts[0])
    cluster.start()
    rows = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.release()
    assert rows[4] == str(cluster.socket)
    assert rows[5] == ""  # listen_addresses


def test_the_last_one_that_uses_the_server_stops_it(checkouts):
    first, second = Cluster(checkouts[0]), Cluster(checkouts[0])
    first.start()
    second.start()
    first.release()
    assert second.is_running()
    second.release()
    assert not second.is_running()


def test_databases_survive_a_stop(checkouts):
    before = Environment(checkouts[0])
    before.create_db("kept")
    before.cluster.release()
    after = Environment(checkouts[0])
    assert after.db_exists("kept")
    after.cluster.release()


def test_on_a_named_server_each_checkout_has_names_of_its_own(checkouts, env, monkeypatch):
    for name, value in env.pg_env.items():
        monkeypatch.setenv(name, value)
    one, two = map(Environment, checkouts)
    assert one.cluster is None
    assert one.demo_db != two.demo_db

    one.create_db(one.demo_db)
    two.create_db(two.demo_db)
    assert env.db_exists(one.demo_db)
    assert one.drop_own_databases() == [one.demo_db]
    assert env.db_exists(two.demo_db)
    assert two.drop_own_databases() == [two.demo_db]


def test_a_process_of_ours_knows_the_server_for_our_own(checkouts, monkeypatch):
    before = Environment(checkouts[0])
    for name, value in before.pg_env.items():
        monkeypatch.setenv(name, value)
    after = Environment(checkouts[0])
    assert (after.demo_db, after.pg_env) == ("demo", before.pg_env)
    before.cluster.release()
    assert after.cluster.is_running()
    after.cluster.release()


def test_a_named_server_that_does_not_answer_is_told(checkouts, monkeypatch, tmp_path):
    monkeypatch.setenv("PGHOST", str(tmp_path))
    with pytest.raises(SetupError, match=r"(?s)PostgreSQL refuses a connection.*check PGHOST"):
        Environment(checkouts[0]).databases()


def test_the_user_that_odoo_refuses_is_told(checkouts, monkeypatch, tmp_path):
    monkeypatch.setenv("PGHOST", str(tmp_path))
    monkeypatch.setenv("PGUSER", "postgres")
    with pytest.raises(SetupError, match="Odoo refuses to connect as PGUSER=postgres"):
        Environment(checkouts[0]).databases()


def test_clean_stops_this_checkouts_processes_and_no_others(checkouts):
    states = [root / ".state" for root in checkouts]
    mine, other = (
        subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(60)"],
            env=os.environ | {"ODOO_RC": str(state / "odoo.conf")},
        )
        for state in states
    )
    stop_processes(states[0], seconds=1)
    assert mine.wait(5) < 0
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_named_port_in_use_is_told(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(SetupError, match="is in use"):
            serve._port()


@pytest.mark.parametrize("port", ["web", "0", "65536", "-1"])
def test_a_port_that_is_none_is_told(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SetupError, match=f"PORT={port} is no TCP port"):
        serve._port()
