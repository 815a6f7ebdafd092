# Part of spp_vocabulary. License LGPL-3.0 or later (see LICENSE).
from . import vocabulary, vocabulary_code
