// Where one types: to the bot or to everybody, with files; nothing typed is ever lost.

import { h, icon, mend } from "../dom.js";
import { inWindow } from "../keep.js";
import { fileSize } from "./card.js";
import { nameOf, textOf } from "./entry.js";

const EMPTY = { text: "", replyTo: null, files: [] };

export class Composer {
  constructor(page, form) {
    Object.assign(this, { page, form });
    this.where = null;
    this.drafts = new Map();
    this.toBot = inWindow.get("to-bot", true);
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#send();
    };
  }

  /** What is typed, answered and attached here: for each room and person by itself. */
  get draft() {
    return this.drafts.get(this.where) ?? EMPTY;
  }

  get field() {
    return this.form.querySelector("textarea");
  }

  focus() {
    this.field?.focus();
  }

  /** Put a text there, to be looked at and sent. */
  fill(text) {
    this.toBot = true;
    this.#change({ text });
    this.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  /** Answer a message. */
  replyTo(entry) {
    this.#change({ replyTo: entry.ref });
    this.focus();
  }

  /** Take up what could not be said, to be mended. */
  takeBack({ text, files, reply_to: replyTo }) {
    const already = this.draft.text ? `\n${this.draft.text}` : "";
    this.#change({
      text: text + already,
      replyTo,
      files: [...files.map(asSent), ...this.draft.files],
    });
    this.focus();
  }

  /** Send files up at once, so that they are there when the message is sent. */
  attach(files) {
    const added = [...files].map((file) => ({
      name: file.name || this.page.say("picture"),
      size: file.size,
      file,
      state: "up",
    }));
    this.#change({ files: [...this.draft.files, ...added] });
    for (const each of added) this.#upload(each, this.where);
    this.focus();
  }

  /** Try again what could not be sent up while the server was away. */
  retry() {
    for (const [where, { files }] of this.drafts) {
      for (const each of files) if (each.state === "away") this.#upload(each, where);
    }
  }

  draw() {
    const { page } = this;
    const where = `${page.store.account}.${page.room}`;
    if (where !== this.where) this.#arrive(where);
    const room = page.store.room(page.room);
    const isPrivate = room?.kind === "private";
    mend(
      this.form,
      this.#drawReply(),
      this.#drawFiles(),
      this.#drawLine(isPrivate, room),
      this.#drawHint(isPrivate),
    );
    if (this.field.value !== this.draft.text) this.field.value = this.draft.text;
    this.#grow();
  }

  #arrive(where) {
    this.where = where;
    if (this.drafts.has(where)) return;
    this.drafts.set(where, { ...EMPTY, ...inWindow.get(`draft.${where}`) });
  }

  #change(change) {
    this.drafts.set(this.where, { ...this.draft, ...change });
    this.#keep(this.where);
    this.page.draw();
  }

  #keep(where) {
    const { text, replyTo, files } = this.drafts.get(where);
    const sent = files
      .filter((file) => file.key)
      .map(({ key, name, size }) => ({ key, name, size, state: "there" }));
    const empty = !text && !replyTo && !sent.length;
    inWindow.set(`draft.${where}`, empty ? null : { text, replyTo, files: sent });
  }

  #drawReply() {
    const { page } = this;
    const entry = this.draft.replyTo && page.store.entries.get(this.draft.replyTo);
    if (!entry) return null;
    const drop = () => {
      this.#change({ replyTo: null });
      this.focus();
    };
    return h(
      "div",
      { class: "replying", key: "reply" },
      icon("reply"),
      h(
        "p",
        { dir: "auto" },
        page.say("replying", { name: nameOf(page, entry.author), text: textOf(entry) }),
      ),
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": page.say("no-reply"), onclick: drop },
        icon("close"),
      ),
    );
  }

  #drawFiles() {
    if (!this.draft.files.length) return null;
    return h(
      "ul",
      { class: "attached", key: "files" },
      this.draft.files.map((file) => this.#drawFile(file)),
    );
  }

  #drawFile(file) {
    const { page } = this;
    const state =
      {
        up: page.say("file-up"),
        away: page.say("file-away"),
        refused: file.why,
      }[file.state] ?? fileSize(page, file.size);
    const drop = () => {
      this.#change({ files: this.draft.files.filter((each) => each !== file) });
      this.focus();
    };
    return h(
      "li",
      { class: `attachment ${file.state}` },
      icon("file"),
      h("bdi", { class: "name" }, file.name),
      h("span", { class: "size" }, state),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": page.say("drop-file", { name: file.name }),
          onclick: drop,
        },
        icon("close"),
      ),
    );
  }

  #drawLine(isPrivate, room) {
    const { page } = this;
    const bot = page.store.team.bot;
    const choose = h("input", {
      type: "file",
      multiple: true,
      class: "quiet",
      id: "choose",
      tabindex: "-1",
      "aria-hidden": "true",
    });
    // The live field, not the drawn one, holds the files.
    choose.onchange = ({ target }) => {
      this.attach(target.files);
      target.value = "";
    };
    const toBot = this.#isToBot();
    const placeholder = isPrivate || toBot ? page.say("ask-bot", { bot }) : page.say("ask-all");
    return h(
      "div",
      { class: "line", key: "line" },
      isPrivate
        ? null
        : h(
            "button",
            {
              type: "button",
              class: "to-bot",
              key: "to-bot",
              "aria-pressed": String(toBot),
              title: page.say(toBot ? "to-bot-on" : "to-bot-off", { bot }),
              onclick: () => this.#toggle(),
            },
            page.say("to-bot", { bot }),
          ),
      h("textarea", {
        rows: "1",
        key: "field",
        placeholder,
        enterkeyhint: "send",
        dir: "auto",
        "aria-label": page.say("message-to", { room: room?.title ?? "", me: page.store.me.name }),
        oninput: () => this.#typed(),
        onkeydown: (event) => this.#key(event),
      }),
      choose,
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          key: "attach",
          "aria-label": page.say("attach"),
          title: page.say("attach"),
          onclick: () => this.form.querySelector("#choose").click(),
        },
        icon("attach"),
      ),
      h(
        "button",
        {
          type: "submit",
          class: "send",
          key: "send",
          "aria-label": page.say("send"),
          title: page.say("send"),
        },
        icon("send"),
      ),
    );
  }

  #drawHint(isPrivate) {
    const { page } = this;
    const bot = page.store.team.bot;
    const who = isPrivate
      ? page.say("hint-private", { bot })
      : this.#isToBot()
        ? page.say("hint-bot", { bot })
        : page.say("hint-all", { bot });
    return h(
      "p",
      { class: "hint", key: "hint" },
      h("span", null, who),
      h("span", { class: "keys" }, page.say("hint-keys")),
    );
  }

  // A command is for the bot, whatever the toggle says.
  #isToBot() {
    const text = this.draft.text.trimStart().toLowerCase();
    const names = [this.page.store.team.bot, "bot"].map((name) => `@${name.toLowerCase()}`);
    return this.toBot || text.startsWith("/") || names.some((name) => text.startsWith(name));
  }

  #toggle() {
    this.toBot = !this.toBot;
    inWindow.set("to-bot", this.toBot);
    this.page.draw();
    this.focus();
  }

  #typed() {
    const before = this.#isToBot();
    this.drafts.set(this.where, { ...this.draft, text: this.field.value });
    this.#keep(this.where);
    this.#grow();
    if (before !== this.#isToBot()) this.page.draw();
  }

  #key(event) {
    // While a word is being composed from keys, Enter takes the word and sends nothing.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "Escape" && this.draft.replyTo) {
      this.#change({ replyTo: null });
    }
  }

  #send() {
    const { text, replyTo, files } = this.draft;
    const there = files.filter((file) => file.key);
    if (!text.trim() && !there.length) return this.focus();
    if (files.some((file) => file.state === "up" || file.state === "away"))
      return this.page.announce(this.page.say("file-wait"));
    const isPrivate = this.page.store.room(this.page.room)?.kind === "private";
    const sent = this.page.sayIt({
      text,
      addressed: isPrivate || this.#isToBot(),
      reply_to: replyTo,
      files: there.map(({ key, name }) => ({ key, name })),
    });
    if (sent) this.#change(EMPTY);
  }

  // By the time a file is there, one may be in another room: `where` is whose draft it belongs to.
  async #upload(entry, where) {
    entry.state = "up";
    try {
      const answer = await fetch("files", {
        method: "POST",
        body: entry.file,
        headers: {
          "X-File-Name": encodeURIComponent(entry.name),
          "Content-Type": entry.file.type || "application/octet-stream",
        },
      });
      if (answer.ok) Object.assign(entry, await answer.json(), { state: "there" });
      else
        Object.assign(entry, {
          state: "refused",
          why: this.page.say(answer.status === 413 ? "file-too-large" : "file-refused"),
        });
    } catch {
      entry.state = "away";
    }
    this.#keep(where);
    this.page.draw();
  }

  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    const { field } = this;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }
}

function asSent({ key, name }) {
  return { key, name, size: 0, state: "there" };
}
