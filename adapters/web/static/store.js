// Hold what one person sees: rooms, entries by their ref, private notes, what was read.

import { inBrowser } from "./keep.js";

export class Store {
  constructor(account) {
    this.account = account;
    this.team = null;
    this.#forget(null);
  }

  /** Make what a team-mate will see, for as long as the server has not said it. */
  static expecting(account, team) {
    const store = new Store(account);
    const own = { key: `private:${account}`, title: "", kind: "private", purpose: "" };
    const rooms = [...team.rooms.filter((room) => room.kind === "group"), own];
    store.team = { ...team, me: team.people.find((person) => person.key === account), rooms };
    return store;
  }

  #forget(epoch) {
    this.epoch = epoch;
    this.seq = 0;
    this.entries = new Map();
    this.byRoom = new Map();
    this.notes = new Map();
    const kept = inBrowser.get(`read.${this.account}`);
    this.read = kept?.epoch === epoch ? kept.rooms : {};
  }

  /** Take a greeting; one from another database makes all that is held worthless. */
  welcome(frame) {
    if (frame.epoch !== this.epoch) this.#forget(frame.epoch);
    this.team = frame;
  }

  get me() {
    return this.team?.me;
  }

  room(key) {
    return this.team?.rooms.find((room) => room.key === key) ?? null;
  }

  /** Take entries, new ones and changed ones; return those that are new. */
  take(entries) {
    const fresh = entries.filter((entry) => !this.entries.has(entry.ref));
    for (const entry of entries) {
      if ((this.entries.get(entry.ref)?.seq ?? -1) > entry.seq) continue;
      this.entries.set(entry.ref, entry);
      this.seq = Math.max(this.seq, entry.seq);
      this.byRoom.delete(entry.room);
    }
    return fresh;
  }

  /** Return a room's entries in the order of their first appearance. */
  inRoom(room) {
    let found = this.byRoom.get(room);
    if (!found) {
      found = [...this.entries.values()].filter((entry) => entry.room === room);
      found.sort((one, other) => one.order - other.order);
      this.byRoom.set(room, found);
    }
    return found;
  }

  /** Return what stands in a room now. */
  standing(room) {
    return this.inRoom(room).filter((entry) => !entry.struck);
  }

  /**
   * Put a private answer under what it answers: an entry's ref, or null for the end of the room.
   * The next one there takes its place; none takes it away.
   */
  note(room, anchor, card) {
    const key = anchor ?? `end-${this.notes.size}`;
    this.notes.delete(key);
    if (!card) return;
    const last = this.inRoom(room).at(-1)?.order ?? 0;
    const order = (anchor && this.entries.get(anchor)?.order) ?? last;
    this.notes.set(key, { key, anchor, room, card, order: order + 0.5 });
  }

  dismiss(key) {
    this.notes.delete(key);
  }

  /** Count what a person has not seen yet: new messages of others, not changes. */
  unread(room) {
    const read = this.read[room] ?? 0;
    return this.standing(room).filter(
      (entry) => entry.order > read && entry.author?.key !== this.account,
    ).length;
  }

  /** Remember that a room was read to its end; return whether that is news. */
  markRead(room) {
    const last = this.inRoom(room).at(-1)?.order ?? 0;
    if ((this.read[room] ?? 0) >= last) return false;
    this.read[room] = last;
    inBrowser.set(`read.${this.account}`, { epoch: this.epoch, rooms: this.read });
    return true;
  }
}
