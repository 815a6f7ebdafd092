import { useEffect, useRef } from "@odoo/owl";
import { hasTouch } from "@web/core/browser/feature_detection";
import { registry } from "@web/core/registry";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

/** Begins at the text, which everybody writes, in place of the filter above it, which few change. */
class AnnouncementRenderer extends FormRenderer {
    setup() {
        super.setup();
        const root = useRef("compiled_view_root");
        useEffect(
            (form) => {
                // On a telephone the keyboard would cover half of what is to be read first.
                if (form && !hasTouch()) {
                    form.querySelector("div[name='body'] textarea")?.focus();
                }
            },
            () => [root.el]
        );
    }
}

registry.category("views").add("wiserv_announcement", { ...formView, Renderer: AnnouncementRenderer });
