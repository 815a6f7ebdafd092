# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A clock that is moved. Rows are written as they are left by it: the cluster's own clock is everybody's."""

import signal

import pytest

pytest_plugins = ["dev.faults.fixtures"]


def test_a_clock_set_back_holds_no_retry_and_no_probe_for_ever(stage):
    stage.gateway.stop()
    stage.queue(40)
    stage.dispatch()
    assert stage.channel[0]
    stage.gateway.start()
    # Written while the clock was a year ahead.
    stage.outbox.sql("UPDATE sms_wiserv_message SET next_attempt_at = next_attempt_at + interval '1 year'")
    stage.outbox.sql(
        "UPDATE sms_wiserv_sender SET probe_at = probe_at + interval '1 year' WHERE probe_at IS NOT NULL"
    )
    stage.dispatch()
    stage.check(accepted=40)


def test_a_clock_set_forward_only_shortens_the_wait(stage):
    stage.gateway.behave("http_503", count=3)
    stage.queue(40)
    stage.dispatch()
    stage.check(accepted=37, queued=3)
    stage.outbox.sql("UPDATE sms_wiserv_message SET next_attempt_at = next_attempt_at - interval '1 year'")
    stage.dispatch()
    stage.check(accepted=40)


@pytest.mark.parametrize("moved", ["- interval '1 year'", "+ interval '1 year'"])
def test_no_clock_tells_whether_a_dispatcher_lives(stage, moved):
    stage.warm_up()
    stage.gateway.behave("late", count=stage.connections, seconds=6)
    stage.queue(40)
    child = stage.start("dispatch")
    stage.wait_until_full()
    # What it holds is on its way until the other one has looked at it.
    stage.freeze(child)
    stage.outbox.sql(f"UPDATE sms_wiserv_message SET sent_at = sent_at {moved} WHERE state = 'sending'")
    stage.dispatch()
    stage.check(doubtful_most=stage.in_flight, accepted=40, sending=stage.in_flight)
    child.send(signal.SIGCONT)
    child.value()
    stage.check(accepted=40 + stage.in_flight)
