# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ...tools.server_options import has_lone_password, server_options
from ...wire import guess_protocol
from .res_company import PROTOCOLS

ACCOUNT = ("wiserv_api_url", "wiserv_protocol", "wiserv_user_name", "wiserv_allow_plain_http")


class ResConfigSettings(models.TransientModel):
    """The company's account and limits. Nothing of them is kept in this model's own table."""

    _inherit = "res.config.settings"

    # One inverse for all of the account: its values are checked against each other, and the password is kept
    # for the URL that was on the screen with it. Each has a compute of its own: values that share one are lost
    # when one of them is written.
    wiserv_api_url = fields.Char(
        "Wiserv API URL", compute="_compute_wiserv_api_url", inverse="_inverse_wiserv_account"
    )
    wiserv_protocol = fields.Selection(
        PROTOCOLS, compute="_compute_wiserv_protocol", inverse="_inverse_wiserv_account"
    )
    wiserv_user_name = fields.Char(compute="_compute_wiserv_user_name", inverse="_inverse_wiserv_account")
    wiserv_allow_plain_http = fields.Boolean(
        "Allow Plain HTTP", compute="_compute_wiserv_allow_plain_http", inverse="_inverse_wiserv_account"
    )
    wiserv_password = fields.Char(
        compute="_compute_wiserv_password", inverse="_inverse_wiserv_account", exportable=False
    )
    wiserv_password_is_set = fields.Boolean(related="company_id.wiserv_password_is_set")
    wiserv_password_goes = fields.Char(compute="_compute_wiserv_password_goes", exportable=False)
    wiserv_numbers_per_request = fields.Integer(
        related="company_id.wiserv_numbers_per_request", readonly=False
    )
    wiserv_connections = fields.Integer(related="company_id.wiserv_connections", readonly=False)
    wiserv_messages_per_second = fields.Integer(
        related="company_id.wiserv_messages_per_second", readonly=False
    )
    wiserv_max_attempts = fields.Integer(related="company_id.wiserv_max_attempts", readonly=False)
    wiserv_timeout = fields.Integer(related="company_id.wiserv_timeout", readonly=False)
    wiserv_max_segments = fields.Integer(related="company_id.wiserv_max_segments", readonly=False)
    wiserv_retention_days = fields.Integer(related="company_id.wiserv_retention_days", readonly=False)
    wiserv_sms_provider = fields.Selection(
        related="company_id.wiserv_sms_provider", readonly=False, required=True
    )
    wiserv_segment_price = fields.Float(related="company_id.wiserv_segment_price", readonly=False)
    wiserv_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of the Price")
    wiserv_server_options = fields.Char(compute="_compute_wiserv_server_options")
    wiserv_country_note = fields.Char(compute="_compute_wiserv_country_note")
    wiserv_lone_password = fields.Boolean(compute="_compute_wiserv_server_options")
    wiserv_templates_read_all = fields.Boolean(compute="_compute_wiserv_templates_read_all")

    @api.depends("company_id")
    def _compute_wiserv_country_note(self):
        for settings in self:
            settings.wiserv_country_note = settings.company_id._wiserv_country_note()

    @api.depends("company_id")
    def _compute_wiserv_api_url(self):
        self._show_company("wiserv_api_url")

    @api.depends("company_id")
    def _compute_wiserv_protocol(self):
        self._show_company("wiserv_protocol")

    @api.depends("company_id")
    def _compute_wiserv_user_name(self):
        self._show_company("wiserv_user_name")

    @api.depends("company_id")
    def _compute_wiserv_allow_plain_http(self):
        self._show_company("wiserv_allow_plain_http")

    def _show_company(self, name):
        for settings in self:
            settings[name] = settings.company_id[name]

    def _compute_wiserv_password(self):
        self.wiserv_password = False

    def _inverse_wiserv_account(self):
        for settings in self:
            company = settings.company_id
            values = {name: settings[name] for name in ACCOUNT if settings[name] != company[name]}
            if settings.wiserv_password:
                values["wiserv_password"] = settings.wiserv_password
            if values:
                company.write(values)
        self.invalidate_recordset(["wiserv_password"], flush=False)

    @api.onchange("wiserv_api_url")
    def _onchange_wiserv_api_url(self):
        url = self.wiserv_api_url
        if url != self.company_id.wiserv_api_url:
            self.wiserv_protocol = url and guess_protocol(url)

    @api.depends("wiserv_api_url")
    def _compute_wiserv_password_goes(self):
        for settings in self:
            company = settings.company_id
            settings.wiserv_password_goes = company._wiserv_password_goes_with(settings.wiserv_api_url)

    @api.depends("company_id")
    def _compute_wiserv_server_options(self):
        labels = {
            "api_url": self.env._("API URL"),
            "protocol": self.env._("protocol"),
            "user_name": self.env._("user name"),
            "password": self.env._("password"),
        }
        fixed = server_options()
        self.wiserv_server_options = ", ".join(label for name, label in labels.items() if name in fixed)
        self.wiserv_lone_password = has_lone_password()

    @api.depends("restrict_template_rendering")
    def _compute_wiserv_templates_read_all(self):
        # A placeholder of an e-mail template may run any query.
        editors = self.env.ref("mail.group_mail_template_editor")
        self.wiserv_templates_read_all = editors in self.env.ref("base.group_user").all_implied_ids

    def action_wiserv_forget_password(self):
        """Remove the company's password; see :meth:`WiservCredentials.action_wiserv_forget_password`."""
        self.company_id.action_wiserv_forget_password()
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_wiserv_replies(self):
        return self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_reply")

    def action_wiserv_test(self):
        """Open the dialog that sends a test SMS with the company's account."""
        sender = self.company_id._wiserv_sms_sender().sudo(False).with_env(self.env)
        return sender.action_wiserv_test()

    def action_wiserv_senders(self):
        return self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_sender")
