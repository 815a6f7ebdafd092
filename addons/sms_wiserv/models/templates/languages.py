# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _update_translations(self, filter_lang=None, overwrite=False):
        """Override of `base`: a language that comes later than a sender comes to the sender's own texts, too."""
        result = super()._update_translations(filter_lang, overwrite)
        # While modules are loaded, not all that stands for senders is there yet; nor does a language come then.
        if self.env.registry.ready:
            for delegate in self.env["sms.template"]._wiserv_delegate_models():
                delegate._translate_own_templates()
        return result


class SmsWiservDelegate(models.AbstractModel):
    """Texts of their own in languages that were added since."""

    _inherit = "sms.wiserv.delegate"

    @api.model
    def _translate_own_templates(self):
        """Give senders' own texts the languages that they lack, while in English they say what their pattern says."""
        for name, pattern in self._wiserv_patterns().items():
            texts = _in_each_language(pattern.sudo(), "body")
            for record in self.sudo().search([(f"{name}.wiserv_sender_id", "!=", False)]):
                template = record[name]
                own = _in_each_language(template, "body")
                lacking = texts.keys() - own.keys()
                if lacking and own.get("en_US") == texts.get("en_US"):
                    template.update_field_translations("body", {code: texts[code] for code in lacking})
                    record._name_template(name, lacking)


def _in_each_language(template, name):
    return template._fields[name]._get_stored_translations(template) or {}
