# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make translations`: each addon's terms into its i18n, and into each language's file what it lacks yet."""

import os
from pathlib import Path

import polib

from ..setup import Environment, say
from ..setup.addons import in_folder
from ..suites import SHIPPED, SUITES

SCRIPT = "from dev.translations.terms import exported\nexported(env, {addon!r}).save({path!r})\n"


def main(env: Environment) -> int:
    """1 while a language lacks terms; SUITE names the one suite whose addons are looked at.

    An addon's terms depend on what else is installed: they are those of the suite that tests the addon.
    """
    db = env.own_name("translations")
    shipped = {name: folder for part in SHIPPED for name, folder in in_folder(env.root, part).items()}
    lacking = 0
    for name, suite in SUITES.items():
        ours = [addon for addon in suite.tested if addon in shipped]
        if ours and os.environ.get("SUITE", "") in ("", name):
            env.install_demo_db(db, fresh=True, suite=name)
            lacking += sum(_refresh(env, db, addon, shipped[addon] / "i18n") for addon in ours)
            env.drop_db(db)
    return 1 if lacking else 0


def _refresh(env: Environment, db: str, addon: str, folder: Path) -> int:
    """Bring an addon's files up to date; how many terms its languages lack."""
    template = folder / f"{addon}.pot"
    folder.mkdir(exist_ok=True)
    script = SCRIPT.format(addon=addon, path=str(template))
    env.run_odoo(["shell", "-d", db, "--no-http"], env.logs / f"translations-{addon}.log", stdin=script)
    languages = [path for path in sorted(folder.glob("*.po")) if not path.is_symlink()]
    return sum(_complete(path, template) for path in languages)


def _complete(path: Path, template: Path) -> int:
    """Bring a language up to date; how many terms it lacks."""
    language, terms = polib.pofile(str(path), wrapwidth=110), polib.pofile(str(template))
    language.merge(terms)
    for entry in language.obsolete_entries():
        language.remove(entry)
    language.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    language.save()
    missing = len(language.untranslated_entries()) + len(language.fuzzy_entries())
    say(f"{template.stem}, {path.name}: {len(terms)} terms, {missing} to be translated")
    return missing
