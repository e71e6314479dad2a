// A form as a dialog. What is wrong is said beside its field, and what was typed stays typed.

import { h, icon } from "../dom.js";
import { inWindow } from "../keep.js";
import { drawCountdown } from "./countdown.js";

const FEW = 5;
/** By what this window keeps the form that is open, and one that was left half filled in. */
const OPEN = "form";
const LEFT = "form-left";

export class FormDialog {
  constructor(page, mount) {
    Object.assign(this, { page, mount });
    this.open = null;
    this.dialog = null;
  }

  /** Show a form, or the one that is open again with what was wrong. `from` is what asked for it. */
  show(asked, from) {
    const again = this.dialog !== null;
    const kept = this.unfinished;
    const left = kept?.form.token === asked.token ? kept : null;
    const same = left?.offered === valuesOf(asked);
    const form = same ? left.form : asked;
    const before = again && this.open.form.token === form.token ? this.open : same ? left : null;
    const { offered = valuesOf(asked), untouched = null } = before ?? {};
    this.open = { form, from, waiting: null, offered, untouched };
    if (left) this.forgo();
    if (!again) this.#make();
    this.dialog.replaceChildren(this.#draw());
    // As it was before anything was typed: all else is worth keeping.
    this.open.untouched ??= JSON.stringify(this.#values());
    this.#keep();
    if (!again) this.dialog.showModal();
    this.#focusFirst();
    const wrong = form.fields.filter((field) => field.error);
    if (wrong.length)
      this.page.announce(wrong.map((field) => `${field.label}: ${field.error}`).join(" "));
  }

  /** Open again what was being filled in before a reload. */
  restore() {
    const kept = inWindow.get(OPEN);
    if (kept && !this.dialog && kept.from.account === this.page.store.account) this.#reopen(kept);
  }

  /** The form that was left half filled in, by whoever speaks now. */
  get unfinished() {
    const kept = inWindow.get(LEFT);
    if (kept?.from.account !== this.page.store.account) return null;
    if (!this.#isOver(kept)) return kept;
    this.forgo();
    return null;
  }

  /** Go on with the form that was left. */
  resume() {
    const kept = this.unfinished;
    this.forgo();
    if (kept) this.#reopen(kept);
    this.page.draw();
  }

  /** Give up what was typed into the form that was left. */
  forgo() {
    inWindow.set(LEFT, null);
  }

  #reopen({ form, from, offered, untouched }) {
    this.show(form, from);
    Object.assign(this.open, { offered, untouched });
    this.#keep();
  }

  /** Close without sending; what was typed is kept until one comes back to it. */
  leave() {
    const typed = JSON.stringify(this.#values()) !== this.open.untouched;
    const kept = { ...inWindow.get(OPEN), sent: this.open.waiting };
    this.close();
    if (typed) {
      inWindow.set(LEFT, kept);
      this.page.announce(this.page.say("form-kept"));
    }
    this.page.draw();
  }

  /** Close the form that was answered, or forget it; one that was opened meanwhile stays. */
  answered(id) {
    if (this.open?.waiting === id) this.close();
    if (this.unfinished?.sent === id) this.forgo();
  }

  /** Say in the dialog why what was sent was not taken. */
  refused(id, why) {
    if (this.open?.waiting !== id) return;
    this.open.waiting = null;
    this.#state(why);
  }

  close() {
    inWindow.set(OPEN, null);
    this.open = null;
    const { dialog } = this;
    this.dialog = null;
    dialog?.close();
    dialog?.remove();
  }

  /** Say where a form that was sent is: on its way, or waiting; close one that is over. */
  draw() {
    if (this.open?.waiting)
      this.#state(this.page.say(this.page.away ? "waiting" : "sending"), true);
    else if (this.open && this.#isOver(this.open)) this.#end();
  }

  // Whether there is nothing any more that a form could be for. A question has closed when its card
  // does not offer to answer it; a draft when none of its buttons is left. Else a card may well
  // stop offering what was pressed, because that was done, and the form says more of it.
  #isOver({ form, from: { anchor, button, offered } }) {
    const entry = this.page.store.entries.get(anchor);
    if (!entry || !button) return false;
    const now = tokensOf(entry.card);
    if (entry.struck || form.about?.length) return !now.includes(button);
    return entry.private && !offered.some((each) => now.includes(each));
  }

  #end() {
    const { room, anchor } = this.open.from;
    this.close();
    this.page.announceNote(this.page.say("form-over"), { frame: { room }, anchor });
    this.page.composer.focus();
    this.page.draw();
  }

  #make() {
    this.dialog = h("dialog", { class: "form", "aria-labelledby": "form-title" });
    const made = this.dialog;
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.leave();
    });
    this.dialog.addEventListener("close", () => made === this.dialog && this.leave());
    this.mount.append(this.dialog);
  }

  #draw() {
    const { page } = this;
    const { form, from } = this.open;
    return h(
      "form",
      {
        novalidate: true,
        autocomplete: "off",
        onsubmit: (event) => this.#submit(event),
        oninput: () => this.#keep(),
      },
      h(
        "header",
        null,
        h("h2", { id: "form-title", dir: "auto" }, form.title),
        h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": page.say("close"),
            onclick: () => this.leave(),
          },
          icon("close"),
        ),
      ),
      h(
        "div",
        { class: "form-fields" },
        form.about?.length
          ? h(
              "div",
              { class: "form-about" },
              form.about.map((line) => h("p", { dir: "auto" }, line)),
              drawCountdown(page, page.store.entries.get(from.anchor)?.card),
            )
          : null,
        form.fields.map((field) => drawField(page, field)),
      ),
      h(
        "footer",
        null,
        h("p", { class: "form-state", role: "status" }),
        h(
          "button",
          { type: "button", class: "button plain", onclick: () => this.leave() },
          page.say("cancel"),
        ),
        h("button", { type: "submit", class: "button primary" }, form.submit),
      ),
    );
  }

  #submit(event) {
    event.preventDefault();
    if (this.open.waiting) return;
    const { form, from } = this.open;
    const item = this.page.submit(from, form.token, this.#values());
    if (!item) return this.#state(this.page.say("refused-too-long"));
    this.open.waiting = item.frame.id;
    this.draw();
  }

  #values() {
    const typed = new FormData(this.dialog.querySelector("form"));
    return Object.fromEntries(
      this.open.form.fields.map(({ name }) => [name, String(typed.get(name) ?? "")]),
    );
  }

  #keep() {
    const { form, from, offered, untouched } = this.open;
    const typed = this.#values();
    const fields = form.fields.map((field) => ({ ...field, value: typed[field.name] }));
    inWindow.set(OPEN, { form: { ...form, fields }, from, offered, untouched });
  }

  #state(text, busy = false) {
    const form = this.dialog.querySelector("form");
    form.querySelector(".form-state").textContent = text;
    form.querySelector("[type=submit]").setAttribute("aria-disabled", String(busy));
    form.setAttribute("aria-busy", String(busy));
  }

  #focusFirst() {
    const wrong = this.dialog.querySelector("[aria-invalid=true]");
    const first = wrong ?? this.dialog.querySelector(".form-fields :is(input, textarea, select)");
    first?.focus();
  }
}

