# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ...wire import DEFAULT_REPLIES
from ...wire.patterns import normalise

UNDECIDED = "unknown"
MEANINGS = [
    ("accepted", "Accepted"),
    ("refused", "Message refused"),
    ("account", "Account refused (password, blocked)"),
    ("credit", "Out of credit"),
    ("later", "Try later"),
    (UNDECIDED, "Not known yet"),
]


class SmsWiservReply(models.Model):
    """The gateway's replies and what each means, by company: another account's gateway may use other sentences.

    Access rights let nobody write here: the engine counts, and people decide in a dialog that sees to it that no two
    patterns contradict each other.
    """

    _name = "sms.wiserv.reply"
    _description = "Gateway's Reply"
    _order = "last_seen desc nulls last, id"
    _rec_name = "pattern"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    pattern = fields.Char("Reply", required=True, help="* stands for what varies.")
    normal = fields.Char(groups=fields.NO_ACCESS, help="The form in which it is compared.")
    meaning = fields.Selection(MEANINGS, required=True, default=UNDECIDED)
    seen_count = fields.Integer("Seen", help="How many messages were answered so.")
    first_seen = fields.Datetime()
    last_seen = fields.Datetime()
    example = fields.Char("Latest")
    decided_by = fields.Many2one("res.users", ondelete="set null")
    decided_at = fields.Datetime("Decided")

    _once = models.UniqueIndex("(company_id, normal)", "This reply is listed already.")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [{**vals, "normal": normalise(vals.get("pattern") or "")} for vals in vals_list]
        )

    @api.model
    def _ship(self, companies):
        """Give companies the meanings that are on record."""
        self.sudo().create(
            [
                {"company_id": company.id, "pattern": pattern, "meaning": meaning}
                for company in companies
                for pattern, meaning in DEFAULT_REPLIES
            ]
        )

    @api.model
    def _ship_to_all(self):
        known = self.sudo().search([]).company_id  # pylint: disable=no-search-all
        self._ship(self.env["res.company"].sudo().search([("id", "not in", known.ids)]))

    @api.model
    def _declared(self, company):
        """Return ``((pattern, meaning), …)``: what people have decided for a company."""
        replies = self.sudo().search([("company_id", "=", company.id), ("meaning", "!=", UNDECIDED)])
        return tuple(sorted((reply.pattern, reply.meaning) for reply in replies))

    @api.model
    def _declare(self, company, pattern, meaning):
        """Decide what replies of this pattern mean from now on; return the record."""
        values = {
            "pattern": pattern,
            "meaning": meaning,
            "decided_by": self.env.uid,
            "decided_at": fields.Datetime.now(),
        }
        replies = self.sudo()
        known = replies.search([("company_id", "=", company.id), ("normal", "=", normalise(pattern))])
        if known:
            known.write(values)
            return known
        return replies.create({**values, "company_id": company.id})
