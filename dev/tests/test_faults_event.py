# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A message exists if and only if the event's transaction was committed, and once, however often that was tried."""

import pytest

from dev.faults.children import wait_until

pytest_plugins = ["dev.faults.fixtures"]

BARRIER = 4711


@pytest.fixture
def drafts(stage):
    """Ten draft members."""
    # The program's button enrols whoever is not enrolled, of whatever state.
    stage.outbox.sql("DELETE FROM g2p_program_membership")
    stage.draft(10)
    return 10


def test_a_transaction_rolled_back_after_the_event_leaves_nothing(stage, drafts):
    stage.nursery.call("press_enrol", program=stage.program, commit=False)
    assert not stage.outbox.rows()
    assert not stage.outbox.sql("SELECT FROM ir_cron_trigger")
    stage.dispatch()
    assert not stage.journal
    stage.nursery.call("press_enrol", program=stage.program)
    stage.dispatch()
    stage.check(accepted=drafts)


@pytest.mark.parametrize("call", ["press_enrol", "tell_enrolled"])
def test_two_sessions_at_once_queue_each_message_once(stage, drafts, call):
    if call == "tell_enrolled":
        stage.outbox.sql(
            "UPDATE g2p_program_membership SET state = CASE state WHEN 'draft' THEN 'enrolled' ELSE 'exited' END"
        )
    with stage.outbox.connect() as gate, gate.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (BARRIER,))
        presses = [stage.start(call, program=stage.program, barrier=BARRIER) for _nth in range(2)]
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
        wait_until(lambda: stage.outbox.sql(waiting, BARRIER) == [(2,)])
        cursor.execute("SELECT pg_advisory_unlock(%s)", (BARRIER,))
    # One of them met what the other wrote, and was run again.
    assert sum(press.value() for press in presses) > 2
    stage.dispatch()
    stage.check(accepted=drafts)


def test_a_transaction_that_is_run_again_queues_each_message_once(stage, drafts):
    assert stage.nursery.call("press_enrol_too_late", program=stage.program) == 2
    stage.dispatch()
    stage.check(accepted=drafts)


def test_a_mass_whose_telling_is_killed_is_told_to_the_end_and_once(stage):
    stage.draft(6000)
    stage.nursery.call("press_enrol_big", program=stage.program)
    assert not stage.outbox.rows()
    assert stage.outbox.sql("SELECT count(*) FROM sms_wiserv_event")[0][0] >= 6
    child = stage.start()
    wait_until(lambda: stage.outbox.sql("SELECT count(*) FROM sms_wiserv_message")[0][0] >= 1000)
    child.kill()
    stage.start()
    wait_until(lambda: stage.outbox.sql("SELECT count(*) FROM sms_wiserv_message")[0][0] == 6000, 120)
    wait_until(lambda: not stage.outbox.sql("SELECT FROM sms_wiserv_event"))
    numbers = stage.outbox.sql("SELECT count(DISTINCT number) FROM sms_wiserv_message")
    assert numbers == [(6000,)]
