# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models
from odoo.exceptions import UserError

from ...wire.patterns import USUAL_CREDENTIAL_REPLIES, Meanings, Pattern, normalise, shape
from .reply import UNDECIDED


class SmsWiservReply(models.Model):
    """Declaring what replies mean; two patterns that match the same reply must not differ in meaning."""

    _inherit = "sms.wiserv.reply"

    @api.model
    def _of_company(self, company, *domain):
        return self.search([("company_id", "=", company.id), *domain])

    @api.model
    def _proposals(self, company):
        """Return a function that proposes ``(pattern, meaning)`` for a reply.

        It is the declared pattern that matches, or else the reply's own pattern without a meaning (False); for
        sentences that commonly refuse credentials the proposed meaning is ``account``.
        """
        decided = self._of_company(company, ("meaning", "!=", UNDECIDED))
        meanings = Meanings([(record.pattern, record) for record in decided])
        usual = {normalise(text) for text in USUAL_CREDENTIAL_REPLIES}

        def propose(reply):
            known, _varies = meanings.of(reply)
            if known:
                return known.pattern, known.meaning
            return shape(reply), "account" if normalise(reply) in usual else False

        return propose

    @api.model
    def _alike(self, company, pattern):
        """Return the other replies of the list, declared or not, that a pattern matches."""
        matching = Pattern(pattern)
        return self._of_company(company).filtered(
            lambda reply: (
                not reply._is_rest()
                and reply.sudo().normal != normalise(pattern)
                and (
                    matching.matches(normalise(reply.pattern))
                    or (reply.example and matching.matches(normalise(reply.example)))
                )
            )
        )

    @api.model
    def _obstacle(self, company, pattern, meaning):
        """Return the sentence that says why a pattern cannot have this meaning, or ``""``."""
        if not (pattern or "").strip() or not Pattern(pattern).is_usable:
            return self.env._("This would match any reply: keep more of its words.")
        if meaning in (False, UNDECIDED):
            return ""
        others = self._of_company(company, ("meaning", "not in", (UNDECIDED, meaning)))
        wider = others.filtered(
            lambda reply: (
                reply.sudo().normal != normalise(pattern)
                and Pattern(reply.pattern).matches(normalise(pattern))
            )
        )
        in_the_way = (self._alike(company, pattern) & others) | wider
        if not in_the_way:
            return ""
        labels = dict(self._fields["meaning"]._description_selection(self.env))
        first = in_the_way[0]
        return self.env._(
            "“%(other)s” means something else: %(meaning)s. One reply cannot mean both: keep more words of the one, "
            "or change the other first.",
            other=first.pattern,
            meaning=labels[first.meaning],
        )

    @api.model
    def _decide(self, company, pattern, meaning):
        """Declare what a pattern means, and add the counts of the replies that it matches to its own.

        :raise UserError: it contradicts another declaration, or would match any reply
        """
        if obstacle := self._obstacle(company, pattern, meaning):
            raise UserError(obstacle)
        reply = self._declare(company, pattern, meaning)
        if meaning != UNDECIDED:
            # sudo: nobody may write, and whoever calls this may decide.
            alike = self._alike(company, pattern).sudo()
            reply._absorb(alike.filtered(lambda other: other.meaning == UNDECIDED))
        return reply

    def _absorb(self, others):
        """Take over the counts of other replies, and delete these."""
        both = self | others
        seen = both.filtered("seen_count")
        if others and seen:
            latest = max(seen, key=lambda reply: reply.last_seen)
            self.write(
                {
                    "seen_count": sum(seen.mapped("seen_count")),
                    "first_seen": min(seen.mapped("first_seen")),
                    "last_seen": latest.last_seen,
                    "example": latest.example,
                }
            )
        others.unlink()
