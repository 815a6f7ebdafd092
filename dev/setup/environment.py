# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The environment of one checkout: its Odoo, its addons, its databases and its servers."""

import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..suites import DEMO, STACKS, SUITES
from . import addons, odoo_tree, python_env, servers
from .console import SetupError, failure_text, run_step
from .databases import Databases
from .places import ROOT, only_one, private_folder, state_folder

ADVICE = "mend what the log names, then run the command again; FRESH=1 makes the demo's database anew"


class Environment(Databases):
    """What commands, process-level tests and benchmarks work with, once set-up is done.

    - `root`, `state`, `logs`: the checkout; its files that `make clean` removes; the log files among them
    - `python`, `odoo_bin`: the virtual environment's interpreter; the command (a list) that starts Odoo
    - `addons_path`: the folders of all suites, also in the configuration that `ODOO_RC` names in `process_env`
    """

    def __init__(self, root: Path = ROOT):
        tree = odoo_tree.find()
        self.root = root
        self.state = private_folder(state_folder(root))
        super().__init__(root, self.state / "data")
        self.logs = self.state / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.python = python_env.python()
        self.odoo_bin = [str(self.python), str(tree.launcher)]
        self._others = [python_env.addons_folder(), *tree.addons]
        self.addons_path = [*addons.addons_path(root, self.state), *self._others]
        # So that `dev` can be imported, and nothing else of the checkout by a name of its own.
        own_code = addons.link(self.state / "python/dev", root / "dev").parent
        self.python_path = os.pathsep.join(map(str, (tree.python_path, own_code)))
        self._config = self._write_config()

    # === PROCESSES === #

    @property
    def process_env(self) -> dict[str, str]:
        """The variables under which Odoo, and Python code that imports it, run."""
        return os.environ | self.pg_env | {"PYTHONPATH": self.python_path, "ODOO_RC": str(self._config)}

    def run_odoo(self, args: Sequence[str], log: Path | None = None, check: bool = True, stdin: str = ""):
        """Run Odoo to its end, its output going to `log` (default: `logs/odoo.log`).

        :return: `subprocess.CompletedProcess`
        :raise SetupError: `check`, and its exit status is not 0
        """
        log = log or self.logs / "odoo.log"
        command = [*self.odoo_bin, *map(str, args)]
        with log.open("w") as out:
            result = subprocess.run(
                command, input=stdin, text=True, stdout=out, stderr=out, env=self.process_env, check=False
            )
        if check and result.returncode:
            raise SetupError(failure_text(f"Odoo ended with status {result.returncode}.", log, ADVICE))
        return result

    def start_odoo(self, args: Sequence[str], log: Path) -> subprocess.Popen:
        """Start Odoo in a process group of its own; end it with `stop`."""
        return servers.start([*self.odoo_bin, *map(str, args)], log, self.process_env)

    stop = staticmethod(servers.stop)
    free_port = staticmethod(servers.free_port)
    wait_for_http = staticmethod(servers.wait_for_http)

    # === SUITES === #

    def modules(self, suite: str = DEMO) -> dict[str, Path]:
        """The modules of ours that are installed for a suite of dev/suites.py: folder by name."""
        return addons.of_suite(self.root, SUITES[suite])

    def install_options(self, suite: str, modules: Iterable[str]) -> list[str]:
        """Have Odoo install the modules and end, finding no other addons of ours than the suite's."""
        folders = [*addons.addons_path(self.root, self.state, [SUITES[suite]]), *self._others]
        path = ["--addons-path", ",".join(map(str, folders))]
        return [*path, "-i", ",".join(modules), "--stop-after-init"]

    def install_demo_db(
        self, name: str, fresh: bool = False, modules: Iterable[str] = (), suite: str = DEMO
    ) -> None:
        """Make the database with the suite's modules and `modules` installed, or bring it up to date.

        New ones are copied from one that is installed once for each state of the sources.

        :param fresh: drop the one that exists
        :raise SetupError: STACK names no stack; Odoo could not install or update a module, and its log is named
        """
        if DEMO not in STACKS:
            raise SetupError(f"STACK={DEMO} is none of {', '.join(STACKS)}.")
        own = self.modules(suite)
        modules = [*own, *modules]
        sources = f"{suite}_{addons.fingerprint(own.values(), self.python_path)}"
        mark = f"{sources}_{addons.short_hash(modules)}"
        with only_one(self.state / "databases.lock", "making a database"):
            if fresh:
                self.drop_db(name)
            if not self.db_exists(name):
                self.create_db(name, self._template(suite, sources, mark, modules))
            elif self.mark_of(name) != mark:
                title = f"Bringing the database {name} up to date"
                self._load(title, name, suite, modules, ["-u", ",".join(modules)])
            self.set_mark(name, mark)

    def _template(self, suite: str, sources: str, mark: str, modules: list[str]) -> str:
        for db in self.databases():
            if db.startswith(f"installed_{suite}_") and db.endswith(self.own_name("")):
                if not db.startswith(f"installed_{sources}") or self.mark_of(db) is None:
                    self.drop_db(db)
        name = self.own_name(f"installed_{mark}")
        if not self.db_exists(name):
            self.create_db(name)
            self._load(f"Installing Odoo with {', '.join(modules)}", name, suite, modules)
            self.set_mark(name, mark)
        return name

    def _load(self, title: str, db: str, suite: str, modules: list[str], options: Sequence[str] = ()) -> None:
        log = self.logs / f"install-{db}.log"
        command = [*self.odoo_bin, "-d", db, *self.install_options(suite, modules), *options, "--no-http"]
        run_step(title, command, log, ADVICE, modules_loaded, self.process_env)
        if missing := self.not_installed(db, modules):
            raise SetupError(failure_text(f"Odoo did not install {', '.join(missing)}.", log, ADVICE))

    def _write_config(self) -> Path:
        path = self.state / "odoo.conf"
        folders = ",".join(map(str, self.addons_path))
        text = f"[options]\naddons_path = {folders}\ndata_dir = {self.data_dir}\nhttp_interface = 127.0.0.1\n"
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
        return path


def modules_loaded(line: str) -> str | None:
    """Progress out of a line of Odoo's log."""
    found = re.search(r"Loading module (\w+) \((\d+)/(\d+)\)", line)
    return f"module {found[2]}/{found[3]} {found[1]}" if found else None
