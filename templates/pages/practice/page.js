// The page: its start, a round of questions, the result. One question is shown at a time; the others
// stay in the list, unseen, as they were built.

/** @typedef {"asked" | "pending" | "settled"} Stage pending: the learner has yet to judge */

/** @type {ReturnType<typeof progressOf>} */
let progress;
/** @type {ReturnType<typeof drawer>} */
let underWay;
/** @type {Map<string, Item>} */
let items;
/** @type {Map<string, HTMLElement>} */
const originals = new Map();
/** @type {Round} */
let round = roundOf([], "quiz");
/** @type {Round | null} */
let finished = null;
/** @type {Stage} */
let stage = "asked";
/** @type {any} */
let given = null;

document.documentElement.classList.add("js"); // at once, so that the list never flashes up
document.addEventListener("DOMContentLoaded", begin);

function begin() {
  data = JSON.parse(named("data").textContent ?? "");
  items = new Map(data.items.map((item) => [item.guid, item]));
  progress = progressOf(data.namespace);
  underWay = drawer(`quizgen.practice.${data.namespace}.${data.deck}.round`);
  bindSetUp();
  bindRound();
  window.addEventListener("hashchange", route);
  showScreen("setup");
  showSetUp();
  if (window.location.hash) route();
}

/** Show what the address names: a single question, or what was there before it. */
function route() {
  const [, guid] = /^#item-(.+)$/.exec(decodeURIComponent(window.location.hash)) ?? [];
  if (guid && items.has(guid)) start(roundOf([guid], "quiz"));
  else if (!window.location.hash) finished ? showResult(finished) : setUp();
}

/**
 * @param {"setup" | "asking" | "result"} name
 */
function showScreen(name) {
  document.documentElement.dataset.screen = name;
  for (const id of ["setup", "top", "bar", "result"]) show(id, false);
  all(document, ".item.shown").forEach((element) => element.classList.remove("shown"));
  for (const id of { setup: ["setup"], asking: ["top", "bar"], result: ["result"] }[name]) {
    show(id, true);
  }
}

/**
 * Tell what has happened, to eyes and to screen readers.
 * @param {string} words
 * @param {string} id
 */
function announce(words, id = "status") {
  named(id).textContent = words;
}
