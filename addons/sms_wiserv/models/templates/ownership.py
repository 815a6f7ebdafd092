# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

NO_SENDER = _lt("Default and Shared Texts")


class SmsTemplate(models.Model):
    """Templates that belong to one sender, so that a change to them affects no other."""

    _inherit = "sms.template"

    wiserv_sender_id = fields.Many2one(
        "sms.wiserv.sender",
        "SMS Sender",
        readonly=True,
        copy=False,
        index="btree_not_null",
        falsy_value_label=NO_SENDER,
        help="Whose text this is. Empty: senders may share it.",
    )
    wiserv_is_pattern = fields.Boolean(compute="_compute_wiserv_is_pattern", exportable=False)

    def _has_field_access(self, field, operation):
        """Override of `base`: whose a text is, is the engine's to say.

        `sms` deletes a template's action along with it, with all rights: so it is for those who may make actions.
        """
        if operation == "write" and not self.env.su:
            if field.name == "wiserv_sender_id":
                return False
            if field.name == "sidebar_action_id" and not self.env["ir.actions.act_window"].has_access(
                "create"
            ):
                return False
        return super()._has_field_access(field, operation)

    def _compute_wiserv_is_pattern(self):
        patterns = self.browse()
        for delegate in self._wiserv_delegate_models():
            patterns = patterns.union(*delegate._wiserv_patterns().values())
        for template in self:
            template.wiserv_is_pattern = template._origin in patterns

    def _wiserv_rename(self, before, after):
        """Put another beginning in the place of that which these templates' names have, in each language."""
        for template in self:
            translations, _context = template.get_field_translations("name")
            template.update_field_translations(
                "name",
                {
                    one["lang"]: after + one["value"].removeprefix(before)
                    for one in translations
                    if (one["value"] or "").startswith(before)
                },
            )

    def _wiserv_unused(self):
        """Return those of these templates that nobody uses. A door knows what else of it does."""
        return self.filtered(lambda template: not any(template._wiserv_users()))


class SmsWiservSender(models.Model):
    """The names of a sender's own templates begin with the sender's name."""

    _inherit = "sms.wiserv.sender"

    def write(self, vals):
        """Override of `base` to name the texts of a sender that is renamed."""
        before = {sender: sender.name for sender in self} if "name" in vals else {}
        result = super().write(vals)
        for sender, name in before.items():
            if sender.name != name:
                # sudo: what a text says stays as it is.
                texts = self.env["sms.template"].sudo().search([("wiserv_sender_id", "=", sender.id)])
                texts._wiserv_rename(f"{name}: ", f"{sender.name}: ")
        return result


class SmsWiservDelegate(models.AbstractModel):
    """A new record that stands for a sender gets copies of the default templates as its own."""

    _inherit = "sms.wiserv.delegate"

    shares_templates = fields.Boolean(compute="_compute_shares_templates")

    @api.depends(lambda self: list(self._wiserv_templates))
    def _compute_shares_templates(self):
        for record in self:
            record.shares_templates = bool(record._shared_templates())

    def _shared_templates(self):
        """Return the fields of the templates that others use, too."""
        return [
            name
            for name in self._wiserv_templates
            if (template := self[name].sudo()).ids and sum(map(len, template._wiserv_users())) > 1
        ]

    @api.model
    def _wiserv_patterns(self):
        """Return ``{field: template}``: the texts that new records begin with, as the fields' defaults say."""
        values = self.sudo().default_get(list(self._wiserv_templates))
        return {name: self.env["sms.template"].browse(id_) for name, id_ in values.items() if id_}

    @api.model_create_multi
    def create(self, vals_list):
        """Override to give new records texts of their own in place of patterns, and of what belongs to others."""
        records = super().create(vals_list)
        patterns = self.env["sms.template"].union(*self._wiserv_patterns().values())
        for record in records:
            record._copy_templates(
                name
                for name in self._wiserv_templates
                if (template := record.sudo()[name]) in patterns or template.wiserv_sender_id
            )
        return records

    def unlink(self):
        """Override to delete the texts that were theirs alone."""
        owned = (
            self.env["sms.template"].sudo().search([("wiserv_sender_id", "in", self.sudo().sender_id.ids)])
        )
        result = super().unlink()
        owned._wiserv_unused().unlink()
        return result

    def action_own_templates(self):
        """Give these records texts of their own in place of those that others use, too."""
        self.check_access("write")
        for record in self:
            record._copy_templates(record._shared_templates())

    def _copy_templates(self, names):
        """Put copies, in all languages, in the place of templates.

        :param names: of their fields
        """
        self.ensure_one()
        record = self.sudo()
        names = list(names)
        # sudo: what a text shows was judged when it was written, and is as it was.
        copies = self.env["sms.template"].sudo().concat(*(record[name] for name in names)).copy()
        languages = record.sender_id._installed_languages()
        for name, template in zip(names, copies, strict=True):
            template.wiserv_sender_id = record.sender_id
            record[name] = template
            # Not among the values of the copy: Odoo copies the translations of the original's name over them.
            record._name_template(name, languages)

    def _name_template(self, name, languages):
        """Name the template of a field after this record and the field, in some languages."""
        self[name].update_field_translations(
            "name", {code: f"{self.name}: {self._template_label(name, code)}" for code in languages}
        )

    def _template_label(self, name, language):
        return self._fields[name]._description_string(self.with_context(lang=language).env)
