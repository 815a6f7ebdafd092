# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What is done without SMS stays so in jobs; that a payment keeps the choice is the engine's."""

from odoo import api, models

from odoo.addons.sms_wiserv.models.outbox.event import WITHOUT_SMS


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def _job_prepare_context_before_enqueue_keys(self):
        """Override of `queue_job` to do without SMS, too, what is handed to jobs, which keep it in the database."""
        return (*super()._job_prepare_context_before_enqueue_keys(), WITHOUT_SMS)
