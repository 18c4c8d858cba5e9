import { registry } from "@web/core/registry";

// Started on the list of customer invoices, with at least one posted invoice that would be sent.
registry.category("web_tour.tours").add("accounting_bridge_release", {
    steps: () => [
        {
            content: "Tick every invoice",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Open the Action menu",
            trigger: ".o_control_panel .o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {
            content: "Release to Account System",
            trigger: ".o-dropdown--menu .o_menu_item:contains(Release to Account System)",
            run: "click",
        },
        {
            content: "The preview says what will be sent",
            trigger: ".modal .o_field_widget[name=line_ids] .o_data_row",
        },
        {
            content: "Release",
            trigger: ".modal footer button[name=action_release_good]",
            run: "click",
        },
        {
            content: "The dialog closes",
            trigger: "body:not(:has(.modal)) .o_list_view",
        },
        {
            content: "The column says queued",
            trigger: ".o_list_view .o_bridge_state[data-state=queued]",
        },
    ],
});
