import { registry } from "@web/core/registry";

const LINES = ".modal .o_field_widget[name=line_ids]";

// Started on the list of issues, with one that asks which of two entries a customer is.
registry.category("web_tour.tours").add("accounting_bridge_choose_who_is_who", {
    steps: () => [
        {
            content: "The row says what it frees, and offers to choose",
            trigger: ".o_data_row:contains(Settling it frees 1 document.) button[data-cure=choose]",
            run: "click",
        },
        {
            content: "Both sides are there: two entries on the right",
            trigger: ".modal .o_field_widget[name=entry_ids] .o_data_row:eq(1)",
        },
        {
            content: "The record of Odoo on the left is of nobody yet",
            trigger: `${LINES} .o_data_row:contains(Baker Bros) td[name=remote_record_id]`,
            run: "click",
        },
        {
            content: "Search among the entries of the right side",
            trigger: `${LINES} .o_selected_row [name=remote_record_id] input`,
            run: "edit Baker",
        },
        {
            content: "Two bear one name: each says which it is",
            trigger: ".o-autocomplete--dropdown-item:contains(#customer-2)",
        },
        {
            content: "Pick the first of them",
            trigger: ".o-autocomplete--dropdown-item:contains(#customer-1):first a",
            run: "click",
        },
        {
            content: "It is this one, then",
            trigger: `${LINES} .o_selected_row [name=remote_record_id] input:value(Baker Bros (#customer-1))`,
        },
        {
            content: "Settle it",
            trigger: ".modal footer button[name=action_choose]",
            run: "click",
        },
        {
            content: "The dialog is gone, and so is the issue",
            trigger: "body:not(:has(.modal)) .o_nocontent_help, body:not(:has(.modal)):not(:has(.o_data_row)) .o_list_view",
        },
    ],
});

// Started on the form of a link.
registry.category("web_tour.tours").add("accounting_bridge_unlink", {
    steps: () => [
        {
            content: "Unlink",
            trigger: ".o_form_view button[name=action_unlink_entry]",
            run: "click",
        },
        {
            content: "What is linked is said, and why is asked",
            trigger: ".modal:contains(is linked to) .o_field_widget[name=why] input",
            run: "edit That is another branch",
        },
        {
            content: "Unlink",
            trigger: ".modal footer button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "Who said so, and why, stands on the link",
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name=event_ids] .o_data_row:contains(That is another branch)",
        },
    ],
});
