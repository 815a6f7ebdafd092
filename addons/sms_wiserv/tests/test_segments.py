# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import BaseCase

from ..tools.segments import measure


class TestSegments(BaseCase):
    def assertSize(self, text, characters, encoding, segments, beyond=""):
        size = measure(text)
        self.assertEqual(
            (size.characters, size.encoding, size.segments, size.beyond_latin1),
            (characters, encoding, segments, beyond),
        )

    def test_an_empty_text_has_no_segment(self):
        self.assertSize("", 0, "GSM-7", 0)

    def test_gsm_7_texts_hold_160_alone_and_153_in_each_of_several(self):
        self.assertSize("a" * 160, 160, "GSM-7", 1)
        self.assertSize("a" * 161, 161, "GSM-7", 2)
        self.assertSize("a" * 306, 306, "GSM-7", 2)
        self.assertSize("a" * 307, 307, "GSM-7", 3)

    def test_the_letters_of_the_philippines_are_gsm_7(self):
        self.assertSize("Señor Muñoz, Ñ", 14, "GSM-7", 1)

    def test_characters_of_the_extension_take_two_places(self):
        self.assertSize("{" * 80, 80, "GSM-7", 1)
        self.assertSize("{" * 81, 81, "GSM-7", 2)
        self.assertSize("€", 1, "GSM-7", 1, "€")

    def test_a_character_of_two_places_is_not_cut_by_the_end_of_a_segment(self):
        # 152 + 2 places do not fit into 153: the last one waits for the next segment.
        self.assertSize("a" * 152 + "{" + "a" * 151, 304, "GSM-7", 2)
        self.assertSize("a" * 152 + "{" + "a" * 152, 305, "GSM-7", 3)

    def test_one_other_character_makes_the_whole_text_ucs_2(self):
        self.assertSize("á" + "a" * 69, 70, "UCS-2", 1)
        self.assertSize("á" + "a" * 70, 71, "UCS-2", 2)
        self.assertSize("á" + "a" * 133, 134, "UCS-2", 2)
        self.assertSize("á" + "a" * 134, 135, "UCS-2", 3)

    def test_an_emoji_takes_two_places_and_is_not_cut(self):
        self.assertSize("😀" * 35, 35, "UCS-2", 1, "😀")
        self.assertSize("😀" * 36, 36, "UCS-2", 2, "😀")
        self.assertSize("😀" * 66, 66, "UCS-2", 2, "😀")
        self.assertSize("😀" * 67, 67, "UCS-2", 3, "😀")

    def test_characters_beyond_latin_1_are_named_once_each(self):
        self.assertSize("’₱’₱ñ", 5, "UCS-2", 1, "’₱")
