// Draw the left side: the rooms, and who one speaks as.

import { h, icon } from "../dom.js";
import { avatar, nameOf, textOf } from "./entry.js";

/** Draw the rooms and the people. */
export function drawSide(page) {
  const { store } = page;
  return [
    h(
      "div",
      { class: "brand" },
      h("img", { src: "static/mark.svg", alt: "", width: "28", height: "28" }),
      h(
        "span",
        { dir: "auto" },
        store.team.bot,
        h("span", { class: "brand-team" }, store.team.team),
      ),
      h(
        "button",
        {
          type: "button",
          class: "icon-button drawer-close",
          "aria-label": page.say("close-rooms"),
          onclick: () => page.openDrawer(false),
        },
        icon("close"),
      ),
    ),
    h(
      "nav",
      { class: "rooms", "aria-label": page.say("rooms") },
      h("h2", { class: "caption" }, page.say("rooms")),
      h(
        "ul",
        null,
        store.team.rooms.map((room) => drawRoom(page, room)),
      ),
    ),
    h(
      "section",
      { class: "people", "aria-labelledby": "people-label" },
      h("h2", { class: "caption", id: "people-label" }, page.say("speak-as")),
      h(
        "ul",
        null,
        store.team.people.map((person) => drawPerson(page, person)),
      ),
    ),
  ];
}

function drawRoom(page, room) {
  const { store } = page;
  const last = store.standing(room.key).at(-1);
  const unread = store.unread(room.key);
  const here = room.key === page.room;
  const line = last
    ? page.say("last-line", { name: nameOf(page, last.author), text: textOf(last) })
    : page.say("nothing-yet");
  return h(
    "li",
    { key: room.key },
    h(
      "button",
      {
        type: "button",
        class: "room",
        "aria-current": here ? "true" : null,
        onclick: () => page.openRoom(room.key),
      },
      h("span", { class: "room-title", dir: "auto" }, roomTitle(page, room)),
      h("span", { class: "room-line", dir: "auto" }, line),
      unread
        ? h(
            "span",
            { class: "unread" },
            h("span", { "aria-hidden": "true" }, unread > 99 ? "99+" : String(unread)),
            h("span", { class: "quiet" }, page.say("unread", { count: unread })),
          )
        : null,
    ),
  );
}

/** Return what a room is called; a private chat is called by whom one talks to. */
export function roomTitle(page, room) {
  return room.kind === "private" ? page.store.team.bot : room.title;
}

/** Return of which sort a room is: one is alone with the bot there, with all, or with some. */
export function sortOf(room) {
  if (room.kind === "private") return "private";
  return room.purpose === "main" ? "main" : "other";
}

function drawPerson(page, person) {
  const me = person.key === page.store.account;
  const waiting = page.outbox.count(person.key);
  const another = new URL(location.pathname, location.href);
  another.searchParams.set("as", person.key);
  another.searchParams.set("language", page.language);
  return h(
    "li",
    { class: "person", key: person.key },
    h(
      "button",
      {
        type: "button",
        class: "person-button",
        "aria-pressed": String(me),
        onclick: () => page.speakAs(person.key),
      },
      avatar(page, person),
      h(
        "span",
        { class: "person-text" },
        h("bdi", { class: "name" }, person.name),
        h(
          "span",
          { class: "role" },
          !me && waiting
            ? page.say("things-wait", { count: waiting })
            : page.say(`role-${person.role}`),
        ),
      ),
    ),
    h(
      "a",
      {
        class: "icon-button",
        href: another.href,
        target: "_blank",
        rel: "noopener",
        "aria-label": page.say("another-window", { name: person.name }),
        title: page.say("another-window", { name: person.name }),
      },
      icon("window"),
    ),
  );
}
