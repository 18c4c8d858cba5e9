import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ViewButton } from "@web/views/view_button/view_button";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

/**
 * What cures what stands in the way, as buttons of the view it is in.
 *
 * Which there are, what they are called and who may press them is said by the server, so that a new cure needs no
 * change of any view. Odoo's own button presses them: it saves the form first, is dead until the answer is here, and
 * shows dialogs, notifications and errors as everywhere else.
 */
export class BridgeCures extends Component {
    static template = "accounting_bridge.BridgeCures";
    static components = { ViewButton };
    static props = {
        ...standardFieldProps,
        cureMethod: { type: String, optional: true },
        askMethod: { type: String, optional: true },
        isSmall: { type: Boolean, optional: true },
        viewType: { type: String, optional: true },
    };
    static defaultProps = { cureMethod: "action_cure", askMethod: "action_ask" };

    get cures() {
        return this.props.record.data[this.props.name] || [];
    }

    clickParams(cure) {
        return {
            type: "object",
            name: cure.allowed ? this.props.cureMethod : this.props.askMethod,
            context: JSON.stringify({ cure: cure.code }),
        };
    }

    /** Odoo's button presses what it stands for, unless it is told something else. */
    onClick(cure) {
        return undefined;
    }

    className(cure) {
        if (this.props.viewType === "list") {
            return "btn-link p-0 text-start";
        }
        return (cure.primary ? "btn-primary" : "btn-secondary") + (this.props.isSmall ? " btn-sm" : "");
    }
}

/**
 * The same in the preview of a release: the place where something is fixed opens on top of the preview, which is made
 * anew when it is closed.
 */
export class BridgeCuresBefore extends BridgeCures {
    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.isOpening = false;
    }

    onClick(cure) {
        return () => this.open(cure);
    }

    async open(cure) {
        if (this.isOpening) {
            return;
        }
        this.isOpening = true;
        try {
            const place = await this.call("action_cure", { cure: cure.code });
            this.dialog.add(
                FormViewDialog,
                {
                    resModel: place.res_model,
                    resId: place.res_id,
                    viewId: place.views[0][0],
                    context: place.context || {},
                    title: cure.label,
                    canExpand: false,
                },
                { onClose: async () => this.action.doAction(await this.call("action_preview_again")) }
            );
        } finally {
            this.isOpening = false;
        }
    }

    call(method, context = {}) {
        const { resModel, resId } = this.props.record;
        return this.orm.call(resModel, method, [resId], { context });
    }
}

const bridgeCures = {
    component: BridgeCures,
    displayName: _t("Cures"),
    supportedTypes: ["json"],
    extractProps: ({ options, viewType }) => ({
        cureMethod: options.cure_method,
        askMethod: options.ask_method,
        isSmall: options.small,
        viewType,
    }),
};

registry.category("fields").add("bridge_cures", bridgeCures);
registry.category("fields").add("bridge_cures_before", { ...bridgeCures, component: BridgeCuresBefore });
