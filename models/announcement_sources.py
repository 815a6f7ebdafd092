# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Where an SMS in own words begins: on programs, cycles, lists of their beneficiaries, and on registrants."""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.sms_wiserv.tools.format_number import format_number

from .announcement import MEMBER

ANNOUNCEMENT_MODEL = "g2p.wiserv.announcement"
# Odoo's own *Send SMS* on contacts, on lists and on forms.
ODOOS_ACTIONS = [f"sms.res_partner_act_window_sms_composer_{kind}" for kind in ("multi", "single")]


class G2PProgram(models.Model):
    _inherit = "g2p.program"

    def action_wiserv_announce(self):
        """Write to the program's beneficiaries."""
        self.ensure_one()
        return self.env[ANNOUNCEMENT_MODEL]._open_for(self)


class G2PCycle(models.Model):
    _inherit = "g2p.cycle"

    def action_wiserv_announce(self):
        """Write to the cycle's beneficiaries."""
        self.ensure_one()
        self.check_access("read")
        return self.env[ANNOUNCEMENT_MODEL]._open_for(self.program_id, cycle=self)


class G2PProgramMembership(models.Model):
    _inherit = "g2p.program_membership"

    def action_wiserv_announce(self):
        """Write to the selected beneficiaries."""
        self.check_access("read")
        if len(self.program_id) != 1:
            raise UserError(self.env._("Select beneficiaries of one program."))
        return self.env[ANNOUNCEMENT_MODEL]._open_for(self.program_id, self)


class G2PCycleMembership(models.Model):
    _inherit = "g2p.cycle.membership"

    def action_wiserv_announce(self):
        """Write to the selected beneficiaries."""
        self.check_access("read")
        if len(self.cycle_id) != 1:
            raise UserError(self.env._("Select beneficiaries of one cycle."))
        program = self.cycle_id.program_id
        members = self.env[MEMBER].search(
            [("program_id", "=", program.id), ("partner_id", "in", self.partner_id.ids)]
        )
        if not members:
            raise UserError(self.env._("These people are not in the program %s any more.", program.name))
        return self.env[ANNOUNCEMENT_MODEL]._open_for(program, members, self.cycle_id)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_wiserv_announce(self):
        """Write to registrants; False for contacts that are none, and for users who may not: Odoo's composer is theirs.

        :raise UserError: some are registrants, and some are not
        """
        self.check_access("read")
        registrants = self.filtered("is_registrant")
        if not registrants or not self.env[ANNOUNCEMENT_MODEL].has_access("create"):
            return False
        company = self.env.company.sudo()
        senders = self.env["sms.wiserv.sender"].sudo()
        if company.wiserv_sms_provider != "wiserv" and not senders.search_count(
            [("company_id", "=", company.id)], limit=1
        ):
            return False
        if others := self - registrants:
            raise UserError(
                self.env._(
                    "Of those selected %(registrants)s are registrants and %(others)s are other contacts. Write to "
                    "them separately: each kind has rules of its own.",
                    registrants=format_number(self.env, len(registrants)),
                    others=format_number(self.env, len(others)),
                )
            )
        return self.env[ANNOUNCEMENT_MODEL]._open_for_registrants(self)

    def action_wiserv_send_sms(self):
        """Open what *Send SMS* is for these contacts."""
        return self.action_wiserv_announce() or self._wiserv_composer(
            self.env._("Send SMS"), mass=len(self) > 1
        )


class G2PPhoneNumber(models.Model):
    _inherit = "g2p.phone.number"

    def action_wiserv_announce(self):
        """Write to the registrant whose number it is; the number is chosen as for any other SMS."""
        return self.partner_id.action_wiserv_announce()


class IrActionsActions(models.Model):
    _inherit = "ir.actions.actions"

    @api.model
    def get_bindings(self, model_name):
        """Override of `base` to have one *Send SMS* on contacts: ours opens Odoo's where Odoo's is right."""
        bindings = super().get_bindings(model_name)
        if model_name == "res.partner" and bindings.get("action"):
            xmlid_to_id = self.env["ir.model.data"]._xmlid_to_res_id
            odoos = {xmlid_to_id(name, raise_if_not_found=False) for name in ODOOS_ACTIONS}
            bindings["action"] = [action for action in bindings["action"] if action["id"] not in odoos]
        return bindings
