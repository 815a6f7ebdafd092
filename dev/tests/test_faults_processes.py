# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Dispatcher processes that are killed, frozen, or several at once."""

import signal
import time
from collections import Counter

from dev.faults.children import wait_until

pytest_plugins = ["dev.faults.fixtures"]


def test_claims_pass_over_what_somebody_else_holds(stage):
    stage.queue(3)
    first = stage.outbox.rows()[0].id
    with stage.outbox.elsewhere(
        "SELECT FROM sms_wiserv_message WHERE id = %s FOR UPDATE", first
    ) as waited_for:
        run = stage.start("dispatch")
        stage.wait_for_taken(2)
        assert not waited_for()
        run.value()
    stage.dispatch()
    stage.check(accepted=3)


def test_fifty_kills_among_two_thousand_messages(stage, chance):
    stage.gateway.set_delay(0.02)
    stage.queue(2000)
    doubtful = {}
    for kill in range(50):
        taken = len(stage.journal)
        child = stage.start()
        if kill % 5:
            stage.wait_for_taken(taken + 1)
        time.sleep(chance.uniform(0, 0.1))
        child.kill()
        wait_until(lambda: not stage.outbox.dispatchers())
        # What it had claimed and not written down is all that may become doubtful.
        doubtful.update({row.id: row.dispatcher for row in stage.outbox.rows("sending")})
    assert max(Counter(doubtful.values()).values()) <= stage.in_flight
    stage.gateway.set_delay(0)
    for _nth in range(5):
        # A run has its time, and ends with messages left where they leave slowly.
        stage.dispatch()
        if not stage.outbox.states().get("queued"):
            break
    rows = stage.check(doubtful_most=len(doubtful))
    assert {row.id for row in rows if row.state == "unknown"} == doubtful.keys()
    assert {row.state for row in rows} == {"accepted", "unknown"}
    # The kills met dispatchers at work.
    assert len(doubtful) > 50


def test_two_dispatchers_share_the_work_and_never_a_message(stage):
    # Slowly, until both are at it.
    stage.gateway.set_delay(0.2)
    stage.queue(600)
    pair = [stage.start("dispatch") for _nth in range(2)]
    wait_until(lambda: len({row.dispatcher for row in stage.outbox.rows("sending")}) == 2)
    stage.gateway.set_delay(0)
    for child in pair:
        child.value()
    stage.check(accepted=600)


def test_what_waits_can_be_cancelled_while_a_dispatcher_is_at_it(stage):
    stage.gateway.set_delay(0.05)
    stage.queue(400)
    child = stage.start("dispatch")
    stage.wait_for_taken(20)
    # Few leave while the button is pressed, however long that takes.
    stage.gateway.set_delay(1)
    assert stage.nursery.call("press", action="action_cancel", state="queued") == 1
    stage.gateway.set_delay(0)
    child.value()
    states = stage.outbox.states()
    assert states["cancelled"] > 300
    stage.check(accepted=400 - states["cancelled"], cancelled=states["cancelled"])


def test_what_has_failed_can_be_resent_while_a_dispatcher_is_at_it(stage):
    stage.gateway.behave("fault", count=40, text="Invalid Mobile Number")
    stage.queue(40)
    stage.dispatch()
    stage.gateway.set_delay(0.05)
    stage.queue(200)
    child = stage.start("dispatch")
    stage.wait_for_taken(20)
    # Two people at once, before any of it is sent again.
    stage.gateway.set_delay(2)
    pair = [stage.start("press", action="action_resend", state="failed") for _nth in range(2)]
    first, second = sorted(str(press.value()) for press in pair)
    assert first == "1"
    assert second.startswith("There is nothing to resend.")
    stage.gateway.set_delay(0)
    child.value()
    stage.dispatch()
    stage.check(accepted=240)


def test_a_slow_dispatcher_keeps_its_messages(stage):
    stage.gateway.set_delay(0.05)
    stage.queue(200)
    frozen = stage.start("dispatch")
    stage.wait_for_taken(20)
    stage.freeze(frozen)
    held = {row.id for row in stage.outbox.rows("sending")}
    assert held
    stage.dispatch()
    assert {row.id for row in stage.outbox.rows("sending")} == held
    stage.check(doubtful_most=len(held), accepted=200 - len(held), sending=len(held))
    frozen.send(signal.SIGCONT)
    frozen.value()
    # It reads the answers that came meanwhile.
    stage.check(accepted=200)


def test_what_a_dead_dispatcher_had_in_hand_is_unknown(stage):
    stage.warm_up()
    stage.gateway.behave("silence", count=stage.connections)
    stage.queue(30)
    child = stage.start()
    stage.wait_until_full()
    child.kill()
    stage.dispatch()
    rows = stage.check(doubtful_most=stage.in_flight, accepted=30, unknown=stage.in_flight)
    assert {row.failure_reason for row in rows if row.state == "unknown"} == {
        "The sending process died; nobody can know whether the SMS went out."
    }
