import {
    accessible,
    addTour,
    clickAll,
    count,
    dispatch,
    nothingByEnter,
} from "@sms_wiserv/../tests/tours/helpers";

const CARD = ".card:contains('Notifications')";

addTour("wiserv_openspp", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Seed Grants')", ".o_notebook_headers a:contains('Configuration')"),
        ...clickAll(`${CARD} button[name='action_add_manager']`),
        // One method: nothing but its name is asked for.
        { trigger: ".modal div[name='method_description']:contains('Tell beneficiaries by SMS')" },
        { trigger: ".modal div[name='name'] input", run: "edit SMS of Seed Grants" },
        accessible(".modal-content"),
        ...clickAll(".modal button[name='action_create_manager']"),
        { trigger: ".modal div[name='enrolled_in_program_template_id'] input:value('SMS of Seed Grants: Enrolment')" },
        { trigger: ".modal .ribbon:contains('Not Tested')" },
        accessible(".modal .o_form_sheet_bg"),
        // A program that does not tell of goods.
        ...clickAll(".modal div[name='is_on_inkind_approved'] input"),
        { trigger: ".modal div[name='is_on_inkind_approved'] input:not(:checked)" },
        ...clickAll(".modal .o_form_button_save"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: `${CARD} .o_data_row:contains('SMS of Seed Grants')` },
        // One channel, so the card has a button that opens it.
        { trigger: `${CARD} button[name='action_configure_notification']:contains('Edit')` },
        ...clickAll("button[name='enroll_eligible_registrants']"),
        { trigger: ".modal div[name='preview']:contains('1 of 2 gets an SMS: 1 segment.')" },
        ...clickAll(".modal button[name='action_with_sms']:contains('Enroll and Send SMS')"),
        { trigger: ".o_notification:contains('1 SMS queued, 1 skipped (No phone number 1).')" },
        { trigger: `${CARD} .o_data_row:contains('SMS of Seed Grants')` },
        dispatch(),
        ...clickAll(
            ".o_menu_sections [data-menu-xmlid='spp_programs.spp_programs_config_menu_root']",
            "[data-menu-xmlid='spp_programs_wiserv.menu_notification_manager_wiserv']",
            ".o_data_row:contains('Ready') .o_data_cell:contains('SMS of Seed Grants')"
        ),
        count("accepted_today_count", 1),
        accessible(".o_form_sheet_bg"),
        ...clickAll(".o_form_sheet_bg div[name='program_id'] a, .o_form_sheet_bg div[name='program_id'] .o_external_button"),
        count("wiserv_sms_count", 1),
        count("wiserv_not_told_count", 1),
        ...clickAll(".oe_stat_button:has(div[name='wiserv_sms_count'])"),
        { trigger: ".o_data_row:contains('Registrant 1'):contains('0917•••0001'):contains('Accepted')" },
        accessible(".o_list_renderer"),
        ...clickAll(".o_data_cell:contains('Registrant 1')"),
        { trigger: "div[name='body']:contains('you are enrolled in Seed Grants')" },
        // The membership that the message is about leads back to it.
        ...clickAll("div[name='res_id'] a", ".oe_stat_button:has(div[name='wiserv_sms_count'])"),
        { trigger: ".o_data_row:contains('Registrant 1'):contains('Accepted')" },
    ],
});

// What tells many asks first: left, done without SMS, done with them.
addTour("wiserv_openspp_before", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Rice Allowance')"),
        ...clickAll("button[name='enroll_eligible_registrants']"),
        { trigger: ".modal div[name='preview']:contains('2 of 3 people get an SMS: 2 segments.')" },
        { trigger: ".modal div[name='preview']:contains('1 person is left out: No phone number 1')" },
        { trigger: ".modal div[name='preview']:contains('you are enrolled in Rice Allowance.')" },
        ...nothingByEnter(),
        accessible(".modal .o_form_view"),
        ...clickAll(".modal button[special='cancel']"),
        { trigger: "body:not(:has(.modal))" },
        ...clickAll("button[name='enroll_eligible_registrants']", ".modal button[name='action_left_out']"),
        { trigger: ".o_data_row:contains('Numberless'):contains('No phone number')" },
        accessible(".o_list_renderer"),
        ...clickAll(".breadcrumb-item:contains('Rice Allowance') a"),
        ...clickAll("button[name='enroll_eligible_registrants']"),
        ...clickAll(".modal button[name='action_without_sms']:visible:contains('Enroll Without SMS')"),
        { trigger: ".o_notification:contains('Nobody is told by SMS.')" },
        { trigger: "body:not(:has(.modal))" },
        count("wiserv_not_told_count", 3),
        ...clickAll("button[name='notify_eligible_beneficiaries']"),
        { trigger: ".modal div[name='preview']:contains('2 of 3 people get an SMS: 2 segments.')" },
        ...clickAll(".modal button[name='action_with_sms']:visible:contains('Send SMS')"),
        { trigger: ".o_notification:contains('2 SMS queued, 1 skipped (No phone number 1).')" },
        { trigger: ".o_notification a[href*='/action-']:contains('See who was not told')" },
    ],
});

