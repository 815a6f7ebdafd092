import { accessible, addTour, clickAll, dispatch } from "@sms_wiserv/../tests/tours/helpers";

addTour("wiserv_announcement", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Rice Allowance')", "button[name='action_wiserv_announce']"),
        { trigger: ".modal div[name='body'] textarea:focus" },
        { trigger: ".modal div[name='manager_id'] input:value('SMS of Rice Allowance')" },
        // Odoo's own count is of all programs.
        { trigger: ".modal div[name='domain'] .o_domain_show_selection_button:not(:visible)" },
        { trigger: ".modal div[name='body'] textarea", run: "edit The hall opens at 8. && press Tab" },
        { trigger: ".modal div[name='size']:contains('20 characters, GSM-7, 1 segment')" },
        accessible(".modal .o_form_sheet_bg"),
        ...clickAll(".modal button[name='action_check']"),
        { trigger: ".modal div[name='preview']:contains('3 people get it: 3 SMS segments.')" },
        { trigger: ".modal div[name='preview']:contains('1 is left out: Wants no SMS 1')" },
        { trigger: ".modal div[name='preview']:contains('Registrant 4 Wants no SMS')" },
        accessible(".modal .o_form_sheet_bg"),
        ...clickAll(".modal button[name='action_send']"),
        { trigger: ".o_notification:contains('3 SMS queued, 1 skipped (Wants no SMS 1)')" },
        { trigger: "body:not(:has(.modal))" },
        dispatch(),
        ...clickAll(
            "[data-menu-xmlid='g2p_programs.g2p_program_configuration_menu_root']",
            "[data-menu-xmlid='g2p_notifications_wiserv.menu_announcement']"
        ),
        ...clickAll(".o_data_row:contains('3 SMS queued') .o_data_cell:contains('Rice Allowance')"),
        { trigger: "div[name='body']:contains('The hall opens at 8.')" },
        ...clickAll(".o_navbar_apps_menu button", ".o-dropdown--menu [data-menu-xmlid='sms_wiserv.menu_sms_root']"),
        ...clickAll("[data-menu-xmlid='sms_wiserv.menu_message']"),
        { trigger: ".o_data_row:contains('Registrant 3'):contains('Announcement'):contains('Accepted')" },
    ],
});
