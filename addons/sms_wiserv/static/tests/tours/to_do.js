import { accessible, addTour, clickAll } from "./helpers";

const TO_DO = ".o_menu_sections [data-menu-xmlid='sms_wiserv.menu_to_do']";

function row(kind, count) {
    return `.o_data_row:contains('${kind}'):contains('Office'):contains('${count}') .o_data_cell:first`;
}

// Each thing to do leads to what it counts, and back; seen to, it is gone.
addTour("wiserv_to_do", {
    steps: () => [
        { trigger: row("People not told, can be mended", 1) },
        accessible(".o_list_renderer"),
        ...clickAll(row("Unknown, not handled yet", 2)),
        { trigger: ".o_facet_values:contains('Reply')" },
        { trigger: ".o_group_name:contains('Request received (2)')" },
        ...clickAll(TO_DO, row("People not told, can be mended", 1)),
        { trigger: ".o_data_row:contains('No phone number')" },
        ...clickAll(TO_DO, row("Failed, not handled yet", 1)),
        ...clickAll(
            ".o_data_row:contains('Person 1') .o_list_record_selector input",
            "button[name='action_mark_handled']",
            TO_DO
        ),
        { trigger: ".o_list_view:not(:contains('Failed, not handled yet')) .o_data_row" },
    ],
});
