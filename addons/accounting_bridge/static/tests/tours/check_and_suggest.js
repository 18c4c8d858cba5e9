import { registry } from "@web/core/registry";

// Started on the form of a connection, with an invoice of last month whose tax has no counterpart.
registry.category("web_tour.tours").add("accounting_bridge_check_all", {
    steps: () => [
        {
            content: "Check all",
            trigger: ".o_form_view .o_form_statusbar button[name=action_check_all]",
            run: "click",
        },
        {
            content: "What stands in the way is told once, with its documents; choose the tax from here",
            trigger: ".o_field_widget[name=cause_ids] .o_data_row:contains(Tax without a counterpart) button[data-cure=map_tax]",
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
            content: "Check again",
            trigger: "body:not(:has(.modal)) button[name=action_check]",
            run: "click",
        },
        {
            content: "Nothing is left",
            trigger: ".o_form_view .alert-success:contains(Nothing stands in the way)",
        },
    ],
});

// Started on the form of a connection, with a tax that has no counterpart.
registry.category("web_tour.tours").add("accounting_bridge_suggest", {
    steps: () => [
        {
            content: "Open the taxes",
            trigger: ".o_notebook_headers .nav-link:contains(Taxes)",
            run: "click",
        },
        {
            content: "Suggest",
            trigger: ".o_notebook_content button[name=action_suggest]:visible",
            run: "click",
        },
        {
            content: "What speaks for it is said, and it is ticked",
            trigger: ".modal .o_data_row:contains(the same name):has([name=is_ticked] input:checked)",
        },
        {
            content: "Use it",
            trigger: ".modal footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It is a mapping now",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=tax_mapping_ids] .o_data_row:contains(8 % on top)",
        },
    ],
});
