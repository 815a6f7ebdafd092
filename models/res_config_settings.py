# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from .wiserv_server_options import server_options


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    wiserv_api_url = fields.Char(related="company_id.wiserv_api_url", readonly=False)
    wiserv_protocol = fields.Selection(related="company_id.wiserv_protocol", readonly=False)
    wiserv_user_name = fields.Char(related="company_id.wiserv_user_name", readonly=False)
    wiserv_password = fields.Char(
        "Wiserv Password", compute="_compute_wiserv_password", inverse="_inverse_wiserv_password"
    )
    wiserv_password_is_set = fields.Boolean(related="company_id.wiserv_password_is_set")
    wiserv_allow_plain_http = fields.Boolean(related="company_id.wiserv_allow_plain_http", readonly=False)
    wiserv_numbers_per_request = fields.Integer(
        related="company_id.wiserv_numbers_per_request", readonly=False
    )
    wiserv_connections = fields.Integer(related="company_id.wiserv_connections", readonly=False)
    wiserv_messages_per_second = fields.Integer(
        related="company_id.wiserv_messages_per_second", readonly=False
    )
    wiserv_max_attempts = fields.Integer(related="company_id.wiserv_max_attempts", readonly=False)
    wiserv_timeout = fields.Integer(related="company_id.wiserv_timeout", readonly=False)
    wiserv_accepted_replies = fields.Text(related="company_id.wiserv_accepted_replies", readonly=False)
    wiserv_credential_replies = fields.Text(related="company_id.wiserv_credential_replies", readonly=False)
    wiserv_retention_days = fields.Integer(related="company_id.wiserv_retention_days", readonly=False)
    wiserv_server_options = fields.Char(compute="_compute_wiserv_server_options")

    def _compute_wiserv_password(self):
        self.wiserv_password = False

    def _inverse_wiserv_password(self):
        # The URL goes along, because the password is kept for the URL that was on the screen with it.
        for settings in self.filtered("wiserv_password"):
            settings.company_id.write(
                {
                    "wiserv_api_url": settings.wiserv_api_url,
                    "wiserv_password": settings.wiserv_password,
                }
            )
        self.invalidate_recordset(["wiserv_password"])

    @api.depends("company_id")
    def _compute_wiserv_server_options(self):
        self.wiserv_server_options = ", ".join(sorted(server_options()))

    def action_wiserv_forget_password(self):
        self.company_id.action_wiserv_forget_password()
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_wiserv_senders(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "g2p_notifications_wiserv.action_notification_manager_wiservsms"
        )
