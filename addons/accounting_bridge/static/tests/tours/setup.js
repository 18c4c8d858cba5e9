import { registry } from "@web/core/registry";

const here = (step) => `.o_bridge_setup li[data-step=${step}][data-state=here]`;
const on = (step) => [
    {
        content: "Save and go on",
        trigger: "button[name=action_setup_continue]",
        run: "click",
    },
    {
        content: `Arrived at ${step}`,
        trigger: here(step),
    },
];

// Started on the dashboard of somebody who has no connection yet.
registry.category("web_tour.tours").add("accounting_bridge_setup_begin", {
    steps: () => [
        {
            content: "A new connection",
            trigger: ".o_control_panel button:contains(New connection)",
            run: "click",
        },
        {
            content: "Choose the ledger",
            trigger: ".o_bridge_setup .o_field_widget[name=ledger] .o_radio_item:contains(Notebook) input",
            run: "click",
        },
        {
            content: "What is read and written there is listed",
            trigger: ".o_bridge_consent tr[data-code='notebook.invoice']:contains(created, changed)",
        },
        {
            content: "Confirm it",
            trigger: "button[name=action_setup_consent]",
            run: "click",
        },
        {
            content: "The first step has its tick, and this one says what it wants",
            trigger: `.o_bridge_setup:has(li[data-step=consent][data-state=done]) .o_field_widget[name=setup_problem_text]:contains(press Connect)`,
        },
        {
            content: "Connect",
            trigger: "button[name=action_connect]",
            run: "click",
        },
        {
            content: "The ledger is read, and one may go on meanwhile",
            trigger: ".o_bridge_setup .alert-success:contains(being read for the first time)",
        },
        ...on("scope"),
        ...on("mode"),
        {
            content: "Go back, to look at it again",
            trigger: "button[name=action_setup_back]",
            run: "click",
        },
        {
            content: "It is where it was",
            trigger: here("scope"),
        },
        ...on("mode"),
        {
            content: "Choose everything oneself",
            trigger: ".o_field_widget[name=setup_mode] .o_radio_item:contains(Advanced) input",
            run: "click",
        },
        ...on("mapping"),
        {
            content: "Nothing can be chosen yet: close",
            trigger: "button[name=action_setup_close]",
            run: "click",
        },
        {
            content: "The card says where to go on",
            trigger: ".o_kanban_record .o_bridge_draft:contains(Draft: continue at Mapping)",
        },
    ],
});

// Started on the dashboard when the ledger has been read.
registry.category("web_tour.tours").add("accounting_bridge_setup_activate", {
    steps: () => [
        {
            content: "The card leads back",
            trigger: ".o_kanban_record .o_bridge_draft",
            run: "click",
        },
        {
            content: "It is where it was left",
            trigger: here("mapping"),
        },
        ...["income_account_id", "expense_account_id"].flatMap((name) => [
            {
                content: "Choose an account",
                trigger: `div[name=step_mapping] .o_field_widget[name=${name}] input`,
                run: "edit Sales",
            },
            {
                content: "This one",
                trigger: ".o-autocomplete--dropdown-item:contains(Sales) a",
                run: "click",
            },
        ]),
        ...on("schedule"),
        ...on("review"),
        ...on("activate"),
        {
            content: "Activate",
            trigger: "button[name=action_setup_activate]",
            run: "click",
        },
        {
            content: "Documents travel",
            trigger: ".o_bridge_setup .alert-success:contains(documents travel from now on)",
        },
        {
            content: "Back to the dashboard",
            trigger: ".o_statusbar_buttons button[name=action_setup_close]:contains(Open the dashboard)",
            run: "click",
        },
        {
            content: "It is no draft any more",
            trigger: ".o_kanban_record:not(:has(.o_bridge_draft)):contains(Connected)",
        },
    ],
});
