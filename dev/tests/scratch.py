# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What tests do with a database of their own besides using it."""

SET_UP = """
from odoo import Command
company = env.company
company.country_id = env.ref("base.ph")
company.write({
    "wiserv_api_url": "https://sms.example.com/soap/?wsdl", "wiserv_user_name": "company-user",
    "wiserv_password": "Company-Secret-1", "wiserv_connections": 7,
})
program = env["g2p.program"].create({"name": "Rice Allowance", "target_type": "individual"})
sender = env["g2p.program.notification.manager.wiserv"].create({
    "name": "SMS of Rice Allowance", "program_id": program.id, "api_url": "https://own.example.com/soap/?wsdl",
    "user_name": "sender-user", "wiserv_password": "Sender-Secret-2",
})
people = env["res.partner"].create([
    {"name": f"Registrant {number}", "is_registrant": True, "phone": f"0917000000{number}",
     "notification_preference": "none" if number == 5 else "sms"}
    for number in range(1, 6)
])
members = env["g2p.program_membership"].create([
    {"partner_id": person.id, "program_id": program.id} for person in people
])
members.state = "enrolled"
env.cr.flush()
messages = env["sms.wiserv.message"].search([("sender_id", "=", sender.sender_id.id)], order="id")
messages[1].write({"state": "sending", "dispatcher": 12345})
messages[2].write({"state": "failed", "failure_reason": "The gateway refused the message."})
messages[3].write({"state": "accepted", "reply": "Message Queued"})
sender.sender_id._channel_tell("Nothing goes out.")
sender.message_post(body="A note.")
env.ref("g2p_notifications_wiserv.sms_template_enrolled").body = "Changed by people."
env.cr.commit()
"""


def run_in_shell(env, db, script):
    """Run ``script`` in Odoo's shell on ``db``.

    :raise SetupError: the script failed
    """
    log = env.logs / f"shell-{db}.log"
    env.run_odoo(["shell", "-d", db, "--no-http", "--log-level", "warn"], log=log, stdin=script)


def places_of(env, db, text):
    """Return ``{"table.column"}`` of all columns in the database that hold ``text`` in any row."""
    columns = env.psql(
        db,
        """SELECT table_name, column_name FROM information_schema.columns
            JOIN information_schema.tables USING (table_schema, table_name)
           WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
             AND data_type IN ('character varying', 'text', 'jsonb', 'json', 'character')""",
    )
    return {
        f"{table}.{column}"
        for table, column in columns
        if env.psql(db, f'SELECT 1 FROM "{table}" WHERE "{column}"::text LIKE %s LIMIT 1', [f"%{text}%"])
    }
