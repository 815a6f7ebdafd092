# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models
from odoo.fields import Domain

from .door import MANAGER


class SmsTemplate(models.Model):
    _inherit = "sms.template"

    def _wiserv_models(self):
        return {
            **super()._wiserv_models(),
            "g2p.program_membership": {"cycle": "g2p.cycle"},
            "g2p.payment": {},
            "g2p.entitlement": {},
            MANAGER: {"otp": None, "phone": None},
        }

    def _wiserv_users(self):
        managers = self.env[MANAGER].sudo()
        using = managers.search(Domain.OR([(name, "in", self.ids)] for name in managers._template_models()))
        return [*super()._wiserv_users(), using]

    @api.constrains("model_id")
    def _check_wiserv_managers(self):
        """A template in use stays one for what its senders tell of."""
        self._wiserv_users()[-1]._check_template_models()
