// Hold the connection: open it, greet, notice that it died, come back with growing patience.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
const PING_EVERY = 20_000;
const PONG_WITHIN = 5_000;
const ANSWER_WITHIN = 2_000;
const STEADY_AFTER = 5_000;
const GREETED_WITHIN = 10_000;

/**
 * A connection that outlives its sockets. `hello()` makes the first frame of each; `onFrame(frame)`
 * gets what the server says; `onAway(away)` hears when the server is gone and back. The server is
 * back when it has answered the greeting, not when a proxy has opened a socket.
 */
export class Connection {
  constructor({ url, hello, onFrame, onAway }) {
    Object.assign(this, { url, hello, onFrame, onAway });
    this.socket = null;
    this.ready = false;
    this.tries = 0;
    this.timers = {};
    addEventListener("online", () => this.open());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !this.ready) this.open();
    });
  }

  /** Connect now, unless that is under way. */
  open() {
    if (this.socket) return;
    clearTimeout(this.timers.retry);
    const socket = (this.socket = new WebSocket(this.url));
    socket.onopen = () => this.#hail(socket);
    socket.onmessage = (event) => this.#read(socket, event.data);
    socket.onclose = () => this.#drop(socket);
  }

  /** Greet again on the same socket, to speak as somebody else. */
  greet() {
    this.ready = false;
    if (this.socket?.readyState === WebSocket.OPEN) this.#hail(this.socket);
    else this.open();
  }

  /** Send a frame if the server is there; otherwise whoever asks keeps it. */
  send(frame) {
    if (!this.ready) return false;
    this.#write(frame);
    // Silence after something was asked for may mean that the line is dead: look sooner.
    this.#later("ping", ANSWER_WITHIN, () => this.#ping(this.socket));
    return true;
  }

  #hail(socket) {
    this.#write(this.hello());
    this.#later("dead", GREETED_WITHIN, () => this.#drop(socket));
  }

  #write(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  #read(socket, data) {
    if (socket !== this.socket) return;
    clearTimeout(this.timers.dead);
    this.#later("ping", PING_EVERY, () => this.#ping(socket));
    const frame = JSON.parse(data);
    if (frame.type === "pong") return;
    if (frame.type === "welcome") {
      this.ready = true;
      // A server that greets and falls over at once deserves as much patience as none.
      this.#later("steady", STEADY_AFTER, () => (this.tries = 0));
      this.onAway(false);
    }
    this.onFrame(frame);
  }

  #ping(socket) {
    this.#write({ type: "ping" });
    this.#later("dead", PONG_WITHIN, () => this.#drop(socket));
  }

  #drop(socket) {
    if (socket !== this.socket) return;
    socket.onclose = null;
    socket.close();
    this.socket = null;
    this.ready = false;
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
    // Chance spreads the windows out: a server that comes back is not greeted by all at once.
    const wait = Math.min(FIRST_WAIT * 2 ** this.tries, LONGEST_WAIT) * (0.5 + Math.random());
    this.tries += 1;
    this.#later("retry", wait, () => this.open());
    this.onAway(true);
  }

  #later(name, wait, act) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(act, wait);
  }
}
