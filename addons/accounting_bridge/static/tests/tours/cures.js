import { registry } from "@web/core/registry";

const CURE = "button[data-cure=made_up]";

// Started on the list of issues, with one issue that offers a cure which no view knows of.
registry.category("web_tour.tours").add("accounting_bridge_cure_of_tomorrow", {
    steps: () => [
        {
            content: "The row of the issue offers it, and what is markup in its words is text",
            trigger: `.o_data_row:has(${CURE}:contains(<b>Make it up</b>)) td[name=reason_text]`,
            run: "click",
        },
        {
            content: "So does the form; pressed twice in a row it is applied once",
            trigger: `.o_form_view ${CURE}`,
            run: ({ anchor }) => {
                anchor.click();
                anchor.click();
            },
        },
        {
            content: "The issue is settled and offers nothing any more",
            trigger: `.o_form_view:not(:has([data-cure])) .o_arrow_button_current:contains(Solved)`,
        },
    ],
});

// Started on the list of invoices, one of which comes to nothing and would be rejected.
registry.category("web_tour.tours").add("accounting_bridge_cure_before_release", {
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
            content: "The row that would be rejected opens the invoice; pressed twice, once",
            trigger: ".modal .o_data_row:has([data-level=blocked]) button[data-cure=open_document]",
            run: ({ anchor }) => {
                anchor.click();
                anchor.click();
            },
        },
        {
            content: "The invoice is on top of the preview; close it",
            trigger: ".modal:not(.o_inactive_modal):has(.o_field_widget[name=invoice_date]) .modal-header .btn-close",
            run: "click",
        },
        {
            content: "The preview is made anew",
            trigger: ".modal:not(.o_inactive_modal) .o_field_widget[name=line_ids] .o_data_row [data-level=blocked]",
        },
        {
            content: "And can be left",
            trigger: ".modal footer button.btn-secondary:contains(Cancel)",
            run: "click",
        },
        {
            content: "No dialog is left",
            trigger: "body:not(:has(.modal)) .o_list_view",
        },
    ],
});

// Started on an invoice that is held up, whose cure of tomorrow fails.
registry.category("web_tour.tours").add("accounting_bridge_cure_that_fails", {
    steps: () => [
        {
            content: "The ribbon offers it",
            trigger: `div[name=bridge_ribbon] ${CURE}`,
            run: "click",
        },
        {
            content: "Why it failed is told as Odoo tells it",
            trigger: ".modal:contains(Not today.) button.btn-primary",
            run: "click",
        },
        {
            content: "It can be pressed again",
            trigger: `body:not(:has(.modal)) div[name=bridge_ribbon] ${CURE}:enabled`,
        },
    ],
});
