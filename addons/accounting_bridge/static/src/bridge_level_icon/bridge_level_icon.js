import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const LOOKS = {
    ready: { icon: "✔", color: "text-success" },
    warning: { icon: "⚠", color: "text-warning" },
    waiting: { icon: "◷", color: "text-info" },
    blocked: { icon: "✘", color: "text-danger" },
};

/** What would become of a document: an icon and a word. */
export class BridgeLevelIcon extends Component {
    static template = "accounting_bridge.BridgeLevelIcon";
    static props = { ...standardFieldProps };

    get level() {
        return this.props.record.data[this.props.name];
    }

    get look() {
        return LOOKS[this.level] || { icon: "", color: "" };
    }

    get word() {
        const { selection } = this.props.record.fields[this.props.name];
        return selection.find(([code]) => code === this.level)?.[1] || "";
    }
}

registry.category("fields").add("bridge_level_icon", {
    component: BridgeLevelIcon,
    displayName: _t("Outcome"),
    supportedTypes: ["selection"],
});
