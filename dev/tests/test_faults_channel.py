# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A gateway that is away, refuses the credentials, or asks to wait: the channel closes, probes, and opens again."""

import select
from contextlib import closing

from dev.faults.outbox import Outbox

pytest_plugins = ["dev.faults.fixtures"]


def probes(stage):
    """Have the next probe made; return how many requests the gateway got."""
    before = stage.gateway.counters.get("requests", 0)
    stage.outbox.later()
    stage.dispatch()
    return stage.gateway.counters.get("requests", 0) - before


def sending(stage):
    """A run that has sent a hundred of 300 messages, and takes its time with the others."""
    stage.gateway.behave("late", count=100, seconds=0.01)
    stage.gateway.set_delay(0.5)
    stage.queue(300)
    run = stage.start("dispatch")
    stage.wait_for_taken(100)
    return run


def test_credentials_revoked_and_restored_cost_no_message_an_attempt(stage):
    run = sending(stage)
    user, password = stage.gateway.user, stage.gateway.password
    with stage.next_probe_in(900):
        stage.gateway.set_credentials(user, "revoked")
        stage.gateway.set_delay(0)
        run.value()
    rows = stage.check()
    assert {(row.state, row.attempts) for row in rows} == {("accepted", 1), ("queued", 0)}
    assert stage.gateway.counters["refused_credentials"] <= stage.connections
    _paused, cause, reason, _probe_at, activities = stage.channel
    assert (cause, activities) == ("credentials", 1) and reason
    stage.dispatch()
    assert stage.gateway.counters["refused_credentials"] <= stage.connections
    stage.gateway.set_credentials(user, password)
    stage.settings(password=password)
    stage.dispatch()
    assert {row.attempts for row in stage.check(accepted=300)} == {1}
    assert stage.channel == (False, None, None, None, 0)


def test_a_gateway_away_for_a_while_loses_nothing(stage):
    run = sending(stage)
    with stage.next_probe_in(30):
        stage.gateway.stop()
        run.value()
    # Those in flight when it went are unknown, as its last word on them is.
    rows = stage.check(doubtful_most=stage.connections)
    assert stage.channel[:2] == (True, "gateway")
    assert sum(row.attempts - 1 for row in rows if row.state == "queued" and row.attempts) == 0
    unknown = sum(row.state == "unknown" for row in rows)
    for delay in (60, 120):
        stage.outbox.later()
        with stage.next_probe_in(delay):
            stage.dispatch()
        stage.check(doubtful_most=unknown)
    stage.gateway.start()
    stage.outbox.later()
    stage.dispatch()
    stage.outbox.later()
    stage.dispatch()
    stage.check(doubtful_most=unknown, accepted=300 - unknown, **({"unknown": unknown} if unknown else {}))
    assert stage.channel == (False, None, None, None, 0)


def test_a_paused_channel_does_not_spin_the_cron(stage):
    stage.gateway.stop()
    stage.queue(100)
    assert stage.nursery.call("cron") <= 2
    # What shall be done later does not fall due while the test goes on.
    stage.outbox.sql(
        "UPDATE ir_cron_trigger SET call_at = call_at + interval '1 hour'"
        " WHERE call_at > create_date + interval '5 seconds'"
    )
    assert [stage.nursery.call("cron") for _nth in range(3)] == [0, 0, 0]
    stage.gateway.start()
    stage.outbox.later()
    assert stage.nursery.call("cron") == 1
    stage.check(accepted=100)


def test_a_run_longer_than_the_cron_allows_goes_on_at_once(stage):
    stage.gateway.set_delay(0.05)
    stage.queue(120)
    with closing(Outbox("postgres", stage.env.pg_env).connect()) as listener:
        listener.autocommit = True
        listener.cursor().execute("LISTEN cron_trigger")
        turns = 0
        while "queued" in stage.outbox.states():
            turns += 1
            assert stage.nursery.call("cron", seconds=0.5)
            if "queued" in stage.outbox.states():
                assert select.select([listener], [], [], 30)[0], "nobody wakes the cron worker"
                listener.poll()
                listener.notifies.clear()
    assert turns > 2
    stage.check(accepted=120)


def test_a_long_retry_after_closes_the_channel_for_so_long(stage):
    stage.gateway.behave("http_503", count=1, retry_after=300)
    stage.queue(100)
    with stage.next_probe_in(300):
        stage.dispatch()
    assert stage.channel[1] == "gateway"
    stage.gateway.behave("http_503", count=1, retry_after=1800)
    with stage.next_probe_in(1800):
        assert probes(stage) == 1
    stage.outbox.later()
    stage.dispatch()
    stage.outbox.later()
    stage.dispatch()
    stage.check(accepted=100)


def test_slowly_refused_credentials_are_asked_for_once(stage):
    stage.gateway.set_credentials("stand-in-user", "another", "401")
    stage.gateway.set_delay(1.5)
    stage.queue(1)
    stage.nursery.call("cron")
    assert stage.gateway.counters["refused_credentials"] == 1
    assert stage.channel[:2] == (True, "credentials")


def test_a_slow_answer_to_the_only_probe_opens_the_channel(stage):
    stage.gateway.behave("http_503", count=1, retry_after=300)
    stage.queue(1)
    stage.dispatch()
    assert stage.channel[0]
    stage.gateway.set_delay(1.5)
    assert probes(stage) == 1
    stage.check(accepted=1)
    assert stage.channel == (False, None, None, None, 0)


def test_two_dispatchers_make_one_probe(stage):
    stage.settings(timeout=3)
    stage.gateway.stop()
    stage.queue(100)
    stage.dispatch()
    stage.gateway.start()
    stage.gateway.behave("silence")
    stage.outbox.later()
    with stage.next_probe_in(60):
        pair = [stage.start("dispatch") for _nth in range(2)]
        for child in pair:
            child.value()
    assert stage.gateway.counters["requests"] == 1


def test_credentials_refused_to_a_probe_slow_down_the_probes(stage):
    stage.gateway.stop()
    stage.queue(30)
    stage.dispatch()
    stage.gateway.start()
    stage.gateway.set_credentials("stand-in-user", "another")
    with stage.next_probe_in(900):
        assert probes(stage) == 1
    assert stage.channel[1] == "credentials"