// Approved from a list, by OpenSPP's own wizard: the dialog takes its place.
addTour("wiserv_openspp_picked", {
    steps: () => [
        ...clickAll(
            "thead .o_list_record_selector input",
            ".o_cp_action_menus .dropdown-toggle:contains('Actions')",
            ".o-dropdown--menu .o_menu_item:contains('Approve')"
        ),
        { trigger: ".modal .o_data_row:contains('Registrant 1')" },
        ...clickAll(".modal button[name='approve_entitlements']"),
        { trigger: ".modal div[name='preview']:contains('2 of 2 people get an SMS: 2 segments.')" },
        { trigger: ".modal div[name='preview']:contains('are approved for you.')" },
        { trigger: "body:not(:has(.modal button[name='approve_entitlements']))" },
        ...clickAll(".modal button[name='action_with_sms']:visible:contains('Approve and Send SMS')"),
        { trigger: ".o_notification:contains('2 SMS queued.')" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

// By a program's manager: own words to those whom its channel tells, and what became of them.
addTour("wiserv_openspp_own_words", {
    steps: () => [
        ...clickAll(
            ".o_data_cell:contains('Rice Allowance')",
            ".o_form_view .o_cp_action_menus .dropdown-toggle",
            ".o-dropdown--menu .o_menu_item:contains('Send SMS to Beneficiaries')"
        ),
        { trigger: ".modal .modal-title:contains('Send SMS to 2 of 3 People')" },
        { trigger: ".modal div[name='body'] textarea", run: "edit The hall opens at 8." },
        ...clickAll(".modal button[name='action_send_sms_mass_now']"),
        { trigger: "body:not(:has(.modal))" },
        ...clickAll(
            ".o_navbar_apps_menu button",
            ".o-dropdown--menu [data-menu-xmlid='sms_wiserv.menu_sms_root']",
            "[data-menu-xmlid='sms_wiserv.menu_message']"
        ),
        { trigger: ".o_data_row:contains('Registrant 1'):contains('Queued')" },
        { trigger: ".o_data_row:contains('Registrant 2'):contains('Queued')" },
        ...clickAll("[data-menu-xmlid='sms_wiserv.menu_report']", "[data-menu-xmlid='sms_wiserv.menu_report_sent']"),
        { trigger: ".o_pivot:not(:contains('Without Program')) th:contains('Rice Allowance')" },
        accessible(".o_pivot"),
    ],
});

// On a telephone's screen the first figures are in sight beside a program's name, however long.
addTour("wiserv_openspp_telephone", {
    steps: () => [
        // The first screen of all, of assets that are made only now.
        { trigger: ".o_pivot th:contains('Nueva Vizcaya')" },
        {
            trigger: ".o_pivot .o_pivot_cell_value:contains('1')",
            run() {
                const { right } = this.anchor.getBoundingClientRect();
                if (right > window.innerWidth) {
                    throw new Error(`A figure ends at ${right} of ${window.innerWidth} pixels.`);
                }
            },
        },
    ],
});

// By somebody who may look and no more.
addTour("wiserv_openspp_viewer", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Rice Allowance')"),
        { trigger: ".o_form_view:not(:has(button[name='notify_eligible_beneficiaries']))" },
        { trigger: ".o_form_view:not(:has(.oe_stat_button div[name='wiserv_sms_count']))" },
        { trigger: "body:not(:has([data-menu-xmlid='spp_programs_wiserv.menu_notification_manager_wiserv']))" },
    ],
});
