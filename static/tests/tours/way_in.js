import { accessible, addTour, clickAll, count, dispatch } from "@sms_wiserv/../tests/tours/helpers";

const SMS = ".o_menu_sections [data-menu-xmlid='sms_wiserv.";

// From nothing to an accepted SMS: account, test, program, sender, enrolled.
addTour("wiserv_way_in", {
    steps: () => [
        ...clickAll(`${SMS}menu_account']`),
        { trigger: "div[name='wiserv_user_name'] input", run: "edit stand-in-user" },
        { trigger: "div[name='wiserv_password'] input", run: "edit stand-in-password" },
        ...clickAll("button[name='action_test']"),
        { trigger: ".modal div[name='phone'] input", run: "edit 0917 000 4567" },
        { trigger: ".modal div[name='body'] textarea", run: "edit Hello" },
        ...clickAll(".modal button[name='action_send']:contains('Send')"),
        { trigger: ".modal div[name='outcome']:contains('Accepted')" },
        ...clickAll(".modal button[special='cancel']"),
        { trigger: "body:not(:has(.modal))" },
        ...clickAll(
            ".o_navbar_apps_menu button",
            ".o-dropdown--menu [data-menu-xmlid='g2p_programs.g2p_program_menu_root']",
            ".o_data_cell:contains('Seed Grants')",
            ".alert:contains('tells nobody by SMS') button[name='action_wiserv_set_up']"
        ),
        // Its sender, with texts that somebody invented would read.
        { trigger: "div[name='name'] input:value('SMS of Seed Grants')" },
        { trigger: ".ribbon:contains('Not Tested')" },
        { trigger: "div[name='payment_example']:contains('Maria Santos, your payment of 1500.00')" },
        accessible(".o_form_sheet_bg"),
        ...clickAll(".breadcrumb-item:contains('Seed Grants') a"),
        { trigger: ".oe_stat_button div[name='wiserv_sms_summary']:contains('0')" },
        { trigger: ".o_form_view:not(:contains('tells nobody by SMS'))" },
        ...clickAll("button[name='enroll_eligible_registrants']", ".modal button[name='action_with_sms']:visible"),
        { trigger: ".o_notification:contains('See who was not told')" },
        dispatch(),
        ...clickAll("button[name='notify_eligible_beneficiaries']"),
        { trigger: ".o_notification:contains('1 of 2 could not be told') a:contains('See them')" },
        { trigger: ".oe_stat_button div[name='wiserv_sms_summary']:contains('1 · not told 1')" },
        ...clickAll(".oe_stat_button[name='open_eligible_beneficiaries_form']"),
        { trigger: ".o_data_row:contains('Registrant 1') td[name='wiserv_told']:contains('Accepted')" },
        { trigger: ".o_data_row:contains('Registrant 2') td[name='wiserv_told'].text-warning" },
        ...clickAll(".breadcrumb-item:contains('Seed Grants') a", "button.oe_stat_button:contains('SMS Sender')"),
        { trigger: ".ribbon:contains('Ready')" },
        count("accepted_today_count", 1),
    ],
});
