import { accessible, addTour, clickAll, cookie } from "@sms_wiserv/../tests/tours/helpers";

/** The four clicks from wherever one is to one of the reports. */
function open(report) {
    return clickAll(
        ".o_navbar_apps_menu button",
        ".o_app[data-menu-xmlid='sms_wiserv.menu_sms_root']",
        "[data-menu-xmlid='sms_wiserv.menu_report']",
        `[data-menu-xmlid='sms_wiserv.menu_report_${report}']`
    );
}

/** The rows of a pivot below its header: each one's label and numbers, without what belongs to no number. */
function rows() {
    return [...document.querySelectorAll(".o_pivot tbody tr")].map((row) =>
        [...row.querySelectorAll("th, td")].map((cell) => cell.textContent.trim())
    );
}

function shows(label, ...cells) {
    return {
        content: `${label}: ${cells.join(", ")}`,
        trigger: `.o_pivot tbody tr:contains('${label}')`,
        run() {
            const found = rows().filter((row) => row[0] === label);
            if (!found.some((row) => cells.every((cell, nth) => row[nth + 1].includes(cell)))) {
                throw new Error(`No row "${label}: ${cells}" in ${JSON.stringify(rows())}`);
            }
        },
    };
}

addTour("wiserv_report", {
    steps: () => [
        // How many did the program send in March, what did they cost, how many failed?
        ...open("sent"),
        { trigger: `.o_pivot tbody th:contains('${cookie("wiserv_month")}')` },
        shows("Rice Allowance", "3", "2", "1", "0", "2", "0.70"),
        accessible(".o_pivot"),
        // And why?
        ...open("why_not"),
        { trigger: `.o_pivot tbody th:contains('${cookie("wiserv_month")}')` },
        shows("The gateway refused the message.", "1"),
        // Who never gets one?
        ...open("person"),
        { trigger: ".o_group_name:contains('Rice Allowance (4)')" },
        { trigger: ".o_data_row:contains('Registrant 1'):contains('Wants no SMS')" },
        accessible(".o_list_renderer"),
        ...clickAll(".o_data_row:contains('Wants no SMS') .o_data_cell:first"),
        { trigger: ".o_form_view .o_field_widget[name='notification_preference']" },
    ],
});
