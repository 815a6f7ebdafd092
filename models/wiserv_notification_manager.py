# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.api_url import is_loopback
from ..tools.wiserv_api import check_url
from .res_company import PROTOCOLS
from .res_partner import NUMBER_FORMATS
from .wiserv_account import values_in_effect

ADMINISTRATORS = "g2p_registry_base.group_g2p_admin"
# What the buttons and the engine write, with all rights, and nobody else.
ENGINE_FIELDS = {"paused_at", "pause_cause", "pause_reason", "probe_at", "probe_delay"}


class WiservNotificationManager(models.Model):
    """A program's sender of SMS: which account it uses, and whether it can send."""

    _name = "g2p.program.notification.manager.wiserv"
    _inherit = [
        "g2p.program.notification.manager.sms",
        "g2p.wiserv.credentials",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Wiserv Notification Manager"

    _wiserv_url_field = "api_url"

    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        compute_sudo=False,
        store=True,
        precompute=True,
        index=True,
        help="The program's; without a program, that of whoever created the sender.",
    )
    api_url = fields.Char("API URL", groups=ADMINISTRATORS, copy=False, help="Empty: the company's.")
    protocol = fields.Selection(
        PROTOCOLS, groups=ADMINISTRATORS, copy=False, help="Empty: as the API URL tells, or the company's."
    )
    user_name = fields.Char(groups=ADMINISTRATORS, copy=False, help="Empty: the company's.")
    wiserv_password = fields.Char(groups=ADMINISTRATORS)
    wiserv_password_is_set = fields.Boolean(groups=ADMINISTRATORS)
    number_format = fields.Selection(NUMBER_FORMATS, "Numbers Are Sent", default="registered", required=True)
    account_in_effect = fields.Text(compute="_compute_account_in_effect", groups=ADMINISTRATORS)

    def _has_field_access(self, field, operation):
        """Override of `base` to keep hands off what the engine owns."""
        if operation == "write" and field.name in ENGINE_FIELDS and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    # === COMPANY === #

    @api.depends("program_id.company_id")
    def _compute_company_id(self):
        for sender in self:
            company = sender.program_id.company_id or sender.company_id or self.env.company
            # A form not yet saved shows what the company has.
            company.check_access("read")
            sender.company_id = company

    @api.constrains("program_id", "company_id")
    def _check_company_id(self):
        if any(sender.program_id and sender.program_id.company_id != sender.company_id for sender in self):
            raise ValidationError(self.env._("A sender belongs to its program's company."))
        self.sudo()._program_managers()._check_wiserv_company()

    @api.model_create_multi
    def create(self, vals_list):
        senders = super().create(vals_list)
        senders._check_may_use_company()
        return senders

    def write(self, vals):
        result = super().write(vals)
        if {"program_id", "company_id"} & vals.keys():
            self._check_may_use_company()
        return result

    def _check_may_use_company(self):
        """Keep people from sending at the expense of a company that they have nothing to do with."""
        for records in (self.sudo().program_id, self.sudo().company_id):
            records.with_env(self.env).check_access("read")

    def _wiserv_company(self):
        """Return the company whose account and limits count here, with all rights."""
        return self.sudo().company_id

    # === ACCOUNT IN EFFECT === #

    def _wiserv_url(self):
        return values_in_effect(self)["api_url"][0]

    def _wiserv_protocol(self):
        return values_in_effect(self)["protocol"][0]

    def _wiserv_obstacle(self):
        """Return the sentence that says why this sender cannot send as it is set up, or ``""``."""
        values = values_in_effect(self)
        labels = {
            "api_url": self.env._("API URL"),
            "user_name": self.env._("user name"),
            "password": self.env._("password"),
        }
        if missing := [label for name, label in labels.items() if not values[name][0]]:
            return self.env._("Missing: %s.", ", ".join(missing))
        url = values["api_url"][0]
        if why_not := check_url(url, values["protocol"][0], self._wiserv_company().wiserv_allow_plain_http):
            return why_not
        neutralized = self.env["ir.config_parameter"].sudo().get_param("database.is_neutralized")
        if neutralized and not is_loopback(url):
            return self.env._("This database is neutralized: it sends no SMS.")
        return ""

    @api.depends("api_url", "protocol", "user_name", "wiserv_password_is_set", "company_id")
    def _compute_account_in_effect(self):
        # No rule has been asked when they are computed by way of another record, or for a form not yet saved.
        self.company_id.check_access("read")
        names = {
            "server": self.env._("fixed by the server's configuration"),
            "sender": self.env._("this sender's"),
            "company": self.env._("the company's"),
        }
        for sender in self:
            values = values_in_effect(sender)
            lines = [
                self.env._("%(value)s (%(whose)s)", value=values[name][0], whose=names[values[name][1]])
                for name in ("api_url", "user_name")
                if values[name][0]
            ]
            password, source = values["password"]
            if password:
                lines.append(self.env._("password set (%s)", names[source]))
            sender.account_in_effect = "\n".join(lines)

    @api.constrains("api_url", "protocol")
    def _check_api_url(self):
        self.sudo()._wiserv_check_url(lambda sender: sender._wiserv_company().wiserv_allow_plain_http)

    @api.depends("company_id")
    def _compute_wiserv_password_is_set(self):
        return super()._compute_wiserv_password_is_set()

    def _wiserv_password_dropped(self):
        self.sudo().message_post(body=self._wiserv_dropped_text())

    # === FORMS === #

    @api.onchange("company_id")
    def _onchange_company_id(self):
        # A form not yet saved may name any company, and fields that are related to it ask no rule.
        self.company_id._origin.check_access("read")

    @api.onchange("api_url")
    def _onchange_api_url(self):
        url, _source = values_in_effect(self)["api_url"]
        had = self._origin and values_in_effect(self._origin)["password"][0]
        if url and had and not self.wiserv_password and not values_in_effect(self)["password"][0]:
            return self._wiserv_lost_warning()
        return None

    def get_manager_view_id(self):
        """Override of `g2p_programs`: the form that a program's list of managers opens."""
        return self.env.ref("g2p_notifications_wiserv.view_notification_manager_wiservsms_form").id
