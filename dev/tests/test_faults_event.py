# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A message exists if and only if the event's transaction was committed, and once, however often that was tried."""

import pytest

from dev.faults.children import wait_until

pytest_plugins = ["dev.faults.fixtures"]

BARRIER = 4711
PIECE = 10


def test_a_transaction_rolled_back_after_the_event_leaves_nothing(stage):
    ids = stage.visits(10)
    stage.nursery.call("announce_and_roll_back", ids=ids)
    for table in ("sms_wiserv_message", "sms_wiserv_event", "ir_cron_trigger"):
        assert not stage.outbox.sql(f"SELECT 1 FROM {table}")
    stage.dispatch()
    assert not stage.journal
    stage.nursery.call("announce", ids=ids)
    stage.dispatch()
    stage.check(accepted=10)


def test_a_rolled_back_savepoint_takes_along_its_own_event_and_no_other(stage):
    first, _second, third = ids = stage.visits(3)
    stage.nursery.call("announce_with_a_savepoint", ids=ids)
    assert stage.nursery.call("cron"), "nobody was woken"
    stage.check(accepted=2)
    told = stage.outbox.sql("SELECT res_id FROM sms_wiserv_message ORDER BY 1")
    assert told == [(first,), (third,)]


def test_two_events_at_once_that_nobody_sends_are_both_told_and_the_stop_once(stage):
    ids = stage.visits(20)
    stage.outbox.sql("UPDATE ir_cron SET active = FALSE WHERE cron_name = 'SMS: send what is queued'")
    stage.outbox.sql("UPDATE sms_wiserv_sender SET stalled_at = NULL")
    stage.outbox.sql("DELETE FROM mail_followers WHERE res_model = 'sms.wiserv.sender'")
    try:
        with stage.outbox.connect() as gate, gate.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (BARRIER,))
            calls = [
                stage.start("announce", ids=some, barrier=BARRIER, piece=PIECE)
                for some in (ids[:10], ids[10:])
            ]
            waiting = (
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
            )
            wait_until(lambda: stage.outbox.sql(waiting, BARRIER) == [(2,)])
            cursor.execute("SELECT pg_advisory_unlock(%s)", (BARRIER,))
        for call in calls:
            call.value()
        *_channel, activities = stage.channel
        assert activities == 1
    finally:
        stage.outbox.sql("UPDATE ir_cron SET active = TRUE WHERE cron_name = 'SMS: send what is queued'")
    stage.dispatch()
    stage.check(accepted=20)


@pytest.mark.parametrize("call", ["announce", "see"])
def test_two_sessions_at_once_queue_each_message_once(stage, call):
    ids = stage.visits(10)
    if call == "see":
        stage.nursery.call("announce_silently", ids=ids)
    with stage.outbox.connect() as gate, gate.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (BARRIER,))
        calls = [stage.start(call, ids=ids, barrier=BARRIER) for _nth in range(2)]
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
        wait_until(lambda: stage.outbox.sql(waiting, BARRIER) == [(2,)])
        cursor.execute("SELECT pg_advisory_unlock(%s)", (BARRIER,))
    # One of them met what the other wrote, and was run again.
    assert sum(call.value() for call in calls) > 2
    stage.dispatch()
    stage.check(accepted=10)


def test_a_transaction_that_is_run_again_queues_each_message_once(stage):
    assert stage.nursery.call("announce_too_late", ids=stage.visits(10)) == 2
    stage.dispatch()
    stage.check(accepted=10)


def test_a_mass_whose_telling_is_killed_is_told_to_the_end_and_each_person_once(stage):
    ids = stage.visits(5 * PIECE)
    stage.nursery.call("announce", ids=ids, piece=PIECE)
    assert stage.outbox.sql("SELECT count(*) FROM sms_wiserv_event") == [(5,)]
    stage.check()
    assert not stage.outbox.states(), "no message before the commit"
    [(person,)] = stage.outbox.sql("SELECT partner_id FROM sms_wiserv_test_visit WHERE id = %s", ids[25])
    with stage.outbox.elsewhere("SELECT FROM res_partner WHERE id = %s FOR UPDATE", person) as waited_for:
        teller = stage.start("dispatch", piece=PIECE)
        [(session,)] = wait_until(waited_for)
        # In the middle of the third piece.
        assert stage.outbox.states() == {"queued": 2 * PIECE}
        teller.kill()
    # PostgreSQL learns of that once it has the lock.
    wait_until(lambda: not stage.outbox.sql("SELECT 1 FROM pg_stat_activity WHERE pid = %s", session))
    stage.dispatch()
    stage.check(accepted=5 * PIECE)
    assert not stage.outbox.sql("SELECT 1 FROM sms_wiserv_event")
