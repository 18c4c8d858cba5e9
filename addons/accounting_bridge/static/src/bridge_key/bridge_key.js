import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The e-mail or the SKU by which a record is known in the ledger, to be entered in the row that asks for it.
 *
 * It is no field of the page: whoever may not change the connection may enter it all the same. The server writes it
 * where matching reads it, looks at once who the record is there, and the page shows what came of it.
 */
export class BridgeKey extends Component {
    static template = "accounting_bridge.BridgeKey";
    static props = { ...standardFieldProps, label: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.isSaving = false;
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            ev.target.blur();
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            ev.target.value = this.value;
            ev.target.blur();
        }
    }

    async onChange(ev) {
        const input = ev.target;
        const { resModel, resId, model } = this.props.record;
        if (this.isSaving || input.value.trim() === this.value) {
            return;
        }
        this.isSaving = true;
        try {
            await this.orm.call(resModel, "action_set_key", [[resId], input.value]);
            await model.root.load();
        } catch (error) {
            input.value = this.value;
            throw error;
        } finally {
            this.isSaving = false;
        }
    }
}

registry.category("fields").add("bridge_key", {
    component: BridgeKey,
    displayName: _t("Key of a match"),
    supportedTypes: ["char"],
    extractProps: ({ string }) => ({ label: string }),
});
