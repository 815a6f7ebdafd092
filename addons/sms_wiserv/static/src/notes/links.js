import { session } from "@web/session";

// Notes name people by links to their messages: for those who may not read these, they are names.
if (!session.wiserv_reads_messages) {
    document.documentElement.classList.add("o_wiserv_names_only");
    document.addEventListener(
        "click",
        (event) => {
            if (event.target.closest("a[data-oe-model='sms.wiserv.message']")) {
                event.preventDefault();
                event.stopPropagation();
            }
        },
        { capture: true }
    );
}
