# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""An addon's terms as Odoo exports them, without those of its neighbours in the same checkout."""

import io
import os
from unittest.mock import patch

import polib

from odoo.tools.translate import trans_export

# The checkout's root is an addon, so Odoo's search would go through all of it, and through the link to itself.
NEIGHBOURS = {".git", ".state", "addons", "build", "dev", "dist", "stacks", "tests"}
# In English one word for the state of a message, and for the counter, filter or list of those that have it.
STATES = {"Accepted", "Cancelled", "Failed", "Refused", "Unknown"}
SEVERAL = "several"
OF_ONE = "model:ir.model.fields.selection,"


def exported(odoo_env, addon: str) -> polib.POFile:
    """The addon's terms in English, each once, in a stable order."""
    buffer = io.BytesIO()
    with patch("os.walk", _walk_past_neighbours):
        trans_export(False, [addon], buffer, "po", odoo_env)
    terms = polib.pofile(buffer.getvalue().decode(), wrapwidth=110)
    _tell_several_from_one(terms)
    terms.header = ""
    terms.metadata = {
        "Project-Id-Version": f"{addon} 19.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    terms.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    return terms


def _tell_several_from_one(terms: polib.POFile) -> None:
    """Give the states' words a term of their own, with a context, where they stand for several messages.

    Odoo finds a term's translation by its occurrences, so that a language may say "Fallido" here and "Fallidos" there.
    """
    for entry in [entry for entry in terms if entry.msgid in STATES]:
        one = [place for place in entry.occurrences if place[0].startswith(OF_ONE)]
        several = [place for place in entry.occurrences if place not in one]
        if one and several:
            entry.occurrences = one
            comment = entry.comment
            entry.comment = comment.splitlines()[0]
            terms.append(
                polib.POEntry(msgid=entry.msgid, msgctxt=SEVERAL, occurrences=several, comment=comment)
            )
        elif several:
            entry.msgctxt = SEVERAL


def _walk_past_neighbours(top, *args, **options):
    for folder, folders, files in _walk(top, *args, **options):
        if "__manifest__.py" in files:
            folders[:] = [name for name in folders if name not in NEIGHBOURS]
        yield folder, folders, files


_walk = os.walk
