// Hold what one person sees: rooms, entries by their ref, private notes, what was read.

import { inBrowser } from "./keep.js";

const MOST_KEPT = 100;
const NOTES = "notes";
const CHOSEN = "chosen";
const AWAY = "away";
/** Where things stand that are drawn under a message: its note, then what was opened from it. */
const NOTE = 0.1;
const UNDER = 0.2;

export class Store {
  constructor(account) {
    this.account = account;
    this.team = null;
    /** By how much the server's clock is ahead of this browser's. */
    this.ahead = 0;
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
    this.recall();
  }

  /**
   * Take up what this browser keeps of a person, over a reload and from another window: what they
   * were told, what they have chosen, what they have put away.
   */
  recall() {
    const fleeting = [...this.notes].filter(([, note]) => note.fleeting);
    this.notes = new Map([...this.#kept(NOTES), ...fleeting]);
    this.chosen = new Map(this.#kept(CHOSEN));
    this.away = new Set(this.#kept(AWAY));
  }

  /** Whether the browser keeps something of this person under a name. */
  keeps(name) {
    return [NOTES, CHOSEN, AWAY].some((what) => name === `${what}.${this.account}`);
  }

  #kept(what) {
    const kept = inBrowser.get(`${what}.${this.account}`);
    return kept && kept.epoch === this.epoch ? kept.items : [];
  }

  // Each by itself, and only what has changed here: other windows keep theirs in the same place.
  #keep(what, items) {
    inBrowser.set(`${what}.${this.account}`, { epoch: this.epoch, items: items.slice(-MOST_KEPT) });
  }

  #keepNotes() {
    const lasting = [...this.notes].filter(([, note]) => !note.fleeting);
    this.#keep(NOTES, lasting);
  }

  /** Take a greeting; one from another database makes all that is held worthless. */
  welcome(frame) {
    if (frame.epoch !== this.epoch) this.#forget(frame.epoch);
    this.team = frame;
    this.ahead = Date.parse(frame.now) - Date.now();
    if (frame.chosen) this.#keepChosen(new Map(frame.chosen.map(({ to, own }) => [to, own])));
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

  /** Return what stands in a room now; of what was opened twice from one message the latest. */
  standing(room) {
    const there = this.inRoom(room).filter(({ struck, ref }) => !struck && !this.away.has(ref));
    const latest = new Map(there.map((entry) => [keyOf(entry), entry]));
    return there.filter((entry) => latest.get(keyOf(entry)) === entry);
  }

  /** Return where an entry is drawn: what was opened from a message stands under that. */
  place(entry) {
    const above = entry.under && this.entries.get(entry.under);
    return above && !above.struck && above.room === entry.room
      ? above.order + UNDER
      : entry.order;
  }

  /**
   * Put a private answer under what it answers: an entry's ref, or null for the end of the room.
   * The next one about the same takes its place; none takes it away. Returns its key.
   */
  note(room, anchor, card, chosen = null) {
    const entry = anchor && this.entries.get(anchor);
    const key = entry?.under ?? anchor ?? `end-${crypto.randomUUID()}`;
    this.notes.delete(key);
    if (card) {
      const { lasts, fleeting, ...shown } = card;
      const order = entry?.order ?? this.inRoom(room).at(-1)?.order ?? 0;
      const until = lasts === null || lasts === undefined ? null : Date.now() + lasts * 1000;
      this.notes.set(key, { key, anchor, room, card: shown, order, until, fleeting, chosen });
    }
    this.#keepNotes();
    return key;
  }

  /** Return where a note is drawn. */
  placeOfNote({ anchor, order }) {
    const entry = anchor && this.entries.get(anchor);
    return (entry ? this.place(entry) : order) + NOTE;
  }

  /** Return the notes of a room, but none that says something else than what is chosen now. */
  notesIn(room) {
    return [...this.notes.values()].filter(
      (note) => note.room === room && (!note.chosen || this.#stillSo(note.chosen)),
    );
  }

  #stillSo({ to, own }) {
    return String(this.chosen.get(to)) === String(own);
  }

  dismiss(key) {
    this.notes.delete(key);
    this.#keepNotes();
  }

  /** Put away what was opened from a message; opened again it is there again. */
  putAway(ref) {
    this.away.add(ref);
    this.#keep(AWAY, [...this.away]);
  }

  /** Take what a person has chosen now, here or in another window. */
  choose({ to, own }) {
    this.chosen.delete(to);
    this.chosen.set(to, own);
    this.#keepChosen(this.chosen);
  }

  #keepChosen(chosen) {
    this.chosen = chosen;
    this.#keep(CHOSEN, [...chosen]);
  }

  /** Whether an answer is the person's own. */
  isChosen({ to, mark }) {
    return Boolean(mark) && Boolean(this.chosen.get(to)?.includes(mark));
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

// Tell an entry from others: what was opened again from the same message is the same.
function keyOf({ ref, under, view }) {
  return under ? `${under} ${view}` : ref;
}
