// Small words for the elements of a page.

/** What the page was built with.
 * @typedef {{namespace: string, deck: string, decimal: string, articles: string[],
 *   months: string[], dateOrder: string[], words: Record<string, string>, items: Item[]}} Data */

/** @type {Data} */
let data;

/**
 * The program's words in the reader's language, their slots filled.
 * @param {string} key
 * @param {Record<string, string | number>} slots
 */
function say(key, slots = {}) {
  const words = data.words[`practice_${key}`] ?? key;
  return words.replace(/\{\{|\}\}|\{(\w+)\}/g, (sign, name) =>
    name === undefined ? sign[0] : String(slots[name] ?? ""),
  );
}

/**
 * A new element. Texts that go into it are texts and never markup.
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {Record<string, string | number>} about its attributes
 * @param {(Node | string)[]} inside
 * @returns {HTMLElementTagNameMap[N]}
 */
function make(name, about = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(about)) element.setAttribute(key, String(value));
  element.append(...inside);
  return element;
}

/**
 * The element with an id of the page's own.
 * @param {string} id
 * @returns {HTMLElement}
 */
function named(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * @template {Element} [E=HTMLElement]
 * @param {ParentNode} within
 * @param {string} path
 * @returns {E[]}
 */
function all(within, path) {
  return /** @type {E[]} */ ([...within.querySelectorAll(path)]);
}

/**
 * @param {ParentNode} within
 * @param {string} path
 * @returns {HTMLElement}
 */
function one(within, path) {
  return /** @type {HTMLElement} */ (within.querySelector(path));
}

/**
 * The words of an element, without what only a machine reads.
 * @param {Element | null} element
 */
function textOf(element) {
  const alt = [...(element?.querySelectorAll("img") ?? [])].map((image) => image.alt);
  return [element?.textContent ?? "", ...alt].join(" ").trim();
}

/**
 * Show or hide.
 * @param {string} id
 * @param {boolean} isShown
 */
function show(id, isShown) {
  named(id).hidden = !isShown;
}

/**
 * The letter that a browser gives to the option at a place: A to Z, then AA, AB.
 * @param {number} place
 * @returns {string}
 */
function letter(place) {
  const before = Math.floor(place / 26);
  return (before ? letter(before - 1) : "") + String.fromCharCode(65 + (place % 26));
}

/**
 * A mark beside a part of the answer: a sign, and words for whoever does not see its colour.
 * @param {HTMLElement} row
 * @param {boolean} isRight
 * @param {string} words
 */
function mark(row, isRight, words) {
  row.classList.add(isRight ? "is-right" : "is-wrong");
  const sign = make("span", { "aria-hidden": "true" }, isRight ? "✓ " : "✗ ");
  const said = make("span", { class: "mark" }, sign, words);
  (row.querySelector("label") ?? row).append(said);
}
