// Keep what a person did until the server has answered it: over a reload, and over its absence.

import { inWindow } from "./keep.js";

/** More than the server reads in one frame would be refused unread. */
const MOST_BYTES = 64 * 1024;

export class Outbox {
  constructor(connection) {
    this.connection = connection;
    this.items = inWindow.get("outbox", []);
  }

  /**
   * Do something as somebody: send it now, or when the server is back, under the same id each time,
   * so that it happens once. `anchor` is the message that it is about, with what that `offered`.
   * Returns null where it is too long to be sent at all.
   */
  add(account, frame, anchor = null, offered = []) {
    const sent = { ...frame, id: crypto.randomUUID() };
    if (new TextEncoder().encode(JSON.stringify(sent)).length > MOST_BYTES) return null;
    const item = {
      frame: sent,
      account,
      anchor,
      offered,
      at: new Date().toISOString(),
      shown: null,
      why: null,
    };
    this.items.push(item);
    this.connection.send(sent);
    this.#keep();
    return item;
  }

  /** Send again what a person did and the server has not answered, in order. */
  flush(account) {
    for (const item of this.items) {
      if (item.account === account && !item.why) this.connection.send(item.frame);
    }
  }

  find(id) {
    return this.items.find((item) => item.frame.id === id) ?? null;
  }

  /** Take away what was answered, and return it. */
  settle(id) {
    const item = this.find(id);
    this.items = this.items.filter((each) => each !== item);
    this.#keep();
    return item;
  }

  /** Note why the server would not take something; it stays until the person has dealt with it. */
  refuse(id, why) {
    const item = this.find(id);
    if (item) item.why = why;
    this.#keep();
    return item;
  }

  /** Recognise an entry as something that was said here: it now stands for what is waiting. */
  recognise(entry) {
    const item = this.items.find(
      ({ frame, account, shown }) =>
        !shown &&
        frame.type === "say" &&
        account === entry.author?.key &&
        frame.room === entry.room &&
        frame.text.trim() === entry.text.trim(),
    );
    if (!item) return;
    item.shown = entry.ref;
    this.#keep();
  }

  /** What somebody said in a room and nobody has seen yet. */
  waiting(account, room) {
    return this.items.filter(
      ({ frame, account: by, shown }) =>
        frame.type === "say" && by === account && frame.room === room && !shown,
    );
  }

  /** How many things of somebody wait to be sent. */
  count(account) {
    return this.items.filter((item) => item.account === account && !item.why).length;
  }

  /** Whether a button was pressed that has not been answered. */
  pressed(ref, token) {
    return this.items.some(
      ({ frame, anchor, why }) =>
        !why && frame.type === "press" && anchor === ref && frame.token === token,
    );
  }

  #keep() {
    inWindow.set("outbox", this.items.length ? this.items : null);
  }
}
