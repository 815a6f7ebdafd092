# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class Visit(models.Model):
    """What visitors are told of when it is announced."""

    _name = "sms.wiserv.test.visit"
    _inherit = ["sms.wiserv.watched", "sms.wiserv.asked"]
    _description = "Visit"
    _rec_name = "partner_id"

    _wiserv_door = "sms.wiserv.test.door"
    _wiserv_events = {"visit": ("announced", True)}
    _wiserv_asks = {"announce": "approve", "announce_today": "enrol"}

    partner_id = fields.Many2one("res.partner")
    place = fields.Char()
    announced = fields.Boolean()
    outcome = fields.Char()
    sender_id = fields.Many2one("sms.wiserv.sender")
    template_id = fields.Many2one("sms.template")

    def announce(self):
        """Announce them, as a button does."""
        self.announced = True

    def announce_today(self):
        """Announce them by a method that asks, too."""
        self.announce()
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {"message": "Done."}}

    def _wiserv_before(self, method):
        return [("visit", self.filtered(lambda visit: not visit.announced), "")]


class Parcel(models.Model):
    """What is sent today, and announced when it has arrived."""

    _name = "sms.wiserv.test.parcel"
    _inherit = ["sms.wiserv.test.visit", "sms.wiserv.kept"]
    _description = "Parcel"

    _wiserv_asks = {"send_parcel": "pay"}

    def send_parcel(self):
        """Send it off."""

    def _wiserv_will_be(self, event):
        return {"place": "Door"}


class Message(models.Model):
    _inherit = "sms.wiserv.message"

    event = fields.Selection(selection_add=[("visit", "Visit")], ondelete={"visit": "cascade"})


class Skipped(models.Model):
    _inherit = "sms.wiserv.skipped"

    reason = fields.Selection(selection_add=[("busy", "busy")], ondelete={"busy": "cascade"})


class Door(models.AbstractModel):
    _name = "sms.wiserv.test.door"
    _inherit = "sms.wiserv.door"
    _description = "Door of Visits"

    @api.model
    def _tellers(self, event, records):
        return list(records.grouped("sender_id").items())

    @api.model
    def _cares_for(self, people):
        return people.filtered(lambda partner: partner.function)

    @api.model
    def _fetched(self):
        return [*super()._fetched(), "function"]

    @api.model
    def _skip_reasons(self, sender, event, people):
        busy = people.filtered(lambda partner: partner.function == "busy")
        return {**super()._skip_reasons(sender, event, people), **dict.fromkeys(busy, "busy")}

    @api.model
    def _template(self, sender, event, records, occasion):
        return records.template_id[:1], {"guide": "Ana"}


class ListeningDoor(models.AbstractModel):
    """One that wants to know what becomes of messages; those of programs do not."""

    _name = "sms.wiserv.test.listener"
    _inherit = "sms.wiserv.test.door"
    _description = "Door of Visits that Listens"

    @api.model
    def _outcome(self, messages):
        for (model, state), told in messages.grouped(
            lambda message: (message.res_model, message.state)
        ).items():
            self.env[model].browse(told.mapped("res_id")).exists().outcome = state


class SmsTemplate(models.Model):
    _inherit = "sms.template"

    def _wiserv_models(self):
        return {**super()._wiserv_models(), "sms.wiserv.test.visit": {"guide": None}}

    def _wiserv_users(self):
        visits = self.env["sms.wiserv.test.visit"].sudo().search([("template_id", "in", self.ids)])
        return [*super()._wiserv_users(), visits.sender_id]

    def _wiserv_placeholders(self):
        if self.model_id.model != "sms.wiserv.test.visit":
            return super()._wiserv_placeholders()
        return [("Name", "{{ object.partner_id.name }}"), ("Guide", "{{ guide }}")]

    def _wiserv_invented(self):
        if self.model_id.model != "sms.wiserv.test.visit":
            return super()._wiserv_invented()
        person = self.env["res.partner"].new({"name": "Maria Santos"})
        return (
            self.env["sms.wiserv.test.visit"].new({"partner_id": person, "place": "Hall"}),
            {"guide": "Eva"},
            person,
        )
