// Draw a room's talk: each message once, mended in place, private notes under what they answer.

import { clockOf } from "../clock.js";
import { h, icon, morph, rove } from "../dom.js";
import { drawEntry, drawNote, drawWaiting } from "./entry.js";

const NEAR_END = 48;
const MARGIN = 8;
const SAME_BREATH = 5 * 60 * 1000;

export class Talk {
  constructor(page, { scroll, list, newer }) {
    Object.assign(this, { page, scroll, list, newer });
    this.live = new Map();
    this.where = null;
    this.sticks = true;
    this.below = false;
    this.missed = 0;
    scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // Pictures and long words change heights late: whoever was at the end stays there.
    new ResizeObserver(() => this.sticks && this.toEnd()).observe(list);
    new ResizeObserver(() => this.sticks && this.toEnd()).observe(scroll);
  }

  /** Draw the room that is open. */
  draw() {
    const { page } = this;
    const where = `${page.store.account} ${page.room} ${page.language} ${page.store.epoch}`;
    const arriving = where === this.where;
    if (!arriving) {
      this.list.replaceChildren();
      this.live.clear();
      this.where = where;
      this.sticks = true;
    }
    this.scroll.setAttribute(
      "aria-label",
      page.say("talk-in", { room: page.store.room(page.room)?.title ?? "" }),
    );
    this.#place(this.#items(), arriving);
    if (this.sticks) this.toEnd();
    this.#drawNewer();
  }

  /** Count messages that came while one read further up. */
  arrived(count) {
    if (!this.sticks) this.missed += count;
  }

  /** Go to the newest message. */
  toEnd() {
    this.sticks = true;
    this.missed = 0;
    this.scroll.scrollTop = this.below ? this.scroll.scrollHeight : this.#rest();
  }

