import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("accounting_bridge_health", {
    steps: () => [
        { content: "Make an address", trigger: ".o_control_panel button[name=action_new]", run: "click" },
        { content: "Yes", trigger: ".modal .modal-footer .btn-primary", run: "click" },
        {
            content: "It is shown, this once",
            trigger: ".modal [name=address]:contains(/accounting_bridge\\/health\\/[\\w-]{43}/)",
        },
        { content: "I have it", trigger: ".modal button:contains(I have it)", run: "click" },
        { content: "It stands in the list", trigger: ".o_data_row button[name=action_revoke]", run: "click" },
        { content: "Yes", trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { content: "It is closed", trigger: ".o_data_row:not(:has(button[name=action_revoke]))" },
    ],
});
