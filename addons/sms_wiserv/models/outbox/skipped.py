# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import groupby

from ...tools.format_number import format_number
from .event import TALLY

# Doors add their own.
SKIP_REASONS = [
    ("no_number", "No phone number"),
    ("bad_number", "Number cannot be right"),
    ("landline", "Landline: cannot get SMS"),
    ("blacklisted", "On the blacklist"),
    ("inactive", "Archived"),
    ("other_company", "Belongs to another company"),
    ("empty_text", "Empty text"),
    ("gone", "Deleted"),
    ("untrue", "No longer true"),
    ("silent", "The sender has no template for it"),
    ("expired", "Waited too long"),
    ("unwanted", "Without SMS, on purpose"),
    ("merged", "Merged contact"),
]
# What somebody can put right: in the registry, or by *Notify Again*.
MENDABLE = ("no_number", "bad_number", "landline", "merged")
_COLUMNS = (
    "sender_id", "company_id", "door", "partner_id", "event", "res_model", "res_id", "occasion", "reason",
    "idempotency_key",
)  # fmt: skip


def _kind(skip):
    return skip.sender_id, skip.door, skip.event, skip.res_model, skip.occasion or ""


class SmsWiservSkipped(models.Model):
    """A person who was not told of an event, and why: the list *Not Told*."""

    _name = "sms.wiserv.skipped"
    _inherit = ["sms.wiserv.of.sender", "sms.wiserv.added.up.once"]
    _description = "Person Not Told by SMS"
    _order = "id desc"
    _rec_name = "partner_id"

    sender_id = fields.Many2one("sms.wiserv.sender", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company")
    door = fields.Char(groups=fields.NO_ACCESS)
    partner_id = fields.Many2one("res.partner", "Recipient", ondelete="cascade", index=True)
    event = fields.Selection(
        selection=lambda self: (
            self.env["sms.wiserv.message"]._fields["event"]._description_selection(self.env)
        ),
        required=True,
    )
    res_model = fields.Char("Source Model", exportable=False)
    res_id = fields.Many2oneReference("Source Record", model_field="res_model", exportable=False)
    occasion = fields.Char(groups=fields.NO_ACCESS)
    reason = fields.Selection(SKIP_REASONS, required=True)
    idempotency_key = fields.Char(required=True, exportable=False)

    _once = models.UniqueIndex("(sender_id, idempotency_key)")
    # What the list is filtered and grouped by.
    _kind_index = models.Index("(company_id, reason, event, sender_id)")
    # Of whom To Do counts how many they are, and since when.
    _mendable_index = models.Index(f"(sender_id, partner_id, create_date) WHERE reason IN {MENDABLE}")

    @api.model
    def _keep(self, sender, told, rows):
        """Write who was skipped, with the latest reason, and delete the rows of those who are told after all.

        :param sender: the sender that was to tell
        :param set[str] told: idempotency keys of those who are told
        :param list[dict] rows: a value for each of ``_COLUMNS``
        :return: the idempotency keys of those who are skipped for the first time, or for another reason
        :rtype: set[str]
        """
        people = {row["partner_id"] for row in rows}
        if told:
            self.env.cr.execute(
                """DELETE FROM sms_wiserv_skipped WHERE sender_id = %s AND idempotency_key = ANY(%s)
                   RETURNING partner_id""",
                (sender.id, list(told)),
            )
            people |= {partner_id for (partner_id,) in self.env.cr.fetchall()}
        new = execute_values(
            self.env.cr._obj,
            f"""INSERT INTO sms_wiserv_skipped AS kept
                    ({", ".join(_COLUMNS)}, create_uid, create_date, write_uid, write_date)
                VALUES %s
                ON CONFLICT (sender_id, idempotency_key)
                DO UPDATE SET reason = EXCLUDED.reason, write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                        WHERE kept.reason <> EXCLUDED.reason
                RETURNING idempotency_key""",
            [tuple(row[column] or None for column in _COLUMNS) for row in rows],
            template=f"({', '.join(['%s'] * len(_COLUMNS))}, "
            f"{self.env.uid}, now() AT TIME ZONE 'UTC', {self.env.uid}, now() AT TIME ZONE 'UTC')",
            page_size=1000,
            fetch=True,
        )
        self.invalidate_model()
        self.env["sms.wiserv.person"]._look_again_at(people, reached=False)
        return {key for (key,) in new}

    @api.model
    def _reason_labels(self):
        """Return ``{reason: what a user reads}``, in the order of the field."""
        return dict(self._fields["reason"]._description_selection(self.env))

    @api.model
    def _count_reasons(self, reasons):
        """Return reasons with their counts, as a user reads them: ``"No phone number 20, Archived 1"``.

        :param reasons: a value of the field for each person
        """
        counts = Counter(reasons)
        labels = self._reason_labels()
        return ", ".join(
            f"{label} {format_number(self.env, counts[reason])}"
            for reason, label in labels.items()
            if counts[reason]
        )

    @api.model
    def _restore_first(self, since):
        """Put back when people were not told for the first time; ``{(sender id, idempotency key): date}``."""
        self.flush_model()
        execute_values(
            self.env.cr._obj,
            """UPDATE sms_wiserv_skipped AS skipped SET create_date = since.at
                 FROM (VALUES %s) AS since(sender_id, key, at)
                WHERE skipped.sender_id = since.sender_id AND skipped.idempotency_key = since.key""",
            [(*key, at) for key, at in since.items()],
        )
        self.invalidate_model()

    def action_notify_again(self):
        """Try again to tell the selected people, whose number or wish may have changed since.

        :raise UserError: none of the records that they were to be told of exists any more, or no sender of theirs
            tells of such events now
        """
        self.env["sms.wiserv.message"]._check_may_act()
        self.check_access("read")
        # Who stays on the list stays there since the first time.
        since = {(skip.sender_id.id, skip.idempotency_key): skip.create_date for skip in self.sudo()}
        ready, leaving, silent, over = self.sudo()._to_tell_again()
        # Whoever is skipped again comes back.
        leaving.unlink()
        told = self._tell_again(ready)
        self._restore_first(since)
        if not told:
            nothing = self.env._("There is nothing left to tell these people about.")
            raise UserError("\n".join(sorted(silent)) or nothing)
        if over == 1:
            silent.add(self.env._("1 is left out: there is nothing left to tell this person about."))
        elif over:
            count = format_number(self.env, over)
            silent.add(self.env._("%s are left out: there is nothing left to tell them about.", count))
        self.env.flush_all()
        kept = self.sudo().search([("idempotency_key", "in", [key for _sender, key in since])])
        missing = silent or any((skip.sender_id.id, skip.idempotency_key) in since for skip in kept)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if missing else "success",
                "sticky": bool(missing),
                "message": "\n".join([*told, *sorted(silent)]),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _to_tell_again(self):
        """Find what these people may be told of now.

        :return: ``([(door, sender, event, records, occasion), …], whom that concerns, the sentences that say why of
            others nobody can be told, how many there is nothing left to tell about)``
        """
        ready, leaving, silent, over = [], self.browse(), set(), len(self)
        there = {}
        for model, skipped in self.grouped("res_model").items():
            there[model] = self.env[model].browse(set(skipped.mapped("res_id"))).exists()
            # Read together, however many occasions there are.
            there[model].fetch()
        for (sender, name, event, model, occasion), skipped in self.grouped(_kind).items():
            door = self.env["sms.wiserv.door"]._named(name)
            records = self.env[model].browse(skipped.mapped("res_id")) & there[model]
            records = door._still_true(event, records, occasion)
            if not records:
                continue
            over -= len(skipped.filtered(lambda skip, ids=set(records.ids): skip.res_id in ids))
            template, _placeholders = door._template(sender, event, records, occasion)
            obstacle = door._obstacle(sender, event, records, occasion)
            if obstacle or not (template or door._body(event, occasion)):
                silent.add(obstacle or self.env._("%s has no template for this event.", sender.name))
                continue
            ids = set(records.ids)
            leaving |= skipped.filtered(lambda skip, ids=ids: skip.res_id in ids)
            ready.append((door, sender, event, records, occasion))
        return ready, leaving, silent, over

    @api.model
    def _tell_again(self, ready):
        """Tell of what :meth:`_to_tell_again` found; return the lines that say what came of it."""
        if len(ready) == 1:
            [(door, *event)] = ready
            return list(filter(None, [door.queue(*event)]))
        # In one note and one line for each sender and event, however many occasions there are.
        tally, data = Counter(), self.env.cr.precommit.data
        for (door, _model), alike in groupby(ready, lambda one: (one[0], one[3]._name)):
            records = alike[0][3].union(*(records for _door, _sender, _event, records, _occasion in alike))
            self.env["res.partner"].sudo().union(*door._people(records).values()).fetch()
        for door, *event in ready:
            data[TALLY] = tally
            door.queue(*event)
        data.pop(TALLY, None)
        senders = self.env["sms.wiserv.sender"].sudo()
        senders._see_to_sending(tally)
        return senders._note_tally(tally)
