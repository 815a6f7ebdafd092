# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from markupsafe import Markup

from odoo import api, models

from ...dispatch.senders_by_account import PAUSED_BY_ANSWERS
from ..outbox.message import DIRECT_EVENTS

ACTIVITY = "sms_wiserv.mail_activity_type_unhandled"


class SmsWiservSender(models.Model):
    """The activity for failed and unknown messages that are not handled: one for each sender."""

    _inherit = "sms.wiserv.sender"

    @api.model
    def _unhandled(self):
        """Return the senders that have such messages. Direct sends do not count: their caller got the outcome."""
        self.env["sms.wiserv.message"].flush_model(["state", "handled"])
        self.env.cr.execute(
            """SELECT id FROM sms_wiserv_sender AS sender
                WHERE EXISTS (SELECT 1 FROM sms_wiserv_message WHERE sender_id = sender.id
                                 AND state IN ('failed', 'unknown') AND handled IS NOT TRUE
                                 AND (body IS NOT NULL OR NOT event = ANY(%s)))""",
            (list(DIRECT_EVENTS),),
        )
        return self.browse([id_ for (id_,) in self.env.cr.fetchall()])

    def _tell_unhandled(self):
        """Give an administrator an activity on each of these senders that is not paused; a pause has its own one."""
        for sender in self - self.search(PAUSED_BY_ANSWERS):
            thread = sender._thread()
            if thread.activity_search([ACTIVITY]):
                continue
            administrator = sender._wiserv_administrator()
            env = self.with_context(lang=administrator.lang).env
            some_failed = env._(
                "Some SMS have failed, or nobody knows whether they went out. Resend them, or mark them as handled."
            )
            thread.activity_schedule(
                ACTIVITY,
                summary=env._("SMS that were not accepted"),
                note=Markup("<p>%s</p>") % some_failed + sender.with_env(env)._link_to_ask(),
                user_id=administrator.id,
            )

    @api.model
    def _close_handled(self):
        """Delete the activities of senders whose messages are all handled."""
        activity_type = self.env.ref(ACTIVITY, raise_if_not_found=False)
        activities = activity_type and self.env["mail.activity"].sudo().search(
            [("activity_type_id", "=", activity_type.id)]
        )
        if activities:
            threads = [sender._thread() for sender in self.sudo()._unhandled()]
            activities.filtered(
                lambda activity: all(
                    (activity.res_model, activity.res_id) != (thread._name, thread.id) for thread in threads
                )
            ).unlink()

    @api.autovacuum
    def _gc_activities(self):
        """Make the activities that are missing, and delete those that are done, of all senders."""
        unhandled = self._unhandled()
        (unhandled | self.search(PAUSED_BY_ANSWERS))._channel_lock()
        self.search(PAUSED_BY_ANSWERS)._channel_tell_held_back()
        unhandled._tell_unhandled()
        self._close_handled()


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    def write(self, vals):
        """Override of `base` to delete the activity when the last message is handled."""
        result = super().write(vals)
        if {"state", "handled"} & vals.keys():
            self.env["sms.wiserv.sender"]._close_handled()
        return result
