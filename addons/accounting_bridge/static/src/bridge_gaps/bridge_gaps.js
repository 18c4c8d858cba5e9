import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ViewButton } from "@web/views/view_button/view_button";

const LEVELS = {
    blocked: { icon: "fa-times-circle text-danger", label: _t("Documents are rejected") },
    waiting: { icon: "fa-question-circle text-warning", label: _t("Somebody is asked") },
    default: { icon: "fa-info-circle text-info", label: _t("Goes by the default") },
};

/**
 * What of a mapping is missing, why it matters, and the button that opens where it is closed.
 *
 * The words are the server's, and so is who may press what. Odoo's own button presses it: it saves the form first, and
 * the form is read anew when the dialog that it opened is closed.
 */
export class BridgeGaps extends Component {
    static template = "accounting_bridge.BridgeGaps";
    static components = { ViewButton };
    static props = { ...standardFieldProps };

    get gaps() {
        return this.props.record.data[this.props.name] || [];
    }

    level(gap) {
        return LEVELS[gap.level] || LEVELS.default;
    }

    clickParams(gap) {
        return { type: "object", name: "action_close_gap", context: JSON.stringify({ gap: gap.key }) };
    }
}

registry.category("fields").add("bridge_gaps", {
    component: BridgeGaps,
    displayName: _t("What is not mapped"),
    supportedTypes: ["json"],
});
