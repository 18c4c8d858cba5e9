import { patch } from "@web/core/utils/patch";
import { FormCompiler } from "@web/views/form/form_compiler";

/** A page of a form that names a field in ``data-count`` bears its number in its title: *Customers (3)*. */
patch(FormCompiler.prototype, {
    compileNotebook(el, params) {
        const noteBook = super.compileNotebook(el, params);
        const counted = [...el.children].filter((page) => page.hasAttribute("data-count"));
        for (const page of counted) {
            const name = `"${page.getAttribute("name")}"`;
            const slot = [...noteBook.children].find((each) => each.getAttribute("name")?.replaceAll("`", '"') === name);
            if (slot) {
                const count = `__comp__.props.record.data["${page.getAttribute("data-count")}"]`;
                slot.setAttribute("title", `${slot.getAttribute("title")} + (${count} ? " (" + ${count} + ")" : "")`);
            }
        }
        return noteBook;
    },
});
