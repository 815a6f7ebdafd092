# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

# Types of fields whose values placeholders may show.
PLAIN = {"boolean", "char", "date", "datetime", "float", "integer", "monetary", "selection", "text"}


def readable(records, name):
    """Return the field of this name if placeholders may read it, else None.

    Of relational fields only Many2one is allowed, so that a placeholder never reads many records.
    """
    field = records._fields.get(name)
    if field is None or field.groups == fields.NO_ACCESS or field.type not in {*PLAIN, "many2one"}:
        return None
    return field


class Reader:
    """Reads fields of records, with the rights of the records' user, or, for records with all rights, of a company.

    Messages are filled in with all rights, because the user who causes an event need not see what the SMS says. Record
    rules about companies are applied all the same, because records may point at other companies' records.

    :param company: the company that sends the SMS
    """

    def __init__(self, company):
        self._company = company.sudo()
        self._seen, self._domains = {}, {}

    def __call__(self, records, name):
        """Return the value of a record's field; of no record the value that is none.

        :raise AccessError: it may not be read here
        """
        if not isinstance(records, models.BaseModel) or len(records) > 1:
            raise AccessError(records.env._("No such field."))
        field = readable(records, name)
        if not field or not records._has_field_access(field, "read"):
            raise AccessError(records.env._("No such field."))
        if records:
            self._check(records)
        return records[name]

    def _check(self, record):
        if not (record.id or record._origin):
            # An invented example, not in the database. Records that it links to are checked when they are read.
            return
        if not record.env.su:
            # What is in the cache may have been read with other rights.
            record.check_access("read")
            return
        seen = self._seen.setdefault(record._name, set())
        if record.id in seen:
            return
        if record._name not in self._domains:
            self._domains[record._name] = record.env["ir.rule"]._wiserv_domain(record._name, self._company)
        if not (domain := self._domains[record._name]):
            return
        # Checks all records that are prefetched with this one, since they are read next.
        seen.update(record.browse(record._prefetch_ids).filtered_domain(domain).ids)
        if record.id not in seen:
            raise AccessError(record.env._("It belongs to another company."))


class IrRule(models.Model):
    _inherit = "ir.rule"

    @tools.ormcache("model", "company.id")
    def _wiserv_company_rules(self, model, company):
        """Return the domains, as lists, of all rules for everybody that let a company see records of a model."""
        rules = self.sudo().search(
            [
                ("model_id.model", "=", model),
                ("groups", "=", False),
                ("perm_read", "=", True),
                ("domain_force", "ilike", "compan"),
            ]
        )
        names = {"company_ids": company.ids, "company_id": company.id, "user": self.env.ref("base.user_root")}
        return [safe_eval(rule.domain_force, names) for rule in rules]

    def _wiserv_domain(self, model, company):
        """Return what a company may see of a model, as a list; empty: everything."""
        domains = list(self._wiserv_company_rules(model, company))
        if model == "res.company":
            domains.append([("id", "parent_of", company.ids)])
        for parent, field in self.env[model]._inherits.items():
            if of_parent := self._wiserv_domain(parent, company):
                domains.append([(field, "any", of_parent)])
        return list(Domain.AND(domains)) if domains else []
