// Draw one message: somebody's words, a card, a private note, or what waits to be sent.

import { clockOf } from "../clock.js";
import { h, icon } from "../dom.js";
import { cardText, drawCard, drawFile, drawPicture, folded } from "./card.js";

/**
 * Draw a message. A grouped one goes on where the same person left off; what was opened from a
 * message belongs to it, and can be put away.
 */
export function drawEntry(page, entry, grouped, quoted) {
  const mine = entry.author?.key === page.store.account;
  const classes = [
    "entry",
    entry.kind,
    mine && "mine",
    grouped && "grouped",
    entry.private && "own",
  ];
  return h(
    "li",
    { class: classes.filter(Boolean).join(" "), tabindex: "-1", "data-ref": entry.ref },
    grouped ? null : avatar(page, entry.author),
    h(
      "div",
      { class: "body" },
      grouped ? null : byline(page, entry),
      quoted ? h("p", { class: "quote", dir: "auto" }, textOf(quoted)) : null,
      entry.private
        ? h(
            "div",
            { class: "own-head" },
            onlyYou(page),
            // What is kept up to date comes again when one asks for it.
            entry.under || !entry.view ? putAwayButton(page, entry) : null,
          )
        : null,
      entry.kind === "card" && entry.card
        ? h(
            "div",
            { class: "card-box" },
            drawCard(page, entry.card, { room: entry.room, ref: entry.ref }),
          )
        : drawSaid(page, entry),
      entry.files?.length
        ? h(
            "div",
            { class: "files" },
            entry.files.map((file) => drawSent(page, file)),
          )
        : null,
    ),
    entry.private ? null : replyButton(page, entry),
  );
}

function byline(page, entry) {
  return h(
    "div",
    { class: "by" },
    h("bdi", { class: "name" }, nameOf(page, entry.author)),
    h("time", { datetime: entry.at }, clockOf(page).time(entry.at)),
    entry.edited ? h("span", { class: "edited" }, page.say("changed")) : null,
  );
}

function drawSaid(page, entry) {
  if (!entry.text) return null;
  const to = entry.addressed
    ? h("span", { class: "mention" }, page.say("to-bot", { bot: page.store.team.bot }))
    : null;
  const said = h(
    "p",
    { class: "said", dir: "auto" },
    to,
    to ? " " : null,
    h("span", null, entry.text),
  );
  return folded(page, `${entry.ref}.said`, entry.text, said);
}

function drawSent(page, file) {
  return /^image\/(png|jpeg|gif|webp)$/.test(file.kind)
    ? drawPicture(file.url, file.name)
    : drawFile(page, file);
}

/** Draw a private answer; what it offered is `over` after a while. */
export function drawNote(page, note, over) {
  const card = over ? { ...note.card, blocks: [] } : note.card;
  const at = { room: note.room, ref: note.key, anchor: note.anchor, note: true };
  const dismiss = () => page.dismiss(note.key);
  return h(
    "li",
    { class: "note", tabindex: "-1" },
    h(
      "div",
      { class: "note-box" },
      onlyYou(page),
      h("div", { class: "note-text" }, drawCard(page, card, at)),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": page.say("dismiss"),
          onclick: dismiss,
        },
        icon("close"),
      ),
    ),
  );
}

/** Draw what was said here and has not come back from the server; `late` while that is away. */
export function drawWaiting(page, item, late) {
  const { text, files } = item.frame;
  const state = item.why
    ? page.say(`refused-${item.why}`)
    : late
      ? page.say("waiting")
      : page.say("sending");
  return h(
    "li",
    { class: item.why ? "entry talk mine refused" : "entry talk mine waiting", tabindex: "-1" },
    avatar(page, page.store.me),
    h(
      "div",
      { class: "body" },
      h(
        "div",
        { class: "by" },
        h("bdi", { class: "name" }, nameOf(page, page.store.me)),
        h("span", { class: "state" }, state),
      ),
      text ? h("p", { class: "said", dir: "auto" }, text) : null,
      files?.length ? h("p", { class: "said" }, files.map((file) => file.name).join(", ")) : null,
      item.why
        ? h(
            "div",
            { class: "buttons" },
            h(
              "button",
              { type: "button", class: "button plain", onclick: () => page.takeBack(item) },
              page.say("edit-again"),
            ),
          )
        : null,
    ),
  );
}

function onlyYou(page) {
  return h("p", { class: "only-you" }, icon("eye"), h("span", null, page.say("only-you")));
}

function replyButton(page, entry) {
  const label = page.say("reply-to", { name: nameOf(page, entry.author) });
  return h(
    "button",
    {
      type: "button",
      class: "icon-button reply",
      "aria-label": label,
      title: page.say("reply"),
      onclick: () => page.replyTo(entry),
    },
    icon("reply"),
  );
}

function putAwayButton(page, entry) {
  return h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": page.say("put-away"),
      title: page.say("put-away"),
      onclick: () => page.putAway(entry),
    },
    icon("close"),
  );
}

/** Draw somebody's picture: the first letter of the name, or the bot's mark. */
export function avatar(page, author) {
  if (!author)
    return h("img", {
      class: "avatar",
      src: "static/mark.svg",
      alt: "",
      width: "36",
      height: "36",
    });
  const number = page.store.team.people.findIndex((person) => person.key === author.key);
  return h(
    "span",
    { class: "avatar", "data-person": String(Math.max(number, 0) % 4), "aria-hidden": "true" },
    [...new Intl.Segmenter().segment(author.name)][0]?.segment ?? "",
  );
}

/** Return the first words of an entry, on one line. */
export function textOf(entry) {
  const text =
    entry.text || (entry.card ? cardText(entry.card) : "") || entry.files?.[0]?.name || "";
  return text.replace(/\s+/g, " ").slice(0, 160);
}

/** Return the name of whoever wrote something. */
export function nameOf(page, author) {
  return author ? author.name : page.store.team.bot;
}
