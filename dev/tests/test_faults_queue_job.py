# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Two hosts on one database, each with job runner and dispatchers as jobs; one of them is killed."""

import os
import signal

import pytest

from dev.faults.balancer import Balancer
from dev.faults.children import wait_until
from dev.faults.stage import Stage

pytest_plugins = ["dev.faults.fixtures"]

RUNNER_LOCK = 2293787760715711918 & 0xFFFFFFFF  # the second half of queue_job's PG_ADVISORY_LOCK_ID


@pytest.fixture(scope="module")
def site(env, tmp_path_factory):
    name = env.own_name("faults_queue_job")
    env.install_demo_db(name, fresh=True, suite="queue_job")
    site = Stage(env, name, tmp_path_factory.mktemp("queue_job"))
    yield site
    site.close()
    env.drop_db(name)


@pytest.fixture
def hosts(stage):
    """Two servers in process groups and on ports of their own, behind one load balancer: processes by number."""
    ports = [stage.env.free_port() for _nth in range(2)]
    with Balancer(ports) as balancer:
        variables = balancer.job_runner(2)
        options = ("--workers", "0", "--max-cron-threads", "1", "--load", "web,queue_job")
        hosts = [stage.start_server(*options, port=port, variables=variables) for port in ports]
        yield {process.pid: process for process in hosts}
        stage.end_children()


def master(stage):
    """The process whose job runner hands out the jobs."""
    found = stage.outbox.sql(
        "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE locktype = 'advisory' AND objid = %s AND objsubid = 1 AND datname = current_database()",
        RUNNER_LOCK,
    )
    return int(found[0][0].rpartition("-")[2]) if found else None


def senders(stage):
    """The processes that have messages on their way."""
    names = stage.outbox.dispatchers()
    return {
        int(names[row.dispatcher].rpartition("-")[2])
        for row in stage.outbox.rows("sending")
        if row.dispatcher in names
    }


def test_two_hosts_share_the_work_and_one_goes_on_alone(stage, hosts):
    wait_until(lambda: master(stage) in hosts, seconds=180, every=0.2)
    stage.gateway.set_delay(0.2)
    stage.queue(1000)
    stage.outbox.sql("DELETE FROM ir_cron_trigger")
    wait_until(lambda: senders(stage) == hosts.keys(), every=0.05)
    stage.wait_for_taken(200)
    wait_until(lambda: senders(stage) == hosts.keys(), every=0.05)
    killed = master(stage)
    os.killpg(killed, signal.SIGKILL)
    hosts.pop(killed).wait()
    stage.gateway.set_delay(0.01)
    wait_until(lambda: not stage.outbox.states().keys() & {"queued", "sending"}, seconds=120, every=0.1)
    rows = stage.check(doubtful_most=stage.in_flight)
    assert {row.state for row in rows} <= {"accepted", "unknown"}
    # The other's job runner takes over: what comes now leaves without waiting for the cron.
    stage.queue(10)
    stage.outbox.sql("DELETE FROM ir_cron_trigger")
    wait_until(
        lambda: all(row.state == "accepted" for row in stage.outbox.rows()[1000:]), seconds=120, every=0.1
    )
    stage.check(doubtful_most=stage.in_flight)


def test_without_a_job_runner_the_cron_sends_a_minute_later(stage):
    stage.outbox.sql("DELETE FROM queue_job")
    stage.queue(30)
    assert stage.outbox.sql("SELECT channel, state FROM queue_job") == [("root.wiserv", "pending")]
    assert stage.nursery.call("cron") == 0
    stage.outbox.sql("UPDATE ir_cron_trigger SET call_at = call_at - interval '1 minute'")
    assert stage.nursery.call("cron")
    stage.check(accepted=30)
