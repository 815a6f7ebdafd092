# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.api_url import is_loopback
from ..tools.wiserv_api import Account, check_url, guess_protocol
from .res_company import PROTOCOLS
from .res_partner import NUMBER_FORMATS
from .wiserv_server_options import server_ca_file, server_options

ADMINISTRATORS = "g2p_registry_base.group_g2p_admin"


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

    company_id = fields.Many2one("res.company", related="program_id.company_id", store=True, index=True)
    api_url = fields.Char("API URL", groups=ADMINISTRATORS, copy=False, help="Empty: the company's.")
    protocol = fields.Selection(
        PROTOCOLS, groups=ADMINISTRATORS, help="Empty: as the API URL tells, or the company's."
    )
    user_name = fields.Char(groups=ADMINISTRATORS, copy=False, help="Empty: the company's.")
    wiserv_password = fields.Char(groups=ADMINISTRATORS)
    wiserv_password_is_set = fields.Boolean(groups=ADMINISTRATORS)
    number_format = fields.Selection(NUMBER_FORMATS, "Numbers Are Sent", default="registered", required=True)
    account_in_effect = fields.Text(compute="_compute_account_in_effect", groups=ADMINISTRATORS)

    # === ACCOUNT IN EFFECT === #

    def _wiserv_company(self):
        """Return the company whose account and limits count here, with all rights."""
        return (self.sudo().program_id.company_id or self.env.company).sudo()

    def _wiserv_values(self):
        """Return ``{name: (value, source)}`` of the account in effect; the source is server, sender or company.

        For superuser code: the values hold the password.
        """
        self.ensure_one()
        sender, company, server = self.sudo(), self._wiserv_company(), server_options()

        def first(name, own, companys):
            candidates = [(server.get(name), "server"), (own, "sender"), (companys, "company")]
            return next(((value, source) for value, source in candidates if value), ("", "company"))

        url, source = first("api_url", sender.api_url, company.wiserv_api_url)
        own_protocol = sender.protocol or (source != "company" and url and guess_protocol(url))
        return {
            "api_url": (url, source),
            "protocol": first("protocol", own_protocol, company.wiserv_protocol),
            "user_name": first("user_name", sender.user_name, company.wiserv_user_name),
            "password": first("password", sender._wiserv_password_for(url), company._wiserv_password_for(url)),
        }

    def _wiserv_url(self):
        return self._wiserv_values()["api_url"][0]

    def _wiserv_protocol(self):
        return self._wiserv_values()["protocol"][0]

    def _wiserv_obstacle(self):
        """Return the sentence that says why this sender cannot send as it is set up, or ``""``."""
        values = self._wiserv_values()
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

    def _wiserv_account(self, timeout=None):
        """Return the :class:`Account` in effect.

        :param timeout: seconds for one request in all, if less than the company's
        :raise UserError: something is missing, or this sender must not send
        """
        self.ensure_one()
        if obstacle := self._wiserv_obstacle():
            raise UserError(
                self.env._("Please configure Wiserv SMS configuration correctly.") + "\n" + obstacle
            )
        company = self._wiserv_company()
        return Account(
            **{name: value for name, (value, _source) in self._wiserv_values().items()},
            timeout=min(company.wiserv_timeout, timeout or company.wiserv_timeout),
            accepted_replies=_lines(company.wiserv_accepted_replies),
            credential_replies=_lines(company.wiserv_credential_replies),
            allow_plain_http=company.wiserv_allow_plain_http,
            ca_file=server_ca_file(),
        )

    @api.depends("api_url", "protocol", "user_name", "wiserv_password_is_set", "program_id")
    def _compute_account_in_effect(self):
        names = {
            "server": self.env._("fixed by the server's configuration"),
            "sender": self.env._("this sender's"),
            "company": self.env._("the company's"),
        }
        for sender in self:
            values = sender._wiserv_values()
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

    def _wiserv_password_dropped(self):
        self.message_post(
            body=self.env._(
                "The API URL now points at another host, port or scheme, so the password was removed. "
                "Enter the password for the new address."
            )
        )

    # === FORMS === #

    def get_manager_view_id(self):
        """Override of `g2p_programs`: the form that a program's list of managers opens."""
        return self.env.ref("g2p_notifications_wiserv.view_notification_manager_wiservsms_form").id


def _lines(text):
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
