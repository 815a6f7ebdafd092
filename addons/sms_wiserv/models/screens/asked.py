# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Buttons that tell many people by SMS ask first; see ``wizard/before.py``.

A button says so in its context, which is put there in whatever form has it. Its name stays, by which its addon and its
neighbours find it in views; and other code that calls the same method is never asked.
"""

from functools import wraps

from odoo import api, models

ASK = "wiserv_ask_first"


class SmsWiservAsked(models.AbstractModel):
    """A record whose buttons tell many people."""

    _name = "sms.wiserv.asked"
    _description = "Asks Before Many Are Told"

    # {method of a button: what the dialog calls it: enrol, verify, notify, approve, end or pay}
    _wiserv_asks = {}

    def _wiserv_before(self, method):
        """Return what ``method`` would tell of, were it called now: ``[(event, watched records, occasion), …]``.

        Records are read with the user's rights where the text is shown: see them with all rights where the method does.
        """
        return []

    def _wiserv_would_be(self, method, records):
        """Return those of some of these records whom it would happen to."""
        return records

    def _wiserv_url(self, name, sender):
        """Return where the list is of those whom a sender has ``not_told``, or of what ``failed``."""
        return f"/odoo/{sender.id}/action-{self.env.ref(f'sms_wiserv.action_sender_{name}').id}"

    def _wiserv_ask(self, method):
        """Return the dialog that comes before ``method``, or None: nothing would be told."""
        if not self.env.user._is_internal():
            return None
        return self.env["sms.wiserv.before"]._open_for(self, method)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Override of `base` to have the buttons of each form ask, whichever addon it is from."""
        arch, view = super()._get_view(view_id, view_type, **options)
        for method in self._wiserv_asks if view_type == "form" else ():
            for button in arch.xpath(
                "//button[@type='object'][@name=$name][not(ancestor::field)]", name=method
            ):
                others = (button.get("context") or "{}").strip().removeprefix("{").removesuffix("}").strip()
                button.set("context", f"{{'{ASK}': True{', ' * bool(others)}{others}}}")
        return arch, view

    # === BEFORE ALL OTHER CODE OF THE METHODS, WHICHEVER ADDON IT IS FROM === #

    def _register_hook(self):  # pylint: disable=missing-return
        """Override of `base` to ask where a button calls one of the methods."""
        super()._register_hook()
        for method in self._wiserv_asks:
            if not hasattr(vars(type(self)).get(method), "wiserv_asked"):
                setattr(type(self), method, _asking(type(self), method))

    def _unregister_hook(self):  # pylint: disable=missing-return
        """Override of `base` to take that back."""
        super()._unregister_hook()
        for method in self._wiserv_asks:
            if hasattr(vars(type(self)).get(method), "wiserv_asked"):
                delattr(type(self), method)


def _asking(model, name):
    asked = getattr(model, name)

    @wraps(asked)
    def method(self, *args, **kwargs):
        if not self.env.context.get(ASK):
            return asked(self, *args, **kwargs)
        # Once: it may call other methods that ask.
        records = self.with_context(**{ASK: False})
        return records._wiserv_ask(name) or asked(records, *args, **kwargs)

    method.wiserv_asked = True
    return method
