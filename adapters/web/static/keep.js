// Keep things in the browser: for this window (over a reload), or for the whole browser.

const PREFIX = "muster.";

class Shelf {
  constructor(storage) {
    this.storage = storage;
  }

  /** Return what was kept under a name, or `otherwise`. */
  get(name, otherwise = null) {
    try {
      const kept = this.storage.getItem(PREFIX + name);
      return kept === null ? otherwise : JSON.parse(kept);
    } catch {
      return otherwise;
    }
  }

  /** Keep a value; null takes it away. */
  set(name, value) {
    try {
      if (value === null) this.storage.removeItem(PREFIX + name);
      else this.storage.setItem(PREFIX + name, JSON.stringify(value));
    } catch {
      // A full or forbidden storage: the page goes on, only a reload would forget.
    }
  }
}

function storageOf(name) {
  try {
    return window[name];
  } catch {
    return null; // Some browsers throw at the mere mention; Shelf then keeps nothing.
  }
}

/** Hear by its name what another window has kept for all. */
export function onKept(hear) {
  addEventListener("storage", ({ key }) => key?.startsWith(PREFIX) && hear(key.slice(PREFIX.length)));
}

/** This window's: who speaks here, what is typed, what waits to be sent. */
export const inWindow = new Shelf(storageOf("sessionStorage"));

/** All windows': what was read, the language. */
export const inBrowser = new Shelf(storageOf("localStorage"));
