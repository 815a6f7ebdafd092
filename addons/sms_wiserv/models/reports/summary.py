# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from ...groups import ADMINISTRATOR
from ...tools.format_number import format_number, labelled
from ..account.res_company import SYSTEM
from ..outbox.skipped import MENDABLE

_A_DAY = timedelta(days=1)


class ResCompany(models.Model):
    _inherit = "res.company"

    wiserv_daily_summary = fields.Boolean("Daily SMS Summary", default=True, groups=SYSTEM)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    wiserv_daily_summary = fields.Boolean(related="company_id.wiserv_daily_summary", readonly=False)


class SmsWiservSender(models.Model):
    """The daily summary, which SMS administrators get when something needs attention."""

    _inherit = "sms.wiserv.sender"

    @api.model
    def _cron_daily_summary(self):
        administrators = self.env.ref(ADMINISTRATOR).all_user_ids.filtered(
            lambda user: user.active and not user.share and user.id != self.env.ref("base.user_root").id
        )
        for company in self.env["res.company"].sudo().search([("wiserv_daily_summary", "=", True)]):
            counts = self._summary_counts(company)
            if counts:
                for user in administrators.filtered(
                    lambda user, company=company: company in user.company_ids
                ):
                    self.with_context(lang=user.lang)._notify_summary(user, company, counts)

    @api.model
    def _summary_counts(self, company):
        """Return ``{sender: {kind of To Do: count}}`` of a company; of a paused sender the count may be 0."""
        # As To Do has them, to which it leads; of people only those of a day.
        rows = self.env["sms.wiserv.to.do"].sudo()
        of_company = [("company_id", "=", company.id), ("kind", "!=", "not_told")]
        counts = {}
        for sender, kind, count in rows._read_group(of_company, ["sender_id", "kind"], ["count:sum"]):
            counts.setdefault(sender, {})[kind] = count
        left_out = [
            ("sender_id.company_id", "=", company.id),
            ("create_date", ">=", fields.Datetime.now() - _A_DAY),
        ]
        mendable = [*left_out, ("reason", "in", MENDABLE)]
        people = ["partner_id:count_distinct"]
        for sender, count in (
            self.env["sms.wiserv.skipped"].sudo()._read_group(mendable, ["sender_id"], people)
        ):
            counts.setdefault(sender, {})["not_told"] = count
        return counts

    @api.model
    def _notify_summary(self, user, company, counts):
        """Notify one user, in their language, by e-mail or in Odoo as they prefer.

        :param dict counts: as of :meth:`_summary_counts`
        """
        # As To Do calls them: a label before its number agrees with it in every language.
        labels = dict(self.env["sms.wiserv.to.do"]._fields["kind"]._description_selection(self.env))
        labels["paused"] = self.env._("Paused; messages that wait")
        labels["not_told"] = self.env._("People not told since yesterday, can be mended")
        lines = [
            Markup("<li>%s\n<ul>%s</ul></li>")
            % (
                sender.name,
                # Lines of their own in plain text, too: a mail's preview is made of it.
                Markup("\n").join(
                    Markup("<li>%s</li>") % labelled(self.env, label, format_number(self.env, figures[what]))
                    for what, label in labels.items()
                    if what in figures
                ),
            )
            for sender, figures in counts.items()
        ]
        intro = self.env._("What needs somebody, by sender:")
        where = self.env._("See SMS › To Do. This summary can be switched off in the settings.")
        self.env["mail.thread"].with_context(lang=user.lang).message_notify(
            partner_ids=user.partner_id.ids,
            author_id=self.env.ref("base.partner_root").id,
            subject=self.env._("SMS of %s: something needs you", company.name),
            body=Markup("<p>%s</p>\n<ul>%s</ul>\n<p>%s</p>") % (intro, Markup("\n").join(lines), where),
        )
