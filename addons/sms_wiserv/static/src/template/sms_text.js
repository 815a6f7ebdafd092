import { registry } from "@web/core/registry";
import { SmsWidget, smsWidget } from "@sms/components/sms_widget/fields_sms_widget";

/**
 * The text of a template that a door uses: a button for each placeholder, which it inserts where the cursor is. How
 * long the filled in text is, the server says below: Odoo's count is of the text with its placeholders.
 *
 * Other templates have Odoo's own widget.
 */
export class WiservSmsText extends SmsWidget {
    static template = "sms_wiserv.SmsText";

    get placeholders() {
        return this.props.record.data.wiserv_placeholders;
    }

    insert(placeholder) {
        const area = this.targetEditElement.el;
        // The blank that was typed is cut off when the text is left.
        const blank = /\S$/.test(area.value.slice(0, area.selectionStart)) ? " " : "";
        area.setRangeText(blank + placeholder, area.selectionStart, area.selectionEnd, "end");
        area.dispatchEvent(new InputEvent("input", { bubbles: true }));
        area.focus();
        return this.props.record.update({ [this.props.name]: area.value });
    }

    /** Not at each key, as Odoo's does: each would have the server make an example. */
    async onInput(ev) {
        if (!this.placeholders) {
            return super.onInput(ev);
        }
    }
}

registry.category("fields").add("wiserv_sms_text", { ...smsWidget, component: WiservSmsText });
