# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import csv
import inspect
import re
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

ROOT = Path(get_module_path("g2p_notifications_wiserv")).resolve()
STACK = ROOT / "stacks" / "openg2p"
OURS = re.compile(r"g2p\.wiserv|g2p_notifications_wiserv|(manager|form)[._]wiserv")
# Words of views, manifests and of our own that some field of the stack happens to be called, too.
OTHERS = {"code", "data", "domain", "manager_id", "order", "password", "reason", "sequence", "source", "url"}
# Where the door speaks of the stack.
FILES = ("models/*.py", "wizard/*.py", "views/*.xml", "security/*", "data/*", "hooks.py", "__manifest__.py")


@tagged("post_install", "-at_install")
class TestNames(TransactionCase):
    """What the door uses of OpenG2P was found in OpenG2P, not in stand-ins that know too much."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with (STACK / "names.csv").open() as file:
            cls.rows = list(csv.DictReader(file))
        cls.listed = {row["name"] for row in cls.rows}
        cls.used = {}
        for path in sorted(path for pattern in FILES for path in ROOT.glob(pattern)):
            # Comments speak of more than is used.
            text = re.sub(r"<!--.*?-->|#[^\n]*", "", path.read_text(), flags=re.DOTALL)
            for name in re.findall(r"[A-Za-z_][\w.]*\w", text):
                for word in {name, *name.split(".")}:
                    cls.used.setdefault(word, path.name)

    def test_models_modules_and_external_ids(self):
        used = {name for name in self.used if name.startswith("g2p") and not OURS.search(name)}
        # Of an external id, of which the listed name is the whole, the words are no names.
        parts = {part for name in self.listed for part in name.split(".")}
        self.assertFalse({name: self.used[name] for name in used - self.listed - parts})

    def test_fields_and_methods(self):
        of_stack, of_others = set(), set()
        modules = {path.parent.name for path in STACK.glob("*/__manifest__.py")}
        for cls in self.env.registry.values():
            for name, field in cls._fields.items():
                (of_stack if field._modules and field._modules[0] in modules else of_others).add(
                    (cls._name, name)
                )
            for part in cls.mro():
                module = part.__module__.split(".")[2:3]
                methods = {
                    (cls._name, name) for name, value in vars(part).items() if inspect.isfunction(value)
                }
                (of_stack if {*module} & modules else of_others).update(methods)
        # What every model or every contact has is no name of the stack.
        general = {
            name
            for model, name in of_others
            if model in ("base", "res.partner", "mail.thread", "sms.template")
        }
        names = {name for _model, name in of_stack} - general - OTHERS
        self.assertGreater(len(names), 100)
        self.assertFalse({name: self.used[name] for name in names & self.used.keys() - self.listed})

    def test_what_is_listed_is_used_and_comes_with_the_real_file(self):
        self.assertFalse(self.listed - self.used.keys())
        self.assertFalse(
            [row for row in self.rows if not re.match(r"openg2p-\w+/g2p_\w+/.*\.\w+$", row["file"])]
        )
