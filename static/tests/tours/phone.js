import { addTour, clickAll } from "@sms_wiserv/../tests/tours/helpers";

/** Fails unless what `trigger` shows is on the screen, every word of it. */
function inSight(trigger) {
    return {
        content: `${trigger} is in sight`,
        trigger,
        run() {
            const { left, right } = this.anchor.getBoundingClientRect();
            const cutOff = this.anchor.scrollWidth > this.anchor.clientWidth;
            if (left < 0 || right > window.innerWidth || cutOff) {
                throw new Error(`${trigger} is cut off: from ${left} to ${right} of ${window.innerWidth}`);
            }
        },
    };
}

// On a telephone's screen: who each member is and what became of the SMS.
addTour("wiserv_phone_members", {
    steps: () => [
        inSight(".o_data_row:contains('Registrant 1') .o_wiserv_whole:contains('Queued')"),
        inSight(".o_data_row .o_wiserv_whole:contains('Maria Concepcion de los Santos')"),
        inSight(".o_data_row:contains('Maria') .o_wiserv_whole:contains('Landline: cannot get SMS')"),
    ],
});

// From a message to the registrant's own form, where number and wish are.
addTour("wiserv_recipient", {
    steps: () => [
        ...clickAll(".o_kanban_record:contains('Maria Concepcion')"),
        inSight("h1 div[name='partner_id'] a:contains('de Guzman')"),
        inSight("div[name='res_id'] a:contains('de Guzman')"),
        ...clickAll("h1 div[name='partner_id'] a"),
        { trigger: ".o_form_view div[name='notification_preference']" },
        { trigger: ".o_form_view div[name='phone_number_ids']:contains('0917')" },
    ],
});

// In a note each row is read as a whole, however long the name.
addTour("wiserv_phone_note", {
    steps: () => [
        inSight(".o-mail-Message .o_wiserv_rows tr:contains('de Guzman'):contains('The gateway refused the message.')"),
        inSight(".o-mail-Message .o_wiserv_rows td:contains('The gateway refused the message.')"),
    ],
});
