# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What buttons answer, and how work is handed to queue_job."""

from odoo.exceptions import UserError

from odoo.addons.queue_job.delay import group


def notification(title, message, kind="success", sticky=False):
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "title": title,
            "message": message,
            "sticky": sticky,
            "type": kind,
            "next": {"type": "ir.actions.act_window_close"},
        },
    }


def manager_or_error(program, kind):
    manager = program.get_manager(kind)
    if not manager:
        raise UserError(program.env._("The program has no such manager."))
    return manager


def registrant_form(partner):
    view = (
        "g2p_registry_group.view_groups_form"
        if partner.is_group
        else "g2p_registry_individual.view_individuals_form"
    )
    return {
        "type": "ir.actions.act_window",
        "name": partner.env._("Registrant"),
        "res_model": "res.partner",
        "res_id": partner.id,
        "view_mode": "form",
        "view_id": partner.env.ref(view).id,
        "target": "new",
        "context": {"default_is_group": partner.is_group},
    }


def start_jobs(record, message, reason, jobs, done):
    """Lock the record, which stops nobody, and tell in its chatter; the jobs run with the rights of the user."""
    record.message_post(body=message)
    record.write({"locked": True, "locked_reason": reason})
    main = group(*jobs)
    main.on_done(done)
    main.delay()


def jobs_done(record, message):
    record.locked = False
    record.locked_reason = None
    record.message_post(body=message)
