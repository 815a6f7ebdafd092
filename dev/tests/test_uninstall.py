# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from dev.tests.scratch import SET_UP, places_of, run_in_shell

UNINSTALL = """
module = env["ir.module.module"].search([("name", "=", "sms_wiserv")])
module.button_immediate_uninstall()
"""
GO_ON = """
program = env["g2p.program"].search([])
assert program.name == "Rice Allowance"
assert [manager._name for manager in program.get_managers(6)] == ["g2p.program.notification.manager.sms"]
person = env["res.partner"].create({"name": "Registrant 6", "is_registrant": True})
member = env["g2p.program_membership"].create({"partner_id": person.id, "program_id": program.id})
member.enroll_eligible_registrants()
assert member.state == "enrolled"
program.get_managers(6)
env["mail.activity"].search([]).mapped("display_name")
env["mail.message"].search([]).mapped("display_name")
"""


def test_nothing_is_left_behind(env, scratch_db):
    run_in_shell(env, scratch_db, SET_UP)
    assert places_of(env, scratch_db, "wiserv") > {
        "ir_model.model",
        "mail_message.model",
        "ir_model_data.name",
    }
    run_in_shell(env, scratch_db, UNINSTALL)
    # What Odoo knows of every addon that it could install, and what browsers were told within the last day.
    # Of fields: memberships have all fields of partners, ours too, and Odoo notes them as of the addon of memberships.
    known = {"ir_module_module", "ir_module_module_dependency", "ir_model_data", "ir_model_fields", "bus_bus"}
    assert {place.partition(".")[0] for place in places_of(env, scratch_db, "wiserv")} <= known
    assert not env.psql(scratch_db, "SELECT name FROM ir_model_data WHERE module LIKE '%%wiserv'")
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
    run_in_shell(env, scratch_db, GO_ON)
