# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.api_url import origin
from ..tools.wiserv_api import check_url


class WiservCredentials(models.AbstractModel):
    """A password that goes in and never comes out, bound to the address it was given for.

    ``wiserv_password`` is written like any other field, and always reads as empty. What was written lies in
    ``wiserv_password_secret``, which no group may read, beside the origin (scheme, host, port) of the API URL
    in effect at that moment; :meth:`_wiserv_password_for` gives it out for that origin alone.
    """

    _name = "g2p.wiserv.credentials"
    _description = "Write-Only Wiserv Password"

    # The inheriting model's fields for the address and for the switch that lets it be plain HTTP.
    _wiserv_url_field = None

    wiserv_password = fields.Char(
        "Password",
        compute="_compute_wiserv_password",
        readonly=False,
        copy=False,
        help="Write-only: it is never shown again. Leave it empty to keep the one that is set.",
    )
    wiserv_password_is_set = fields.Boolean(
        "Password Set", compute="_compute_wiserv_password_is_set", compute_sudo=True
    )
    wiserv_password_secret = fields.Char(groups=fields.NO_ACCESS, copy=False, prefetch=False)
    wiserv_password_origin = fields.Char(groups=fields.NO_ACCESS, copy=False, prefetch=False)

    def _compute_wiserv_password(self):
        self.wiserv_password = False

    @api.depends("wiserv_password_secret", "wiserv_password_origin")
    def _compute_wiserv_password_is_set(self):
        for record in self:
            record.wiserv_password_is_set = bool(record._wiserv_password_for(record._wiserv_url()))

    def _wiserv_url(self):
        """Return the API URL in effect for this record, or ``""``."""
        return self[self._wiserv_url_field] or ""

    def _wiserv_protocol(self):
        """Return the protocol in effect for this record, or ``False``: the URL tells."""
        raise NotImplementedError

    def _wiserv_password_for(self, url):
        """Return the password if it was given for the origin of ``url``, else ``""``. For superuser code."""
        secret = self.wiserv_password_secret
        return secret if secret and url and self.wiserv_password_origin == origin(url) else ""

    @api.model_create_multi
    def create(self, vals_list):
        passwords = [vals.get("wiserv_password") for vals in vals_list]
        records = super().create(
            [{key: value for key, value in vals.items() if key != "wiserv_password"} for vals in vals_list]
        )
        for record, password in zip(records, passwords, strict=True):
            record._wiserv_store_password(password)
        return records

    def write(self, vals):
        password = vals.get("wiserv_password")
        vals = {key: value for key, value in vals.items() if key != "wiserv_password"}
        result = super().write(vals) if vals else True
        if self._wiserv_url_field in vals and not password:
            self._wiserv_forget_foreign_password()
        self._wiserv_store_password(password)
        return result

    def _wiserv_store_password(self, password):
        if not password:
            return
        self._check_field_access(self._fields["wiserv_password"], "write")
        self.check_access("write")
        for record in self:
            url = record.sudo()._wiserv_url()
            if not url:
                raise ValidationError(
                    self.env._("Give the API URL before or together with the password: it is kept for that URL.")
                )
            record.sudo().write({"wiserv_password_secret": password, "wiserv_password_origin": origin(url)})

    def _wiserv_forget_foreign_password(self):
        """Drop a password that was given for another host, port or scheme than the one now set."""
        for record in self.sudo():
            url = record._wiserv_url()
            if record.wiserv_password_secret and url and record.wiserv_password_origin != origin(url):
                record._wiserv_drop_password()
                record._wiserv_password_dropped()

    def _wiserv_drop_password(self):
        self.sudo().write({"wiserv_password_secret": False, "wiserv_password_origin": False})

    def _wiserv_password_dropped(self):
        """Hook: tell people that the new address made the password go."""

    def action_wiserv_forget_password(self):
        self.check_access("write")
        self._check_field_access(self._fields["wiserv_password"], "write")
        self._wiserv_drop_password()

    def _wiserv_check_url(self, allow_plain_http):
        for record in self:
            url = record[record._wiserv_url_field]
            why_not = url and check_url(url, record._wiserv_protocol() or "soap", allow_plain_http(record))
            if why_not:
                raise ValidationError(why_not)
