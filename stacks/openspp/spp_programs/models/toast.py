# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).


def toast(title, message, kind, sticky=True):
    """Return what a button answers to show a message and close its dialog."""
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "title": title,
            "message": message,
            "sticky": sticky,
            "type": kind,
            "next": {"type": "ir.actions.act_window_close"},
        },
    }
