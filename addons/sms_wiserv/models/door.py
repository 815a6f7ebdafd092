# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import uuid

from odoo import api, models


class SmsWiservDoor(models.AbstractModel):
    """The public face of this addon: how other addons put SMS into the outbox, and what they may decide.

    Used as it is, it tells contacts: records that are ``res.partner`` or have a ``partner_id``::

        self.env["sms.wiserv.door"].queue(sender, "manual", partners, body="The hall opens at 8.")

    An addon with people and words of its own is a *door*: an abstract model that inherits this one and implements
    what differs. Its events are added to the field ``event`` of ``sms.wiserv.message`` (``selection_add``), its
    reasons to ``reason`` of ``sms.wiserv.skipped``. What it watches inherits ``sms.wiserv.watched``::

        class LunchOrder(models.Model):
            _name = "lunch.order"
            _inherit = ["lunch.order", "sms.wiserv.watched"]

            _wiserv_door = "lunch.sms.door"
            _wiserv_events = {"lunch": ("state", "confirmed")}

        class LunchDoor(models.AbstractModel):
            _name = "lunch.sms.door"
            _inherit = "sms.wiserv.door"

            def _tell(self, event, records, occasion, sender):
                self.queue(sender or ..., event, records, "here", body="Your lunch is here.")

            def _people(self, records):
                return {order: order.user_id.partner_id for order in records}

    Everything is called with all rights (``sudo``), as the user who caused the event. A *sender* is a record of
    ``sms.wiserv.sender``. Nothing here stops the workflow that calls it: who cannot be told is listed as skipped
    with the reason, and a text that cannot be made becomes a failed message. A hook that raises makes the caller's
    transaction fail, as any code would.
    """

    _name = "sms.wiserv.door"
    _description = "Door to the SMS Outbox"

    # Whether who may be told, and at which number, is asked again before a message leaves or is sent anew.
    _asks_again = True

    # === TO BE CALLED === #

    @api.model
    @api.private
    def queue(self, sender, event, records, occasion="", body=None):
        """Put an SMS for each record into the outbox, in the caller's transaction, once per occasion.

        :param sender: one ``sms.wiserv.sender``
        :param str event: a value of the message's field ``event``
        :param records: what is told of: any model that :meth:`_people` understands
        :param occasion: what tells two events of one kind on one record apart: a text for all, or
            ``{record id: text}``. The same event, record and occasion are told once, whoever asks, however often
        :param str body: the text for everybody, in place of :meth:`_template`'s; the event is ``manual`` then, or
            one of a door without templates: others are left out if they have no template when their turn comes
        :return: what was queued and skipped, as a line for the user; False when there is nothing to tell
        :rtype: str | bool
        """
        if body and not occasion:
            # Words of somebody's own are an occasion each time.
            occasion = uuid.uuid4().hex
        return self.sudo()._queue(sender.sudo(), event, records.sudo(), occasion, body)

    @api.model
    @api.private
    def see(self, event, records, occasion="", sender=None):
        """Note that something happened to records. At the end of the transaction :meth:`_tell` is asked once for all.

        What a rolled back savepoint undoes is not told. Above 5,000 records the messages are made right after the
        transaction, in committed pieces. Does nothing while records are imported or restored: see :meth:`_is_silent`.
        With ``sms_wiserv_without_sms`` in the context nobody is told, by somebody's choice: who would have been is
        listed as skipped for that reason, and can be told later all the same.

        :param str occasion: handed to :meth:`_tell`
        :param sender: the one sender that is to tell of it; None: all that :meth:`_tell` finds
        """
        if records and not self._is_silent():
            self.env["sms.wiserv.event"].sudo()._see(self._name, event, records, occasion, sender)

    @api.model
    def _is_silent(self):
        """Whether it is no news: an import, a module that is loaded, ``sms_wiserv_silent`` in the context."""
        silent = ("import_file", "install_mode", "sms_wiserv_silent")
        return any(self.env.context.get(key) for key in silent)

    # === TO BE IMPLEMENTED === #

    @api.model
    def _tell(self, event, records, occasion, sender):
        """Call :meth:`queue` for each sender that tells of an event that was seen, if it is still true.

        :param records: at most 1,000 of those given to :meth:`see`, which exist
        :param occasion: as given to :meth:`see`
        :param sender: as given to :meth:`see`, perhaps empty
        """
        for senders, told in self._tellers(event, self._still_true(event, records, occasion)):
            for one in sender or senders:
                self.queue(one, event, told, self._occasion(event, told, occasion))

    @api.model
    def _tellers(self, event, records):
        """Return ``[(senders, the records that they tell of), …]``: those of what senders belong to, where they do."""
        senders = self.env["sms.wiserv.sender"]
        if (owner := senders._wiserv_belongs_to) not in records._fields:
            return [(senders, records)]
        return [(one._wiserv_senders(), told_of) for one, told_of in records.grouped(owner).items()]

    @api.model
    def _senders_that_tell(self, event, records):
        """Return the senders of all of :meth:`_tellers`: they show what is left of a mass.

        Nobody may make something happen that senders of a company tell of whom the user does not belong to.
        """
        return self.env["sms.wiserv.sender"].union(*(found for found, _of in self._tellers(event, records)))

    @api.model
    def _occasion(self, event, records, occasion):
        """Return the ``occasion`` of :meth:`queue`: of what happens again, how often it has happened by now."""
        if event == getattr(records, "_wiserv_counted", None):
            return {record.id: str(record.wiserv_times) for record in records}
        return occasion

    @api.model
    def _obstacle(self, sender, event, records, occasion):
        """Return the sentence that says why this sender must not tell of this at all, or ``""``."""
        return ""

    @api.model
    def _people(self, records):
        """Return ``{record: partner}``: whom each record is about."""
        return {record: record if record._name == "res.partner" else record.partner_id for record in records}

    @api.model
    def _fetched(self):
        """Return the names of the fields of contacts that are read of each: what the two hooks below read, too.

        They are fetched at once, and they alone: the first field of a contact that is read brings all of its fields.
        """
        return ["active", "company_id", "country_id", "phone", "phone_sanitized"]

    @api.model
    def _skip_reasons(self, sender, event, people):
        """Return ``{partner: reason}`` of those who may not be told; asked again before a message leaves.

        :param people: a recordset of partners
        :return: reasons are values of the field ``reason`` of ``sms.wiserv.skipped``
        """
        return {partner: "inactive" for partner in people if not partner.active}

    @api.model
    def _cares_for(self, people):
        """Return those of ``people`` to whom no SMS goes against this door's rules, Odoo's own ones included.

        They get none of Odoo's if :meth:`_skip_reasons` has one, without a sender and of the event ``sms``, or if
        the number is on the blacklist.
        """
        return people.browse()

    @api.model
    def _phones(self, people):
        """Return ``{partner: [text of a phone field, …]}``, the preferred one first; a text may hold several."""
        return {partner: [partner.phone or ""] for partner in people}

    @api.model
    def _set_phone(self, partner, text):
        """Enter the number of somebody who could not be told: ``partner`` is one, with the rights of who enters it."""
        partner.phone = text

    @api.model
    def _template(self, sender, event, records, occasion):
        """Return ``(sms.template, placeholders)`` for an event; without a template the sender is silent about it.

        Asked for the template is the record that stands for the sender: see ``_wiserv_template`` of
        ``sms.wiserv.delegate``.

        :return: placeholders are what the template finds besides the record, ``{name: value}``, by name and in ``ctx``
        """
        return self._thread(sender)._wiserv_template(event), self._placeholders(event, occasion)

    @api.model
    def _placeholders(self, event, occasion):
        """Return what the templates of an event find besides the record, ``{name: value}``."""
        return {}

    @api.model
    def _untrue(self, event, records, occasion):
        """Return ``{record: reason}`` of those of which the event is not true any more; asked again before it leaves.

        Watched records say so themselves (``still_true.py``).

        :return: reasons are values of the field ``reason`` of ``sms.wiserv.skipped``
        """
        return {}

    @api.model
    def _body(self, event, occasion):
        """Return somebody's own words to everybody, in place of a template, or ``""``."""
        return ""

    @api.model
    def _still_true(self, event, records, occasion):
        """Return those of ``records`` of which the event is still true."""
        untrue = self._untrue(event, records, occasion)
        return records.filtered(lambda record: record not in untrue)

    @api.model
    def _outcome(self, messages):
        """Take note of what became of ``messages`` of this door: their ``state`` has just changed.

        Called in the transaction that records it. What this raises is logged, and undoes only what it wrote.
        """

    @api.model
    def _sender_status(self, sender):
        """Return why a sender whose channel is open is not ready all the same, or ``""``.

        :return: ``check_template``: one of its templates cannot be filled in; ``not_used``: nobody tells by it
        """
        return ""

    @api.model
    def _thread(self, sender):
        """Return the record, a ``mail.thread`` with activities, on which a sender's notes and activities appear.

        It is the record that stands for the sender, where there is one.
        """
        for delegates in self.env["sms.wiserv.delegate"]._wiserv_delegate_models():
            if record := delegates.search([("sender_id", "=", sender.id)], limit=1):
                return record
        return sender