/** Return the tokens of all that a card offers. */
export function tokensOf(card) {
  const buttons = (card?.blocks ?? []).flatMap((block) => block.buttons ?? block.options ?? []);
  return buttons.map(({ token }) => token);
}

// All values that a form came with, as one text, to be compared.
function valuesOf(form) {
  return JSON.stringify(form.fields.map(({ name, value }) => [name, value]));
}

function drawField(page, field) {
  const id = `field-${field.name}`;
  // What is missing is asked for in the words of the hint: they are said once.
  const hint = field.hint === field.error ? null : field.hint;
  const told =
    [hint && `${id}-hint`, field.error && `${id}-error`].filter(Boolean).join(" ") || null;
  const about = {
    name: field.name,
    "aria-describedby": told,
    "aria-invalid": field.error ? "true" : null,
  };
  const choices =
    field.kind === "yes_no" || (field.kind === "one_of" && field.options.length <= FEW);
  const label = [
    h("span", { dir: "auto" }, field.label),
    field.required ? h("span", { class: "needed" }, page.say("needed")) : null,
  ];
  const around = [
    hint ? h("p", { class: "field-hint", id: `${id}-hint`, dir: "auto" }, hint) : null,
    field.error
      ? h("p", { class: "field-error", id: `${id}-error`, dir: "auto" }, field.error)
      : null,
  ];
  if (choices) {
    return h(
      "fieldset",
      { class: "field", "aria-describedby": told },
      h("legend", null, label),
      around,
      h(
        "div",
        { class: "choices" },
        field.options.map((option) => drawChoice(field, option, about)),
      ),
    );
  }
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    around,
    drawInput(field, { id, ...about }),
  );
}

function drawInput(field, about) {
  const required = field.required ? { "aria-required": "true" } : {};
  if (field.kind === "one_of") {
    const select = h(
      "select",
      { ...about, ...required },
      field.options.map(([value, label]) =>
        h("option", { value, selected: isChosen(field, value, label) }, label),
      ),
    );
    return select;
  }
  if (field.kind === "lines") {
    const area = h("textarea", { ...about, ...required, rows: "4", dir: "auto" });
    area.value = field.value;
    return area;
  }
  const number = field.kind === "number" ? { inputmode: "numeric" } : {};
  const input = h("input", { ...about, ...required, ...number, type: "text", dir: "auto" });
  input.value = field.value;
  return input;
}

function drawChoice(field, [value, label], about) {
  const input = h("input", {
    ...about,
    type: "radio",
    value,
    checked: isChosen(field, value, label),
  });
  return h("label", { class: "choice" }, input, h("span", { dir: "auto" }, label));
}

// The server writes a value as people would type it, which may be its label.
function isChosen(field, value, label) {
  return [value, label].some((each) => each.toLowerCase() === field.value.trim().toLowerCase());
}
