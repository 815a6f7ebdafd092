import { registry } from "@web/core/registry";
import { accessible, clickAll, count, dispatch } from "./helpers";

const LIVE = ".o_wiserv_progress";

registry.category("web_tour.tours").add("wiserv_outage_begins", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Rice Allowance')"),
        { trigger: ".ribbon:contains('Ready')" },
        count("queued_count", 3),
        dispatch(),
        // Nobody has pressed anything: the form follows by itself.
        { trigger: ".ribbon:contains('Paused')" },
        { trigger: ".alert-danger:contains('Paused since'):contains('not available now')" },
        { trigger: `${LIVE}:contains('SMS held back: 3 (Enrolment 3).')` },
        { trigger: ".o-mail-Activity:contains('SMS are held back')" },
        accessible(".o_form_sheet_bg"),
    ],
});

registry.category("web_tour.tours").add("wiserv_outage_ends", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Rice Allowance')"),
        { trigger: ".ribbon:contains('Paused')" },
        ...clickAll("button[name='action_resume']"),
        { trigger: ".ribbon:contains('Ready')" },
        { trigger: `${LIVE}:contains('SMS left: 3')` },
        { trigger: ".o_form_view:not(:has(.o-mail-Activity))" },
        dispatch(),
        count("accepted_today_count", 3),
        { trigger: `.o_form_view:not(:has(${LIVE}))` },
        { trigger: ".o-mail-Message:contains('Accepted: 3')" },
        ...clickAll("button[name='action_pause']"),
        { trigger: ".alert-danger:contains('Paused by')" },
    ],
});
