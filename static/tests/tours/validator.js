import { accessible, addTour, clickAll } from "@sms_wiserv/../tests/tours/helpers";

addTour("wiserv_validator", {
    steps: () => [
        { trigger: "[data-menu-xmlid='g2p_programs.menu_program_list']" },
        {
            content: "no menu leads to senders or messages",
            trigger:
                ".o_main_navbar:not(:has([data-menu-xmlid='g2p_programs.g2p_program_configuration_menu_root']))",
        },
        ...clickAll(".o_data_cell:contains('Rice Allowance')", ".o_notebook_headers a:contains('Configuration')"),
        ...clickAll(".o_data_row:contains('SMS of Rice Allowance') button[name='open_manager_form']"),
        { trigger: ".modal .ribbon:contains('Ready')" },
        { trigger: ".modal div[name='name']:contains('SMS of Rice Allowance')" },
        {
            content: "nothing to press, no numbers of messages, no credentials, nothing to write in",
            trigger: [
                ".modal .o_form_view",
                ...[
                    ".o_statusbar_buttons button",
                    ".oe_stat_button",
                    "div[name='api_url']",
                    "div[name='wiserv_password']",
                    "div[name='account_in_effect']",
                    ".o_form_sheet input:not([type='checkbox'])",
                    ".o_form_button_create",
                ].map((control) => `:not(:has(${control}))`),
            ].join(""),
        },
        accessible(".modal .o_form_sheet_bg"),
    ],
});
