# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One-time passwords, which go out at once: what is known of them outlives whoever sent them."""

import signal

from dev.faults.children import wait_until

pytest_plugins = ["dev.faults.fixtures"]

TEXT = "Your code is 482913."
BARRIER = 4711  # an advisory lock that those who shall begin together wait for


def rows(stage):
    """``(state, text)`` of each message."""
    return [(row.state, row.body) for row in stage.outbox.rows()]


def test_a_process_killed_while_it_sends_leaves_the_message_doubtful(stage):
    stage.gateway.behave("silence", count=1)
    child = stage.start("send_now", sender=stage.sender, text=TEXT)
    stage.wait_for_taken(1)
    assert rows(stage) == [("sending", None)]
    child.kill()
    stage.dispatch()
    assert rows(stage) == [("unknown", None)]
    assert len(stage.journal) == 1


def test_one_that_waits_for_its_answer_is_not_given_up(stage):
    stage.gateway.behave("silence", count=1)
    child = stage.start("send_now", sender=stage.sender, text=TEXT)
    stage.wait_for_taken(1)
    # Its time-out does not end the wait while the other one is at work.
    child.freeze()
    stage.queue(1)
    stage.dispatch()
    assert sorted(state for state, _text in rows(stage)) == ["accepted", "sending"]
    # There will be no answer.
    stage.gateway.stop()
    stage.gateway.start()
    child.send(signal.SIGCONT)
    assert not child.value()
    assert sorted(state for state, _text in rows(stage)) == ["accepted", "unknown"]
    assert len(stage.journal) == 2


def test_what_is_known_outlives_a_rollback_by_the_caller(stage):
    assert stage.nursery.call("send_now", sender=stage.sender, text=TEXT, commit=False) == "Message Queued"
    assert rows(stage) == [("accepted", None)]
    assert len(stage.journal) == 1


def test_a_lock_on_its_row_is_no_reason_to_send_again(stage):
    stage.gateway.set_delay(6)
    with stage.outbox.connect() as other, other.cursor() as cursor:
        child = stage.start("send_now", sender=stage.sender, text=TEXT)
        wait_until(lambda: rows(stage) == [("sending", None)])
        cursor.execute("SELECT FROM sms_wiserv_message FOR UPDATE")
        # It waits for two seconds.
        assert child.value() == "Message Queued"
    assert len(stage.journal) == 1
    stage.dispatch()
    assert rows(stage) == [("unknown", None)]


def test_a_lost_connection_to_the_database_is_no_reason_to_send_again(stage):
    stage.gateway.set_delay(6)
    child = stage.start("send_now", sender=stage.sender, text=TEXT)
    wait_until(lambda: rows(stage) == [("sending", None)])
    stage.wait_for_taken(1)
    stage.outbox.cut()
    assert child.value() == "Message Queued"
    assert len(stage.journal) == 1
    stage.dispatch()
    assert rows(stage) == [("unknown", None)]


def test_one_time_passwords_that_are_asked_for_at_once_are_counted_too_by_whichever_sender(stage):
    # The first ones that this database sends.
    stage.outbox.sql("DELETE FROM ir_config_parameter WHERE key = 'sms_wiserv.sending_database'")
    stage.outbox.sql("UPDATE res_company SET wiserv_otp_per_number = 3")
    [(other_sender,)] = stage.outbox.sql(
        """INSERT INTO sms_wiserv_sender (name, company_id, number_format, hours, expire_days)
           SELECT 'Other', company_id, number_format, hours, expire_days FROM sms_wiserv_sender WHERE id = %s
           RETURNING id""",
        stage.sender,
    )
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    try:
        with stage.outbox.connect() as other, other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (BARRIER,))
            children = [
                stage.start("send_now", sender=sender, text=TEXT, barrier=BARRIER)
                for sender in (stage.sender, other_sender) * 12
            ]
            wait_until(lambda: stage.outbox.sql(waiting) == [(24,)])
        for child in children:
            child.value()
    finally:
        stage.outbox.sql("UPDATE res_company SET wiserv_otp_per_number = 10")
        stage.outbox.sql("DELETE FROM sms_wiserv_sender WHERE id = %s", other_sender)
    assert len(stage.journal) == 3
