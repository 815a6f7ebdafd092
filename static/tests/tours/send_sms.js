import { accessible, addTour, clickAll, dispatch } from "@sms_wiserv/../tests/tours/helpers";

addTour("wiserv_send_sms", {
    steps: () => [
        ...clickAll(
            ".o_data_row:contains('Registrant 1') .o_list_record_selector",
            ".o_data_row:contains('Registrant 2') .o_list_record_selector",
            ".o_data_row:contains('Registrant 3') .o_list_record_selector",
            ".o_data_row:contains('Registrant 4') .o_list_record_selector",
            ".o_cp_action_menus button:contains('Actions')",
            ".o-dropdown--menu .o_menu_item:contains('Send SMS')"
        ),
        { trigger: ".modal .modal-title:contains('Send SMS to Registrants')" },
        { trigger: ".modal div[name='chosen_line']:contains('4 registrants picked from the list')" },
        { trigger: ".modal div[name='body'] textarea", run: "edit The office opens at 8. && press Tab" },
        { trigger: ".modal div[name='size']:contains('22 characters, GSM-7, 1 segment')" },
        accessible(".modal .o_form_sheet_bg"),
        ...clickAll(".modal button[name='action_check']"),
        { trigger: ".modal div[name='preview']:contains('3 people get it: 3 SMS segments.')" },
        { trigger: ".modal div[name='preview']:contains('Registrant 4 Wants no SMS')" },
        ...clickAll(".modal button[name='action_send']"),
        { trigger: ".o_notification:contains('3 SMS queued, 1 skipped (Wants no SMS 1)')" },
        { trigger: "body:not(:has(.modal))" },
        dispatch(),
        ...clickAll(".o_navbar_apps_menu button", ".o-dropdown--menu [data-menu-xmlid='sms_wiserv.menu_sms_root']"),
        ...clickAll("[data-menu-xmlid='sms_wiserv.menu_message']"),
        { trigger: ".o_data_row:contains('Registrant 3'):contains('Announcement'):contains('Accepted')" },
    ],
});

addTour("wiserv_send_sms_icon", {
    steps: () => [
        { trigger: ".o_form_view .o_field_phone", run: "hover" },
        { trigger: ".o_form_view .o_field_phone_sms:not(:visible)", run: "click" },
        { trigger: ".modal .modal-title:contains('Send SMS to Registrants')" },
        { trigger: ".modal div[name='chosen_line']:contains('Registrant 1')" },
        ...clickAll(".modal button[special='cancel']"),
        { trigger: "body:not(:has(.modal))" },
    ],
});
