# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).


def user_notification(title, lines, kind="success"):
    """Build the client action that shows ``lines`` to the user and refreshes the form under it.

    :param lines: iterable of translated strings; what is empty is left out
    :param kind: "success", "warning" or "danger"
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "title": title,
            "message": "\n".join(filter(None, lines)),
            "type": kind,
            "next": {"type": "ir.actions.act_window_close"},
        },
    }
