# Part of spp_consent. License LGPL-3.0 or later (see LICENSE).
from . import consent_purpose, consent, registrant
