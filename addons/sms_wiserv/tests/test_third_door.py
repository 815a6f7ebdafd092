# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from .common import WiservCase


class TestThirdDoor(WiservCase):
    """What the door's documentation says is enough, and it tells of events of plain Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        vendor = cls.env["lunch.supplier"].create(
            {
                "partner_id": cls.env["res.partner"].create({"name": "Canteen"}).id,
                "company_id": cls.company.id,
            }
        )
        category = cls.env["lunch.product.category"].create({"name": "Dish"})
        cls.dish = cls.env["lunch.product"].create(
            {"name": "Adobo", "category_id": category.id, "supplier_id": vendor.id, "price": 1}
        )

    def order(self, login, phone):
        user = self.make_user(login)
        user.partner_id.phone = phone
        return self.env["lunch.order"].create({"product_id": self.dish.id, "user_id": user.id})

    def test_who_ordered_is_told_when_lunch_arrives(self):
        orders = self.order("ana", "0917 000 0001") + self.order("ben", "0917 000 0002")
        orders.write({"state": "sent"})
        self.end_transaction()
        self.assertFalse(self.messages())
        orders[0].action_confirm()
        self.end_transaction()
        self.dispatch()
        self.assertEqual(self.taken(), [("09170000001", "Your lunch is here.")])
        self.assertEqual((self.messages().event, self.messages().res_id), ("lunch", orders[0].id))

    def test_it_is_told_once_and_who_has_no_number_is_listed(self):
        orders = self.order("ana", "0917 000 0001") + self.order("ben", False)
        for state in ("confirmed", "ordered", "confirmed"):
            orders.write({"state": state})
            self.end_transaction()
        self.assertEqual(self.messages().partner_id, orders[0].user_id.partner_id)
        self.assertEqual(self.skipped().mapped("reason"), ["no_number"])
