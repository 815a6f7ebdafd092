# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class LunchOrder(models.Model):
    _name = "lunch.order"
    _inherit = ["lunch.order", "sms.wiserv.watched"]

    _wiserv_door = "lunch.sms.door"
    _wiserv_events = {"lunch": ("state", "confirmed")}


class Message(models.Model):
    _inherit = "sms.wiserv.message"

    event = fields.Selection(selection_add=[("lunch", "Lunch")], ondelete={"lunch": "cascade"})


class LunchDoor(models.AbstractModel):
    _name = "lunch.sms.door"
    _inherit = "sms.wiserv.door"
    _description = "Door of Lunch"

    def _tell(self, event, records, occasion, sender):
        for company, orders in records.grouped("company_id").items():
            sender = self.env["sms.wiserv.sender"].search([("company_id", "=", company.id)], limit=1)
            self.queue(sender, event, orders, "here", body="Your lunch is here.")

    def _people(self, records):
        return {order: order.user_id.partner_id for order in records}
