# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...wire import guess_protocol, is_loopback_url
from .res_company import PROTOCOLS

# What this form shows and writes of the company, besides its password.
SHOWN = (
    "wiserv_api_url", "wiserv_protocol", "wiserv_user_name", "wiserv_connections", "wiserv_messages_per_second",
    "wiserv_numbers_per_request", "wiserv_max_segments", "wiserv_max_attempts", "wiserv_timeout",
    "wiserv_retention_days",
)  # fmt: skip


class SmsWiservAccount(models.TransientModel):
    """The company's account and limits as SMS administrators edit them, who need no right to Odoo's settings.

    Nothing is kept here: what is written goes to the company, what is shown comes from it. Plain HTTP is not
    among it: to send passwords in the clear is for a system administrator to allow.
    """

    _name = "sms.wiserv.account"
    _description = "SMS Account of the Company"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    wiserv_api_url = fields.Char("API URL", compute="_compute_shown", readonly=False)
    wiserv_protocol = fields.Selection(PROTOCOLS, "Protocol", compute="_compute_shown", readonly=False)
    wiserv_user_name = fields.Char("User Name", compute="_compute_shown", readonly=False)
    wiserv_password = fields.Char(
        "Password", compute="_compute_wiserv_password", readonly=False, exportable=False
    )
    wiserv_password_is_set = fields.Boolean("A Password Is Set", compute="_compute_shown")
    wiserv_password_goes = fields.Char(compute="_compute_wiserv_password_goes", exportable=False)
    wiserv_connections = fields.Integer("Parallel Connections", compute="_compute_shown", readonly=False)
    wiserv_messages_per_second = fields.Integer(
        "Messages per Second", compute="_compute_shown", readonly=False, help="0: as fast as Wiserv answers."
    )
    wiserv_numbers_per_request = fields.Integer(
        "Recipients per Request", compute="_compute_shown", readonly=False
    )
    wiserv_max_segments = fields.Integer("Segments per SMS", compute="_compute_shown", readonly=False)
    wiserv_max_attempts = fields.Integer("Attempts", compute="_compute_shown", readonly=False)
    wiserv_timeout = fields.Integer("Time-out (seconds)", compute="_compute_shown", readonly=False)
    wiserv_retention_days = fields.Integer(
        "Keep Messages for (days)", compute="_compute_shown", readonly=False, help="0: for ever."
    )
    wiserv_server_options = fields.Char(compute="_compute_shown")
    wiserv_country_note = fields.Char(compute="_compute_shown")

    @api.depends("company_id")
    def _compute_shown(self):
        for account in self:
            company = account._wiserv_company()
            for name in (*SHOWN, "wiserv_password_is_set"):
                account[name] = company[name]
            settings = self.env["res.config.settings"].sudo().new({"company_id": company.id})
            account.wiserv_server_options = settings.wiserv_server_options
            account.wiserv_country_note = company._wiserv_country_note()

    def _compute_wiserv_password(self):
        self.wiserv_password = False

    @api.depends("wiserv_api_url")
    def _compute_wiserv_password_goes(self):
        for account in self:
            company = account._wiserv_company()
            account.wiserv_password_goes = company._wiserv_password_goes_with(account.wiserv_api_url)

    @api.onchange("wiserv_api_url")
    def _onchange_wiserv_api_url(self):
        url = self.wiserv_api_url
        if url != self._wiserv_company().wiserv_api_url:
            self.wiserv_protocol = url and guess_protocol(url)

    @api.depends("company_id")
    def _compute_display_name(self):
        for account in self:
            account.display_name = self.env._("SMS account of %s", account.company_id.sudo().display_name)

    def _wiserv_company(self):
        """Return the company with all rights, for those who work for it.

        :raise AccessError: the user does not
        """
        company = self.company_id or self.env.company
        if company._origin - self.env.user.company_ids:
            raise AccessError(self.env._("You do not work for the company of this SMS account."))
        return company._origin.sudo()

    # === WRITING === #

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create([{} for _vals in vals_list])
        for account, vals in zip(accounts, vals_list, strict=True):
            account.write(vals)
        return accounts

    def write(self, vals):  # pylint: disable=method-required-super
        """Override of `base` to write to the company what differs, with the password beside its URL."""
        self.check_access("write")
        for account in self:
            company = account._wiserv_company()
            values = {name: vals[name] for name in SHOWN if name in vals and vals[name] != company[name]}
            url = values.get("wiserv_api_url")
            # A test SMS shows the answer, so services on this machine could be read through it.
            no_loopback = not self.env.user.has_group("base.group_system")
            if url and is_loopback_url(url) and no_loopback:
                raise ValidationError(
                    self.env._(
                        "The API URL leads to this server itself, which only system administrators may enter."
                    )
                )
            if "wiserv_api_url" in values:
                values["wiserv_no_loopback"] = no_loopback
                values.setdefault("wiserv_protocol", url and guess_protocol(url))
            if vals.get("wiserv_password"):
                values["wiserv_password"] = vals["wiserv_password"]
            if values:
                company.write(values)
        self.invalidate_recordset(flush=False)
        return True

    # === BUTTONS === #

    @api.model
    def action_open(self):
        """Open the account of the company that the user works for at the moment."""
        account = self.create({})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("SMS Account"),
            "res_model": self._name,
            "res_id": account.id,
            "views": [(False, "form")],
        }

    def action_test(self):
        """Open the dialog that sends a test SMS with this account; there need be no sender yet."""
        self.check_access("write")
        sender = self._wiserv_company()._wiserv_sms_sender().sudo(False).with_env(self.env)
        return sender.action_wiserv_test()

    def action_forget_password(self):
        """Remove the company's password."""
        self.check_access("write")
        self._wiserv_company().action_wiserv_forget_password()
        return self.action_open()
