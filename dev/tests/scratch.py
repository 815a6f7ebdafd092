# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What tests do with a database of the engine besides using it."""

from contextlib import closing

SET_UP = """
company = env.company
company.country_id = env.ref("base.ph")
company.write({
    "wiserv_api_url": "https://sms.example.com/soap/?wsdl", "wiserv_user_name": "company-user",
    "wiserv_password": "Company-Secret-1",
})
sender = env["sms.wiserv.sender"].create({
    "name": "Office", "api_url": "https://own.example.com/soap/?wsdl",
    "user_name": "sender-user", "wiserv_password": "Sender-Secret-2",
})
template = env["sms.template"].create({
    "name": "Visit", "model_id": env["ir.model"]._get("sms.wiserv.test.visit").id, "body": "{{ object.place }}",
})
people = env["res.partner"].create([
    {"name": f"Person {number}", "phone": number and f"0917000000{number}"} for number in range(5)
])
visits = env["sms.wiserv.test.visit"].create([
    {"partner_id": person.id, "place": "Hall", "sender_id": sender.id, "template_id": template.id}
    for person in people
])
visits.announced = True
env.cr.flush()
messages = env["sms.wiserv.message"].search([("sender_id", "=", sender.id)], order="id")
messages[1].write({"state": "sending", "dispatcher": 12345})
messages[2].write({"state": "failed", "failure_reason": "The gateway refused the message."})
messages[3].write({"state": "accepted", "reply": "Message Queued"})
sender._channel_tell("Nothing goes out.")
sender.message_post(body="A note.")
env.cr.commit()
# Seen, and not told: what a mass leaves until the scheduled action has told of it.
from odoo.addons.sms_wiserv.models.outbox import event
event.MASS_EVENT = 0
visits.copy({"announced": False, "place": "Chapel"}).announced = True
env.cr.commit()
"""


def run_in_shell(env, db, script):
    """Run ``script`` in Odoo's shell on ``db``.

    :raise SetupError: the script failed
    """
    log = env.logs / f"shell-{db}.log"
    env.run_odoo(["shell", "-d", db, "--no-http", "--log-level", "warn"], log=log, stdin=script)


def places_of(env, db, *texts):
    """Return ``{text: {"table.column"}}``: the columns in the database that hold each text in any row."""
    places = {text: set() for text in texts}
    with closing(env.connect(db)) as connection, connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name, array_agg(column_name::text) FROM information_schema.columns
                JOIN information_schema.tables USING (table_schema, table_name)
               WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                 AND data_type IN ('character varying', 'text', 'jsonb', 'json', 'character')
               GROUP BY table_name"""
        )
        for table, columns in cursor.fetchall():
            found = ", ".join(f'bool_or(held."{column}"::text LIKE wanted.pattern)' for column in columns)
            cursor.execute(
                f"""SELECT wanted.what, {found} FROM "{table}" AS held
                     CROSS JOIN unnest(%s, %s) AS wanted(what, pattern) GROUP BY 1""",
                (list(texts), [f"%{text}%" for text in texts]),
            )
            for text, *holds in cursor.fetchall():
                places[text] |= {
                    f"{table}.{column}" for column, held in zip(columns, holds, strict=True) if held
                }
    return places
