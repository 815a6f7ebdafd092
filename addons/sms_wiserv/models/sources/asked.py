# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Buttons that tell many people by SMS open a dialog first; see ``wizard/before.py``.

A key is added to the context of the button in every form (:meth:`_get_view`), and the method opens the dialog only if
that key is set. So the button keeps its name, by which other addons' views refer to it, and other code that calls the
method gets no dialog.
"""

from functools import wraps

from odoo import api, models

ASK = "wiserv_ask_first"


class SmsWiservAsked(models.AbstractModel):
    """A record whose buttons tell many people."""

    _name = "sms.wiserv.asked"
    _description = "Asks Before Many Are Told"

    # {method of a button: verb that the dialog uses: enrol, verify, notify, approve, end or pay}. What is paid keeps
    # whether it is told of: it is `sms.wiserv.kept`.
    _wiserv_asks = {}
    # Those of them that say in their answer whom they tell: where that is nobody, no dialog comes before.
    _wiserv_says = ()

    # The path to the records to which all of these buttons have everything happen, where that is all there is to say.
    _wiserv_told_of = ""

    def _wiserv_before(self, method):
        """Return ``[(event, watched records, occasion), …]`` that ``method`` would tell of if it were called now.

        The records have the rights with which the method itself finds them; the example of a text is shown with the
        user's rights.
        """
        return self.mapped(self._wiserv_told_of)._wiserv_to_come() if self._wiserv_told_of else []

    def _wiserv_would_be(self, method, records):
        """Return those of some of the records of :meth:`_wiserv_before` to which the event would happen."""
        return records

    def _wiserv_may(self, method, event, records):
        """Return whether ``method`` would make the event happen, as far as that is known before anything is done.

        If not, nobody is asked, and the method itself says why. By default the user must be allowed to write the
        records whose state makes the event happen; methods that only tell change none.

        :param records: those of some that :meth:`_wiserv_before` returns to which it would happen
        :raise UserError: as well, if the user may not
        """
        if self._wiserv_asks[method] == "notify":
            return True
        changed = records if event in getattr(records, "_wiserv_events", ()) else self
        return changed.with_env(self.env).has_access("write")

    def _wiserv_title(self):
        """Return what an answer calls these records, the first of many."""
        return ", ".join(self[:3].mapped("display_name")) + "…" * (len(self) > 3)

    def _wiserv_state(self):
        """Return the label of the state of these records, or "" if it is none, or not one."""
        states = set(self.mapped("state")) if "state" in self._fields else ()
        if len(states) != 1 or not (state := states.pop()):
            return ""
        return dict(self._fields["state"]._description_selection(self.env)).get(state, "")

    def _wiserv_url(self, name, sender):
        """Return the URL of a sender's list: of people ``not_told``, or of messages that ``failed``."""
        return f"/odoo/{sender.id}/action-{self.env.ref(f'sms_wiserv.action_sender_{name}').id}"

    def _wiserv_ask(self, method):
        """Return the action that opens the dialog before ``method``, or None if nobody would be told."""
        if not self.env.user._is_internal():
            return None
        return self.env["sms.wiserv.before"]._open_for(self, method)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Override of `base` to add the context key to the buttons, in the forms of all addons."""
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
        """Override of `base` to wrap the methods of the buttons, outside of all overrides."""
        super()._register_hook()
        for method in self._wiserv_asks:
            if not hasattr(vars(type(self)).get(method), "wiserv_asked"):
                setattr(type(self), method, _asking(type(self), method))

    def _unregister_hook(self):  # pylint: disable=missing-return
        """Override of `base` to remove the wrappers."""
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
        # Without the key from here on, for the method may call others that are wrapped.
        records = self.with_context(**{ASK: False})
        answer = records._wiserv_ask(name) or asked(records, *args, **kwargs)
        if not isinstance(answer, dict) and self._wiserv_asks[name] == "notify":
            # It does nothing but tell people.
            params = {"type": "info", "message": self.env._("There is nobody to tell.")}
            return {"type": "ir.actions.client", "tag": "display_notification", "params": params}
        return answer

    method.wiserv_asked = True
    return method
