import { registry } from "@web/core/registry";

const PLUG = ".o_menu_systray .o_bridge_plug button";

// Started with one open issue.
registry.category("web_tour.tours").add("accounting_bridge_plug", {
    steps: () => [
        {
            content: "The plug says how many things need a person",
            trigger: `${PLUG}[title='Accounting Bridge: 1 thing needs a person'] .o_bridge_plug_count:contains(/^1$/)`,
        },
        { content: "It opens the dashboard", trigger: PLUG, run: "click" },
        { content: "The card of the connection", trigger: ".o_bridge_dashboard .o_kanban_record:contains(Double)" },
        { content: "The number of issues opens them", trigger: ".o_bridge_dashboard a:contains(issues)", run: "click" },
        { content: "Here they are", trigger: ".o_list_view .o_facet_value:contains(Open)" },
    ],
});

registry.category("web_tour.tours").add("accounting_bridge_no_plug", {
    steps: () => [
        { content: "The page is there", trigger: ".o_menu_systray .o_user_menu" },
        { content: "And no plug", trigger: ".o_menu_systray:not(:has(.o_bridge_plug))" },
    ],
});
