# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import pytest

from dev.tests.scratch import SET_UP, places_of, run_in_shell

# What the outbox has in hand, and what Odoo's queue has not handed over yet.
SET_UP_ODOOS_SMS = (
    SET_UP
    + """
company.wiserv_sms_provider = "wiserv"
for person in people[1:3]:
    person._message_sms("Hello")
env["sms.wiserv.message"].search([("event", "=", "sms")], limit=1).state = "sending"
env["sms.sms"].create({"number": "+639170000004", "body": "Hello"})
assert env["sms.sms"].search([]).mapped("state") == ["outgoing", "process", "process"]
env.cr.commit()
"""
)
SET_UP_A_PROGRAM = """
env.company.country_id = env.ref("base.ph")
program = env["g2p.program"].create({"name": "Rice Allowance", "target_type": "individual"})
manager = env["g2p.program.notification.manager.wiserv"].create({
    "name": "SMS of Rice Allowance", "program_id": program.id, "api_url": "https://own.example.com/soap/?wsdl",
    "user_name": "sender-user", "wiserv_password": "Sender-Secret-2",
})
people = env["res.partner"].create([
    {"name": f"Registrant {number}", "is_registrant": True, "phone": f"0917000000{number}",
     "notification_preference": "none" if number == 2 else "sms"}
    for number in (1, 2)
])
env["g2p.program_membership"].create([
    {"partner_id": person.id, "program_id": program.id} for person in people
]).state = "enrolled"
manager.sender_id._channel_tell("Nothing goes out.")
env.ref("g2p_notifications_wiserv.sms_template_enrolled").body = "Changed by people."
env.cr.commit()
"""
UNINSTALL = """
env["ir.module.module"].search([("name", "=", "sms_wiserv")]).button_immediate_uninstall()
"""
GO_ON = """
assert not env["ir.model"].search([("model", "like", "wiserv")])
env["mail.activity"].search([]).mapped("display_name")
env["mail.message"].search([]).mapped("display_name")
env["res.partner"].create({"name": "Person 6", "phone": "09170000006"}).message_post(body="A note.")
"""
GO_ON_WITH_ODOOS_SMS = (
    GO_ON
    + """
waited = env["sms.sms"].search([])
assert waited.mapped("state") == ["error"] * 3, waited.mapped("state")
assert sorted(waited.mapped("failure_type")) == ["sms_server", "sms_server", "unknown"]
told = env["mail.notification"].search([("notification_type", "=", "sms")])
assert told.mapped("notification_status") == ["exception"] * 2
assert all("uninstalled" in one.failure_reason for one in told)
"""
)
GO_ON_WITH_THE_PROGRAM = (
    GO_ON
    + """
program = env["g2p.program"].search([])
assert program.name == "Rice Allowance"
assert [manager._name for manager in program.get_managers(6)] == ["g2p.program.notification.manager.sms"]
person = env["res.partner"].create({"name": "Registrant 6", "is_registrant": True})
member = env["g2p.program_membership"].create({"partner_id": person.id, "program_id": program.id})
member.enroll_eligible_registrants()
assert member.state == "enrolled"
"""
)


@pytest.mark.parametrize(
    ("set_up", "go_on"),
    [
        pytest.param(SET_UP_ODOOS_SMS, GO_ON_WITH_ODOOS_SMS, marks=pytest.mark.suite("engine"), id="engine"),
        pytest.param(
            SET_UP_A_PROGRAM, GO_ON_WITH_THE_PROGRAM, marks=pytest.mark.suite("openg2p"), id="openg2p"
        ),
    ],
)
def test_nothing_is_left_behind(env, scratch_db, set_up, go_on):
    run_in_shell(env, scratch_db, set_up)
    assert places_of(env, scratch_db, "wiserv")["wiserv"] > {
        "ir_model.model",
        "mail_message.model",
        "ir_model_data.name",
    }
    assert env.psql(scratch_db, "SELECT 1 FROM sms_wiserv_message WHERE state = 'queued'")
    run_in_shell(env, scratch_db, UNINSTALL)
    # What Odoo knows of every addon that it could install, and what browsers were told within the last day.
    modules = {"ir_module_module", "ir_module_module_dependency", "ir_module_module_exclusion"}
    # Odoo notes foreign keys of its own models (a company's sender, an SMS's company) anew while their columns go.
    known = {*modules, "ir_model_data", "ir_model_constraint", "bus_bus"}
    # What other addons' models have taken over from ours stays as it was last loaded, until Odoo loads those anew.
    if "openg2p" in scratch_db:
        known.add("ir_model_fields")
    left = {place.partition(".")[0] for place in places_of(env, scratch_db, "wiserv")["wiserv"]}
    assert left <= known
    assert not env.psql(scratch_db, "SELECT name FROM ir_model_data WHERE module LIKE '%%wiserv%%'")
    for table in ("mail_activity", "mail_activity_type", "ir_cron", "sms_template"):
        orphans = env.psql(
            scratch_db, f"SELECT id FROM {table} WHERE id NOT IN (SELECT res_id FROM ir_model_data)"
        )
        assert not orphans, table
    columns = env.psql(
        scratch_db,
        """SELECT table_name, column_name FROM information_schema.columns
            WHERE table_name LIKE '%%wiserv%%' OR column_name LIKE '%%wiserv%%'""",
    )
    assert not columns
    run_in_shell(env, scratch_db, go_on)
