import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useEffect } from "@odoo/owl";
import { useProgress } from "./use_progress";

/**
 * On a sender's form: what is left to send. Keeps the whole form up to date while it is open and unchanged. Where it
 * shows that nobody sends, it has an administrator told: perhaps nothing else runs that could.
 */
export class SenderProgress extends Component {
    static template = "sms_wiserv.SenderProgress";
    static props = standardWidgetProps;

    setup() {
        this.store = useService("mail.store");
        this.orm = useService("orm");
        useEffect(
            (sender, stalled) => {
                if (sender && stalled) {
                    this.tellStalled(sender);
                }
            },
            () => [this.senderId, this.props.record.data.channel_state === "stalled"]
        );
        useProgress(async ({ senders, done }) => {
            const record = this.props.record;
            if (!senders.includes(this.senderId) || (await record.isDirty())) {
                return;
            }
            // Not the model: it would drop what a button reads meanwhile, and the button would wait for ever.
            await record.load();
            if (done) {
                await this.loadThread();
            }
        });
    }

    /** A record of a door stands for a sender. */
    get senderId() {
        const { data, resId } = this.props.record;
        return data.sender_id?.id || resId;
    }

    async tellStalled(sender) {
        if (await this.orm.silent.call("sms.wiserv.sender", "tell_stalled", [sender])) {
            await this.loadThread();
        }
    }

    async loadThread() {
        const { resModel, resId } = this.props.record;
        await this.store.Thread.insert({ model: resModel, id: resId }).fetchThreadData(["activities", "messages"]);
    }
}

registry.category("view_widgets").add("wiserv_sender_progress", { component: SenderProgress });
