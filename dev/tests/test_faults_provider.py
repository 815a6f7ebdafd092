# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Odoo's own SMS are sent if and only if their transaction was committed, and once, whoever dies on the way."""

import pytest

pytest_plugins = ["dev.faults.fixtures"]


@pytest.fixture
def odoos(stage):
    """A Stage whose company sends Odoo's SMS by Wiserv."""
    stage.settings(sms_provider="wiserv")
    yield stage
    stage.end_children()
    stage.settings(sms_provider="odoo")


def states(stage):
    """How many SMS of Odoo's are in each state, with the type of the failure."""
    rows = stage.outbox.sql("SELECT state, failure_type, count(*) FROM sms_sms GROUP BY state, failure_type")
    return {(state, failure or ""): count for state, failure, count in rows}


def test_an_sms_of_a_transaction_that_is_rolled_back_is_not_sent(odoos):
    odoos.nursery.call("sms_and_roll_back", count=3)
    for table in ("sms_sms", "sms_wiserv_message"):
        assert not odoos.outbox.sql(f"SELECT 1 FROM {table}")
    odoos.dispatch()
    assert not odoos.journal


def test_a_request_that_is_run_again_sends_once(odoos):
    assert odoos.nursery.call("sms_too_late", count=3) == 2
    odoos.dispatch()
    odoos.check(accepted=3)
    assert states(odoos) == {("pending", ""): 3}


def test_odoos_queue_that_dies_before_its_commit_sends_nothing_and_then_once(odoos):
    odoos.nursery.call("sms_waiting", count=5)
    child = odoos.start("odoos_queue_that_dies")
    child.wait()
    assert not odoos.outbox.states()
    assert states(odoos) == {("outgoing", ""): 5}
    for _nth in range(2):
        odoos.nursery.call("odoos_queue")
        odoos.dispatch()
    odoos.check(accepted=5)
    assert states(odoos) == {("pending", ""): 5}


def test_odoos_queue_run_by_two_at_once_sends_once(odoos):
    odoos.nursery.call("sms_waiting", count=50)
    pair = [odoos.start("odoos_queue") for _nth in range(2)]
    for child in pair:
        child.value()
    odoos.nursery.call("odoos_queue")
    odoos.dispatch()
    odoos.check(accepted=50)


def test_a_gateway_that_is_away_leaves_them_waiting(odoos):
    odoos.gateway.behave("status", count=1, status=503)
    odoos.nursery.call("sms_now", count=1)
    odoos.dispatch()
    odoos.check(queued=1)
    assert states(odoos) == {("process", ""): 1}
    odoos.outbox.later()
    odoos.dispatch()
    odoos.check(accepted=1)
    assert states(odoos) == {("pending", ""): 1}


def test_one_that_was_closed_without_an_answer_is_never_sent_again_by_a_machine(odoos):
    odoos.gateway.behave("close", count=1)
    odoos.nursery.call("sms_now", count=1)
    odoos.dispatch()
    odoos.nursery.call("odoos_queue")
    odoos.outbox.later()
    odoos.dispatch()
    odoos.check(doubtful_most=1, unknown=1)
    assert states(odoos) == {("error", "unknown"): 1}


def test_what_a_killed_dispatcher_had_in_flight_is_unknown_in_odoo_too(odoos):
    odoos.gateway.behave("silence", count=1)
    odoos.nursery.call("sms_now", count=1)
    child = odoos.start()
    odoos.wait_for_states(sending=1)
    child.kill()
    odoos.dispatch()
    odoos.nursery.call("odoos_queue")
    odoos.dispatch()
    odoos.check(doubtful_most=1, unknown=1)
    assert states(odoos) == {("error", "unknown"): 1}


def test_a_note_of_odoos_that_cannot_be_written_costs_no_outcome(odoos):
    odoos.nursery.call("sms_now", count=3)
    odoos.outbox.sql(
        "CREATE FUNCTION refuse_sms() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE EXCEPTION 'not today'; END$$"
    )
    odoos.outbox.sql(
        "CREATE TRIGGER refuse BEFORE UPDATE ON sms_sms FOR EACH ROW EXECUTE FUNCTION refuse_sms()"
    )
    try:
        odoos.dispatch()
    finally:
        odoos.outbox.sql("DROP TRIGGER refuse ON sms_sms")
        odoos.outbox.sql("DROP FUNCTION refuse_sms")
    odoos.check(accepted=3)


@pytest.fixture
def refusing(odoos):
    """A function that has the database refuse the messages of a company, with an error of a kind."""

    def refuse(company, code):
        odoos.outbox.sql(
            "CREATE FUNCTION refuse_message() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$BEGIN RAISE EXCEPTION 'not today' USING ERRCODE = '{code}'; END$$"
        )
        odoos.outbox.sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON sms_wiserv_message FOR EACH ROW"
            f" WHEN (NEW.company_id = {company}) EXECUTE FUNCTION refuse_message()"
        )

    yield refuse
    odoos.outbox.sql("DROP FUNCTION IF EXISTS refuse_message CASCADE")


def test_a_company_whose_messages_cannot_be_kept_stops_no_other(odoos, refusing):
    companies = odoos.nursery.call("sms_of_companies", count=3)
    refusing(companies[1], "P0001")
    odoos.nursery.call("odoos_queue")
    odoos.dispatch()
    odoos.check(accepted=2)
    assert states(odoos) == {("pending", ""): 2, ("error", "sms_server"): 1}


def test_a_company_that_is_in_the_way_of_others_is_handed_over_by_a_later_run(odoos, refusing):
    companies = odoos.nursery.call("sms_of_companies", count=3)
    refusing(companies[1], "40001")
    odoos.nursery.call("odoos_queue")
    assert states(odoos) == {("process", ""): 2, ("outgoing", ""): 1}
    odoos.outbox.sql("DROP FUNCTION refuse_message CASCADE")
    odoos.nursery.call("odoos_queue")
    odoos.dispatch()
    odoos.check(accepted=3)
    assert states(odoos) == {("pending", ""): 3}


def test_a_cancellation_that_comes_too_late_cancels_nothing(odoos):
    odoos.nursery.call("sms_now", count=1)
    assert odoos.nursery.call("sms_cancelled_late") == 2
    assert odoos.outbox.states() == {"accepted": 1}
    assert states(odoos) == {("process", ""): 1}


def test_who_changes_their_mind_while_an_sms_of_odoos_waits_gets_none(odoos):
    odoos.nursery.call("sms_to_people", count=3)
    odoos.nursery.call("change_of_mind")
    odoos.dispatch()
    odoos.check(accepted=2, cancelled=1)
    assert states(odoos) == {("pending", ""): 2, ("canceled", "sms_optout"): 1}
