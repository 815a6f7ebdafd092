# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PRegistrantID(models.Model):
    _name = "g2p.reg.id"
    _description = "Registrant ID"
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner", "Registrant", required=True, domain=[("is_registrant", "=", True)]
    )
    id_type = fields.Many2one("g2p.id.type", "ID Type", required=True)
    value = fields.Char(size=100)
    expiry_date = fields.Date()
    id_type_as_str = fields.Char(related="id_type.name")
    status = fields.Selection([("invalid", "Invalid"), ("valid", "Valid")])
    description = fields.Char()

    @api.depends("partner_id.name")
    def _compute_display_name(self):
        for registrant_id in self:
            registrant_id.display_name = registrant_id.partner_id.name

    @api.constrains("partner_id", "id_type")
    def _check_unique_id_type(self):
        for one in self:
            same = [("partner_id", "=", one.partner_id.id), ("id_type", "=", one.id_type.id)]
            if self.search_count(same) > 1:
                raise ValidationError(self.env._("One ID of each type is enough."))


class G2PIDType(models.Model):
    _name = "g2p.id.type"
    _description = "ID Type"
    _order = "name"

    name = fields.Char()
    id_validation = fields.Char()


class G2PRegistrantRelationship(models.Model):
    _name = "g2p.reg.rel"
    _inherit = ["mail.thread"]
    _description = "Registrant Relationship"
    _order = "id desc"
    _rec_names_search = ["source", "destination"]

    source = fields.Many2one("res.partner", required=True, domain=[("is_registrant", "=", True)])
    destination = fields.Many2one("res.partner", required=True, domain=[("is_registrant", "=", True)])
    relation = fields.Many2one("g2p.relationship")
    disabled = fields.Datetime("Date Disabled")
    disabled_by = fields.Many2one("res.users")
    start_date = fields.Datetime()
    end_date = fields.Datetime()
    relation_as_str = fields.Char(related="relation.name")

    @api.depends("source.name", "destination.name")
    def _compute_display_name(self):
        for relationship in self:
            names = [relationship.source.name, relationship.destination.name]
            relationship.display_name = " / ".join(name for name in names if name)

    def disable_relationship(self):
        for relationship in self.filtered(lambda relationship: not relationship.disabled):
            relationship.update({"disabled": fields.Datetime.now(), "disabled_by": self.env.user})

    def enable_relationship(self):
        for relationship in self.filtered("disabled"):
            relationship.update({"disabled": None, "disabled_by": None})


class G2PRelationship(models.Model):
    _name = "g2p.relationship"
    _description = "Relationship"
    _order = "id desc"

    name = fields.Char(translate=True)
    name_inverse = fields.Char(required=True, translate=True)
    bidirectional = fields.Boolean()
    source_type = fields.Selection("get_partner_types")
    destination_type = fields.Selection("get_partner_types")

    @api.model
    def get_partner_types(self):
        return [("g", self.env._("Group")), ("i", self.env._("Individual"))]


class G2PRegistrantTags(models.Model):
    _name = "g2p.registrant.tags"
    _description = "Registrant Tags"

    name = fields.Char("Tags", required=True)
    color = fields.Integer()
    active = fields.Boolean(default=True)


class G2PDistrict(models.Model):
    _name = "g2p.district"
    _description = "District"
    _order = "name"

    name = fields.Char()
    state_id = fields.Many2one("res.country.state")
