import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component } from "@odoo/owl";
import { useProgress } from "./use_progress";

/** On a sender's form: what is left to send. Keeps the whole form up to date while it is open and unchanged. */
export class SenderProgress extends Component {
    static template = "sms_wiserv.SenderProgress";
    static props = standardWidgetProps;

    setup() {
        this.store = useService("mail.store");
        useProgress(async ({ senders, done }) => {
            const record = this.props.record;
            // A record of a door stands for a sender.
            if (!senders.includes(record.data.sender_id?.id || record.resId) || (await record.isDirty())) {
                return;
            }
            // Not the model: it would drop what a button reads meanwhile, and the button would wait for ever.
            await record.load();
            if (done) {
                const thread = this.store.Thread.insert({ model: record.resModel, id: record.resId });
                await thread.fetchThreadData(["activities", "messages"]);
            }
        });
    }
}

registry.category("view_widgets").add("wiserv_sender_progress", { component: SenderProgress });
