# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The texts of empty lists: they tell an empty list from a search without a result."""

from markupsafe import Markup

from odoo import api, models

from ...tools.format_number import format_number

# How many messages are counted at most, because the user waits for it.
_COUNTED = 10_000


def in_lines(*lines):
    """Return what stands in an empty list: a head and, below it, sentences."""
    first, *others = lines
    return Markup('<p class="o_view_nocontent_smiling_face">%s</p>') % first + Markup("").join(
        Markup("<p>%s</p>") % line for line in others
    )


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    @api.model
    def get_empty_list_help(self, help_message):
        """Override of `base` to tell an empty outbox from a search without a result."""
        count = self.search_count([], limit=_COUNTED + 1)
        if not count:
            return super().get_empty_list_help(help_message)
        if count == 1:
            there_are = self.env._("There is 1 message in all.")
        elif count > _COUNTED:
            there_are = self.env._(
                "There are more than %s messages in all.", format_number(self.env, _COUNTED)
            )
        else:
            there_are = self.env._("There are %s messages in all.", format_number(self.env, count))
        lines = [self.env._("No message matches this search"), there_are]
        # sudo: that there are totals is all that is told of them.
        if (
            self.env["sms.wiserv.total"]
            .sudo()
            .search_count([("company_id", "in", self.env.companies.ids)], limit=1)
        ):
            lines.append(
                self.env._("Older ones have been deleted, as the settings say; the report still counts them.")
            )
        return in_lines(*lines)


class SmsWiservSkipped(models.Model):
    _inherit = "sms.wiserv.skipped"

    @api.model
    def get_empty_list_help(self, help_message):
        """Override of `base` to tell a list without anybody from a search without a result."""
        reasons = self._read_group([], ["reason"], ["__count"])
        if not reasons:
            return super().get_empty_list_help(help_message)
        counts = self._count_reasons({reason: count for reason, count in reasons})
        return in_lines(self.env._("Nobody matches this search"), self.env._("On the list are: %s.", counts))
