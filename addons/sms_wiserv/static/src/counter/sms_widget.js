import { useEffect, useState } from "@odoo/owl";
import { session } from "@web/session";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";
import { SmsWidget } from "@sms/components/sms_widget/fields_sms_widget";
import { measure } from "./segments";

patch(SmsWidget.prototype, {
    setup() {
        super.setup();
        // What is in the box and not yet in the record, which gets it when the box is left.
        this.wiserv = useState({ text: null });
        useEffect(
            (area) => {
                const count = () => (this.wiserv.text = area.value);
                area?.addEventListener("input", count);
                return () => area?.removeEventListener("input", count);
            },
            () => [this.targetEditElement.el]
        );
        useEffect(
            () => {
                this.wiserv.text = null;
            },
            () => [this.props.record.data[this.props.name]]
        );
    },
    /** Whether the text leaves by Wiserv: a template says so itself, all else follows the company. */
    get isByWiserv() {
        const { wiserv_is_ours } = this.props.record.data;
        return wiserv_is_ours ?? (session.wiserv_sms_companies || []).includes(user.activeCompany?.id);
    },
    get wiservSize() {
        // Odoo adds what is not typed here, such as a link to opt out.
        const saved = this._getValueForSmsCounts(this.props.record.data[this.props.name] || "");
        const added = this.nbrChar - saved.length - (saved.match(/\n/g) || []).length;
        const typed = this.wiserv.text === null ? saved : this._getValueForSmsCounts(this.wiserv.text);
        return measure(typed + " ".repeat(Math.max(added, 0)));
    },
});
