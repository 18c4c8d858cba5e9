import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const CHANGED = "accounting_bridge/attention";
// Everybody hears of a change at once: who asks first is left to chance, and ten changes are asked about once.
const SOON = 2000;
// What is asked all the same, where no message comes through.
const EVERY = 300000;

/** A plug with the number of things that need a person; it leads to the dashboard, as the menu does. */
export class BridgePlug extends Component {
    static template = "accounting_bridge.BridgePlug";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.state = useState({ isShown: false, count: 0, title: "" });
        const onChange = () => this.askSoon();
        onWillStart(async () => {
            this.state.isShown = await user.hasGroup("accounting_bridge.group_bridge_user");
            if (this.state.isShown) {
                this.bus.subscribe(CHANGED, onChange);
                this.bus.start();
                this.timer = browser.setInterval(() => this.ask(), EVERY);
                // The page does not wait for it.
                this.ask();
            }
        });
        onWillUnmount(() => {
            if (this.state.isShown) {
                this.bus.unsubscribe(CHANGED, onChange);
            }
            browser.clearInterval(this.timer);
            browser.clearTimeout(this.soon);
        });
    }

    askSoon() {
        this.soon ||= browser.setTimeout(() => {
            this.soon = null;
            this.ask();
        }, Math.random() * SOON);
    }

    async ask() {
        try {
            Object.assign(this.state, await this.orm.silent.call("bridge.connection", "needs_person", []));
        } catch {
            // A number that cannot be had is no reason to disturb anybody: the last one stays, and it is asked again.
        }
    }

    open() {
        this.action.doAction("accounting_bridge.action_bridge_dashboard", { clearBreadcrumbs: true });
    }
}

registry.category("systray").add("accounting_bridge.plug", { Component: BridgePlug }, { sequence: 30 });
