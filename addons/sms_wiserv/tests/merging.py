# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).


class MergedMixin:
    """Contacts that are merged, for a case with a sender."""

    def merge(self, contacts, other):
        """Merge contacts into another, as Odoo's wizard does."""
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((contacts | other).ids, other)
        self.env.invalidate_all()

    def hand_over(self, contact, other, *tables):
        """Do what other code may do instead, behind the ORM's back."""
        self.env.flush_all()
        for table in ("sms_wiserv_message", *tables):
            self.env.cr.execute(
                f"UPDATE {table} SET partner_id = %s WHERE partner_id = %s",  # pylint: disable=sql-injection
                (other.id, contact.id),
            )
        self.env.invalidate_all()

    def reasons(self):
        return {(skip.partner_id, skip.reason) for skip in self.skipped()}
