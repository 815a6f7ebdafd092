# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    read_rights,
    sms_template,
    placeholders,
    reader_time,
    texts,
    examples,
    invented,
    template_form,
    ownership,
    languages,
)
