# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from dev.tests.scratch import SET_UP, places_of, run_in_shell

SECRETS = (
    "Company-Secret-1",
    "Sender-Secret-2",
    "company-user",
    "sender-user",
    "sms.example.com",
    "own.example.com",
)

TRY_TO_SEND = """
from odoo.exceptions import UserError
sender = env["g2p.program.notification.manager.wiserv"].search([])
assert sender.channel_state == "unconfigured", sender.channel_state
for send in (lambda: sender.send_sms("09170000001", "Hello"), lambda: sender.on_otp_send("123456", "09170000001")):
    try:
        send()
    except UserError as error:
        assert "configure" in str(error), error
    else:
        raise AssertionError("it has sent")
env["sms.wiserv.message"].search([]).filtered(lambda sms: sms.state == "cancelled").action_resend()
env.cr.commit()
env["sms.wiserv.message"]._cron_dispatch()
states = set(env["sms.wiserv.message"].search([]).mapped("state"))
assert states == {"queued", "unknown", "failed", "accepted"}, states
"""
ENTER_AN_ACCOUNT = """
env.company.write({"wiserv_api_url": "https://sms.example.com/", "wiserv_user_name": "x", "wiserv_password": "x"})
env.cr.commit()
"""


def test_command_neutralize_leaves_nothing_that_could_send(env, scratch_db):
    run_in_shell(env, scratch_db, SET_UP)
    for secret in SECRETS:
        assert places_of(env, scratch_db, secret), "it is there before"
    for _again in range(2):
        env.run_odoo(["neutralize", "-d", scratch_db])
    for secret in SECRETS:
        assert not places_of(env, scratch_db, secret)
    states = env.psql(
        scratch_db, "SELECT state, count(*) FROM sms_wiserv_message GROUP BY state ORDER BY state"
    )
    assert states == [("accepted", 1), ("cancelled", 1), ("failed", 1), ("unknown", 1)]
    # Whatever people or the deployment do with the copy then.
    run_in_shell(env, scratch_db, TRY_TO_SEND)
    run_in_shell(env, scratch_db, ENTER_AN_ACCOUNT)
    run_in_shell(env, scratch_db, TRY_TO_SEND)
