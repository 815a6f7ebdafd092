# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from ...tools.placeholder_rules import PlaceholderError
from ...tools.placeholders import parts, paths

# What callers give by name, as an example.
_GIVEN = {"otp": "123456", "phone": "09171234567"}


class SmsTemplate(models.Model):
    """What a template offers and shows whose door says neither: read from the texts themselves."""

    _inherit = "sms.template"

    def _wiserv_placeholders(self):
        """Return what a person may insert into a text: ``[(label, placeholder)]``; a door may say it for its models.

        Else what the text says as it is stored, and as new senders begin with it.
        """
        texts = [self._origin.body]
        for delegate in self._wiserv_delegate_models():
            texts += [
                pattern.body
                for field, pattern in delegate._wiserv_patterns().items()
                if self.ids and delegate.search_count([(field, "in", self.ids)], limit=1)
            ]
        said = dict.fromkeys(expression for text in texts for expression in _expressions(text))
        return [
            (label, f"{{{{ {expression} }}}}")
            for expression in said
            if (label := self._wiserv_label(expression))
        ]

    def _wiserv_label(self, expression):
        """Return what a placeholder shows, as people call it: the field, or the record whose name it is."""
        path = next(iter(_paths(expression)), None)
        if not path:
            return ""
        record, label = self._wiserv_reads(path.name), path.name.capitalize()
        if record is not None:
            label = self.env["ir.model"]._get(record._name).name
        for name in path.fields:
            if record is None or not (field := record._fields.get(name)):
                return ""
            if name != record._rec_name:
                label = field._description_string(self.env)
            record = self.env[field.comodel_name] if field.relational else record
        return label

    def _wiserv_reads(self, name):
        """Return an empty recordset of what a placeholder's first name stands for; None: a text."""
        model = self.sudo().model_id.model
        found = model if name == "object" else self._wiserv_models().get(model, {}).get(name)
        return self.env[found] if found else None

    def _wiserv_invented(self):
        """Return ``(record, placeholders, reader)`` of an invented example: Maria Santos, and what the text reads.

        A door may have another for its models. With an empty record, the text is shown as it is written.
        """
        reads = {}
        for expression in _expressions(self.body):
            for path in _paths(expression):
                node = reads.setdefault(path.name, {})
                for name in path.fields:
                    node = node.setdefault(name, {})
        person = self.env["res.partner"].new({"name": "Maria Santos", "phone": _GIVEN["phone"]})
        placeholders = {
            name: self._wiserv_invent(record, reads.get(name, {}), person)
            if (record := self._wiserv_reads(name)) is not None
            else _GIVEN.get(name, name)
            for name in self._wiserv_models().get(self.sudo().model_id.model, {})
        }
        record = self._wiserv_invent(self._wiserv_reads("object"), reads.get("object", {}), person)
        return record, placeholders, person

    def _wiserv_invent(self, records, reads, person):
        """Return a record that exists nowhere, with a value for each field that a text reads of it."""
        values = {}
        for name, further in reads.items():
            if field := records._fields.get(name):
                values[name] = self._wiserv_invent_value(records, field, further, person)
        return records.new(values)

    def _wiserv_invent_value(self, records, field, further, person):
        if field.comodel_name == "res.partner":
            return person
        owner = self._wiserv_owner()
        if field.comodel_name == "res.currency":
            return "currency_id" in owner._fields and owner.currency_id or self.env.company.currency_id
        if field.relational:
            comodel = self.env[field.comodel_name]
            return owner._name == comodel._name and owner or self._wiserv_invent(comodel, further, person)
        if field.name == records._rec_name:
            return self.env["ir.model"]._get(records._name).name
        by_type = {
            "integer": 2,
            "float": 1500.0,
            "monetary": 1500.0,
            "boolean": True,
            "date": fields.Date.today(),
            "datetime": fields.Datetime.now(),
        }
        return by_type.get(field.type, field._description_string(self.env))

    def _wiserv_owner(self):
        """Return what the template's sender belongs to, if there is such and the user may see it."""
        sender = self.sudo().wiserv_sender_id
        owner = sender[sender._wiserv_belongs_to] if sender._wiserv_belongs_to else sender.browse()
        return owner.with_env(self.env)._filtered_access("read")


def _expressions(text):
    return [expression for _before, expression, _default in parts(text or "") if expression]


def _paths(expression):
    try:
        return paths(expression)
    except PlaceholderError:
        return []
