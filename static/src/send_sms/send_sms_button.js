import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { SendSMSButton } from "@sms/components/sms_button/sms_button";
import { status } from "@odoo/owl";

// Those that know registrants.
const MODELS = ["res.partner", "g2p.phone.number"];

patch(SendSMSButton.prototype, {
    setup() {
        super.setup();
        this.orm = useService("orm");
    },

    /** Beside a registrant's number: the dialog that shows who gets it; beside any other one, Odoo's composer. */
    async onClick() {
        const { record } = this.props;
        if (!MODELS.includes(record.resModel)) {
            return super.onClick();
        }
        await record.save();
        const action = await this.orm.call(record.resModel, "action_wiserv_announce", [[record.resId]]);
        if (!action) {
            return super.onClick();
        }
        await this.action.doAction(action, {
            onClose: () => status(this) === "destroyed" || record.load(),
        });
    },
});
