import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const LINES = ".o_field_widget[name=line_ids]";
const RESULT = ".o_field_widget[name=progress_text]";
let before = "";

// Started on a plan of more lines than a page has, which is at work: the page looks at it again every 1.5 seconds.
registry.category("web_tour.tours").add("accounting_bridge_plan_is_read", {
    steps: () => [
        { content: "The first lines are shown", trigger: `${LINES} .o_data_row:contains(Customer 001)` },
        { content: "Turn the page", trigger: `${LINES} .o_pager_next`, run: "click" },
        {
            content: "Read for longer than the page waits",
            trigger: `${LINES} .o_data_row:contains(Customer 081)`,
            run() {
                before = document.querySelector(RESULT).textContent;
                return new Promise((resolve) => setTimeout(resolve, 4000));
            },
        },
        {
            content: "What was done is told meanwhile",
            trigger: RESULT,
            run({ anchor }) {
                if (anchor.textContent === before) {
                    throw new Error(`It still says: ${before}`);
                }
            },
        },
        {
            content: "The page is still turned; somebody else stops the plan",
            trigger: `${LINES} .o_data_row:contains(Customer 081)`,
            run: () =>
                rpc("/web/dataset/call_kw/bridge.plan/action_stop", {
                    model: "bridge.plan",
                    method: "action_stop",
                    args: [[Number(window.location.pathname.split("/").pop())]],
                    kwargs: {},
                }),
        },
        {
            content: "The page says so by itself",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)",
        },
    ],
});
