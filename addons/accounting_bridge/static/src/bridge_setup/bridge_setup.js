import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ViewButton } from "@web/views/view_button/view_button";

const ICONS = {
    done: "fa-check-circle text-success",
    wrong: "fa-exclamation-circle text-warning",
    here: "fa-arrow-circle-right text-primary",
    open: "fa-circle-o text-muted",
};

/** The steps of the set-up with their ticks; one that was looked at already is a button that leads there. */
export class BridgeSetupSteps extends Component {
    static template = "accounting_bridge.BridgeSetupSteps";
    static components = { ViewButton };
    static props = { ...standardFieldProps };

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    icon(step) {
        return `fa fa-fw me-2 ${ICONS[step.state]}`;
    }

    isPressed(step) {
        return step.state === "done" || step.state === "wrong";
    }

    clickParams(step) {
        return {
            type: "object",
            name: "action_setup_go",
            context: JSON.stringify({ setup_to: step.code }),
        };
    }
}

registry.category("fields").add("bridge_setup_steps", {
    component: BridgeSetupSteps,
    displayName: _t("Steps of the set-up"),
    supportedTypes: ["json"],
});
