# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import pytest

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

def try_to_send():
    sender = env["sms.wiserv.sender"].search([("name", "=", "Office")])
    assert sender.channel_state == "unconfigured", sender.channel_state
    try:
        sender.send_sms("09170000001", "Hello")
    except UserError as error:
        assert "configure" in str(error), error
    else:
        raise AssertionError("it has sent")
    env.cr.commit()
    env["sms.wiserv.message"]._cron_dispatch()
    states = env["sms.wiserv.message"].search([], order="id").mapped("state")
    assert states == ["queued", "unknown", "failed", "accepted"], states

env["sms.wiserv.message"].search([("state", "=", "cancelled")]).action_resend()
try_to_send()
# Whatever people or the deployment do with the copy then.
env.company.write({"wiserv_api_url": "https://sms.example.com/", "wiserv_user_name": "x", "wiserv_password": "x"})
try_to_send()
"""


@pytest.mark.suite("engine")
def test_command_neutralize_leaves_nothing_that_could_send(env, scratch_db):
    run_in_shell(env, scratch_db, SET_UP)
    assert all(places_of(env, scratch_db, *SECRETS).values()), "they are there before"
    assert env.psql(scratch_db, "SELECT 1 FROM sms_wiserv_event")
    for _again in range(2):
        env.run_odoo(["neutralize", "-d", scratch_db])
    assert not any(places_of(env, scratch_db, *SECRETS).values())
    states = env.psql(scratch_db, "SELECT state FROM sms_wiserv_message ORDER BY id")
    assert states == [("cancelled",), ("unknown",), ("failed",), ("accepted",)]
    run_in_shell(env, scratch_db, TRY_TO_SEND)
