# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...groups import USER

_BUTTONS = """<div>
    <button name="action_wiserv_sms" type="object" class="oe_stat_button" icon="fa-mobile" groups="%(group)s">
        <field name="wiserv_sms_count" widget="statinfo"/>
    </button>
    <button
        name="action_wiserv_not_told"
        type="object"
        class="oe_stat_button"
        icon="fa-user-times"
        groups="%(group)s"
        invisible="not wiserv_not_told_count"
    >
        <field name="wiserv_not_told_count" widget="statinfo"/>
    </button>
</div>"""


# A test tells nobody of anything: the list that opens hides it, too, until its filter is removed.
NO_TESTS = ("event", "!=", "test")


class SmsWiservSource(models.AbstractModel):
    """A record that SMS are about, with buttons in its forms that lead to them.

    The buttons are added to ``div[@name='button_box']`` of every form of the model, unless a view has one already.
    """

    _name = "sms.wiserv.source"
    _description = "Source of SMS Messages"

    wiserv_sms_count = fields.Integer("SMS", compute="_compute_wiserv_sms_count", groups=USER)

    wiserv_not_told_count = fields.Integer("Not Told", compute="_compute_wiserv_not_told_count", groups=USER)

    def _wiserv_sms_domain(self):
        return [("res_model", "=", self._name), ("res_id", "in", self.ids)]

    def _compute_wiserv_sms_count(self):
        for record in self:
            domain = [*record._wiserv_sms_domain(), NO_TESTS]
            record.wiserv_sms_count = self.env["sms.wiserv.message"].search_count(domain)

    def _compute_wiserv_not_told_count(self):
        for record in self:
            record.wiserv_not_told_count = self.env["sms.wiserv.skipped"].search_count(
                record._wiserv_sms_domain()
            )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Override of `base` to put the buttons into forms, whichever addon they are from."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and not arch.xpath("//button[@name='action_wiserv_sms']"):
            for box in arch.xpath("//div[@name='button_box']")[:1]:
                box.extend(etree.fromstring(_BUTTONS % {"group": USER}))
        return arch, view

    def action_wiserv_sms(self):
        """Open the messages about these records."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_message")
        return {**action, "domain": self._wiserv_sms_domain()}

    def action_wiserv_not_told(self):
        """Open of what these records' people were not told, for whatever reason."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_skipped")
        return {**action, "domain": self._wiserv_sms_domain(), "context": {}}


class SmsWiservMessage(models.Model):
    """A message opens the record that it is about, for users who may read that."""

    _inherit = "sms.wiserv.message"

    may_open_source = fields.Boolean(compute="_compute_may_open_source", exportable=False)

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_may_open_source(self):
        for name, messages in self.grouped("res_model").items():
            readable = self.browse()
            if name in self.env and _opens(self.env[name]):
                sources = self.env[name].browse(messages.mapped("res_id")).exists()._filtered_access("read")
                readable = messages.filtered(lambda message, ids=set(sources.ids): message.res_id in ids)
            readable.may_open_source = True
            (messages - readable).may_open_source = False


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "sms.wiserv.source"]

    def _wiserv_sms_domain(self):
        """Override: all messages to a contact, whatever they are about."""
        return [("partner_id", "in", self.ids)]

    def get_formview_action(self, access_uid=None):
        """Override of `base`: the link of our own screens opens this person as their buttons do."""
        if self.env.context.get("wiserv_person"):
            return self.with_context(wiserv_person=False)._wiserv_form()
        return super().get_formview_action(access_uid=access_uid)

    def _wiserv_form(self):
        """Return the action that opens this person, or what became of their SMS for whom the form does not open."""
        form = self._wiserv_form_id()
        if _opens(self, form):
            return {**self.get_formview_action(), "views": [(form, "form")]}
        told = self.env["sms.wiserv.message"].search_count(self._wiserv_sms_domain(), limit=1)
        action = self.action_wiserv_sms() if told else self.action_wiserv_not_told()
        return {**action, "name": self.display_name}

    def _wiserv_form_id(self):
        """Return the form on which number and wish of this person are entered; False: the first of the model."""
        return self.get_formview_id()


def _opens(records, view_id=False):
    """Whether a form opens for the user: those of other addons hold lists, too, which not everybody may read."""
    try:
        view = records.get_view(view_id, "form")
    except (AccessError, UserError):
        return False
    return all(records.env[name].has_access("read") for name in view["models"])
