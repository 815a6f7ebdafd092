# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The texts of empty lists: they tell an empty list from a search without a result."""

from markupsafe import Markup

from odoo import api, models

from ...tools.format_number import format_number, labelled

# How many messages are counted at most, because the user waits for it.
_COUNTED = 10_000


def in_lines(*lines):
    """Return what stands in an empty list: a head and, below it, sentences."""
    first, *others = lines
    return Markup('<p class="o_view_nocontent_smiling_face">%s</p>') % first + Markup("").join(
        Markup("<p>%s</p>") % line for line in others
    )


def count_seen(records, limit=None):
    """Return how many there are for the user alone: texts of actions are made with all rights."""
    seen = records.sudo(False)
    if records.env.su and not seen.has_access("read"):
        return 0
    return seen.search_count([], limit=limit or _COUNTED + 1)


def of_a_search(records, found_none):
    """Return what stands where a search has found none, though there are some; None if there are not."""
    if not (count := count_seen(records)):
        return None
    shown = format_number(records.env, min(count, _COUNTED)) + "+" * (count > _COUNTED)
    return in_lines(found_none, labelled(records.env, records.env._("On the list without any filter"), shown))


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    @api.model
    def get_empty_list_help(self, help_message):
        """Override of `base` to tell an empty outbox from a search without a result."""
        count = count_seen(self)
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
        if not count_seen(self, limit=1):
            return super().get_empty_list_help(help_message)
        reasons = self.sudo(False)._read_group([], ["reason"], ["__count"])
        counts = self._count_reasons({reason: count for reason, count in reasons})
        return in_lines(self.env._("Nobody matches this search"), self.env._("On the list are: %s.", counts))


class SmsWiservReply(models.Model):
    _inherit = "sms.wiserv.reply"

    @api.model
    def get_empty_list_help(self, help_message):
        """Override of `base` to tell a list without replies from a search without a result."""
        found_none = self.env._("No reply matches this search")
        return of_a_search(self, found_none) or super().get_empty_list_help(help_message)


class SmsWiservSender(models.Model):
    _inherit = "sms.wiserv.sender"

    @api.model
    def get_empty_list_help(self, help_message):
        """Override of `base` to tell a list without senders from a search without a result."""
        found_none = self.env._("No sender matches this search")
        return of_a_search(self, found_none) or super().get_empty_list_help(help_message)
