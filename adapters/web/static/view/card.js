// Draw a card: its title, its blocks, its buttons. All of it is text that somebody may have typed.

import { h, icon } from "../dom.js";
import { drawCountdown } from "./countdown.js";

const LONG = 1200;
const MANY_LINES = 20;

/**
 * Draw a card. `at` says where: the room, the ref of the message (null under nothing), and whether
 * it is a note, whose title is a sentence and no heading.
 */
export function drawCard(page, card, at) {
  const shares = sharesOf(card);
  const title =
    card.title &&
    h(at.note ? "p" : "h2", { class: "title", dir: "auto", key: "title" }, card.title);
  return [
    title && folded(page, `${at.ref}.title`, card.title, title),
    ...card.blocks.map((block, number) => {
      if (block === shares?.choice) return null;
      const drawn =
        block === shares?.bars
          ? drawAnswers(page, shares.choice.options, at, block)
          : DRAW[block.kind]?.(page, block, at, number);
      if (drawn) drawn.dataset.key = `${number}-${block.kind}`;
      return drawn;
    }),
    drawCountdown(page, card),
  ];
}

/** Return a card's first words, for a list of rooms or a voice. */
export function cardText(card) {
  const text = card.blocks.find((block) => block.kind === "text");
  if (text) return card.title || text.spans.map((span) => span.text).join("");
  // A card of a file alone has no title but its team, if any: the file's name says what it is.
  const file = card.blocks.find((block) => block.kind === "file" || block.kind === "image");
  return [card.title, file?.name ?? file?.alt].filter(Boolean).join(" ");
}

/** Let a very long text begin folded, with a button that shows all of it. */
export function folded(page, id, text, element) {
  if (text.length < LONG && text.split("\n", MANY_LINES + 1).length <= MANY_LINES) return element;
  const open = page.unfolded.has(id);
  const toggle = () => {
    if (open) page.unfolded.delete(id);
    else page.unfolded.add(id);
    page.draw();
  };
  const label = open ? page.say("show-less") : page.say("show-all", { count: text.length });
  return h(
    "div",
    { class: open ? "fold" : "fold shut", key: element.dataset.key ?? "fold" },
    element,
    h(
      "button",
      { type: "button", class: "text-button", "aria-expanded": String(open), onclick: toggle },
      label,
    ),
  );
}

// Where a card shows shares and offers the same answers, the shares themselves are the buttons.
function sharesOf(card) {
  const bars = card.blocks.find((block) => block.kind === "bars");
  const choice = card.blocks.find((block) => block.kind === "choice");
  const same =
    bars &&
    choice &&
    bars.bars.length === choice.options.length &&
    bars.bars.every((bar, number) => bar.label === choice.options[number].label);
  return same ? { bars, choice } : null;
}

function drawSpans(spans) {
  return spans.map((span) => {
    let drawn = document.createTextNode(span.text);
    if (span.code) drawn = h("code", null, drawn);
    if (span.italic) drawn = h("em", null, drawn);
    if (span.bold) drawn = h("strong", null, drawn);
    if (span.mention) drawn = h("bdi", { class: "mention" }, drawn);
    const href = span.link && safeAddress(span.link);
    return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, drawn) : drawn;
  });
}

/** Return an address that may be followed, or null: never one that would run something here. */
function safeAddress(address) {
  const url = URL.canParse(address, location.href) ? new URL(address, location.href) : null;
  return url && ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
}

function drawButton(page, button, at, ...more) {
  const busy = page.isBusy(at.ref, button.token);
  return h(
    "button",
    {
      type: "button",
      class: `button ${button.weight ?? "plain"}`,
      key: button.token,
      "aria-haspopup": button.form ? "dialog" : null,
      "aria-disabled": busy ? "true" : null,
      onclick: () => page.press(at, button.token),
    },
    ...(more.length ? more : [h("span", { dir: "auto" }, button.label)]),
  );
}

function drawButtons(page, buttons, at, label) {
  const role = buttons.length > 1 ? { role: "toolbar", "aria-label": label } : {};
  return h(
    "div",
    { class: "buttons", ...role },
    buttons.map((button) => drawButton(page, button, at)),
  );
}

