# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""PostgreSQL restarted, or its connections cut, while messages are on their way."""

import signal
import subprocess

import pytest

from dev.faults.stage import Stage
from dev.setup.postgresql import Cluster, programs

pytest_plugins = ["dev.faults.fixtures"]


@pytest.fixture(scope="module")
def cluster(env, scratch, tmp_path_factory):
    """A PostgreSQL of these tests' own, with a copy of the scratch database."""
    cluster = Cluster(env.root, "faults")
    cluster.start()
    dump = tmp_path_factory.mktemp("dump") / "dump"
    dumped = [programs() / "pg_dump", "-Fc", "-Z0", "-f", dump, scratch]
    subprocess.run(dumped, env=env.process_env, check=True)
    for command in (["createdb", "-T", "template0", scratch], ["pg_restore", "-j2", "-d", scratch, dump]):
        subprocess.run([programs() / command[0], *command[1:]], env=env.process_env | cluster.env, check=True)
    # This copy is the one that sends, as if somebody had said so.
    forget = "UPDATE ir_config_parameter SET value = 'none' WHERE key = 'sms_wiserv.sending_database'"
    subprocess.run(
        [programs() / "psql", "-qc", forget, scratch], env=env.process_env | cluster.env, check=True
    )
    yield cluster
    cluster.release()
    cluster.remove()


@pytest.fixture(scope="module")
def site(env, scratch, cluster, tmp_path_factory):
    site = Stage(env, scratch, tmp_path_factory.mktemp("faults"), cluster.env)
    yield site
    site.close()


FAULTS = {
    "restarted": lambda stage, cluster: cluster.restart("fast"),
    "crashed": lambda stage, cluster: cluster.restart("immediate"),
    "session cut": lambda stage, cluster: stage.outbox.cut(),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_on_its_way_is_written_down_when_postgresql_is_back(stage, cluster, fault):
    stage.gateway.set_delay(0.1)
    stage.queue(300)
    run = stage.start("dispatch_and_survive")
    stage.wait_for_taken(40)
    FAULTS[fault](stage, cluster)
    run.wait()
    rows = stage.check()
    assert {(row.state, row.attempts) for row in rows} == {("accepted", 1), ("queued", 0)}
    stage.gateway.set_delay(0)
    stage.dispatch()
    stage.check(accepted=300)


def test_who_is_given_up_by_another_dispatcher_still_writes_down_what_he_knows(stage):
    stage.warm_up()
    stage.gateway.behave("late", count=stage.connections, seconds=6)
    stage.queue(stage.in_flight)
    run = stage.start("dispatch_and_survive")
    stage.wait_until_full()
    # It has no answer and does not come back before the other one has given it up.
    stage.freeze(run)
    stage.outbox.cut()
    # The other one finds the lock released.
    stage.dispatch()
    stage.check(doubtful_most=stage.in_flight, accepted=stage.in_flight, unknown=stage.in_flight)
    run.send(signal.SIGCONT)
    run.wait()
    rows = stage.check()
    assert sum(row.state == "accepted" for row in rows) >= stage.in_flight + stage.connections
    stage.dispatch()
    stage.check(accepted=2 * stage.in_flight)
