import { registry } from "@web/core/registry";

const SECONDS = 3;
const BOX = ".o_field_widget[name=deposit_account_id] input";
const OFFERED = ".o-autocomplete--dropdown-item:contains(Undeposited)";
const WARNING = ".o_field_widget[name=wages_liability_warning]";

/** The next answer to a choice takes seconds; what is looked up meanwhile is answered at once. */
function delayNextAnswer() {
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (body) {
        if (!String(body).includes('"method":"onchange"')) {
            return send.call(this, body);
        }
        XMLHttpRequest.prototype.send = send;
        setTimeout(() => send.call(this, body), SECONDS * 1000);
    };
}

// Started on the accounts of Express, of which the wages that are owed are kept as a credit card.
registry.category("web_tour.tours").add("accounting_bridge_typing_is_kept", {
    steps: () => [
        { content: "There is a warning", trigger: WARNING },
        {
            content: "Choose what it advises",
            trigger: ".o_field_widget[name=wages_liability_type] .o_radio_item:contains(Other Current) input",
            run({ anchor }) {
                delayNextAnswer();
                anchor.click();
            },
        },
        {
            content: "Go on with a field further down, at the end of the page",
            trigger: BOX,
            run({ anchor }) {
                const page = anchor.closest(".o_content");
                page.scrollTop = page.scrollHeight;
                anchor.focus();
            },
        },
        { content: "Type half of a name", trigger: BOX, run: "fill Undep" },
        { content: "What fits is offered, before there is an answer", trigger: `body:has(${WARNING}) ${OFFERED}` },
        {
            content: "Think for longer than the answer takes",
            trigger: BOX,
            run: () => new Promise((resolve) => setTimeout(resolve, (SECONDS + 2) * 1000)),
        },
        { content: "The answer is there", trigger: `body:not(:has(${WARNING}))` },
        { content: "It stands there as it was typed", trigger: `${BOX}:value(Undep)` },
        { content: "What fits is offered still", trigger: OFFERED, run: "click" },
        { content: "It is chosen", trigger: `${BOX}:value(/Undeposited Funds/)` },
        { content: "Keep it", trigger: ".o_form_button_save", run: "click" },
        {
            content: "It is kept",
            trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)",
        },
    ],
});
