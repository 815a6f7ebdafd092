import { session } from "@web/session";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";
import { SmsWidget } from "@sms/components/sms_widget/fields_sms_widget";
import { measure } from "./segments";

patch(SmsWidget.prototype, {
    /** Whether the text leaves by Wiserv: a template says so itself, all else follows the company. */
    get isByWiserv() {
        const { wiserv_is_ours } = this.props.record.data;
        return wiserv_is_ours ?? (session.wiserv_sms_companies || []).includes(user.activeCompany?.id);
    },
    get wiservSize() {
        // Odoo adds what is not typed here, such as a link to opt out.
        const typed = this._getValueForSmsCounts(this.props.record.data[this.props.name] || "");
        const added = this.nbrChar - typed.length - (typed.match(/\n/g) || []).length;
        return measure(typed + " ".repeat(Math.max(added, 0)));
    },
});
