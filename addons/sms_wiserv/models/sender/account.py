# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...groups import ADMINISTRATOR
from ...tools.account_in_effect import values_in_effect
from ...wire import check_url, is_loopback_url
from ..account.res_company import PROTOCOLS


class SmsWiservSender(models.Model):
    """The account that a sender uses: its own, the company's or the server's; and why it cannot send with it."""

    _inherit = "sms.wiserv.sender"

    _wiserv_url_field = "api_url"

    api_url = fields.Char("API URL", groups=ADMINISTRATOR, copy=False, help="Empty: the company's.")
    protocol = fields.Selection(
        PROTOCOLS, groups=ADMINISTRATOR, copy=False, help="Empty: as the API URL tells, or the company's."
    )
    user_name = fields.Char(groups=ADMINISTRATOR, copy=False, help="Empty: the company's.")
    wiserv_password = fields.Char(groups=ADMINISTRATOR)
    wiserv_password_is_set = fields.Boolean(groups=ADMINISTRATOR)
    wiserv_password_goes = fields.Char(
        compute="_compute_wiserv_password_goes", groups=ADMINISTRATOR, exportable=False
    )
    loopback_allowed = fields.Boolean(
        groups=fields.NO_ACCESS, copy=False, help="A system administrator has entered the API URL."
    )
    account_in_effect = fields.Text(compute="_compute_account_in_effect", groups=ADMINISTRATOR)

    # The company's limits, for all of its senders.
    connections = fields.Integer(related="company_id.wiserv_connections", groups=ADMINISTRATOR)
    numbers_per_request = fields.Integer(
        related="company_id.wiserv_numbers_per_request", groups=ADMINISTRATOR
    )
    messages_per_second = fields.Integer(
        related="company_id.wiserv_messages_per_second", groups=ADMINISTRATOR
    )
    max_attempts = fields.Integer(related="company_id.wiserv_max_attempts", groups=ADMINISTRATOR)
    max_segments = fields.Integer(related="company_id.wiserv_max_segments", groups=ADMINISTRATOR)
    timeout = fields.Integer(related="company_id.wiserv_timeout", groups=ADMINISTRATOR)
    retention_days = fields.Integer(related="company_id.wiserv_retention_days", groups=ADMINISTRATOR)

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
        if neutralized and not is_loopback_url(url):
            return self.env._("This database is neutralized: it sends no SMS.")
        return self._hours_obstacle() or self._copied()

    @api.depends("api_url", "protocol", "user_name", "wiserv_password_is_set", "company_id")
    def _compute_account_in_effect(self):
        # Record rules have not been checked yet if this is computed for another record's field, or for an unsaved form.
        self.company_id._origin.check_access("read")
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

    def _wiserv_note_loopback(self):
        """Note whether the API URL may lead to services on the server itself: only if a system administrator enters it.

        Otherwise an SMS administrator could read such a service's answers by sending test SMS to it.

        :raise ValidationError: the URL's host is the server itself, and somebody else has entered it
        """
        allowed = self.env.su or self.env.user.has_group("base.group_system")
        self.sudo().loopback_allowed = allowed
        for sender in self.sudo():
            if not allowed and is_loopback_url(sender.api_url):
                raise ValidationError(
                    self.env._(
                        "The API URL leads to this server itself, which only system administrators may enter."
                    )
                )

    @api.depends("company_id")
    def _compute_wiserv_password_is_set(self):
        return super()._compute_wiserv_password_is_set()

    def _wiserv_password_dropped(self):
        self._thread().message_post(body=self._in_company_language()._wiserv_dropped_text())

    @api.depends("api_url")
    def _compute_wiserv_password_goes(self):
        for sender in self:
            now, had = values_in_effect(sender), sender._origin and values_in_effect(sender._origin)
            goes = had and had["password"][0] and now["api_url"][0] and not now["password"][0]
            sender.wiserv_password_goes = sender._wiserv_left_behind_text() if goes else False
