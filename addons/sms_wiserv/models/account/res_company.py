# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ...tools.server_options import server_options
from ...wire import guess_protocol, origin

PROTOCOLS = [("soap", "SOAP (address of a WSDL)"), ("http", "HTTP POST (form fields)")]
SYSTEM = "base.group_system"


class ResCompany(models.Model):
    """The company's Wiserv account and limits, for every sender that has none of its own."""

    _name = "res.company"
    _inherit = ["res.company", "sms.wiserv.credentials"]

    _wiserv_url_field = "wiserv_api_url"

    wiserv_api_url = fields.Char("API URL of Wiserv", groups=SYSTEM, copy=False)
    wiserv_no_loopback = fields.Boolean(
        groups=SYSTEM, copy=False, help="No system administrator has entered the API URL."
    )
    wiserv_protocol = fields.Selection(
        PROTOCOLS,
        compute="_compute_wiserv_protocol",
        store=True,
        readonly=False,
        groups=SYSTEM,
    )
    wiserv_user_name = fields.Char(groups=SYSTEM, copy=False)
    wiserv_password = fields.Char(groups=SYSTEM)
    wiserv_password_is_set = fields.Boolean(groups=SYSTEM)
    wiserv_allow_plain_http = fields.Boolean("Allow Plain HTTP", groups=SYSTEM)
    wiserv_numbers_per_request = fields.Integer(
        "Recipients per Request",
        default=1,
        groups=SYSTEM,
        help="HTTP POST only: how many numbers share one request when their texts are the same.",
    )
    wiserv_connections = fields.Integer("Parallel Connections", default=16, groups=SYSTEM)
    wiserv_messages_per_second = fields.Integer(
        "Messages per Second", default=0, groups=SYSTEM, help="0: as fast as the gateway answers."
    )
    wiserv_max_attempts = fields.Integer(
        "Attempts",
        default=5,
        groups=SYSTEM,
        help="How often a message that certainly did not reach the gateway is tried before it counts as failed.",
    )
    wiserv_timeout = fields.Integer(
        "Time-out (seconds)", default=30, groups=SYSTEM, help="For one request, all in all."
    )
    wiserv_max_segments = fields.Integer(
        "Segments per SMS",
        default=10,
        groups=SYSTEM,
        help="An SMS costs as many as it has segments of 160 characters, or of 70 with letters beyond those of most "
        "of Europe. A longer text is not sent.",
    )
    wiserv_segment_price = fields.Float(
        "Price per Segment",
        digits=(12, 4),
        groups=SYSTEM,
        help="What Wiserv charges for a segment, in the company's currency; reports count costs by it. Another price "
        "counts from then on.",
    )
    wiserv_retention_days = fields.Integer(
        "Keep Messages for (days)",
        default=90,
        groups=SYSTEM,
        help="Accepted and cancelled messages are deleted after this time; 0 keeps them for ever.",
    )

    _wiserv_limits = models.Constraint(
        """CHECK (wiserv_numbers_per_request BETWEEN 1 AND 1000 AND wiserv_connections BETWEEN 1 AND 64
              AND wiserv_messages_per_second >= 0 AND wiserv_max_attempts BETWEEN 1 AND 100
              AND wiserv_timeout BETWEEN 1 AND 60 AND wiserv_max_segments BETWEEN 1 AND 255
              AND wiserv_retention_days BETWEEN 0 AND 36500 AND wiserv_segment_price BETWEEN 0 AND 100000)""",
        "A Wiserv limit is out of range: recipients per request 1 to 1000, connections 1 to 64, messages per "
        "second 0 or more, attempts 1 to 100, time-out 1 to 60 seconds, segments 1 to 255, days 0 to 36500, "
        "price 0 to 100000.",
    )

    @api.depends("wiserv_api_url")
    def _compute_wiserv_protocol(self):
        for company in self:
            company.wiserv_protocol = company.wiserv_api_url and guess_protocol(company.wiserv_api_url)

    @api.constrains("wiserv_api_url", "wiserv_protocol", "wiserv_allow_plain_http")
    def _check_wiserv_api_url(self):
        self.sudo()._wiserv_check_url(lambda company: company.wiserv_allow_plain_http)

    def _wiserv_url(self):
        return server_options().get("api_url") or self.wiserv_api_url or ""

    def _wiserv_protocol(self):
        return self.wiserv_protocol

    def _wiserv_password_goes_with(self, url):
        """Return what to say of a company's password that goes when this API URL is saved, or False."""
        stays = not url or "api_url" in server_options() or origin(url) == origin(self._wiserv_url())
        return self.wiserv_password_is_set and not stays and self._wiserv_left_behind_text()

    def write(self, vals):
        """Override of `base` to keep senders' passwords from a new address, and try again what waited for it."""
        if "wiserv_api_url" in vals:
            vals = {"wiserv_no_loopback": False, **vals}
        result = super().write(vals)
        if {"wiserv_api_url", "wiserv_protocol", "wiserv_user_name", "wiserv_password"} & vals.keys():
            senders = self._wiserv_senders()
            if "wiserv_api_url" in vals:
                senders._wiserv_forget_foreign_password()
            senders._channel_account_changed()
        return result

    def _wiserv_senders(self):
        senders = self.env["sms.wiserv.sender"].sudo()
        return senders.search([("company_id", "in", self.ids)])

    def _wiserv_password_dropped(self):
        text = self._wiserv_dropped_text()
        self.env.user._bus_send("simple_notification", {"type": "warning", "sticky": True, "message": text})
        for sender in self._wiserv_senders().filtered(lambda sender: not sender.wiserv_password_secret):
            noting = sender._in_company_language()
            text = noting.env._("The company's account: %s", noting._wiserv_dropped_text())
            sender._thread().message_post(body=text)

    def _wiserv_country_note(self):
        """Say how numbers without a country code are taken, of a company that is not where Wiserv's phones are.

        A new Odoo's company is in the United States, and its users need a hint why numbers cannot be right.
        """
        country = self.country_id
        if country.code == "PH":
            return ""
        if not country:
            return self.env._(
                "The company has no country, so numbers need their country code: +63 917 123 4567. A system "
                "administrator can enter the country under Settings › Companies."
            )
        return self.env._(
            "Numbers without a country code are taken as those of the company's country, %s. If it is in another, a "
            "system administrator can correct that under Settings › Companies.",
            country.name,
        )
