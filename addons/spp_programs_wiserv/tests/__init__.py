# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    test_beneficiaries,
    test_before,
    test_channel,
    test_companies_rpc,
    test_consent,
    test_events,
    test_expense_rpc,
    test_jobs,
    test_names,
    test_people,
    test_reports,
    test_rights,
    test_rights_declared,
    test_template_form,
    test_tours,
    test_translations,
)
