# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A run ends when its time is up, and what comes back afterwards, or lies outside of it, counts all the same."""

import json

from dev.faults.children import wait_until

pytest_plugins = ["dev.faults.fixtures"]


def wakes(stage):
    """In how many seconds the scheduled action is asked to come."""
    return [
        float(seconds)
        for (seconds,) in stage.outbox.sql(
            "SELECT extract(epoch FROM call_at - (now() AT TIME ZONE 'UTC')) FROM ir_cron_trigger"
        )
    ]


def test_silence_that_outlasts_the_run_closes_the_channel(stage):
    stage.settings(timeout=3, connections=16)
    stage.gateway.behave("silence")
    stage.queue(100)
    stage.nursery.call("cron", seconds=1)
    assert stage.channel[:2] == (True, "gateway")
    stage.check(doubtful_most=stage.streak)


def test_a_slow_answer_does_not_hold_up_the_others_at_the_end_of_the_run(stage):
    stage.settings(timeout=10)
    stage.gateway.behave("silence", count=1)
    stage.gateway.set_delay(0.05)
    stage.queue(200)
    stage.nursery.call("cron", seconds=1)
    stage.check(doubtful_most=1, unknown=1, accepted=199)


def test_a_run_with_slow_answers_ends_before_odoo_ends_its_worker(stage):
    stage.settings(**stage.account("http") | {"timeout": 5})
    stage.gateway.set_delay(2)
    stage.queue(100)
    stage.nursery.call("cron", seconds=1, worker_seconds=12)
    rows = stage.check()
    # What is begun nine seconds after the run's begin at the latest has its answer.
    assert {row.state for row in rows} == {"accepted", "queued"}
    assert len(stage.journal) <= 3 * stage.connections


def test_a_channel_that_is_resumed_does_not_wait_for_former_answers(stage):
    stage.settings(timeout=60)
    stage.gateway.behave("silence", count=1)
    stage.gateway.set_delay(0.1)
    stage.queue(200)
    stage.start("dispatch")
    stage.wait_for_taken(10)
    stage.nursery.call("press_button", sender=stage.sender, button="action_pause")
    wait_until(lambda: stage.outbox.states()["sending"] == 1)
    stage.nursery.call("press_button", sender=stage.sender, button="action_resume")
    stage.wait_for_states(seconds=50, accepted=199, sending=1)


def test_a_probe_that_is_accepted_after_the_run_opens_the_channel(stage):
    stage.settings(timeout=30)
    stage.gateway.behave("http_503", count=1, retry_after=300)
    stage.queue(20)
    stage.dispatch()
    assert stage.channel[0]
    stage.gateway.set_delay(2)
    stage.outbox.later()
    stage.nursery.call("cron", seconds=1)
    assert not stage.channel[0]


def test_an_unclear_channel_closes_though_few_messages_are_sent_at_a_time(stage):
    stage.settings(timeout=2)
    # The first run looks around meanwhile, the others end at once.
    for behaviour, count in (("silence", 4), ("http_500", 4), ("http_500", 2)):
        assert not stage.channel[0]
        stage.gateway.behave(behaviour, count=count)
        stage.queue(count)
        stage.dispatch()
    assert stage.channel[:2] == (True, "gateway")
    assert stage.channel[2] and stage.channel[4] == 1
    stage.check(doubtful_most=10, unknown=10)


def test_a_pause_names_what_has_closed_the_channel(stage):
    stage.settings(connections=1)
    # Both answers are classified at once; the second alone is a reason.
    stage.gateway.behave("late", count=1, seconds=0)
    stage.gateway.behave("status", count=1, status=503)
    stage.queue(2)
    stage.outbox.sql(
        "UPDATE sms_wiserv_message SET attempts = 3 WHERE id = (SELECT max(id) FROM sms_wiserv_message)"
    )
    stage.dispatch()
    stage.check(accepted=1, queued=1)
    assert stage.channel[:2] == (True, "gateway") and "not available" in stage.channel[2]


def test_answers_between_failures_keep_a_channel_open(stage):
    stage.settings(timeout=3)
    for _nth in range(3):
        stage.gateway.behave("silence", count=4)
        stage.queue(4)
        stage.dispatch()
        stage.queue(1)
        stage.dispatch()
    assert not stage.channel[0]
    stage.check(doubtful_most=12, unknown=12, accepted=3)


def test_a_pause_by_hand_is_kept_from_a_dispatcher_that_closes_the_channel_at_that_moment(stage):
    stage.gateway.set_credentials("stand-in-user", "another")
    stage.queue(20)
    pause = "UPDATE sms_wiserv_sender SET paused_at = now(), pause_cause = 'manual', pause_reason = 'Paused by Ana.'"
    with stage.outbox.elsewhere(pause) as waited_for:
        run = stage.start("dispatch")
        wait_until(waited_for)
    run.value()
    assert stage.channel[:3] == (True, "manual", "Paused by Ana.")


def test_an_answer_to_a_former_account_does_not_close_the_channel(stage):
    stage.settings(**stage.account("http"))
    stage.gateway.set_credentials(stage.gateway.user, "another")
    stage.gateway.set_delay(0.7)
    stage.queue(4)
    run = stage.start("dispatch")
    wait_until(lambda: stage.gateway.counters.get("requests", 0) == stage.slow_start)
    stage.settings(password="another")
    run.value()
    assert not stage.channel[0]
    stage.check(accepted=4)


def test_notes_of_dispatchers_that_end_together_count_every_message_once(stage):
    stage.queue(3)
    others = json.dumps({"counts": [["accepted", "", "Message Queued", 5]], "named": []})
    with stage.outbox.elsewhere(
        "UPDATE sms_wiserv_sender SET open_report = %s, open_report_since = now()", others
    ) as waited_for:
        run = stage.start("dispatch")
        wait_until(waited_for)
    run.value()
    [(note,)] = stage.outbox.sql(
        "SELECT body FROM mail_message WHERE model = %s ORDER BY id DESC LIMIT 1",
        "sms.wiserv.sender",
    )
    assert "Accepted: 8" in note


def test_what_somebody_else_holds_is_looked_for_a_minute_later(stage):
    stage.queue(1)
    with stage.outbox.elsewhere("SELECT id FROM sms_wiserv_message FOR UPDATE"):
        stage.nursery.call("cron")
        stage.check(queued=1)
        assert any(0 < seconds <= 60 for seconds in wakes(stage))
    stage.dispatch()
    stage.check(accepted=1)


def test_a_sender_that_cannot_send_wakes_nobody(stage):
    stage.queue(1)
    stage.settings(api_url=False)
    stage.nursery.call("cron")
    assert not wakes(stage)
    stage.check(queued=1)


def test_runs_that_are_cut_off_again_and_again_send_everything(stage):
    stage.gateway.set_delay(0.3)
    stage.queue(20)
    for _nth in range(100):
        if stage.outbox.states() == {"accepted": 20}:
            break
        stage.nursery.call("cron", seconds=0.5)
        assert "queued" not in stage.outbox.states() or any(due <= 0 for due in wakes(stage))
    stage.check(accepted=20)
