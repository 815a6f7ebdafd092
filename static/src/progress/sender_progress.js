import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component } from "@odoo/owl";
import { useProgress } from "./use_progress";

/** On a sender's form: what is left to send. Keeps the whole form up to date while it is open and unchanged. */
export class SenderProgress extends Component {
    static template = "g2p_notifications_wiserv.SenderProgress";
    static props = standardWidgetProps;

    setup() {
        useProgress(async ({ senders, done }) => {
            const record = this.props.record;
            if (!senders.includes(record.resId) || (await record.isDirty())) {
                return;
            }
            // The whole form when there may be a new note in its chatter.
            await (done ? record.model.load() : record.load());
        });
    }
}

registry.category("view_widgets").add("wiserv_sender_progress", { component: SenderProgress });
