import { accessible, addTour, clickAll, cookie, count } from "./helpers";

const TAB = ".settings_tab .tab[data-key='sms_wiserv']";
const SETTINGS = ".app_settings_block[data-key='sms_wiserv']";

addTour("wiserv_set_up", {
    steps: () => [
        ...clickAll(TAB),
        {
            trigger: "div[name='wiserv_api_url'] input",
            async run(helpers) {
                await helpers.edit(cookie("wiserv_url"));
            },
        },
        { trigger: "div[name='wiserv_user_name'] input", run: "edit stand-in-user" },
        accessible(SETTINGS),
        { trigger: ".o_form_button_save", run: "click", expectUnloadPage: true },
        ...clickAll(TAB, "button[name='action_wiserv_senders']"),
        { trigger: ".o_view_nocontent_smiling_face:contains('Add a sender')" },
        ...clickAll(".o_list_button_add"),
        { trigger: "div[name='name'] textarea", run: "edit Head Office" },
        ...clickAll(".o_form_button_save"),
        { trigger: ".ribbon:contains('Not Configured')" },
        accessible(".o_form_sheet_bg"),
        ...clickAll(".alert-warning:contains('messages wait') button:contains('SMS Account')"),
        // Of the account, as the sender has a password, too.
        { trigger: "div[name='wiserv_connections']" },
        { trigger: "div[name='wiserv_password'] input", run: "edit stand-in-password" },
        ...clickAll(".o_form_button_save"),
        { trigger: ".text-success:contains('A password is set')" },
        ...clickAll(".o_navbar_apps_menu button", ".o_app[data-menu-xmlid='base.menu_administration']", TAB),
        { trigger: `${SETTINGS} .text-success:contains('A password is set')` },
        {
            content: "the password does not come back",
            trigger: "div[name='wiserv_password'] input",
            run() {
                if (this.anchor.value) {
                    throw new Error("The password is in the page.");
                }
            },
        },
        ...clickAll("button[name='action_wiserv_forget_password']"),
        ...clickAll(".modal:contains('Without a password no SMS can be sent') .btn-secondary"),
        ...clickAll("button[name='action_wiserv_senders']", ".o_data_cell:contains('Head Office')"),
        { trigger: ".ribbon:contains('Not Tested')" },
        accessible(".o_form_sheet_bg"),
        ...clickAll(".o_statusbar_buttons button:contains('Send Test SMS')"),
        { trigger: ".modal div[name='phone'] input", run: "edit 0917" },
        { trigger: ".modal div[name='body'] textarea", run: "edit Hello" },
        ...clickAll(".modal button[name='action_send']:contains('Send')"),
        { trigger: ".modal .alert-danger:contains('was not sent'):contains('Enter one mobile number')" },
        { trigger: ".modal:not(:has(div[name='sent_at']))" },
        accessible(".modal-content"),
        { trigger: ".modal div[name='phone'] input", run: "edit 0917 000 4567" },
        ...clickAll(".modal button[name='action_send']:contains('Send')"),
        { trigger: ".modal div[name='outcome']:contains('Accepted')" },
        { trigger: ".modal div[name='reply']:contains('Message Queued')" },
        { trigger: ".modal div[name='number']:contains('09170004567')" },
        { trigger: ".modal div[name='user_name']:contains('stand-in-user')" },
        { trigger: ".modal:not(:contains('stand-in-password'))" },
        accessible(".modal-content"),
        ...clickAll(".modal button[special='cancel']"),
        { trigger: ".o-mail-Message:contains('0917•••4567'):contains('Message Queued')" },
        // A test is none of the day's work.
        count("accepted_today_count", 0),
        { trigger: ".ribbon:contains('Ready')" },
    ],
});

// By somebody who runs SMS, and not Odoo.
addTour("wiserv_account", {
    steps: () => [
        ...clickAll(".o_menu_sections [data-menu-xmlid='sms_wiserv.menu_account']"),
        { trigger: "div[name='wiserv_user_name'] input", run: "edit stand-in-user" },
        { trigger: "div[name='wiserv_password'] input", run: "edit stand-in-password" },
        accessible(".o_form_sheet_bg"),
        ...clickAll("button[name='action_test']"),
        { trigger: ".modal div[name='phone'] input", run: "edit 0917 000 4567" },
        { trigger: ".modal div[name='body'] textarea", run: "edit Hello" },
        ...clickAll(".modal button[name='action_send']:contains('Send')"),
        { trigger: ".modal div[name='outcome']:contains('Accepted')" },
        ...clickAll(".modal button[special='cancel']"),
        { trigger: ".o_form_view .text-success:contains('A password is set')" },
        {
            trigger: "div[name='wiserv_password'] input",
            run() {
                if (this.anchor.value) {
                    throw new Error("The password is in the page.");
                }
            },
        },
        ...clickAll(".o_menu_sections [data-menu-xmlid='sms_wiserv.menu_sender']"),
        { trigger: ".o_data_row:contains('Ready')" },
        ...clickAll(".o_menu_sections [data-menu-xmlid='sms_wiserv.menu_template']"),
        ...clickAll(".o_group_header", ".o_data_row .o_data_cell:contains('Visit')"),
        { trigger: "div[name='wiserv_example']:contains('Maria Santos: Hall')" },
        { trigger: "div[name='body'] textarea", run: "edit Dear " },
        ...clickAll(".o_wiserv_placeholders button:contains('Name')"),
        { trigger: "div[name='wiserv_example']:contains('Dear Maria Santos'):contains('an invented example')" },
        accessible(".o_wiserv_placeholders"),
        ...clickAll(".o_form_button_save"),
        { trigger: ".o_form_saved" },
    ],
});
