// The first minute: what this is, and lines to try. It steps aside once something has begun.

import { h, icon } from "../dom.js";
import { sortOf } from "./side.js";

const TOGETHER = ["meet", "poll", "roll"];
const LEADING = ["quiz", "shifts", "essay", "digest"];
/** How many of those a greeting shows: on a phone it is to be read without scrolling. */
const FIRST = 2;
const ALONE = ["mine"];
const LEADING_ALONE = ["roster", "remind"];

/** Draw the greeting of a room in which nothing stands yet; null where something does. */
export function drawHello(page) {
  const room = page.store.room(page.room);
  if (!room || page.begun()) return null;
  const kind = sortOf(room);
  return [
    h("img", { src: "static/mark.svg", alt: "", width: "56", height: "56" }),
    h("h2", { dir: "auto" }, page.say(`hello-${kind}`, { bot: page.store.team.bot })),
    h(
      "p",
      { dir: "auto" },
      page.say(`hello-${kind}-more`, { bot: page.store.team.bot, me: page.store.me.name }),
    ),
    h(
      "ul",
      { class: "try-list" },
      linesFor(page, room, FIRST).map((name) =>
        h(
          "li",
          null,
          h(
            "button",
            { type: "button", class: "try", onclick: () => page.fill(page.say(`try-${name}`)) },
            h("span", { class: "try-label" }, page.say(`try-${name}-label`)),
            h("span", { class: "try-text" }, page.say(`try-${name}`)),
          ),
        ),
      ),
    ),
  ];
}

/** Draw the small button that brings the lines to try back, and the lines while they are open. */
export function drawTries(page) {
  const room = page.store.room(page.room);
  if (!room || !page.begun()) return drawLeft(page);
  const toggle = () => {
    page.trying = !page.trying;
    page.draw();
  };
  const take = (name) => {
    page.trying = false;
    page.fill(page.say(`try-${name}`));
    page.draw();
  };
  return [
    ...drawLeft(page),
    h(
      "button",
      {
        type: "button",
        class: "text-button",
        "aria-expanded": String(page.trying),
        onclick: toggle,
        key: "toggle",
      },
      icon("idea"),
      h("span", null, page.say("try")),
    ),
    ...(page.trying ? linesFor(page, room) : []).map((name) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          key: name,
          onclick: () => take(name),
        },
        page.say(`try-${name}-label`),
      ),
    ),
  ];
}

// A form that was left half filled in can be taken up again, or given up.
function drawLeft(page) {
  const left = page.forms.unfinished;
  if (!left) return [];
  const { title } = left.form;
  const forgo = () => {
    page.forms.forgo();
    page.composer.focus();
    page.draw();
  };
  return [
    h(
      "span",
      { class: "left", key: "left" },
      h(
        "button",
        { type: "button", class: "chip", onclick: () => page.forms.resume() },
        page.say("form-left", { title }),
      ),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": page.say("forgo-form", { title }),
          title: page.say("forgo-form", { title }),
          onclick: forgo,
        },
        icon("close"),
      ),
    ),
  ];
}

function linesFor(page, room, most) {
  const leads = ["organiser", "admin"].includes(page.store.me.role);
  const [all, leading] =
    room.kind === "private" ? [ALONE, LEADING_ALONE] : [TOGETHER, LEADING];
  return [...all, ...(leads ? leading.slice(0, most) : []), "help"];
}
