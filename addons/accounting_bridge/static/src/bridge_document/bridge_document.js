import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A document as the ledger will hold it, line by line. */
export class BridgeDocument extends Component {
    static template = "accounting_bridge.BridgeDocument";
    static props = { ...standardFieldProps };

    get document() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("bridge_document", {
    component: BridgeDocument,
    displayName: _t("Document of the ledger"),
    supportedTypes: ["json"],
});
