# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import ast
import importlib
import inspect
import pkgutil
import re

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open

from .. import dispatch, wire
from ..models.outbox import liveness
from ..tools import sentences
from ..tools.sentences import SENTENCES, in_words_of, sentences_like
from ..wire.result import REASONS, unusable

SENTENCE = re.compile(r"[A-Z][^\n]* [^\n]*\.")


def modules_of(package):
    """Yield a package's modules."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(module.name)


def constants(module):
    """Return the sentences that a module names, by themselves or in a table."""
    values = [value for name, value in vars(module).items() if name.isupper()]
    tables = [value.values() for value in values if isinstance(value, dict)]
    texts = [*values, *(value for table in tables for value in table)]
    return {text for text in texts if isinstance(text, str) and SENTENCE.fullmatch(text)}


def returned(module):
    """Return the sentences that functions of a module return as they stand there."""
    nodes = [node.value for node in ast.walk(tree(module)) if isinstance(node, ast.Return)]
    texts = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return {text for text in texts if isinstance(text, str) and SENTENCE.fullmatch(text)}


def problems(module):
    """Return what a module finds wrong with descriptions."""
    calls = [node for node in ast.walk(tree(module)) if isinstance(node, ast.Call)]
    raised = [node.args[0] for node in calls if getattr(node.func, "id", "") == "DescriptionError"]
    return {node.value for node in raised if isinstance(node, ast.Constant)}


def tree(module):
    return ast.parse(inspect.getsource(module))


@tagged("post_install", "-at_install")
class TestSentences(TransactionCase):
    """What wire, dispatcher and data say in English is there for translators, word for word."""

    def test_every_sentence_can_be_translated_and_every_translated_one_is_said(self):
        said, wrong = set(), set()
        for module in (*modules_of(wire), *modules_of(dispatch), liveness, sentences):
            said |= constants(module) | returned(module)
            wrong |= problems(module)
        with file_open("sms_wiserv/data/neutralize.sql") as sql:
            said |= set(re.findall(r"failure_reason = '(.*?)'", sql.read()))
        self.assertLessEqual({*REASONS.values()}, said)
        self.assertEqual(
            {sentence._source for sentence in SENTENCES}, said | {unusable(problem) for problem in wrong}
        )

    def test_what_is_not_the_wires_stays_as_it_is(self):
        for sentence in (False, "", "Paused by Administrator.", "Anything (HTTP 502)"):
            self.assertEqual(in_words_of(self.env, sentence), sentence)

    def test_a_description_that_could_not_be_loaded_is_told_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["sms_wiserv"], ["fr_FR"])
        french = self.env(context={"lang": "fr_FR"})
        beginning = "La description du service SMS est inutilisable\N{NO-BREAK SPACE}: "
        for reason, told in {
            unusable(REASONS["connect"]): "la passerelle n'a pas pu être jointe.",
            unusable(REASONS["timeout"]): "pas de réponse dans le délai.",
            unusable(
                "The gateway refused the request (HTTP 404)"
            ): "la passerelle a refusé la requête (HTTP 404).",
        }.items():
            with self.subTest(reason):
                self.assertEqual(in_words_of(self.env, reason), reason)
                self.assertEqual(in_words_of(french, reason), beginning + told)
                begins = sentences_like(french, told.partition(" (")[0].rstrip("."))
                self.assertTrue(
                    [text for text in begins if "description" in text and reason.startswith(text)]
                )
