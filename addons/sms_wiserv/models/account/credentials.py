# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.account_in_effect import as_stored, stored_password
from ...wire import check_url, origin

STORED = ("wiserv_password_secret", "wiserv_password_origin")


class WiservCredentials(models.AbstractModel):
    """A password that goes in and never comes out, bound to the address it was given for.

    ``wiserv_password`` is written like any other field, and always reads as empty. What was written lies in
    ``wiserv_password_secret``, which no group may read, beside the origin (scheme, host, port) of the API URL
    in effect at that moment; :func:`stored_password` gives it out for that origin alone.
    """

    _name = "sms.wiserv.credentials"
    _description = "Write-Only Wiserv Password"

    _wiserv_url_field = None  # the inheriting model's own field for the address

    wiserv_password = fields.Char(
        "Password",
        compute="_compute_wiserv_password",
        readonly=False,
        copy=False,
        exportable=False,
        help="Write-only: it is never shown again. Leave it empty to keep the one that is set.",
    )
    wiserv_password_is_set = fields.Boolean(
        "Password Set",
        compute="_compute_wiserv_password_is_set",
        compute_sudo=True,
        help="Whether a password is kept here for the API URL in effect.",
    )
    wiserv_password_secret = fields.Char(
        groups=fields.NO_ACCESS, copy=False, prefetch=False, exportable=False
    )
    wiserv_password_origin = fields.Char(
        groups=fields.NO_ACCESS, copy=False, prefetch=False, exportable=False
    )

    def _compute_wiserv_password(self):
        self.wiserv_password = False

    @api.depends(lambda self: [*STORED, *filter(None, [self._wiserv_url_field])])
    def _compute_wiserv_password_is_set(self):
        for record in self:
            record.wiserv_password_is_set = bool(stored_password(record, record._wiserv_url()))

    def _wiserv_url(self):
        """Return the API URL in effect for this record, or ``""``."""
        raise NotImplementedError

    def _wiserv_protocol(self):
        """Return the protocol in effect for this record, or ``False``: the URL tells."""
        raise NotImplementedError

    # === WRITING === #

    @api.model_create_multi
    def create(self, vals_list):
        passwords = [vals.get("wiserv_password") for vals in vals_list]
        records = super().create([_without_password(vals) for vals in vals_list])
        for record, password in zip(records, passwords, strict=True):
            record._wiserv_store_password(password)
        return records

    def write(self, vals):
        result = super().write(_without_password(vals))
        password = vals.get("wiserv_password")
        if self._wiserv_url_field in vals and not password:
            self._wiserv_forget_foreign_password()
        self._wiserv_store_password(password)
        return result

    def _wiserv_store_password(self, password):
        """Keep a password, if one is given, for the origin of the API URL in effect.

        :raise ValidationError: there is no usable API URL, or the password cannot be typed
        """
        if not password:
            return
        self._wiserv_check_may_write_password()
        if not isinstance(password, str) or not password.isprintable():
            raise ValidationError(self.env._("The password holds a line break or another control character."))
        for record in self:
            where = origin(record.sudo()._wiserv_url())
            if not where:
                raise ValidationError(
                    self.env._(
                        "Give the API URL before or together with the password: it is kept for that URL."
                    )
                )
            record._wiserv_write_secret(password, where)

    def _wiserv_write_secret(self, password, where):
        # Past the cursor's own execute, which logs whole queries: at DEBUG all of them, and always those that fail.
        self.flush_recordset(STORED)
        with self.env.cr.connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{self._table}" SET wiserv_password_secret = %s, wiserv_password_origin = %s WHERE id = %s',
                (as_stored(password), where, self.id),
            )
        self.invalidate_recordset(STORED, flush=False)
        self.modified(STORED)

    def _wiserv_check_may_write_password(self):
        self._check_field_access(self._fields["wiserv_password"], "write")
        self.check_access("write")

    # === FORGETTING === #

    def action_wiserv_forget_password(self):
        """Remove the password that is kept here.

        :raise AccessError: the user may not set it either
        """
        self._wiserv_check_may_write_password()
        self._wiserv_drop_password()

    def _wiserv_forget_foreign_password(self):
        """Drop a password that was given for another host, port or scheme than the one now in effect."""
        for record in self.sudo():
            url = record._wiserv_url()
            if url and record.wiserv_password_secret and record.wiserv_password_origin != origin(url):
                record._wiserv_drop_password()
                record.sudo(False)._wiserv_password_dropped()

    def _wiserv_drop_password(self):
        self.sudo().write(dict.fromkeys(STORED, False))

    def _wiserv_password_dropped(self):
        """Hook: tell people that the new address made the password go."""

    def _wiserv_dropped_text(self):
        return self.env._(
            "The API URL now points at another host, port or scheme, so the password was removed. "
            "Enter the password for the new address."
        )

    def _wiserv_left_behind_text(self):
        return self.env._(
            "This is another host, port or scheme: the password that is set is never sent there. Enter the one for "
            "this address, too."
        )

    # === CHECKS === #

    def _wiserv_check_url(self, allow_plain_http):
        for record in self:
            url = record[record._wiserv_url_field]
            why_not = url and check_url(url, record._wiserv_protocol() or "soap", allow_plain_http(record))
            if why_not:
                raise ValidationError(why_not)


def _without_password(vals):
    return {key: value for key, value in vals.items() if key != "wiserv_password"}
