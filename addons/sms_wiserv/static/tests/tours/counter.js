import { addTour, clickAll } from "./helpers";

const COUNT = "div[name='body'] .o_wiserv_count";
const TEXT = "div[name='body'] textarea";

addTour("wiserv_counter", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Reminder')"),
        { trigger: `${COUNT}:contains('5 characters, GSM-7, segments: 1')` },
        { trigger: "div[name='body']:not(:has(a[href*='iap']))" },
        // It counts while one writes, not only when the box is left.
        { trigger: TEXT, run: `edit ${"€".repeat(79)}` },
        { trigger: `${COUNT}:contains('79 characters, GSM-7, segments: 1')` },
        { trigger: TEXT, run: `edit ${"€".repeat(80)} && press Tab` },
        { trigger: `${COUNT}:contains('80 characters, GSM-7, segments: 1')` },
        { trigger: TEXT, run: `edit ${"€".repeat(81)} && press Tab` },
        { trigger: `${COUNT}:contains('81 characters, GSM-7, segments: 2')` },
        { trigger: TEXT, run: `edit ${"你".repeat(71)} && press Tab` },
        { trigger: `${COUNT}:contains('71 characters, UCS-2, segments: 2')` },
        ...clickAll(".o_form_button_save"),
        { trigger: ".o_form_saved" },
    ],
});

addTour("wiserv_counter_of_odoo", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Reminder')"),
        { trigger: "div[name='body'] .o_sms_count a[href*='iap']" },
        { trigger: "div[name='body']:not(:has(.o_wiserv_count))" },
    ],
});
