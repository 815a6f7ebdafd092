# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import re
from pathlib import Path

from odoo.tests import tagged

from .roles_buttons import ButtonRolesCase

README = Path(__file__).parents[1] / "README.md"
# The columns of the table, and the users that stand for each; None: nobody who has logged in.
COLUMNS = {
    "system administrator": {"system"},
    "G2P administrator": {"administrator"},
    "program manager": {"manager"},
    "validator, cycle approver, finance validator": {"validator", "approver", "finance"},
    "registrar, other internal users": {"registrar", "employee"},
    "portal, public": {"portal", None},
}
# The rows, and the attempts of the table in `roles.py` and `roles_buttons.py` that each stands for; * for the rest.
ROWS = {
    "company's account and limits: change, see in Settings": (
        "see the company's account",
        "change ['wiserv_*",
    ),
    "company's account and limits, but for plain HTTP: see, change in SMS › Account": (
        "see the account in effect",
        "change it by the SMS account",
    ),
    "senders: see, with state and chatter": (
        "see senders",
        "list senders",
        "see the engine's senders",
        "name_search",
    ),
    "senders: create, change, choose templates, pause, resume": (
        "create a sender",
        "change ['name']*",
        "change ['on_payment_send_template']*",
        "change ['number_format']*",
        "give it its own texts",
        "set up a program",
        "action_use",
        "action_pause",
        "action_resume",
        "ask for the dialog",
    ),
    "senders: account (URL, user name, password), delete": (
        "change ['api_url'*",
        "change ['protocol']*",
        "change ['user_name']*",
        "create a sender with*",
        "forget a sender's password",
        "delete a sender",
    ),
    "test SMS": ("send a test SMS",),
    "messages, people not told and reports: see, with masked numbers": (
        "read messages",
        "find messages",
        "read who was skipped",
        "see that many get no SMS",
    ),
    "messages: whole numbers": ("read numbers",),
    "messages: resend, cancel, mark as handled; notify again": (
        "resend",
        "cancel",
        "handle",
        "notify again",
    ),
    "SMS to beneficiaries: write, look at, send": (
        "write to *",
        "action_check of SMS*",
        "action_back of SMS*",
        "action_send of SMS*",
    ),
    "replies: see what was said and what it means": ("see replies",),
    "replies: say what they mean": ("say what a reply means",),
    "templates of programs: change, with placeholders for fields that one may see": ("change a template",),
    "any password: read": (),
}
# What shows nothing of anybody, whoever asks, or what OpenG2P itself lets one do.
HARMLESS = re.compile(
    r"(action_wiserv_\w+|action_open|get_manager_view_id) of |notify$|ask who gets no SMS$"
    r"|action_\w+ of the dialog$|(enroll_eligible_registrants|verify_eligibility|approve|validate_entitlement) of "
    r"|(mark_ended|send_payment) of "
)


def _is(what, name):
    return what.startswith(name[:-1]) if name.endswith("*") else what == name


@tagged("post_install", "-at_install")
class TestReadme(ButtonRolesCase):
    """README's table of roles says, cell by cell, what `test_roles` finds out over RPC."""

    def rows(self):
        """Return ``{row: {role: whether there is a yes}}`` of the table."""
        lines = README.read_text().split("\n## Roles\n")[1].split("\n## ")[0].split("\n")
        table = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")
        ]
        self.assertEqual(table[0][1:], [*COLUMNS])
        return {
            row[0]: {
                role: cell == "yes"
                for roles, cell in zip(COLUMNS.values(), row[1:], strict=True)
                for role in roles
            }
            for row in table[2:]
        }

    def attempts(self):
        """Return ``{what: who may}``."""
        return {what: set(who) for who, what, _attempt in self.table()}

    def test_every_cell(self):
        rows, attempts = self.rows(), self.attempts()
        self.assertEqual([*rows], [*ROWS])
        for row, cells in rows.items():
            for name in ROWS[row]:
                found = [what for what in attempts if _is(what, name)]
                self.assertTrue(found, f"nobody tries to {name}")
                for what in found:
                    for role, yes in cells.items():
                        with self.subTest(row, what=what, role=role):
                            self.assertEqual(role in attempts[what], yes)

    def test_every_attempt_that_somebody_may_is_in_a_row(self):
        told = [name for names in ROWS.values() for name in names]
        untold = {
            what
            for what, who in self.attempts().items()
            if who and not any(_is(what, name) for name in told) and not HARMLESS.match(what)
        }
        self.assertFalse(untold)

    def test_the_password_row_is_empty(self):
        self.assertFalse(any(self.rows()["any password: read"].values()))


# The inherited tests have run in a class of their own.
for _name in [name for name in dir(TestReadme) if name.startswith("test_") and name not in vars(TestReadme)]:
    setattr(TestReadme, _name, None)
