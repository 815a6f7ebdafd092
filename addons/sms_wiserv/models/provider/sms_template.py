# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class SmsTemplate(models.Model):
    """Templates whose SMS leave by Wiserv say so, and count segments as Wiserv's are counted."""

    _inherit = "sms.template"

    wiserv_is_ours = fields.Boolean("Sent by Wiserv", compute="_compute_wiserv_is_ours")

    @api.depends("model_id")
    @api.depends_context("company")
    def _compute_wiserv_is_ours(self):
        everything = self.env.company.sudo().wiserv_sms_provider == "wiserv"
        ours = self if everything else self._wiserv_of_doors()
        ours.wiserv_is_ours = True
        (self - ours).wiserv_is_ours = False


class SmsTemplatePreview(models.TransientModel):
    _inherit = "sms.template.preview"

    wiserv_size = fields.Char("Size", compute="_compute_wiserv_size")

    @api.depends("body", "sms_template_id")
    def _compute_wiserv_size(self):
        for preview in self:
            preview.wiserv_size = (
                preview.sms_template_id.wiserv_is_ours
                and preview.body
                and self.env["sms.wiserv.sender"]._size_of(str(preview.body))
            )
