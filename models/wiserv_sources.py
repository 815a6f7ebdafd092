# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from .wiserv_counts import READERS


class WiservSource(models.AbstractModel):
    """A record that people are told of by SMS, and that leads to these messages."""

    _name = "g2p.wiserv.source"
    _description = "Source of Wiserv Messages"

    wiserv_sms_count = fields.Integer("SMS", compute="_compute_wiserv_sms_count", groups=READERS)

    def _wiserv_sms_domain(self):
        return [("res_model", "=", self._name), ("res_id", "in", self.ids)]

    def _compute_wiserv_sms_count(self):
        for record in self:
            record.wiserv_sms_count = self.env["g2p.wiserv.sms"].search_count(record._wiserv_sms_domain())

    def action_wiserv_sms(self):
        """Open the messages about these records."""
        action = self.env["ir.actions.act_window"]._for_xml_id("g2p_notifications_wiserv.action_wiserv_sms")
        return {**action, "domain": self._wiserv_sms_domain()}


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "g2p.wiserv.source"]

    def _wiserv_sms_domain(self):
        """Override: all messages to a registrant, whatever they are about."""
        return [("partner_id", "in", self.ids)]


class G2PProgramMembership(models.Model):
    _name = "g2p.program_membership"
    _inherit = ["g2p.program_membership", "g2p.wiserv.source"]


class G2PEntitlement(models.Model):
    _name = "g2p.entitlement"
    _inherit = ["g2p.entitlement", "g2p.wiserv.source"]


class G2PPayment(models.Model):
    _name = "g2p.payment"
    _inherit = ["g2p.payment", "g2p.wiserv.source"]
