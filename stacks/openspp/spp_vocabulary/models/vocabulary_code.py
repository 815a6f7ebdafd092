# Part of spp_vocabulary. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models, tools


class VocabularyCode(models.Model):
    _name = "spp.vocabulary.code"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Vocabulary Code"
    _order = "sequence, code"
    _rec_name = "display"

    vocabulary_id = fields.Many2one("spp.vocabulary", required=True, ondelete="restrict")
    namespace_uri = fields.Char(related="vocabulary_id.namespace_uri", store=True, index=True)
    code = fields.Char(required=True, index=True)
    display = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.model
    @tools.ormcache("namespace_uri", "code")
    def _get_code_id(self, namespace_uri, code):
        return self.search([("namespace_uri", "=", namespace_uri), ("code", "=", code)], limit=1).id

    @api.model
    def get_code(self, namespace_uri, code):
        return self.browse(self._get_code_id(namespace_uri, code) or ())
