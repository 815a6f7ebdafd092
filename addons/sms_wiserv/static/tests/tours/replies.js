import { accessible, addTour, clickAll, count, dispatch } from "./helpers";

const BANNER = ".alert-warning:contains('163 messages were answered'):contains('Your request is being looked at')";

/** From the banner to the decision: three clicks. */
function decide(meaning) {
    return [
        { trigger: BANNER },
        accessible(".o_form_sheet_bg"),
        ...clickAll("button:contains('Say What It Means')"),
        { trigger: ".modal .alert-info:contains('Your request is being looked at'):contains('163 messages')" },
        accessible(".modal-content"),
        ...clickAll(`.modal .o_field_radio label:contains('${meaning}')`, ".modal button[name='action_apply']"),
        { trigger: "body:not(:has(.modal))" },
    ];
}

addTour("wiserv_reply_accepted", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Office')"),
        { trigger: ".ribbon:contains('Paused')" },
        ...decide("Accepted"),
        { trigger: ".o_notification:contains('163 messages are Accepted now.')" },
        count("unknown_count", 0),
        { trigger: ".o_form_view:not(:has(button:contains('Say What It Means')))" },
        { trigger: ".o-mail-Message:contains('163 messages are Accepted now.')" },
        // One message was tried at once, and the others have followed it.
        dispatch(),
        { trigger: ".ribbon:contains('Ready')" },
        count("queued_count", 0),
    ],
});

addTour("wiserv_reply_refused", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Office')"),
        ...decide("Message refused"),
        { trigger: ".o_notification:contains('163 messages are Failed now, and can be resent.')" },
        count("unknown_count", 0),
        count("failed_count", 163),
        // The list of replies is where that is seen, and where it can be put right.
        ...clickAll("[data-menu-xmlid='sms_wiserv.menu_reply']"),
        {
            trigger:
                ".o_data_row:contains('Your request is being looked at'):contains('Message refused'):contains('Change')",
        },
        { trigger: ".o_data_row:contains('Message Queued'):contains('Accepted')" },
        accessible(".o_list_renderer"),
    ],
});

addTour("wiserv_reply_with_identifier", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Office')"),
        ...clickAll(".oe_stat_button:has(div[name='unknown_count'])"),
        ...clickAll(".o_group_header:contains('Message Queued: 839201')"),
        { trigger: ".o_data_row:contains('Message Queued: 839201')" },
        ...clickAll(".o_list_record_selector input:first", "button[name='action_ask_meaning']"),
        { trigger: ".modal div[name='pattern'] input:value('Message Queued: *')" },
        { trigger: ".modal .alert-info:contains('2 messages')" },
        { trigger: ".modal div[name='pattern'] input", run: "edit Message *" },
        ...clickAll(".modal .o_field_radio label:contains('Message refused')"),
        { trigger: ".modal .alert-danger:contains('“Message Queued” means something else: Accepted.')" },
        { trigger: ".modal:not(:has(button[name='action_apply']))" },
        { trigger: ".modal div[name='pattern'] input", run: "edit Message Queued: *" },
        ...clickAll(".modal .o_field_radio label:contains('Accepted')"),
        { trigger: ".modal:contains('All 2 become Accepted.')" },
        ...clickAll(".modal button[name='action_apply']"),
        { trigger: ".o_view_nocontent" },
    ],
});
