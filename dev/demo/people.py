# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Made-up people: names, numbers and wishes. The same ones for the same count."""

from typing import NamedTuple

GIVEN = (
    "Amihan", "Bayani", "Carmela", "Dalisay", "Efren", "Florencia", "Gregorio", "Hiraya", "Isagani",
    "Jovelyn", "Kidlat", "Ligaya", "Makisig", "Niña", "Olivia", "Paulino", "Querubin", "Rosalinda", "Sinag",
    "Tala", "Urduja", "Virgilio", "Wilma", "Ysabel", "Zenaida",
)  # fmt: skip
FAMILY = (
    "Abad", "Bautista", "Catacutan", "Dimaculangan", "Evangelista", "Fajardo", "Gatdula", "Hilario",
    "Ibañez", "Jacinto", "Katigbak", "Lacsamana", "Macaraeg", "Nepomuceno", "Ocampo", "Pangilinan",
    "Quiambao", "Salonga", "Tolentino", "Umali", "Villanueva", "Yabut", "Zamora",
)  # fmt: skip
PREFERENCES = ("sms", "both", "email", "none")
SMS = {"sms", "both"}
IMPOSSIBLE = "0917 12"
# How people write one number.
SPELLINGS = ("09{a}{b}{c}", "09{a} {b} {c}", "+63 9{a} {b} {c}", "09{a}-{b}-{c}")


class Person(NamedTuple):
    name: str
    registered: str  # the number as the registrar wrote it, perhaps empty
    national: str  # the number as the gateway should get it, empty if it cannot
    preference: str

    @property
    def hears(self) -> bool:
        return bool(self.national) and self.preference in SMS

    def values(self, country_id: int) -> dict:
        return {
            "name": self.name,
            "is_registrant": True,
            "country_id": country_id,
            # As importers fill the registry: its list of numbers, and no phone field.
            **(
                {"phone_number_ids": [(0, 0, {"phone_no": self.registered})]}
                if self.national
                else {"phone": self.registered}
            ),
        }


def make_people(count: int) -> list[Person]:
    """`count` people, in turn for each preference; one in twelve has no number, one an impossible one."""
    return [_person(index) for index in range(count)]


def _person(index: int) -> Person:
    name = f"{GIVEN[index % len(GIVEN)]} {FAMILY[index % len(FAMILY)]}"
    preference = PREFERENCES[index % len(PREFERENCES)]
    if index == 5:
        return Person(name, IMPOSSIBLE, "", preference)
    if index % 12 == 8:
        return Person(name, "", "", preference)
    digits = f"{index + 1:07d}"
    parts = {"a": "17", "b": digits[:3], "c": digits[3:]}
    spelling = SPELLINGS[index // len(PREFERENCES) % len(SPELLINGS)]
    return Person(name, spelling.format(**parts), f"0917{digits}", preference)
