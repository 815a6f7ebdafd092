# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make translations`: the addon's terms into i18n, and into each language's file what it lacks yet."""

import polib

from ..setup import Environment, say
from ..setup.places import NAME

SCRIPT = """
from odoo.addons.{addon}.dev.translations.terms import exported
exported(env).save({path!r})
"""


def main(env: Environment) -> int:
    """1 while a language lacks terms."""
    db = env.own_name("translations")
    env.install_demo_db(db, fresh=True)
    folder = env.root / "i18n"
    template = folder / f"{NAME}.pot"
    script = SCRIPT.format(addon=NAME, path=str(template))
    env.run_odoo(["shell", "-d", db, "--no-http"], env.logs / "translations.log", stdin=script)
    env.drop_db(db)
    terms = polib.pofile(str(template))
    lacking = 0
    for path in sorted(path for path in folder.glob("*.po") if not path.is_symlink()):
        language = polib.pofile(str(path), wrapwidth=110)
        language.merge(terms)
        for entry in language.obsolete_entries():
            language.remove(entry)
        language.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
        language.save()
        missing = len(language.untranslated_entries()) + len(language.fuzzy_entries())
        lacking += missing
        say(f"{path.name}: {len(terms)} terms, {missing} to be translated")
    return 1 if lacking else 0
