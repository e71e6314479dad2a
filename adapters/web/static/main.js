// The page: who speaks here, which room is open, what comes from the server and what goes there.

import { mend } from "./dom.js";
import { inBrowser, inWindow, onKept } from "./keep.js";
import { Outbox } from "./outbox.js";
import { Connection } from "./socket.js";
import { Store } from "./store.js";
import { runCountdowns } from "./view/countdown.js";
import { Composer } from "./view/composer.js";
import { takeFiles } from "./view/drop.js";
import { nameOf, textOf } from "./view/entry.js";
import { FormDialog, tokensOf } from "./view/form.js";
import { drawBar, drawHead } from "./view/head.js";
import { drawSide } from "./view/side.js";
import { drawHello, drawTries } from "./view/start.js";
import { Talk, noteKey } from "./view/talk.js";
import { loadWords } from "./words.js";

const LANGUAGES = ["en", "zh"];
const AWAY_AFTER = 700;
const BACK_FOR = 2500;
const SLOW_DOWN = 1500;
const SPOKEN_FOR = 8000;

/** On a touch screen the keyboard would cover what one came to read. */
const TYPES = matchMedia("(pointer: fine)").matches;

const byId = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.stores = new Map();
    this.store = null;
    this.listening = null;
    this.room = null;
    this.away = false;
    this.back = false;
    this.drawer = false;
    this.trying = false;
    this.unfolded = new Set();
    this.shownOwn = null;
    const asked = new URLSearchParams(location.search);
    this.account = asked.get("as") ?? inWindow.get("as");
    this.language =
      [asked.get("language"), inWindow.get("language"), inBrowser.get("language")].find((each) =>
        LANGUAGES.includes(each),
      ) ?? (navigator.language.startsWith("zh") ? "zh" : "en");
    const url = new URL("socket", location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.connection = new Connection({
      url: url.href.split("?")[0],
      hello: () => this.#hello(),
      onFrame: (frame) => this.#take(frame),
      onAway: (away) => this.#away(away),
    });
    this.outbox = new Outbox(this.connection);
    this.talk = new Talk(this, {
      scroll: byId("scroll"),
      list: byId("talk"),
      newer: byId("newer"),
    });
    this.composer = new Composer(this, byId("composer"));
    this.forms = new FormDialog(this, byId("forms"));
  }

  async start() {
    await this.#loadWords();
    this.connection.open();
    this.#listen();
  }

  // Drawing

  /** Draw everything that has changed, once before the next picture. */
  draw() {
    if (this.drawing) return;
    this.drawing = true;
    const now = () => {
      this.drawing = false;
      this.#draw();
    };
    // A window in the background gets no pictures, but its title shows what is unread.
    if (document.hidden) setTimeout(now, 200);
    else requestAnimationFrame(now);
  }

  #draw() {
    mend(byId("bar"), drawBar(this));
    if (!this.store?.team || this.room === null) return;
    if (this.talk.sticks && !document.hidden) this.store.markRead(this.room);
    mend(byId("side"), ...drawSide(this));
    mend(byId("head"), ...drawHead(this));
    mend(byId("hello"), ...(drawHello(this) ?? []));
    mend(byId("tries"), ...(drawTries(this) ?? []));
    this.composer.draw();
    this.talk.draw();
    this.forms.draw();
    this.#runCountdowns();
    this.#drawDrawer();
    const unread = this.store.team.rooms.reduce((sum, { key }) => sum + this.store.unread(key), 0);
    document.title =
      (unread ? `(${unread}) ` : "") + this.say("page-title", { name: this.store.me.name });
    if (!("ready" in byId("page").dataset)) this.#begin();
  }

  // Count on, second by second, for as long as any clock runs.
  #runCountdowns() {
    clearTimeout(this.countdowns);
    const next = runCountdowns(this);
    if (next !== null) this.countdowns = setTimeout(() => this.#runCountdowns(), next);
  }

  #begin() {
    byId("page").dataset.ready = "";
    if (TYPES && !this.forms.open) this.composer.focus();
  }

  /** Draw again at a time, by this browser's clock. */
  drawAt(until) {
    if (this.next?.until <= until && this.next.until > Date.now()) return;
    clearTimeout(this.next?.timer);
    // One moment later: what is over at a time is still there just before it.
    const timer = setTimeout(() => this.draw(), until - Date.now() + 20);
    this.next = { until, timer };
  }

  #drawDrawer() {
    byId("page").classList.toggle("drawn", this.drawer);
    byId("main").inert = this.drawer;
  }

  /** Say something to those who hear the page. */
  announce(text) {
    const line = document.createElement("p");
    line.textContent = text;
    byId("spoken").append(line);
    setTimeout(() => line.remove(), SPOKEN_FOR);
  }

  // What the person does

  /** Say something in the open room; false where it is too long to be sent. */
  sayIt(said) {
    this.shownOwn = null;
    const item = this.outbox.add(this.account, { type: "say", room: this.room, ...said });
    if (!item) this.announceNote(this.say("refused-too-long"));
    this.talk.sticks = true;
    this.draw();
    return item !== null;
  }

  /** Press a button, unless its press is still on the way. */
  press({ room, ref }, token) {
    if (this.isBusy(ref, token)) return;
    // A note at the end of a room stands under nothing; its button is about what came last.
    const message = this.store.entries.has(ref) ? ref : this.store.inRoom(room).at(-1)?.ref;
    this.shownOwn = null;
    const under = this.#above(message);
    const offered = tokensOf(this.store.entries.get(ref)?.card);
    this.outbox.add(this.account, { type: "press", room, message, token, under }, ref, offered);
    this.draw();
  }

  /** Send a form. */
  submit({ room, anchor }, token, values) {
    this.shownOwn = null;
    const under = this.#above(anchor);
    return this.outbox.add(this.account, { type: "submit", room, token, values, under }, anchor);
  }

  // Return under which message stands what is opened from this one: under the card for all.
  #above(ref) {
    const entry = this.store.entries.get(ref);
    return entry?.kind === "card" && !entry.private ? ref : (entry?.under ?? null);
  }

  /** Whether a press is on the way. */
  isBusy(ref, token) {
    return this.outbox.pressed(ref, token);
  }

  /** Return the buttons of a message whose press is on the way. */
  busyTokens(ref) {
    return this.outbox.items
      .filter(({ frame, anchor }) => frame.type === "press" && anchor === ref)
      .map(({ frame }) => frame.token)
      .join();
  }

  fill(text) {
    this.composer.fill(text);
  }

  replyTo(entry) {
    this.composer.replyTo(entry);
  }

  /** Take a message that was refused back into the composer. */
  takeBack(item) {
    this.outbox.settle(item.frame.id);
    this.composer.takeBack(item.frame);
  }

  dismiss(key) {
    this.store.dismiss(key);
    this.draw();
  }

  putAway(entry) {
    this.store.putAway(entry.ref);
    this.draw();
  }

  /** Whether something stands in the open room already. */
  begun() {
    return (
      this.store.standing(this.room).length > 0 ||
      this.outbox.waiting(this.account, this.room).length > 0
    );
  }

  // Where one is, and as whom

  openRoom(key) {
    this.room = key;
    this.trying = false;
    inWindow.set(`room.${this.account}`, key);
    this.openDrawer(false);
    this.draw();
    if (TYPES) requestAnimationFrame(() => this.composer.focus());
  }

  openDrawer(open) {
    if (open === this.drawer) return;
    this.drawer = open;
    this.#drawDrawer();
    byId(open ? "side" : "head")
      .querySelector(open ? "[aria-current], button" : ".menu")
      ?.focus();
    this.draw();
  }

  speakAs(account) {
    if (account === this.account) return;
    if (!this.stores.get(account)?.team)
      this.stores.set(account, Store.expecting(account, this.store.team));
    this.account = account;
    this.#settleIn();
    this.connection.greet();
    // On a phone the drawer covers the talk that one wants to join.
    this.openDrawer(false);
    this.draw();
  }

  async speakLanguage(language) {
    const before = this.language;
    this.language = language;
    try {
      await this.#loadWords();
    } catch {
      // The server is away: the words of the other language are there, not here.
      this.language = before;
      return;
    }
    inBrowser.set("language", language);
    this.account = inWindow.get(`as.${language}`);
    this.#settleIn();
    this.connection.greet();
  }

  sawAll() {
    if (this.store?.markRead(this.room)) this.draw();
  }

  // Remember who speaks here, in the address too: a reload and a copied address keep it.
  #settleIn() {
    inWindow.set("language", this.language);
    if (!this.account) return;
    inWindow.set("as", this.account);
    inWindow.set(`as.${this.language}`, this.account);
    const address = new URL(location.href);
    address.search = new URLSearchParams({ as: this.account, language: this.language });
    history.replaceState(null, "", address);
    if (!this.stores.has(this.account)) this.stores.set(this.account, new Store(this.account));
    const store = this.stores.get(this.account);
    if (!store.team) return;
    this.store = store;
    const kept = inWindow.get(`room.${this.account}`);
    this.room = store.room(kept)?.key ?? store.team.rooms[0]?.key ?? null;
  }

  // What the server says

  #hello() {
    const store = this.stores.get(this.account);
    return {
      type: "hello",
      language: this.language,
      as: this.account,
      since: store?.seq ?? 0,
      epoch: store?.epoch ?? null,
    };
  }

  #take(frame) {
    const TAKES = {
      welcome: () => this.#welcome(frame),
      entries: () => this.#entries(frame.entries, true),
      entry: () => this.#entries([frame.entry], false),
      answer: () => this.#answer(frame),
      chosen: () => this.listening?.choose(frame.chosen),
      refused: () => this.#refused(frame),
    };
    TAKES[frame.type]?.();
    this.draw();
  }

  #welcome(frame) {
    const account = frame.me.key;
    if (!this.stores.has(account)) this.stores.set(account, new Store(account));
    // What follows on this socket is for whom the server greeted, even if another was chosen since.
    this.listening = this.stores.get(account);
    this.listening.welcome(frame);
    if (frame.language === this.language && (!this.account || this.account === account)) {
      const same = this.store === this.listening;
      this.account = account;
      if (!same) this.#settleIn();
    }
    // What is sent now arrives after the latest greeting, so it is of whoever was chosen last.
    this.outbox.flush(this.account);
    this.composer.retry();
    if (this.store === this.listening) this.forms.restore();
  }

  #entries(entries, caughtUp) {
    const store = this.listening;
    const first = store.seq === 0;
    const fresh = store.take(entries);
    for (const entry of entries) this.outbox.recognise(entry);
    if (store !== this.store) return;
    for (const entry of entries) if (entry.private && !entry.struck) this.shownOwn = entry;
    if (caughtUp && first) return;
    const others = fresh.filter(({ author, struck }) => author?.key !== this.account && !struck);
    this.talk.arrived(others.filter((entry) => entry.room === this.room).length);
    if (!caughtUp) for (const entry of others) this.#heard(entry);
  }

  #heard(entry) {
    const said = {
      name: nameOf(this, entry.author),
      text: textOf(entry),
      room: this.store.room(entry.room)?.title ?? "",
    };
    if (entry.private) this.announce(this.say("heard-private", said));
    else this.announce(this.say(entry.room === this.room ? "heard" : "heard-elsewhere", said));
  }

  #answer({ to, note, form, chosen }) {
    const item = this.outbox.settle(to);
    // An answer that is not waited for was given before the connection broke, and shown.
    if (!item || item.account !== this.account) return;
    const { type, room } = item.frame;
    const anchor = item.anchor ?? item.shown;
    // A form that is shown again, with what was wrong, was opened by the button that opened it.
    const pressed =
      type === "press"
        ? { button: item.frame.token, offered: item.offered }
        : { button: this.forms.open?.from.button, offered: this.forms.open?.from.offered };
    const from = { room, anchor, account: this.account, ...pressed };
    if (type === "submit" && !form) this.forms.answered(to);
    if (form) this.forms.show(form, from);
    if (chosen) this.store.choose(chosen);
    const key = this.store.note(room, anchor, note, chosen);
    if (note) this.announce(this.say("heard-private", { text: note.title ?? "" }));
    this.#reveal(note && noteKey(key), this.shownOwn?.ref);
    this.shownOwn = null;
  }

  // Bring what one was told into view, once it is drawn.
  #reveal(...keys) {
    const shown = keys.filter(Boolean);
    requestAnimationFrame(() => requestAnimationFrame(() => this.talk.reveal(shown)));
  }

  #refused({ to, why }) {
    if (why === "too-fast") return this.#slowDown();
    if (why === "hello-first") return this.connection.greet();
    if (why === "no-person" && !to) {
      this.account = null;
      inWindow.set("as", null);
      this.connection.greet();
      return;
    }
    const item = to && this.outbox.refuse(to, why);
    const says = this.say(`refused-${why}`);
    if (!item) return this.announce(says);
    if (item.frame.type === "say") return this.announce(says);
    this.outbox.settle(to);
    this.forms.refused(to, says);
    this.announceNote(says, item);
  }

  // Too many at once is no fault of what was said: it goes out again a little later.
  #slowDown() {
    clearTimeout(this.slowTimer);
    this.slowTimer = setTimeout(() => this.outbox.flush(this.account), SLOW_DOWN);
  }

  /** Say something under a message that only this window shows. */
  announceNote(text, item = null) {
    const card = { title: text, blocks: [], final: true, fleeting: true };
    const key = this.store.note(item?.frame.room ?? this.room, item?.anchor ?? null, card);
    this.announce(text);
    this.#reveal(noteKey(key));
  }

  #away(away) {
    clearTimeout(this.awayTimer);
    clearTimeout(this.backTimer);
    if (away && !this.away) {
      // A blink is not worth a word.
      this.awayTimer = setTimeout(() => {
        this.away = true;
        this.draw();
      }, AWAY_AFTER);
    } else if (!away && this.away) {
      this.away = false;
      this.back = true;
      this.backTimer = setTimeout(() => {
        this.back = false;
        this.draw();
      }, BACK_FOR);
    }
    this.draw();
  }

  // The window

  async #loadWords() {
    this.say = await loadWords(this.language);
    document.documentElement.lang = this.language === "zh" ? "zh-CN" : "en";
  }

  #listen() {
    byId("veil").onclick = () => this.openDrawer(false);
    addEventListener("keydown", (event) => event.key === "Escape" && this.openDrawer(false));
    matchMedia("(max-width: 760px)").addEventListener("change", () => this.openDrawer(false));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    document.addEventListener("visibilitychange", () => this.draw());
    onKept((name) => {
      // Another window in which the same person speaks was told something.
      for (const store of this.stores.values()) if (store.keeps(name)) store.recall();
      this.draw();
    });
    takeFiles(byId("main"), (files) => this.composer.attach(files));
  }
}

const page = new Page();
page.start().catch(() => setTimeout(() => location.reload(), 3000));
