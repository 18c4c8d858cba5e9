import { Component, onMounted, onWillUnmount, useExternalListener, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FetchRecordError } from "@web/model/relational_model/errors";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const EVERY = 1500;
// A plan that has not moved for so long is looked at that much more seldom.
const PATIENCE = 60000;
const SELDOM = 15000;
// What moves of a plan while it is done.
const MOVING = ["state", "progress", "progress_text"];

function isOfDeleted(error) {
    const isMissing = error instanceof RPCError && error.exceptionName === "odoo.exceptions.MissingError";
    return isMissing || error instanceof FetchRecordError;
}

/** Looks at a connection, or a plan, again and again while a run is at work, so that the bar moves by itself. */
export class BridgeWatch extends Component {
    static template = xml``;
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.timer = null;
        this.isLoading = false;
        this.areLinesOld = false;
        this.lookedAt = 0;
        this.movedAt = Date.now();
        onMounted(() => {
            this.timer = browser.setInterval(() => this.look(), EVERY);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
        this.isPressed = false;
        this.leftSheet = null;
        const setPressed = (isPressed) => {
            this.isPressed = isPressed;
            if (!isPressed) {
                browser.requestAnimationFrame(() => this.letHeightGo());
            }
        };
        const early = { capture: true };
        useExternalListener(window, "pointerdown", () => setPressed(true), early);
        useExternalListener(window, "pointerup", () => setPressed(false), early);
        useExternalListener(window, "pointercancel", () => setPressed(false), early);
        useExternalListener(window, "focusin", (ev) => this.keepHeight(ev.target.closest?.(".o_form_sheet")));
        useExternalListener(window, "focusout", (ev) => {
            this.leftSheet = ev.target.closest?.(".o_form_sheet") || this.leftSheet;
            browser.setTimeout(() => this.letHeightGo());
        });
    }

    /** Keep the height of the page that a field is on. */
    keepHeight(sheet) {
        if (sheet) {
            sheet.style.minHeight = `${sheet.offsetHeight}px`;
        }
    }

    /**
     * Let the page that was left have the height it needs. A button that is being pressed must not move away before it
     * is clicked, so that waits until nothing is pressed any more.
     */
    letHeightGo() {
        const sheet = this.leftSheet;
        if (!sheet || this.isPressed) {
            return;
        }
        this.leftSheet = null;
        sheet.style.minHeight = "";
        if (sheet.contains(document.activeElement)) {
            this.keepHeight(sheet);
        }
    }

    /** Whether a run is at work, or one that somebody has just asked for is about to begin. */
    get isAwaited() {
        const { data, resModel } = this.props.record;
        if (resModel === "bridge.plan") {
            // A ledger that visits us may come tomorrow: for that nobody looks every second.
            const isAtWork = data.is_called && data.connection_state === "connected" && data.state === "started";
            return isAtWork && this.isTimeForPlan;
        }
        if (data.last_session_state === "running" || data.setup_is_waiting) {
            return true;
        }
        if (!data.is_called) {
            // Somebody stands before the set-up and does at the other computer what it says.
            return Boolean(data.setup_step && data.state === "connecting" && !data.first_read_at);
        }
        const isFirst = data.state === "connecting" && !data.first_read_at;
        const isEnabled = data.state === "connected" && !(data.last_session_at >= data.enabled_at);
        return isFirst || isEnabled || Boolean(data.last_session_loading && data.state === "connected");
    }

    /** Whether a plan is to be looked at again, which moves by itself for a minute or hangs for a day. */
    get isTimeForPlan() {
        const isHanging = Date.now() - this.movedAt > PATIENCE;
        return !isHanging || Date.now() - this.lookedAt >= SELDOM;
    }

    /** Whether a list can be shown anew: who turned the page, sorted it, marks a text or stands in it keeps that. */
    isUntouched(list) {
        const isStoodIn = document.activeElement?.closest(".o_form_sheet");
        return !list.offset && !list.orderBy.length && !isStoodIn && document.getSelection().isCollapsed;
    }

    /** Whether somebody is typing into a row: it would be made anew, and what was typed would be gone. */
    get isTypedInto() {
        return Boolean(document.activeElement?.matches(".o_bridge_key"));
    }

    async look() {
        const { record } = this.props;
        const isBusy = document.hidden || document.querySelector(".modal") || this.isTypedInto;
        // Where a load takes longer than the watch waits, the next one comes after it and not beside it.
        if (this.isLoading || !this.isAwaited || isBusy) {
            return;
        }
        this.isLoading = true;
        try {
            if (!(await record.isDirty())) {
                await (record.resModel === "bridge.plan" ? this.lookAtPlan(record) : record.load());
            }
        } catch (error) {
            if (!isOfDeleted(error)) {
                throw error;
            }
            browser.clearInterval(this.timer);
        } finally {
            this.isLoading = false;
        }
    }

    /** Move the bar of a plan, and load its lines anew where that disturbs nobody, or where it has ended. */
    async lookAtPlan(record) {
        this.lookedAt = Date.now();
        const [plan] = await this.orm.read(record.resModel, [record.resId], MOVING);
        if (!plan) {
            throw new FetchRecordError([record.resId]);
        }
        const { state, progress, progress_text } = plan;
        const { data } = record;
        const hasEnded = state !== data.state;
        if (progress !== data.progress || progress_text !== data.progress_text) {
            this.movedAt = Date.now();
            this.areLinesOld = true;
        }
        if (hasEnded || (this.areLinesOld && this.isUntouched(data.line_ids))) {
            this.areLinesOld = false;
            await record.load();
        } else {
            Object.assign(data, { progress, progress_text });
        }
    }
}

registry.category("view_widgets").add("bridge_watch", { component: BridgeWatch });
