# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models

from odoo.addons.sms_wiserv.models.outbox.event import WITHOUT_SMS


class QueueJob(models.Model):
    _inherit = "queue.job"

    @api.model
    def enqueue(self, model_name, method_name, record_ids, args, kwargs, **others):
        """Override of `job_worker`, which keeps nothing of the context, to do in jobs, too, without SMS what is."""
        if self.env.context.get(WITHOUT_SMS):
            method_name, args = "_wiserv_without_sms", (method_name, *args)
        return super().enqueue(model_name, method_name, record_ids, args, kwargs, **others)
