# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What others commit while messages wait counts when they leave, in a run that is under way, too."""

pytest_plugins = ["dev.faults.fixtures"]


def archive(stage, *phones):
    stage.outbox.sql("UPDATE res_partner SET active = FALSE WHERE phone = ANY(%s)", list(phones))


def people_are_back(stage):
    stage.outbox.sql("UPDATE res_partner SET active = TRUE WHERE phone LIKE '0917%%'")


def test_who_was_archived_while_the_sender_was_paused_is_left_out(stage):
    stage.queue(10)
    archive(stage, "09170000003", "09170000007")
    try:
        stage.dispatch()
    finally:
        people_are_back(stage)
    stage.check(accepted=8, cancelled=2)
    assert not {"09170000003", "09170000007"} & {entry["number"] for entry in stage.journal}
    assert stage.outbox.sql("SELECT reason, count(*) FROM sms_wiserv_skipped GROUP BY 1") == [("inactive", 2)]


def test_a_dispatcher_at_work_hears_within_a_second(stage):
    stage.gateway.set_delay(0.2)
    stage.queue(100)
    run = stage.start("dispatch")
    stage.wait_for_taken(10)
    archive(stage, "09170000100")
    try:
        run.value()
    finally:
        people_are_back(stage)
    stage.check(accepted=99, cancelled=1)


def test_a_dispatcher_killed_leaves_those_left_out_as_they_are(stage):
    stage.gateway.set_delay(0.2)
    stage.queue(60)
    archive(stage, "09170000002")
    try:
        run = stage.start("dispatch")
        stage.wait_for_taken(10)
        run.kill()
        stage.gateway.set_delay(0)
        stage.dispatch()
    finally:
        people_are_back(stage)
    rows = stage.check(doubtful_most=stage.in_flight)
    [left_out] = [row for row in rows if row.state == "cancelled"]
    assert (left_out.number, left_out.body, left_out.attempts) == (None, None, 0)