function drawAnswers(page, options, at, bars = null) {
  const role = {
    role: "toolbar",
    "aria-orientation": "vertical",
    "aria-label": page.say("answers"),
  };
  return h(
    "div",
    { class: "answers", ...role },
    options.map((option, number) => {
      const mine = page.store.isChosen(option);
      const count = bars?.bars[number].count;
      const drawn = drawButton(
        page,
        option,
        at,
        ...(bars ? [track(count, bars.of)] : []),
        h("span", { class: "label", dir: "auto" }, option.label),
        ...(mine ? [drawTick(page.say("yours"))] : []),
        ...(bars ? [drawCount(page, count)] : []),
      );
      drawn.classList.toggle("share", Boolean(bars));
      drawn.classList.toggle("mine", mine);
      return drawn;
    }),
  );
}

function drawTick(says) {
  return h("span", { class: "tick" }, icon("tick"), h("span", { class: "quiet" }, says));
}

function drawCount(page, count) {
  // The words are for those who only hear it; the bare number for those who see the bar.
  return h(
    "span",
    { class: "count" },
    h("span", { "aria-hidden": "true" }, String(count)),
    h("span", { class: "quiet" }, ` ${page.say("answered", { count })}`),
  );
}

function track(count, of) {
  const share = of ? Math.min(count / of, 1) : 0;
  return h("span", { class: "track", "aria-hidden": "true", vars: { "--share": String(share) } });
}

const DRAW = {
  text(page, block, at, number) {
    const text = block.spans.map((span) => span.text).join("");
    const aside = block.spans.every((span) => span.italic);
    const drawn = h("p", { class: aside ? "aside" : "line", dir: "auto" }, drawSpans(block.spans));
    return folded(page, `${at.ref}.${number}`, text, drawn);
  },
  list(page, block) {
    return h(
      "ul",
      { class: block.bare ? "list bare" : "list" },
      block.items.map((spans) => h("li", { dir: "auto" }, drawSpans(spans))),
    );
  },
  fields(page, block, at, number) {
    return h(
      "dl",
      { class: "fields" },
      block.rows.map(([label, value], row) =>
        h(
          "div",
          null,
          h("dt", null, label),
          h(
            "dd",
            null,
            folded(page, `${at.ref}.${number}.${row}`, value, h("p", { dir: "auto" }, value)),
          ),
        ),
      ),
    );
  },
  bars(page, block) {
    return h(
      "ul",
      { class: "answers" },
      block.bars.map((bar) =>
        h(
          "li",
          { class: bar.right ? "share right" : "share" },
          track(bar.count, block.of),
          h("span", { class: "label", dir: "auto" }, bar.label),
          bar.right ? drawTick(page.say("right")) : null,
          drawCount(page, bar.count),
        ),
      ),
    );
  },
  buttons(page, block, at) {
    return drawButtons(page, block.buttons, at, page.say("buttons"));
  },
  choice(page, block, at) {
    return drawAnswers(page, block.options, at);
  },
  link(page, block) {
    const href = safeAddress(block.url);
    const label = h("span", { dir: "auto" }, block.label);
    return h(
      "p",
      { class: "line" },
      href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, label) : label,
    );
  },
  image(page, block) {
    return drawPicture(block.url, block.alt, "picture chart");
  },
  file(page, block) {
    return drawFile(page, block);
  },
};

/** Draw a picture that links to itself in full. */
export function drawPicture(url, alt, classes = "picture") {
  return h(
    "a",
    { class: classes, href: url, target: "_blank", rel: "noopener" },
    h("img", { src: url, alt, loading: "lazy" }),
  );
}

/** Draw a file to be fetched. */
export function drawFile(page, { url, name, size }) {
  return h(
    "a",
    { class: "file", href: url, download: name, rel: "noopener" },
    icon("file"),
    h("bdi", { class: "name" }, name),
    size ? h("span", { class: "size" }, fileSize(page, size)) : null,
  );
}

/** Write a size as people read it. */
export function fileSize(page, bytes) {
  const [amount, unit] =
    bytes < 1e6 ? [Math.max(bytes / 1e3, 1), "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(page.language, {
    style: "unit",
    unit,
    maximumFractionDigits: 1,
  }).format(amount);
}
