// The clock on a card: how long what it offers can be had, counted down in this window alone.

import { h } from "../dom.js";

const SOON = 5;

/** Draw the clock of a card, or null where none runs. */
export function drawCountdown(page, card) {
  if (!card?.clock) return null;
  const { until, seconds } = card.clock;
  const clock = h(
    "p",
    { class: "clock", role: "timer", key: "clock", "data-until": until, "data-seconds": seconds },
    h("span", { class: "clock-left" }),
    h("span", { class: "clock-track", "aria-hidden": "true" }),
  );
  set(page, clock);
  return clock;
}

/** Let all clocks go on; return the milliseconds until one of them shows another second. */
export function runCountdowns(page) {
  const left = [...document.querySelectorAll(".clock")].map((clock) => set(page, clock));
  const running = left.filter((each) => each > 0);
  return running.length ? Math.min(...running.map((each) => each % 1000 || 1000)) : null;
}

// A clock that has run out says nothing: whether an answer still counts only the server knows.
function set(page, clock) {
  const { until, seconds } = clock.dataset;
  const left = Date.parse(until) - Date.now() - page.store.ahead;
  const shown = Math.min(Math.ceil(left / 1000), Math.ceil(seconds));
  clock.hidden = shown <= 0;
  clock.classList.toggle("soon", shown <= SOON);
  const time = `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
  clock.querySelector(".clock-left").textContent = page.say("clock", { time });
  clock.style.setProperty("--share", String(Math.max(shown - 1, 0) / seconds));
  return left;
}
