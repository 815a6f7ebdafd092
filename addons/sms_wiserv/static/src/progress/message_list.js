import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { Component, onWillStart, useState } from "@odoo/owl";
import { useProgress } from "./use_progress";

const SENDER = "sms.wiserv.sender";

/** Above the list of messages: the senders that are at work, and what each has left. */
export class RunningSenders extends Component {
    static template = "sms_wiserv.RunningSenders";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ senders: [] });
        onWillStart(() => this.load());
        useProgress(() => this.load());
    }

    async load() {
        this.state.senders = await this.orm.silent.call(SENDER, "running", []);
    }

    async open(sender) {
        this.action.doAction(await this.orm.call(SENDER, "action_open", [sender.id]));
    }
}

export class MessageListRenderer extends ListRenderer {
    static template = "sms_wiserv.MessageListRenderer";
    static components = { ...ListRenderer.components, RunningSenders };
}

registry.category("views").add("wiserv_message_list", { ...listView, Renderer: MessageListRenderer });
