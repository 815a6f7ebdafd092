# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Whole Odoo servers that are told to end while their cron is sending."""

import os
import signal

import pytest

from dev.faults.children import wait_until

pytest_plugins = ["dev.faults.fixtures"]

KINDS = {
    "threaded": ("--workers", "0", "--max-cron-threads", "1"),
    "prefork": ("--workers", "1", "--max-cron-threads", "1"),
}


def start_sending(stage, kind):
    """Start a server on a queue of messages; return its process when it sends."""
    stage.gateway.set_delay(0.1)
    stage.queue(400)
    options = KINDS[kind]
    if kind == "prefork":
        options += ("--gevent-port", str(stage.env.free_port()))
    process = stage.start_server(*options)
    wait_until(lambda: stage.wake_cron() or stage.journal, seconds=60, every=0.3)
    stage.wait_for_taken(40)
    return process


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_stops_finishes_what_is_on_its_way_and_gives_back_the_rest(stage, kind):
    process = start_sending(stage, kind)
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    rows = stage.check()
    assert {(row.state, row.attempts) for row in rows} == {("accepted", 1), ("queued", 0)}
    # It did not wait for the end of the cron's time.
    assert sum(row.state == "queued" for row in rows) > 200
    assert not stage.outbox.dispatchers()
    # Another cron worker goes on without waiting for the ten minutes of its interval.
    stage.gateway.set_delay(0)
    assert stage.nursery.call("cron")
    stage.check(accepted=400)


def test_a_server_whose_processes_are_all_ended_at_once_leaves_few_doubtful(stage):
    process = start_sending(stage, "prefork")
    # What a service manager does by default: the workers have no time to finish.
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(20)
    stage.gateway.set_delay(0)
    assert stage.nursery.call("cron")
    rows = stage.check(doubtful_most=stage.in_flight)
    assert {row.state for row in rows} == {"accepted", "unknown"}
