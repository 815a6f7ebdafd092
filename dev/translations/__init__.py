# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make translations`: each addon's terms into its i18n, and into each language's file what it lacks yet."""

from pathlib import Path

import polib

from ..setup import Environment, say
from ..setup.addons import in_folder
from ..suites import DEMO, SHIPPED

SCRIPT = "from dev.translations.terms import exported\nexported(env, {addon!r}).save({path!r})\n"


def main(env: Environment) -> int:
    """1 while a language lacks terms."""
    db = env.own_name("translations")
    env.install_demo_db(db, fresh=True)
    here = env.modules(DEMO)
    shipped = {name: folder for part in SHIPPED for name, folder in in_folder(env.root, part).items()}
    lacking = 0
    for addon in here.keys() & shipped.keys():
        template = shipped[addon] / f"i18n/{addon}.pot"
        template.parent.mkdir(exist_ok=True)
        script = SCRIPT.format(addon=addon, path=str(template))
        env.run_odoo(["shell", "-d", db, "--no-http"], env.logs / f"translations-{addon}.log", stdin=script)
        languages = [path for path in sorted(template.parent.glob("*.po")) if not path.is_symlink()]
        lacking += sum(_complete(path, template) for path in languages)
    env.drop_db(db)
    return 1 if lacking else 0


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
