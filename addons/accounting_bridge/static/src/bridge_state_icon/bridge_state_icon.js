import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// Icon and colour of each state; the word beside it carries the meaning.
const LOOKS = {
    queued: { icon: "◷", color: "text-info" },
    sending: { icon: "⇪", color: "text-info" },
    uncertain: { icon: "?", color: "text-warning" },
    processed: { icon: "✔", color: "text-success" },
    rejected: { icon: "✘", color: "text-danger" },
    held: { icon: "⏸", color: "text-warning" },
    withdrawn: { icon: "↶", color: "text-muted" },
    gone: { icon: "∅", color: "text-danger" },
};

/** Where a document stands: an icon and a word, the reason as tooltip. */
export class BridgeStateIcon extends Component {
    static template = "accounting_bridge.BridgeStateIcon";
    static props = { ...standardFieldProps, reasonField: { type: String, optional: true } };

    get state() {
        return this.props.record.data[this.props.name];
    }

    get look() {
        return LOOKS[this.state] || { icon: "○", color: "text-muted" };
    }

    get word() {
        const { selection } = this.props.record.fields[this.props.name];
        return selection.find(([code]) => code === this.state)?.[1] || _t("Not released");
    }

    get title() {
        return this.props.record.data[this.props.reasonField] || this.word;
    }
}

registry.category("fields").add("bridge_state_icon", {
    component: BridgeStateIcon,
    displayName: _t("Batch Status"),
    supportedTypes: ["selection"],
    extractProps: ({ options }) => ({ reasonField: options.reason_field }),
});
