# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models

from ...tools.phone_number import find_number


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _sms_get_recipients_info(self, force_field=False, partner_fallback=True):
        """Override of `sms`: Odoo's own SMS go to the same number of a registrant as ours, a disabled one to none."""
        found = super()._sms_get_recipients_info(force_field=force_field, partner_fallback=partner_fallback)
        doors = self.env.registry["sms.wiserv.registry.door"]._inherit_children
        if force_field or not doors:
            return found
        # One database has one registry: those of two stacks exclude each other.
        [door] = doors
        registrants = self.sudo().filtered("is_registrant")
        for partner, texts in self.env[door].sudo()._phones(registrants).items():
            country = partner.country_id or partner.company_id.country_id or self.env.company.country_id
            numbers = (find_number(text, country.code)[0] for text in texts)
            number = next(filter(None, numbers), None)
            if not number or number.e164 != found[partner.id]["sanitized"]:
                found[partner.id] |= {
                    "sanitized": number.e164 if number else False,
                    "number": number.e164 if number else texts and texts[0],
                    # The number is in the registry's list, so the composer has no field of the contact to store it in.
                    "field_store": False,
                }
        return found
