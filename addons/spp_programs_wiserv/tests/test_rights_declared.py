# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
import re
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, new_test_user, tagged

PERMISSIONS = ("read", "write", "create", "unlink")


def _read(text):
    """Return ``{section: [row, …]}`` of what such a file is: lists of rows of words, and of lists of words."""
    sections = {}
    for line in text.splitlines():
        if match := re.fullmatch(r"(\w+):( .*)?", line):
            rows = sections[match[1]] = []
        elif match := re.fullmatch(r"  (- |  )(\w+): (.*)", line):
            if match[1] == "- ":
                rows.append({})
            value = match[3].strip('"')
            if value.startswith("["):
                value = [word for word in value.strip("[]").split(", ") if word]
            rows[-1][match[2]] = (
                {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
            )
    return sections


@tagged("post_install", "-at_install")
class TestRightsDeclared(TransactionCase):
    """What OpenSPP's checker of rights is told is what the addon gives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = Path(get_module_path("spp_programs_wiserv")) / "security" / "compliance.yaml"
        cls.declared = _read(path.read_text())

    def ref(self, name):
        return self.env.ref(name if "." in name else f"spp_programs_wiserv.{name}")

    def test_models(self):
        for row in self.declared["model_access"]:
            for role in ("viewer", "officer", "manager"):
                group = f"base.group_user,spp_programs.group_programs_{role}"
                model = self.env[row["model"]].with_user(new_test_user(self.env, role, groups=group))
                given = [what for what in PERMISSIONS if model.has_access(what)]
                self.assertEqual(given, row[role], role)

    def test_rules(self):
        declared = {self.ref(row["id"]): row for row in self.declared["record_rules"]}
        rules = self.env["ir.model.data"].search(
            [("module", "=", "spp_programs_wiserv"), ("model", "=", "ir.rule")]
        )
        self.assertEqual({*declared}, {*self.env["ir.rule"].browse(rules.mapped("res_id"))})
        for rule, row in declared.items():
            self.assertEqual(rule.model_id.model, row["model"])
            self.assertEqual(rule.groups, self.env["res.groups"].union(*map(self.ref, row.get("groups", ()))))
            for what in PERMISSIONS:
                self.assertEqual(rule[f"perm_{what}"], row[f"perm_{what}"], what)

    def test_menus(self):
        for row in self.declared["menus"]:
            menu = self.ref(row["id"])
            self.assertEqual((menu.name, menu.parent_id), (row["name"], self.ref(row["parent"])))
            self.assertEqual(menu.group_ids, self.env["res.groups"].union(*map(self.ref, row["groups"])))
