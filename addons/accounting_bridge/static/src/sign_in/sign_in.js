import { registry } from "@web/core/registry";

let channel = null;

/**
 * Open the page of the ledger in a window of its own. The page that it ends on speaks through a channel of the browser:
 * the page of the ledger may cut every other tie between the two windows.
 */
function signIn(env, action) {
    channel?.close();
    channel = new BroadcastChannel("accounting_bridge.sign_in");
    channel.onmessage = () => {
        channel.close();
        env.services.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
    };
    return { type: "ir.actions.act_url", url: action.params.url, target: "new" };
}

registry.category("actions").add("accounting_bridge_sign_in", signIn);
