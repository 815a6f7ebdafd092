# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ...tools.placeholder_rules import MAX_TEMPLATE
from ...tools.placeholders import parts
from .examples import _html


class SmsTemplate(models.Model):
    """What the form of a door's template shows beside the text: placeholders to insert, an example, who uses it."""

    _inherit = "sms.template"

    wiserv_placeholders = fields.Json(compute="_compute_wiserv_placeholders", exportable=False)
    wiserv_example = fields.Html(
        "Example", compute="_compute_wiserv_example", sanitize=False, exportable=False
    )
    wiserv_used_by = fields.Char("Used By", compute="_compute_wiserv_used_by", exportable=False)
    wiserv_use_count = fields.Integer(compute="_compute_wiserv_used_by", exportable=False)
    wiserv_other_languages = fields.Char(compute="_compute_wiserv_other_languages", exportable=False)

    @api.depends("model_id")
    @api.depends_context("lang")
    def _compute_wiserv_placeholders(self):
        ours = self._wiserv_of_doors()
        (self - ours).wiserv_placeholders = False
        for template in ours:
            template.wiserv_placeholders = [list(chip) for chip in template._wiserv_placeholders()]

    @api.depends("body", "model_id")
    @api.depends_context("lang", "uid")
    def _compute_wiserv_example(self):
        ours = self._wiserv_of_doors()
        (self - ours).wiserv_example = False
        for template in ours:
            template.wiserv_example = template._wiserv_example()

    def _wiserv_example(self):
        text = (self.body or "")[:MAX_TEMPLATE]
        if fault := self._wiserv_fault(text):
            return _html([("danger", fault)])
        if not self._wiserv_may_fill_in(text):
            sentence = self.env._("A placeholder of this text does more than show fields that you may see.")
            return _html([("body-secondary", sentence)])
        record, placeholders, reader = self._wiserv_invented()
        # With the viewer's own rights: the sender that uses the template may be one that they cannot read.
        record = record.with_env(self.env)
        return self._wiserv_sender()._text_example(self, text, record, placeholders, reader)

    def _wiserv_may_fill_in(self, text):
        """Whether a text, which nobody has saved yet perhaps, shows nothing that the user may not see."""
        return all(
            self._wiserv_only_reads(expression)
            for _literal, expression, _default in parts(text)
            if expression
        )

    def _wiserv_sender(self):
        """Return a sender for whom these templates are filled in, with all rights: one that uses them, or any."""
        for users in self._wiserv_users() if self.ids else []:
            for user in users.sudo()[:1]:
                return user if user._name == "sms.wiserv.sender" else user.sender_id
        return self.env["sms.wiserv.sender"].sudo().new({"company_id": self.env.company.id})

    @api.depends_context("uid", "lang")
    def _compute_wiserv_used_by(self):
        """Name the senders of the user's companies; of others no more than how many there are."""
        for template in self:
            users = (
                [user for found in template._wiserv_users() for user in found.sudo()] if template.ids else []
            )
            template.wiserv_use_count = len(users)
            known = [user for user in users if user.company_id <= self.env.user.company_ids]
            names = sorted({user.display_name for user in known})
            if others := len(users) - len(known):
                names.append(self.env._("other companies' senders (%s)", others))
            template.wiserv_used_by = ", ".join(names)

    @api.depends_context("lang")
    def _compute_wiserv_other_languages(self):
        """Name the languages in which a template has a text of its own, which a change here leaves as it is."""
        languages = dict(self.env["res.lang"].get_installed())
        languages.pop(self.env.lang or "en_US", None)
        for template in self:
            stored = template._origin._wiserv_translations() if template.ids and languages else {}
            # English is what readers of other languages get where there is no text in theirs.
            own = stored.get(self.env.lang or "en_US", stored.get("en_US"))
            names = [name for code, name in languages.items() if code in stored and stored[code] != own]
            template.wiserv_other_languages = ", ".join(names)

    def _wiserv_translations(self):
        translations, _context = self.sudo().get_field_translations("body")
        return {one["lang"]: one["value"] for one in translations if one["value"]}

    @api.model
    def action_wiserv_templates(self):
        """Open the templates of doors."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("SMS Templates"),
            "res_model": self._name,
            "views": [
                (self.env.ref("sms_wiserv.view_template_list").id, "list"),
                (self.env.ref("sms_wiserv.view_template_kanban").id, "kanban"),
                (False, "form"),
            ],
            "mobile_view_mode": "kanban",
            "search_view_id": [self.env.ref("sms_wiserv.view_template_search").id, "search"],
            "domain": [("model", "in", list(self._wiserv_models()))],
        }
