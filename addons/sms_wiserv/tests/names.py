# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import csv
import inspect
import re
from pathlib import Path

from odoo.modules import get_module_path


class NamesMixin:
    """What a door uses of its stack was found in the real one, not in stand-ins that know too much.

    The list is ``names.csv`` of the stand-ins: each name with the real file in which it was found.
    """

    root = None  # the door's folder
    stack = None  # that of the stand-ins
    prefixes = ()  # with which names of the stack begin
    ours = None  # a pattern for names of the door's own that begin so, too
    # Words of views, manifests and of the door's own that some field of the stack happens to be called, too.
    others = frozenset()
    # Where the door speaks of the stack; what the engine says of registries holds for each of them.
    files = (
        "models/*.py",
        "wizard/*.py",
        "views/*.xml",
        "security/*",
        "data/*",
        "hooks.py",
        "__manifest__.py",
    )
    word = r"[A-Za-z_][\w.]*\w"  # a pattern for a name
    real_file = None  # a pattern for a real file
    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with (cls.stack / "names.csv").open() as file:
            cls.rows = list(csv.DictReader(file))
        cls.listed = {row["name"] for row in cls.rows}
        cls.used = {}
        of_engine = Path(get_module_path("sms_wiserv")) / "models" / "registry"
        for path in sorted(
            [*(path for pattern in cls.files for path in cls.root.glob(pattern)), *of_engine.glob("*.py")]
        ):
            # Comments speak of more than is used.
            text = re.sub(r"<!--.*?-->|#[^\n]*", "", path.read_text(), flags=re.DOTALL)
            for name in re.findall(cls.word, text):
                for word in {name, *name.split(".")}:
                    cls.used.setdefault(word, path.name)

    def test_models_modules_and_external_ids(self):
        used = {
            name for name in self.used if name.startswith(self.prefixes) and not re.search(self.ours, name)
        }
        # Of an external id, of which the listed name is the whole, the words are no names.
        parts = {part for name in self.listed for part in name.split(".")}
        self.assertFalse({name: self.used[name] for name in used - self.listed - parts})

    def test_fields_and_methods(self):
        of_stack, of_others = set(), set()
        modules = {path.parent.name for path in self.stack.glob("*/__manifest__.py")}
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
        names = {name for _model, name in of_stack} - general - self.others
        self.assertGreater(len(names), 100)
        self.assertFalse({name: self.used[name] for name in names & self.used.keys() - self.listed})

    def test_what_is_listed_is_used_and_comes_with_the_real_file(self):
        self.assertFalse(self.listed - self.used.keys())
        self.assertFalse([row for row in self.rows if not re.match(self.real_file, row["file"])])
