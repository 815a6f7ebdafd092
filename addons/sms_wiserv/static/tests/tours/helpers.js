import { loadJS } from "@web/core/assets";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

// What Odoo's own widgets do on every form of every addon, and no view can change: rule, elements.
const ODOOS = [
    ["aria-allowed-attr", ".o-dropdown"],
    ["button-name", ".o_optional_columns_dropdown button"],
    ["label", ".o_list_record_selector input"],
    ["autocomplete-valid", ".o_select_menu_input, .o-autocomplete--input"],
    // the editor of a filter
    ["select-name", ".o_field_domain select"],
    // the help of a setting
    ["color-contrast", ".o_setting_right_pane > .text-muted *"],
];

// Milliseconds for a step, in place of Odoo's ten seconds: machines are busy.
const PATIENCE = 60000;

/** Adds a tour whose steps wait for as long as a busy machine may take. */
export function addTour(name, { steps, ...tour }) {
    const patient = () => steps().map((step) => ({ timeout: PATIENCE, ...step }));
    registry.category("web_tour.tours").add(name, { ...tour, steps: patient });
}

/** Judges what `trigger` shows with axe-core: labels, names, roles, contrast (WCAG 2.1, levels A and AA). */
export function accessible(trigger) {
    return {
        content: `${trigger} is accessible`,
        trigger,
        async run() {
            await loadJS("/wiserv_tests/axe.js");
            const { violations } = await window.axe.run(this.anchor, {
                runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
                elementRef: true,
            });
            const found = [];
            for (const { id, help, nodes } of violations) {
                for (const { element, html, failureSummary } of nodes) {
                    if (!ODOOS.some(([rule, selector]) => rule === id && element.matches(selector))) {
                        found.push(`${id} (${help}): ${html}\n${failureSummary}`);
                    }
                }
            }
            if (found.length) {
                throw new Error(`Not accessible:\n${found.join("\n")}`);
            }
        },
    };
}

/** Has the scheduled action run, which a test server does not do by itself. */
export function dispatch() {
    return {
        content: "the scheduled action sends what is queued",
        trigger: "body",
        async run() {
            const crons = await call("ir.cron", "search", [["code", "=", "model._cron_dispatch()"]]);
            await call("ir.cron", "method_direct_trigger", crons);
        },
    };
}

/** Has the next reading of a form come late, as over a slow line. */
export function slowRead() {
    return {
        content: "the next reading takes a while",
        trigger: "body",
        run() {
            const request = XMLHttpRequest.prototype;
            const { open, send } = request;
            request.open = function (method, url) {
                if (url.includes("/web_read")) {
                    request.open = open;
                    this.send = (body) => setTimeout(() => send.call(this, body), 8000);
                }
                open.apply(this, arguments);
            };
        },
    };
}

function call(model, method, ...args) {
    return rpc(`/web/dataset/call_kw/${model}/${method}`, { model, method, args, kwargs: {} });
}

export function cookie(name) {
    return decodeURIComponent(document.cookie.match(`${name}=([^;]*)`)[1]);
}

export function clickAll(...triggers) {
    return triggers.map((trigger) => ({ trigger, run: "click" }));
}

/**
 * Fills in a many2one field, `trigger` being its input.
 *
 * By the keyboard, as Enter waits for the suggestions that fit what was typed: a click may hit one of those shown at
 * once, and the others open the list again when they arrive.
 */
export function choose(trigger, name) {
    return [
        { trigger, run: `edit ${name}` },
        { trigger, run: "press Enter" },
        { trigger: `${trigger}:value('${name}')` },
        { trigger: "body:not(:has(.o-autocomplete--dropdown-menu))" },
    ];
}

/** Waits until a sender's smart button shows a number. */
export function count(field, number) {
    return { trigger: `.oe_stat_button div[name='${field}'] .o_stat_value:text('${number}')` };
}

/** In the dialog before many are told: neither Enter nor Space does anything, for what is to be read has the focus. */
export function nothingByEnter() {
    return [
        { trigger: ".modal div[name='what']:focus", run: "press Enter" },
        { trigger: ".modal div[name='what']:focus", run: "press Space" },
        { trigger: ".modal div[name='what']:focus" },
    ];
}
