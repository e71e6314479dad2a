// Make elements and mend them in place. What people typed goes in as text nodes, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** Attributes that belong to the live element: where the focus roves, what somebody opened. */
const OWN = new Set(["style", "tabindex", "open"]);
const HANDLERS = ["onclick", "onkeydown", "oninput", "onchange", "onsubmit"];

/**
 * Make an element. Properties are attributes, except `on…` (handlers), `key` (who it is among its
 * siblings when they are mended) and `vars` (custom properties of CSS, which the page's policy
 * allows where it forbids style attributes). Children that are null or false are left out.
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node[name] = value;
    else if (name === "key") node.dataset.key = value;
    else if (name === "vars") {
      for (const [variable, text] of Object.entries(value)) node.style.setProperty(variable, text);
    } else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

/** Draw one of our small line icons; they are decoration, the words stand beside them. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Turn the children of `parent` into `wanted`, keeping every element that can stay. */
export function mend(parent, ...wanted) {
  const nodes = h("div", null, ...wanted).childNodes;
  mendChildren(parent, [...nodes]);
}

/** Turn a live element into a drawn one; its focus, its scroll and its running motion survive. */
export function morph(live, drawn) {
  for (const { name } of [...live.attributes]) {
    if (!OWN.has(name) && !drawn.hasAttribute(name)) live.removeAttribute(name);
  }
  for (const { name, value } of drawn.attributes) {
    if (!OWN.has(name) && live.getAttribute(name) !== value) live.setAttribute(name, value);
  }
  if (live.style.cssText !== drawn.style.cssText) live.style.cssText = drawn.style.cssText;
  for (const handler of HANDLERS) live[handler] = drawn[handler];
  mendChildren(live, [...drawn.childNodes]);
}

function mendChildren(parent, wanted) {
  const keys = new Set(wanted.map(keyOf).filter(Boolean));
  const kept = new Map();
  for (const node of [...parent.childNodes]) {
    const key = keyOf(node);
    // Gone ones go first: the others then need not move, and moving would cost them the focus.
    if (key && !keys.has(key)) node.remove();
    else if (key) kept.set(key, node);
  }
  let next = parent.firstChild;
  for (const drawn of wanted) {
    const key = keyOf(drawn);
    const live = key ? kept.get(key) : next && !keyOf(next) ? next : null;
    if (!live || live.nodeName !== drawn.nodeName) {
      parent.insertBefore(drawn, next);
      continue;
    }
    if (live === next) next = next.nextSibling;
    else parent.insertBefore(live, next);
    if (live.nodeType === Node.ELEMENT_NODE) morph(live, drawn);
    else if (live.data !== drawn.data) live.data = drawn.data;
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

function keyOf(node) {
  return node.dataset?.key;
}

/**
 * Let a group of buttons be one stop of the Tab key, with the arrow keys going round inside. Call
 * it again after the group was mended.
 */
export function rove(group) {
  const items = [...group.querySelectorAll("button")];
  const here =
    items.find((item) => item.tabIndex === 0 && item.hasAttribute("tabindex")) ?? items[0];
  for (const item of items) item.tabIndex = item === here ? 0 : -1;
  group.onkeydown = (event) => {
    const at = items.indexOf(document.activeElement);
    const to = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = items[(to + items.length) % items.length];
    for (const item of items) item.tabIndex = item === next ? 0 : -1;
    next.focus();
  };
}

const ICONS = {
  send: "M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4",
  attach:
    "m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.6 8.5a1.7 1.7 0 0 1-2.4-2.4L14.5 7.5",
  rooms: "M4 7h16M4 12h16M4 17h10",
  close: "m6 6 12 12M18 6 6 18",
  window: "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  reply: "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1",
  down: "M12 5v14M6 13l6 6 6-6",
  file: "M6 3h8l4 4v14H6V3Zm8 0v4h4",
  tick: "m5 12.5 4.5 4.5L19 7.5",
  idea: "M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 2V16h5v-.1c0-.8.4-1.5 1-2A6 6 0 0 0 12 3Z",
  globe:
    "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3.5 12h17M12 3c2.5 2.6 3.8 5.6 3.8 9s-1.3 6.4-3.8 9c-2.5-2.6-3.8-5.6-3.8-9S9.5 5.6 12 3Z",
  away: "M4 4l16 16M8.5 8.7A10 10 0 0 0 3 11.5M12 8c3.5 0 6.6 1.3 9 3.5M6.5 15a7 7 0 0 1 4-1.9M15.5 14.1c.7.2 1.4.6 2 1M12 19h.01",
};
