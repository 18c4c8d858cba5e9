import { registry } from "@web/core/registry";

const BOX = ".o_field_widget[name=customer_binding_ids] .o_data_row:contains(Silent Baker) input.o_bridge_key";

// Started on a connection at which a run is at work: the page loads itself again every 1.5 seconds.
registry.category("web_tour.tours").add("accounting_bridge_key_is_kept", {
    steps: () => [
        { content: "Open the tab", trigger: ".o_notebook .nav-link[name=customers]", run: "click" },
        { content: "Type half of an address", trigger: BOX, run: "fill office@bak" },
        {
            content: "Think for longer than the page waits",
            trigger: BOX,
            run: () => new Promise((resolve) => setTimeout(resolve, 4000)),
        },
        { content: "It stands there as it was typed", trigger: `${BOX}:value(office@bak)` },
        { content: "Type the rest", trigger: BOX, run: "edit office@baker.example && press Enter" },
        { content: "It was taken, and the page shows it", trigger: `${BOX}:value(office@baker.example)` },
    ],
});
