# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "A Door, for Tests",
    "summary": "Visitors are told by SMS of their visits: all that a door must have",
    "category": "Hidden/Tests",
    "version": "19.0.1.0.0",
    "author": "sms_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["sms_wiserv"],
    "data": ["security/ir.model.access.csv"],
}
