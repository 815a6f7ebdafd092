import { useService } from "@web/core/utils/hooks";
import { onMounted, onWillUnmount } from "@odoo/owl";

const CHANNEL = "wiserv_progress";
// What a refresh costs the server decides how often it comes: it takes a tenth of the time at most.
const PAUSE_FACTOR = 10;
const PAUSE_LEAST = 1000; // milliseconds

/**
 * Calls `refresh({ senders, done })` when the server tells of progress: one call at a time, with pauses between
 * them. What is told meanwhile is caught up with in one call.
 */
export function useProgress(refresh) {
    const bus = useService("bus_service");
    let told = null;
    let timer = null;
    let busy = false;

    async function run() {
        busy = true;
        const payload = told;
        told = null;
        const began = Date.now();
        try {
            await refresh(payload);
        } finally {
            timer = setTimeout(next, Math.max(PAUSE_LEAST, PAUSE_FACTOR * (Date.now() - began)));
        }
    }

    function next() {
        busy = false;
        if (told) {
            run();
        }
    }

    function listen(payload) {
        told = {
            senders: [...(told?.senders || []), ...payload.senders],
            done: payload.done || Boolean(told?.done),
        };
        if (!busy) {
            run();
        }
    }

    onMounted(() => {
        bus.subscribe(CHANNEL, listen);
        bus.addChannel(CHANNEL);
    });
    onWillUnmount(() => {
        clearTimeout(timer);
        bus.deleteChannel(CHANNEL);
        bus.unsubscribe(CHANNEL, listen);
    });
}
