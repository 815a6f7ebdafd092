# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The words of all addons in each language: one term for one thing, and Odoo's words for what is Odoo's."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import polib
import pytest

from dev.setup import odoo_tree
from dev.setup.addons import in_folder
from dev.suites import SHIPPED

ROOT = Path(__file__).parents[2]
ADDONS = {name: folder for part in SHIPPED for name, folder in in_folder(ROOT, part).items()}
LANGUAGES = ("es", "fr", "tl")

# What each system calls so in its own translations: https://github.com/OpenG2P/openg2p-program (g2p_programs/i18n),
# https://github.com/OpenSPP/OpenSPP2 (spp_programs/i18n).
OF_ITS_SYSTEM = {("fr", "Entitlement"), ("fr", "Program Membership")}

# Whose words are Odoo's own: its fields and models, which our models inherit, and its buttons.
ODOOS = ("base", "web", "mail", "sms")
# In Odoo these mean something else: a verb for a noun, another gender or number, another thing.
OTHER_MEANING = {
    "About",
    "Failed",
    "Gateway",
    "Last Seen",
    "Normal",
    "Not Tested",
    "Open",
    "Pause",
    "Ready",
    "Reply",
    "Test",
    "To",
    "Filter",
}
# Misspelt in Odoo's Spanish, or no sentence there; and Odoo's French for "Queued" is too long for a list's badge.
SLIPS = {"Activity Type Icon", "The type of document this template can be used with", "Queued"}

# For what another word was chosen, as whole words in any form of capitals: the word and what we say.
INSTEAD = {
    "es": {"empresa": "compañía", "informar": "avisar"},
    "fr": {
        "raison": "motif",
        "raisons": "motifs",
        "prévenu": "informé",
        "prévenues": "informées",
        "entreprise": "société",
    },
    "tl": {
        "kaganapan": "pangyayari",
        "kaganapang": "pangyayaring",
        "record": "rekord",
        "tala": "rekord",
        "talang": "rekord na",
        "kontak": "contact",
        "sistema": "system",
        "pindutan": "button",
        "kasapi": "miyembro",
        "kasaping": "miyembrong",
        "cycle": "siklo",
        "abisuhan": "sabihan",
        "settings": "mga setting",
        "hangganan": "limitasyon",
    },
}
# Placeholders, and idioms that are no names of things.
NO_WORDS = re.compile(r"%\(\w+\)s|\{\{.*?\}\}|en raison de")


def terms_of(folder: Path, language: str) -> polib.POFile:
    return polib.pofile(str(folder / f"i18n/{language}.po"))


def each_term(language: str):
    """(addon, entry) of all shipped addons."""
    for name, folder in ADDONS.items():
        if (folder / "i18n").is_dir():
            for entry in terms_of(folder, language):
                yield name, entry


@cache
def odoos(language: str) -> dict[str, set[str]]:
    """Odoo's translations of each of its terms."""
    words = defaultdict(set)
    for folder in odoo_tree.find().addons:
        for path in (folder / name / f"i18n/{language}.po" for name in ODOOS):
            for entry in polib.pofile(str(path)) if path.is_file() else ():
                words[entry.msgid].add(entry.msgstr)
    return words


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_addons_say_a_term_in_the_same_words(language):
    said = defaultdict(lambda: defaultdict(set))
    for addon, entry in each_term(language):
        if (language, entry.msgid) not in OF_ITS_SYSTEM:
            said[entry.msgctxt, entry.msgid][entry.msgstr].add(addon)
    assert not {term: dict(ways) for term, ways in said.items() if len(ways) > 1}


@pytest.mark.parametrize("language", ["es", "fr"])  # Odoo 19 comes without Filipino
def test_odoos_things_are_called_as_odoo_calls_them(language):
    known = odoos(language)
    assert "Cancel" in known
    others = {
        entry.msgid: (entry.msgstr, known[entry.msgid])
        for _addon, entry in each_term(language)
        if entry.msgid in known
        and not entry.msgctxt
        and entry.msgid not in OTHER_MEANING | SLIPS
        and entry.msgstr not in known[entry.msgid]
    }
    assert not others


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thing_has_one_name(language):
    found = []
    for addon, entry in each_term(language):
        words = set(re.findall(r"\w+", NO_WORDS.sub("", entry.msgstr.lower())))
        found += [
            (addon, entry.msgstr, word, INSTEAD[language][word]) for word in words & INSTEAD[language].keys()
        ]
    assert not found


def test_french_keeps_its_punctuation_on_the_line():
    """A space that breaks no line stands before : ; ! ? and within guillemets; apostrophes are straight, as Odoo's."""
    wrong = re.compile(r" [:;!»]| \?(?!\w)|« |’|\w[;!»]")
    assert not [(addon, entry.msgstr) for addon, entry in each_term("fr") if wrong.search(entry.msgstr)]


def test_spanish_opens_its_questions():
    asks = [entry.msgstr for _addon, entry in each_term("es") if re.search(r"\w\?(?!\w)", entry.msgstr)]
    assert asks
    assert not [text for text in asks if "¿" not in text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_menus_are_named_in_texts_as_they_read(language):
    names = {entry.msgid: entry.msgstr for _addon, entry in each_term(language)}
    wrong = []
    for _addon, entry in each_term(language):
        for words in re.findall(r"SMS › ([A-Z]\w+(?: [A-Z]\w+)*)", entry.msgid):
            wrong += [entry.msgstr] if f"SMS › {names[words]}" not in entry.msgstr else []
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_on_the_ribbon_of_a_sender_is_as_short_as_the_ribbon(language):
    on_ribbon = [
        entry.msgstr
        for _addon, entry in each_term(language)
        if any("selection__sms_wiserv_sender__status__" in place for place, _line in entry.occurrences)
    ]
    assert on_ribbon
    # Measured: 20 capitals are cut off.
    assert not [text for text in on_ribbon if len(text) > 17]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_term_begins_or_ends_with_what_a_view_takes_away(language):
    """Odoo strips the terms of views, no-break spaces included: such a term cannot begin with the space of a colon."""
    of_views = [entry for _addon, entry in each_term(language) if any(_is_of_a_view(entry))]
    assert of_views
    assert not [entry.msgstr for entry in of_views if entry.msgstr != entry.msgstr.strip()]


def test_no_term_stands_within_an_f_string():
    """The search for terms does not see them there."""
    hidden = [
        f"{path}:{call.lineno}"
        for folder in ADDONS.values()
        for path in folder.rglob("*.py")
        if not {"tests", ".state", "dev"} & {*path.relative_to(ROOT).parts}
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in ("_", "_lt")
        if isinstance(call.args[0], ast.Constant)
    ]
    assert not hidden


def _is_of_a_view(entry):
    return (place.startswith("model_terms:") for place, _line in entry.occurrences)


@pytest.mark.parametrize("name", ADDONS)
def test_filters_are_short_enough_to_be_read_whole(name):
    # Odoo's menu of filters has one width, and cuts off what is longer: of "No SMS for 3 Months" the number.
    folder, most = ADDONS[name], 22
    labels = {
        element.get("string")
        for path in folder.glob("*/*views*.xml")
        for element in ElementTree.parse(path).iter("filter")
    } - {None}
    shown = {("en", label): label for label in labels}
    for language in LANGUAGES:
        shown |= {
            (language, term.msgid): term.msgstr for term in terms_of(folder, language) if term.msgid in labels
        }
    assert {key: label for key, label in shown.items() if len(label) > most} == {}
