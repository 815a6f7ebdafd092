# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).


def uninstall_hook(env):
    """Mark as failed what Odoo's SMS still wait for: nobody would tell them any more, and Odoo's service costs."""
    messages = env["sms.wiserv.message"].search(
        [("event", "=", "sms"), ("state", "in", ("queued", "sending"))]
    )
    sending = set(messages.filtered(lambda message: message.state == "sending").mapped("occasion"))
    companies = env["res.company"].search([("wiserv_sms_provider", "=", "wiserv")])
    waiting = env["sms.sms"].search(
        [
            "|",
            ("uuid", "in", messages.mapped("occasion")),
            *("&", ("state", "=", "outgoing"), ("wiserv_company_id", "in", companies.ids)),
        ]
    )
    for failure_type, alike in waiting.grouped(
        lambda sms: "unknown" if sms.uuid in sending else "sms_server"
    ).items():
        alike.write({"state": "error", "failure_type": failure_type, "to_delete": False})
        # What a notification is said to process is out of its reach otherwise.
        alike.sms_tracker_id._wiserv_take_back()
        alike.sms_tracker_id._action_update_from_sms_state(
            "error",
            failure_type=failure_type,
            failure_reason=env._("Wiserv was uninstalled before it could say what became of it."),
        )
