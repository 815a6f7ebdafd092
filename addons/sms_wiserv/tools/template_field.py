# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields


def template_field(xml_id, label):
    """Return the field of a template, for a record that stands for a sender.

    :param str xml_id: of the template that new records begin with; without one, if it is gone
    """

    def default(self):
        return self.env.ref(xml_id, raise_if_not_found=False)

    return fields.Many2one("sms.template", label, default=default, ondelete="restrict")