  // Return where the talk rests: at its end, but not so far that what only this person was shown
  // pushes out of sight a question whose clock runs.
  #rest() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    const end = scrollHeight - clientHeight;
    const timed = [...this.list.children].findLast((item) =>
      item.querySelector(".clock:not([hidden])"),
    );
    if (!timed) return end;
    for (let next = timed.nextElementSibling; next; next = next.nextElementSibling)
      if (!next.matches(".own, .note")) return end;
    const view = this.scroll.getBoundingClientRect();
    const box = timed.getBoundingClientRect();
    const first = scrollTop + box.top - view.top - MARGIN;
    const last = scrollTop + box.bottom - view.bottom + MARGIN;
    return Math.min(end, Math.max(first, last));
  }

  /** Bring what was just shown into view, the first of it before all, and let it light up. */
  reveal(keys) {
    const nodes = keys.map((key) => this.live.get(key)?.node).filter(Boolean);
    if (!nodes.length) return;
    const view = this.scroll.getBoundingClientRect();
    const boxes = nodes.map((node) => node.getBoundingClientRect());
    const top = Math.min(...boxes.map((box) => box.top));
    const bottom = Math.max(...boxes.map((box) => box.bottom));
    const fits = bottom - top + 2 * MARGIN <= view.height;
    const [first] = boxes;
    if (fits) this.#bring({ top, bottom }, view);
    else if (first.top > top) this.#bring(first, view);
    // What is too tall is read from its beginning, unless its end is there with what it offers.
    else if (nodes.length > 1 || bottom > view.bottom) this.#bring({ top, bottom: top }, view);
    for (const node of nodes) {
      node.classList.remove("lit");
      void node.offsetWidth; // The animation starts anew only after a layout.
      node.classList.add("lit");
    }
  }

  // Scroll no more than is needed to see something; a line without height comes to the top.
  #bring({ top, bottom }, view) {
    const above = top - MARGIN - view.top;
    const below = bottom + MARGIN - view.bottom;
    if (above < 0 || top === bottom) this.scroll.scrollTop += above;
    else if (below > 0) this.scroll.scrollTop += below;
  }

  #scrolled() {
    const above = this.#rest() - this.scroll.scrollTop;
    this.sticks = above < NEAR_END;
    this.below = above <= -NEAR_END;
    if (this.sticks && this.missed) {
      this.missed = 0;
      this.#drawNewer();
    }
    if (this.sticks) this.page.sawAll();
  }

  #drawNewer() {
    const { page } = this;
    if (!this.missed) this.newer.replaceChildren();
    else if (!this.newer.firstChild) {
      const go = () => {
        this.toEnd();
        page.sawAll();
        page.draw();
      };
      this.newer.append(
        h(
          "button",
          { type: "button", class: "newer-button", onclick: go },
          h("span", null, page.say("newer")),
          icon("down"),
        ),
      );
    }
  }

  // What stands in the list, in order: each with its key, a stamp of all that its drawing depends
  // on, and how it is drawn. What has the same stamp is not touched.
  #items() {
    const { page } = this;
    const found = [];
    const notes = page.store.notesIn(page.room);
    let before = null;
    let day = null;
    for (const entry of page.store.standing(page.room)) {
      const place = page.store.place(entry);
      if (place !== entry.order) {
        found.push(this.#entry(entry, "above", place));
        continue;
      }
      const today = clockOf(page).day(entry.at);
      if (today !== day) {
        found.push(this.#day(entry.at, today, entry.order - 0.5));
        [day, before] = [today, null];
      }
      found.push(this.#entry(entry, before, place));
      before = notes.some((note) => note.anchor === entry.ref) ? null : entry;
    }
    for (const note of notes) found.push(this.#note(note));
    found.sort((one, other) => one.order - other.order);
    for (const item of page.outbox.waiting(page.store.account, page.room))
      found.push(this.#waiting(item));
    return found;
  }

  #day(at, today, order) {
    const { page } = this;
    const name = () => clockOf(page).dayName(at, page.say);
    return {
      key: `day-${today}`,
      stamp: today,
      order,
      draw: () => h("li", { class: "day" }, h("span", null, name())),
    };
  }

  #entry(entry, before, order) {
    const { page } = this;
    const grouped = before === "above" || follows(entry, before);
    const quoted = entry.reply_to && page.store.entries.get(entry.reply_to);
    const open = [...page.unfolded].filter((id) => id.startsWith(`${entry.ref}.`));
    const mine = marksOf(page, entry.card);
    const busy = page.busyTokens(entry.ref);
    const stamp = [entry.seq, grouped, busy, open, quoted?.seq, mine].join(" ");
    return {
      key: entry.ref,
      stamp,
      order,
      draw: () => drawEntry(page, entry, grouped, quoted),
    };
  }

  #note(note) {
    const { page } = this;
    const over = note.until !== null && note.until <= Date.now();
    if (note.until !== null && !over) page.drawAt(note.until);
    const stamp = [JSON.stringify(note.card), page.busyTokens(note.key), over].join(" ");
    const order = page.store.placeOfNote(note);
    return { key: noteKey(note.key), stamp, order, draw: () => drawNote(page, note, over) };
  }

  #waiting(item) {
    const { page } = this;
    const late = page.away;
    const stamp = [late, item.why].join(" ");
    return {
      key: item.frame.id,
      stamp,
      order: Infinity,
      draw: () => drawWaiting(page, item, late),
    };
  }

  #place(items, arriving) {
    const keys = new Set(items.map((item) => item.key));
    const focused = document.activeElement;
    for (const [key, { node }] of this.live) {
      if (keys.has(key)) continue;
      // What held the focus has gone: the place to go on from is the composer.
      if (node.contains(focused)) this.page.composer.focus();
      node.remove();
      this.live.delete(key);
    }
    let next = this.list.firstChild;
    for (const item of items) {
      const known = this.live.get(item.key);
      if (!known) {
        const node = item.draw();
        node.classList.toggle("arrives", arriving);
        this.list.insertBefore(node, next);
        this.#settle(node);
        this.live.set(item.key, { node, stamp: item.stamp });
        continue;
      }
      if (known.stamp !== item.stamp) this.#mend(known, item);
      if (known.node === next) next = next.nextSibling;
      else this.list.insertBefore(known.node, next);
    }
  }

  #mend(known, item) {
    const held = known.node.contains(document.activeElement);
    morph(known.node, item.draw());
    known.stamp = item.stamp;
    this.#settle(known.node);
    // The button that was pressed may be gone: stay with its message.
    if (held && !known.node.contains(document.activeElement)) known.node.focus();
  }

  #settle(node) {
    for (const group of node.querySelectorAll("[role=toolbar]")) rove(group);
  }
}

/** Return the key of a note in the talk. */
export function noteKey(key) {
  return `note-${key}`;
}

function marksOf(page, card) {
  const options = (card?.blocks ?? []).flatMap((block) => block.options ?? []);
  return options.filter((option) => page.store.isChosen(option)).map(({ mark }) => mark);
}

function follows(entry, before) {
  return (
    Boolean(before) &&
    entry.kind === "talk" &&
    before.kind === "talk" &&
    !entry.reply_to &&
    before.author?.key === entry.author?.key &&
    new Date(entry.at) - new Date(before.at) < SAME_BREATH
  );
}
