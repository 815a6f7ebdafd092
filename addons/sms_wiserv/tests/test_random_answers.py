# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import os
import random
from collections import Counter
from datetime import timedelta

from odoo import fields

from ..dispatch.senders_by_account import PAUSED_BY_ANSWERS
from ..policy import CONSECUTIVE_FAILURES
from .common import WiservCase

STEPS = 14
SEEDS = "1 2"
# What the gateway does to single texts, always, and what it does to all for a while.
POISON = {"union select": "http_403", "half an emoji": "fault", "who knows": "unknown_sentence"}
SYSTEMATIC = ["http_403", "http_400", "http_503", "server_fault", "fault", "unknown_sentence", "close"]
CONNECTIONS = 4


class TestRandomAnswers(WiservCase):
    """Good, poisonous and systematically rejected messages in an order that nobody thought of.

    FAULT_SEED in the environment names other seeds, by spaces. A failure names its seed.
    """

    def test_random_schedules(self):
        for seed in map(int, os.environ.get("FAULT_SEED", SEEDS).split()):
            with self.subTest(FAULT_SEED=seed):
                self.play(random.Random(seed))

    def play(self, chance):
        self.chance, self.people, self.burnt_most, self.episode = chance, 0, 0, None
        self.good, self.bad = self.env["sms.wiserv.message"], self.env["sms.wiserv.message"]
        self.senders = self.env["sms.wiserv.sender"].create([{"name": name} for name in "ABC"])
        self.gateway.reset()
        self.set_gateway()
        steps = [
            self.queue_good,
            self.queue_good,
            self.queue_poison,
            self.all_rejected,
            self.all_well,
            self.person,
        ]
        for _nth in range(STEPS):
            chance.choice(steps)()
            if chance.random() < 0.7:
                self.time_passes()
            self.dispatch_and_check()
        self.all_well()
        # Where others pass, a message that never will comes to its end.
        for _nth in range(3 * self.company.wiserv_max_attempts):
            self.queue_good(1)
            self.time_passes()
            self.dispatch_and_check()
        left = (self.good | self.bad).filtered(lambda message: message.state == "queued")
        self.assertFalse(left.mapped("body"))
        self.assertFalse(self.senders.filtered("paused_at"))
        not_accepted = self.good.filtered(lambda message: message.state != "accepted")
        self.assertLessEqual(len(not_accepted), self.burnt_most)
        self.senders.action_pause()

    # === WHAT HAPPENS === #

    def set_gateway(self):
        self.gateway.forget_behaviours()
        for text, behaviour in POISON.items():
            self.gateway.behave(behaviour, about=text, taken=False)
        if self.episode:
            self.gateway.behave(self.episode, taken=False)

    def queue_for(self, count, text):
        sender = self.chance.choice(self.senders)
        people = self.env["res.partner"].create(
            [
                {"name": f"Person {nth}", "phone": f"0917{nth:07d}"}
                for nth in range(self.people + 1, self.people + count + 1)
            ]
        )
        self.people += count
        before = self.env["sms.wiserv.message"].search([])
        self.env["sms.wiserv.door"].queue(sender, "manual", people, body=text)
        return self.env["sms.wiserv.message"].search([]) - before

    def queue_good(self, count=None):
        self.good |= self.queue_for(count or self.chance.choice([1, 5, 30]), f"Good {self.people}")

    def queue_poison(self):
        text = self.chance.choice([*POISON])
        self.bad |= self.queue_for(self.chance.choice([1, 3, 15]), f"{text} {self.people}")

    def all_rejected(self):
        self.episode = self.chance.choice(SYSTEMATIC)
        self.set_gateway()

    def all_well(self):
        self.episode = None
        self.set_gateway()

    def person(self):
        sender = self.chance.choice(self.senders)
        self.chance.choice([sender.action_resume, sender.action_resume_all])()

    def time_passes(self):
        now = fields.Datetime.now() - timedelta(seconds=1)
        (self.good | self.bad).filtered("next_attempt_at").next_attempt_at = now
        self.senders.filtered("probe_at").probe_at = now

    # === WHAT MUST HOLD === #

    def dispatch_and_check(self):
        if self.episode:
            self.burnt_most += CONSECUTIVE_FAILURES + CONNECTIONS
        self.dispatch()
        twice = {key for key, count in Counter(self.taken()).items() if count > 1}
        self.assertFalse(twice, "taken twice")
        paused = self.senders.filtered_domain(PAUSED_BY_ANSWERS)
        told = self.senders.activity_ids.mapped("activity_type_id.name")
        self.assertEqual(told.count("SMS held back"), bool(paused))
        for sender in self.senders - paused:
            unhandled = self.messages(sender=sender).filtered(
                lambda message: message.state in ("failed", "unknown")
            )
            kinds = sender.activity_ids.mapped("activity_type_id.name")
            self.assertEqual(kinds.count("SMS not accepted"), bool(unhandled))
