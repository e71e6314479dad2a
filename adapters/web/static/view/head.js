// Draw the head of a room, and the bar that says when the server is away.

import { h, icon } from "../dom.js";
import { inBrowser } from "../keep.js";
import { roomTitle, sortOf } from "./side.js";

const OTHER = { en: ["zh", "中文", "zh-CN"], zh: ["en", "English", "en"] };
const dark = matchMedia("(prefers-color-scheme: dark)");

/** Draw the room's title and the switches of the page. */
export function drawHead(page) {
  const room = page.store.room(page.room);
  const [language, name, tag] = OTHER[page.language];
  const night = isDark();
  const elsewhere = page.store.team.rooms.some(
    (each) => each.key !== page.room && page.store.unread(each.key),
  );
  return [
    h(
      "button",
      {
        type: "button",
        class: "icon-button menu",
        "aria-expanded": String(page.drawer),
        "aria-controls": "side",
        "aria-label": page.say(elsewhere ? "open-rooms-unread" : "open-rooms"),
        onclick: () => page.openDrawer(true),
      },
      icon("rooms"),
      elsewhere ? h("span", { class: "dot" }) : null,
    ),
    h(
      "div",
      { class: "where" },
      h("h1", { dir: "auto" }, room ? roomTitle(page, room) : ""),
      h("p", { dir: "auto" }, room ? page.say(`room-${sortOf(room)}`) : ""),
    ),
    h(
      "button",
      {
        type: "button",
        class: "switch",
        lang: tag,
        "aria-label": name,
        onclick: () => page.speakLanguage(language),
      },
      icon("globe"),
      h("span", null, name),
    ),
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-pressed": String(night),
        "aria-label": page.say("dark"),
        title: page.say("dark"),
        onclick: () => switchTheme(page),
      },
      icon(night ? "sun" : "moon"),
    ),
  ];
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : dark.matches;
}

function switchTheme(page) {
  const theme = isDark() ? "light" : "dark";
  // Back at what the system says, there is no choice to keep: it may follow the sun again.
  const chosen = (theme === "dark") === dark.matches ? null : theme;
  inBrowser.set("theme", chosen);
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
  page.draw();
}

/** Draw the bar: the server is away, or just back; null where there is nothing to say. */
export function drawBar(page) {
  if (page.away) {
    const waiting = page.outbox.count(page.store?.account);
    return [
      icon("away"),
      h("p", null, waiting ? page.say("away-waiting", { count: waiting }) : page.say("away")),
      h(
        "button",
        { type: "button", class: "text-button", onclick: () => page.connection.open() },
        page.say("try-now"),
      ),
    ];
  }
  return page.back ? [h("p", null, page.say("back"))] : null;
}
