import { accessible, addTour, clickAll, count, dispatch, slowRead } from "./helpers";

const LIVE = ".o_wiserv_progress";
const RUNNING = ".o_wiserv_running";

addTour("wiserv_outage_begins", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Office')"),
        { trigger: ".ribbon:contains('Ready')" },
        count("queued_count", 3),
        dispatch(),
        // Nobody has pressed anything: the form follows by itself.
        { trigger: ".ribbon:contains('Paused')" },
        { trigger: ".alert-danger:contains('Paused since'):contains('not available now')" },
        { trigger: `${LIVE}:contains('SMS held back: 3 (Manual 3).')` },
        { trigger: ".o-mail-Activity:contains('SMS are held back')" },
        accessible(".o_form_sheet_bg"),
        ...clickAll("button[name='action_resume_all']", ".modal-footer .btn-primary"),
        { trigger: ".ribbon:contains('Ready')" },
        { trigger: "div[name='name'] textarea", run: "edit Half Written" },
        dispatch(),
        {
            content: "what is being written stays, whatever the server tells",
            trigger: "div[name='name'] textarea",
            async run() {
                await new Promise((told) => setTimeout(told, 3000));
                if (this.anchor.value !== "Half Written") {
                    throw new Error("The form has forgotten what was being written.");
                }
            },
        },
        ...clickAll(".o_form_button_cancel"),
    ],
});

addTour("wiserv_outage_ends", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Office')"),
        { trigger: ".ribbon:contains('Paused')" },
        ...clickAll("button[name='action_resume_all']", ".modal-footer .btn-primary"),
        { trigger: ".ribbon:contains('Ready')" },
        { trigger: `${LIVE}:contains('SMS left: 3')` },
        { trigger: ".o_form_view:not(:has(.o-mail-Activity))" },
        // The list of messages leads to the senders that are at work, and follows by itself, too.
        ...clickAll(".oe_stat_button:has(div[name='queued_count'])"),
        { trigger: `${RUNNING}:contains('SMS left: 3')` },
        accessible(".o_list_renderer"),
        ...clickAll(`${RUNNING} button:contains('Office')`),
        { trigger: ".ribbon:contains('Ready')" },
        ...clickAll(".oe_stat_button:has(div[name='queued_count'])"),
        { trigger: `${RUNNING}:contains('SMS left: 3')` },
        dispatch(),
        { trigger: `.o_list_view:not(:has(${RUNNING} button))` },
        ...clickAll(".breadcrumb-item a:contains('Office'), .o_breadcrumb a:contains('Office')"),
        count("accepted_today_count", 3),
        { trigger: `.o_form_view:not(:has(${LIVE}))` },
        { trigger: ".o-mail-Message:contains('Accepted: 3')" },
        ...clickAll("button[name='action_pause']"),
        { trigger: ".alert-danger:contains('Paused by')" },
    ],
});

addTour("wiserv_slow_line", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Office')"),
        { trigger: ".ribbon:contains('Paused')" },
        slowRead(),
        ...clickAll("button[name='action_resume']"),
        { trigger: ".o_form_statusbar button:contains('Send Test SMS'):disabled" },
        // What this tells is read while the button's own reading is under way.
        dispatch(),
        count("accepted_today_count", 2),
        { trigger: ".o-mail-Message:contains('Accepted: 2')" },
        { trigger: ".o_form_statusbar button:contains('Send Test SMS'):enabled" },
        { trigger: ".ribbon:contains('Ready')" },
    ],
});

addTour("wiserv_nobody_sends", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Office')"),
        { trigger: ".ribbon:contains('Not Sending')" },
        { trigger: ".alert-danger:contains('Nobody has sent SMS for some minutes')" },
        { trigger: ".o-mail-Activity:contains('SMS are held back')" },
    ],
});
