import { accessible, addTour, clickAll, count, dispatch } from "@sms_wiserv/../tests/tours/helpers";

const LIST = ".o_field_widget[name='notification_managers']";
const REFERENCE = ".modal div[name='manager_ref_id']";
const WISERV = "g2p.program.notification.manager.wiserv";

addTour("wiserv_program", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Seed Grants')", ".o_notebook_headers a:contains('Configuration')"),
        // A sender is made where programs have their managers: the list's line makes the entry that points at it.
        ...clickAll(`${LIST} .o_field_x2many_list_row_add a`, ".modal .o_create_button"),
        { trigger: `${REFERENCE} select`, run: `select ${WISERV}` },
        { trigger: `${REFERENCE} input`, run: "edit SMS" },
        ...clickAll(".o-autocomplete--dropdown-menu .o_m2o_dropdown_option_create_edit a"),
        { trigger: ".modal div[name='name'] input", run: "edit SMS of Seed Grants" },
        { trigger: ".modal .o_field_widget[name='on_payment_send_template'] input:value('Wiserv: Payment')" },
        accessible(".modal:has(div[name='number_format']) .o_form_sheet_bg"),
        ...clickAll(".modal:has(div[name='number_format']) .o_form_button_save"),
        { trigger: "body:not(:has(.modal div[name='number_format']))" },
        { trigger: `${REFERENCE} input:value('SMS of Seed Grants')` },
        ...clickAll(".modal .o_form_button_save"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: `${LIST} .o_data_row:contains('SMS of Seed Grants')` },
        ...clickAll(".o_form_button_save"),
        { trigger: ".o_form_saved" },
        { trigger: `${LIST} .o_data_row:contains('SMS of Seed Grants'):only` },
        ...clickAll("button[name='enroll_eligible_registrants']", ".modal button[name='action_with_sms']:visible"),
        { trigger: ".o_notification" },
        dispatch(),
        ...clickAll(`${LIST} .o_data_row:contains('SMS of Seed Grants') button[name='open_manager_form']`),
        { trigger: ".modal .ribbon:contains('Ready')" },
        { trigger: ".modal:not(:has(button[name='action_use']))" },
        ...clickAll(".modal .btn-close"),
        // A dialog shows no counts; the menu's form does.
        ...clickAll(
            "[data-menu-xmlid='g2p_programs.g2p_program_configuration_menu_root']",
            "[data-menu-xmlid='g2p_notifications_wiserv.menu_notification_manager_wiservsms']",
            ".o_data_row:contains('Ready') .o_data_cell:contains('SMS of Seed Grants')"
        ),
        count("accepted_today_count", 1),
        accessible(".o_form_sheet_bg"),
        ...clickAll(".oe_stat_button:has(div[name='accepted_today_count'])"),
        { trigger: ".o_facet_values:contains('SMS of Seed Grants')" },
        { trigger: ".o_data_row:contains('Registrant 1'):contains('0917•••0001'):contains('Seed Grants')" },
        accessible(".o_list_renderer"),
        ...clickAll(".o_data_cell:contains('Registrant 1')"),
        { trigger: "div[name='body']:contains('you are enrolled in Seed Grants')" },
        accessible(".o_form_sheet_bg"),
        // The record that the message is about leads back to it.
        ...clickAll("div[name='res_id'] a", ".oe_stat_button:has(div[name='wiserv_sms_count'])"),
        { trigger: ".o_data_row:contains('Registrant 1'):contains('Accepted')" },
        ...clickAll(".o_navbar_apps_menu button", ".o-dropdown--menu [data-menu-xmlid='sms_wiserv.menu_sms_root']"),
        ...clickAll("[data-menu-xmlid='sms_wiserv.menu_skipped']"),
        // The list begins with what can be mended; a wish is none of that.
        { trigger: ".o_view_nocontent:contains('Nobody matches'):contains('Wants no SMS 1')" },
        ...clickAll(".o_facet_remove"),
        { trigger: ".o_data_row:contains('Registrant 2'):contains('Enrolment'):contains('Wants no SMS')" },
        accessible(".o_list_renderer"),
        ...clickAll(".o_list_record_selector input:first", "button[name='action_notify_again']"),
        { trigger: ".o_notification:contains('0 SMS queued, 1 skipped (Wants no SMS 1)')" },
    ],
});
