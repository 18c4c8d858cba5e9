import { registry } from "@web/core/registry";

// Started on the form of a connection, with an invoice whose tax has no counterpart.
registry.category("web_tour.tours").add("accounting_bridge_mapping_gaps", {
    steps: () => [
        {
            content: "Open the mappings",
            trigger: ".o_notebook_headers .nav-link:contains(Mappings)",
            run: "click",
        },
        {
            content: "Ask whether they are complete",
            trigger: ".o_notebook_content button[name=action_mapping_gaps]:visible",
            run: "click",
        },
        {
            content: "The tax is missing, and it is said why that matters",
            trigger: ".o_bridge_gaps tr:contains(8 % on top):contains(they are rejected) button:contains(Map it)",
            run: "click",
        },
        {
            content: "Search the tax there",
            trigger: ".modal .o_field_widget[name=remote_record_id] input",
            run: "edit 8 %",
        },
        {
            content: "Pick it",
            trigger: ".o-autocomplete--dropdown-item:contains(8 % on top) a",
            run: "click",
        },
        {
            content: "Save",
            trigger: ".modal footer .o_form_button_save",
            run: "click",
        },
        {
            content: "Nothing is missing any more",
            trigger: "body:not(:has(.modal)) .o_form_view:not(:has(.o_bridge_gaps)) .o_field_widget[name=mapping_gap_text]:contains(Nothing is missing)",
        },
    ],
});
