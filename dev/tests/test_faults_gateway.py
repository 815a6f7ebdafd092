# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What a gateway can do to one message in the middle of others, and what becomes of it."""

from datetime import timedelta

import pytest

pytest_plugins = ["dev.faults.fixtures"]

SOME = 3  # messages that meet the fault

# One of each kind: which reply means what is the wire's own business.
UNKNOWN = [
    ("silence", {}),
    ("cut_off", {}),
    ("http_500", {}),
    ("html", {}),
]
NOT_SENT = [
    ("http_503", {"retry_after": 1}),
    ("redirect_307", {}),
]


def fault(cases):
    return pytest.mark.parametrize(("behaviour", "options"), cases, ids=[name for name, _options in cases])


@fault(UNKNOWN)
def test_without_a_clear_answer_a_message_is_unknown_and_never_sent_again(stage, behaviour, options):
    if behaviour == "silence":
        stage.settings(timeout=4)
    for taken in (True, False):
        stage.gateway.behave(behaviour, count=SOME, taken=taken, **options)
    stage.queue(16)
    stage.dispatch()
    stage.outbox.later()
    stage.dispatch()
    rows = stage.check(doubtful_most=2 * SOME, accepted=16 - 2 * SOME, unknown=2 * SOME)
    assert {row.attempts for row in rows} == {1}
    assert len(stage.journal) == 16 - SOME


@fault(NOT_SENT)
def test_what_certainly_did_not_go_out_is_sent_later(stage, behaviour, options):
    stage.gateway.behave(behaviour, count=SOME, **options)
    stage.queue(12)
    before = stage.outbox.now()
    stage.dispatch()
    waiting = [row for row in stage.check(accepted=12 - SOME, queued=SOME) if row.state == "queued"]
    assert all(row.attempts == 1 for row in waiting)
    assert min(row.next_attempt_at for row in waiting) >= before + timedelta(seconds=15)
    # It does not fall due while the test goes on.
    stage.outbox.sql("UPDATE sms_wiserv_message SET next_attempt_at = next_attempt_at + interval '1 hour'")
    stage.dispatch()
    stage.check(accepted=12 - SOME, queued=SOME)
    stage.outbox.later()
    stage.dispatch()
    rows = stage.check(accepted=12)
    assert sorted(row.attempts for row in rows) == [1] * (12 - SOME) + [2] * SOME


def test_one_run_goes_on_while_a_limit_holds_messages_back(stage):
    stage.settings(messages_per_second=60)
    stage.queue(120)
    stage.dispatch()
    rows = stage.check(accepted=120)
    assert {row.attempts for row in rows} == {1}


def test_a_slow_answer_does_not_slow_down_what_a_limit_lets_through(stage):
    stage.settings(messages_per_second=20, timeout=60)
    stage.gateway.behave("silence", count=1)
    stage.queue(240)
    stage.start()
    # At the full rate that takes twelve seconds; at one share of it a second, 48.
    stage.wait_for_states(seconds=40, accepted=239, sending=1)


def test_what_the_gateway_refused_has_failed_for_good(stage):
    stage.gateway.behave("fault", count=SOME)
    stage.queue(12)
    stage.dispatch()
    stage.outbox.later()
    stage.dispatch()
    stage.check(accepted=12 - SOME, failed=SOME)


UNREACHABLE = {
    "connection refused": lambda stage: f"http://127.0.0.1:{stage.env.free_port()}/soap/?wsdl",
    "certificate not trusted": lambda stage: stage.gateway.url("http", tls=True),
}


@pytest.mark.parametrize("fault", UNREACHABLE)
def test_an_unreachable_gateway_closes_the_channel_and_loses_nothing(stage, fault):
    stage.settings(api_url=UNREACHABLE[fault](stage), password="stand-in-password", timeout=1)
    stage.queue(40)
    with stage.next_probe_in(30):
        stage.dispatch()
    rows = stage.check(queued=40)
    # The channel closed long before each message had cost an attempt.
    assert 0 < sum(row.attempts for row in rows) <= stage.streak
    _paused, cause, reason, _probe_at, activities = stage.channel
    assert (cause, activities) == ("gateway", 1) and reason
    stage.settings(**stage.account())
    assert stage.channel == (False, None, None, None, 0)
    stage.outbox.later()
    stage.dispatch()
    stage.check(accepted=40)
