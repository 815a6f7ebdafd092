import { accessible, addTour, clickAll, nothingByEnter } from "@sms_wiserv/../tests/tours/helpers";

const WITH = ".modal button[name='action_with_sms']:visible";

function press(button, ...shown) {
    return [
        ...clickAll(`.o_statusbar_buttons button[name='${button}']`),
        ...shown.map((line) => ({ trigger: `.modal div[name='preview']:contains('${line}')` })),
        ...nothingByEnter(),
        accessible(".modal .o_form_view"),
    ];
}

function closed(line) {
    return [{ trigger: `.o_notification:contains('${line}')` }, { trigger: "body:not(:has(.modal))" }];
}

function ofCycle(name, ...steps) {
    return [
        ...clickAll(`.o_field_widget[name='cycle_ids'] .o_data_row:contains('${name}') button[name='open_cycle_form']`),
        { trigger: `div[name='name']:contains('${name}'), div[name='name'] input:value('${name}')` },
        ...steps,
        ...clickAll(".breadcrumb-item:contains('Rice Allowance') a"),
    ];
}

// Each button that tells many people: looked at, left, done without SMS, done with them.
addTour("wiserv_before", {
    steps: () => [
        ...clickAll(".o_data_cell:contains('Rice Allowance')"),
        ...press("enroll_eligible_registrants", "2 of 3 people get an SMS: 2 segments.", "Registrant 2"),
        ...clickAll(".modal button[special='cancel']"),
        { trigger: "body:not(:has(.modal))" },
        ...press("enroll_eligible_registrants", "1 person is left out: Wants no SMS 1"),
        // Back from the list of those, the button asks anew.
        ...clickAll(".modal button[name='action_left_out']"),
        { trigger: ".o_data_row:contains('Registrant 2'):contains('0917'):contains('Wants no SMS')" },
        accessible(".o_list_renderer"),
        ...clickAll(".breadcrumb-item:contains('Rice Allowance') a"),
        ...press("enroll_eligible_registrants", "2 of 3 people get an SMS"),
        ...clickAll(".modal button[name='action_without_sms']:visible:contains('Enroll Without SMS')"),
        ...closed("Newly enrolled: 3. Nobody is told by SMS."),
        { trigger: ".oe_stat_button div[name='wiserv_sms_summary']:contains('0 · not told 3')" },
        ...press("notify_eligible_beneficiaries", "2 of 3 people get an SMS: 2 segments."),
        ...clickAll(`${WITH}:contains('Send SMS')`),
        ...closed("2 people are being told by SMS. 1 of 3 could not be told"),
        ...ofCycle(
            "To Come",
            ...press("approve", "2 of 3 people get an SMS: 2 segments.", "To Come"),
            ...clickAll(`${WITH}:contains('Approve and Send SMS')`),
            ...closed("2 SMS queued, 1 skipped (Wants no SMS 1).")
        ),
        ...ofCycle(
            "Of Old",
            ...press("mark_ended", "2 of 3 people get an SMS: 2 segments.", "Of Old"),
            ...clickAll(`${WITH}:contains('End and Send SMS')`),
            ...closed("2 SMS queued, 1 skipped (Wants no SMS 1).")
        ),
        ...ofCycle(
            "Of Now",
            ...press("send_payment", "2 of 3 people get an SMS: 2 segments.", "your payment of 1500.00"),
            ...clickAll(`${WITH}:contains('Pay and Send SMS')`),
            ...closed("2 SMS queued, 1 skipped (Wants no SMS 1).")
        ),
        { trigger: ".oe_stat_button div[name='wiserv_sms_summary']:contains('8')" },
    ],
});

// A batch, by somebody who may not see what became of SMS.
addTour("wiserv_before_batch", {
    steps: () => [
        ...press("send_payment", "1 of 1 gets an SMS: 1 segment.", "Each SMS is sent once its payment is paid."),
        ...clickAll(".modal button[name='action_without_sms']:visible:contains('Pay Without SMS')"),
        ...closed("Nobody is told by SMS."),
    ],
});
