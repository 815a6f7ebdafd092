# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What goes wrong on our side of the wire, with the outcomes in hand."""

import pytest

pytest_plugins = ["dev.faults.fixtures"]


@pytest.fixture
def refuse(stage):
    """Have PostgreSQL refuse what is written to a table: ``refuse(table, when)``."""
    tables = []
    stage.outbox.sql(
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE EXCEPTION 'not today'; END$$"
    )

    def make(table, when="true"):
        stage.outbox.sql(
            f"CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW WHEN ({when})"
            " EXECUTE FUNCTION refuse()"
        )
        tables.append(table)

    yield make
    stage.end_children()
    for table in tables:
        stage.outbox.sql(f"DROP TRIGGER refuse ON {table}")


def dispatch_and_fail(stage, match="not today"):
    with pytest.raises(RuntimeError, match=match):
        stage.dispatch()
    assert not stage.outbox.dispatchers()


def test_chatter_that_cannot_be_written_costs_no_outcome(stage, refuse):
    stage.queue(30)
    refuse("mail_message")
    dispatch_and_fail(stage)
    stage.check(accepted=30)


def test_an_activity_that_cannot_be_made_costs_no_outcome_and_no_pause(stage, refuse):
    refuse("mail_activity")
    stage.settings(timeout=1)
    stage.gateway.behave("silence", count=20)
    stage.gateway.set_delay(0.02)
    stage.queue(100)
    dispatch_and_fail(stage)
    stage.check(doubtful_most=stage.streak)
    assert stage.channel[:2] == (True, "gateway")
    assert not stage.outbox.states().get("sending")


def test_an_outcome_that_cannot_be_written_is_unknown(stage, refuse):
    stage.queue(100)
    poisoned = stage.outbox.rows()[50].id
    refuse("sms_wiserv_message", f"NEW.id = {poisoned} AND NEW.state = 'accepted'")
    # The process lives on, its connection too; the dispatcher's lock must not.
    error, alive = stage.nursery.call("dispatch_and_survive")
    assert "not today" in error and alive == 0
    stage.dispatch()
    rows = stage.check(doubtful_most=stage.in_flight)
    assert {row.state for row in rows} == {"accepted", "unknown"}
    assert next(row.state for row in rows if row.id == poisoned) == "unknown"


def test_a_claim_whose_commit_nobody_hears_of_is_given_back(stage):
    stage.gateway.set_delay(0.05)
    stage.queue(100)
    stage.nursery.call("dispatch_losing_a_commit", after=3)
    rows = stage.check()
    assert {(row.state, row.attempts) for row in rows} == {("accepted", 1), ("queued", 0)}
    stage.dispatch()
    stage.check(accepted=100)


def test_a_defect_in_the_wire_neither_hangs_nor_loses(stage):
    stage.queue(100)
    stage.nursery.begin("dispatch_with_a_defect", after=30).value(20)
    rows = stage.check(doubtful_most=1, accepted=99, unknown=1)
    assert any("unforeseen" in row.failure_reason for row in rows if row.state == "unknown")
    log = stage.nursery.log.read_text()
    assert "ZeroDivisionError" in log and "0917 000 0000" not in log


def test_a_process_that_may_start_no_more_threads_loses_nothing(stage):
    stage.queue(30)
    with pytest.raises(RuntimeError, match="start new thread"):
        stage.nursery.begin("dispatch_without_threads", most=2).value(20)
    assert stage.check(doubtful_most=0)
    stage.dispatch()
    stage.check(accepted=30)
