// Answers that are chosen. A way to answer dresses the list's item with controls, reads what was
// given (null: nothing yet), judges it, marks it, and says it again in words.

/** @typedef {Verdict | "own"} Judged an answer may be for its learner to judge */
/** @typedef {{
 *   dress: (element: HTMLElement, item: Item) => void,
 *   given: (element: HTMLElement) => any,
 *   judge: (given: any, item: Item) => Judged,
 *   mark: (element: HTMLElement, given: any, item: Item) => void,
 *   said: (element: HTMLElement, given: any) => string,
 * }} Way */

/** @type {(element: ParentNode) => HTMLInputElement[]} */
const inputs = (element) => all(element, "input, textarea");
/** @type {(element: ParentNode) => HTMLSelectElement[]} */
const selects = (element) => all(element, "select");
/** @type {(element: ParentNode) => HTMLElement[]} */
const options = (element) => all(element, ".options > li");

/**
 * Controls that belong together, in a group that the question names.
 * @param {HTMLElement} element
 * @param {(Node | string)[]} inside
 */
function grouped(element, ...inside) {
  const question = one(element, ".question");
  const legend = make("legend", { class: "question" }, ...question.childNodes);
  question.replaceWith(make("fieldset", {}, legend, ...inside));
}

/**
 * @param {HTMLElement} element
 * @param {string} words
 */
function hint(element, words) {
  const id = `${element.id}-hint`;
  return make("p", { class: "hint", id }, words);
}

// Options to choose among

/** @param {"radio" | "checkbox"} type @returns {Way} */
function choosing(type) {
  return {
    dress(element) {
      options(element).forEach((row, value) => {
        const input = make("input", { type, name: `${element.id}-option`, value });
        row.append(make("label", {}, input, ...row.childNodes));
      });
      grouped(element, one(element, ".options"));
    },
    given(element) {
      const chosen = inputs(element).filter((input) => input.checked);
      return chosen.length ? chosen.map((input) => Number(input.value)) : null;
    },
    judge: (given, item) => judgeSet(given, item.right ?? []),
    mark(element, given, item) {
      options(element).forEach((row, n) => markOption(row, given?.includes(n), item, n));
    },
    said: (element, given) =>
      given.map((/** @type {number} */ n) => textOf(one(options(element)[n], "bdi"))).join("; "),
  };
}

/**
 * @param {HTMLElement} row
 * @param {boolean} isChosen
 * @param {Item} item
 * @param {number} n
 */
function markOption(row, isChosen, item, n) {
  const isRight = Boolean(item.right?.includes(n));
  const only = item.right?.length === 1;
  if (isChosen) mark(row, isRight, say(isRight ? "mark_right" : "mark_wrong"));
  else if (isRight) mark(row, true, say(only ? "right_answer" : "mark_missed"));
}

// Matching: beside each premise a list of the lettered responses

const MOST_AT_ONCE = 50; // responses; a longer list is filled when somebody comes to it

/** @type {Way} */
const matching = {
  dress(element) {
    const responses = options(element).map((row, value) => {
      const words = say("response", { letter: letter(value), text: textOf(row) });
      return make("option", { value }, words);
    });
    all(element, ".premises > li").forEach((row, n) => {
      const premise = one(row, "bdi");
      premise.id = `${element.id}-premise-${n}`;
      const none = make("option", { value: "" }, say("choose"));
      const select = make("select", { "aria-labelledby": premise.id }, none);
      const fill = () => select.append(...responses.map((option) => option.cloneNode(true)));
      if (responses.length <= MOST_AT_ONCE) fill();
      else select.addEventListener("focus", fill, { once: true });
      row.append(select);
    });
    grouped(element, hint(element, say("do_matching")), one(element, ".columns"));
  },
  given(element) {
    const values = selects(element).map((select) => select.value);
    return values.every(Boolean) ? values.map(Number) : null;
  },
  judge: (given, item) => judgeOrder(given, item.right ?? []),
  mark(element, given, item) {
    all(element, ".premises > li").forEach((row, n) => {
      const right = item.right?.[n] ?? -1;
      const isRight = given?.[n] === right;
      const words = isRight ? say("mark_right") : say("mark_is", { answer: letter(right) });
      if (given || !isRight) mark(row, isRight, words);
    });
  },
  said: (_, given) => given.map(letter).join(", "),
};

// Ordering: each entry moves up and down by buttons

/** @type {Way} */
const ordering = {
  dress(element) {
    const list = one(element, ".options");
    options(element).forEach((row, n) => {
      row.dataset.n = String(n);
      const text = textOf(one(row, "bdi"));
      const buttons = /** @type {const} */ (["up", "down"]).map((way) => moveButton(way, text, row));
      row.append(make("span", { class: "moves" }, ...buttons));
    });
    grouped(element, hint(element, say("do_ordering")), list);
    markEnds(list);
  },
  given: (element) => options(element).map((row) => Number(row.dataset.n)),
  judge: (given, item) => judgeOrder(given, item.right ?? []),
  mark(element, given, item) {
    options(element).forEach((row, place) => {
      const right = item.right?.indexOf(Number(row.dataset.n)) ?? -1;
      const words = right === place ? say("mark_right") : say("mark_place", { place: right + 1 });
      if (given) mark(row, right === place, words);
    });
  },
  said: (element) => options(element).map((row) => textOf(one(row, "bdi"))).join("; "),
};

/**
 * @param {"up" | "down"} way
 * @param {string} text
 * @param {HTMLElement} row
 */
function moveButton(way, text, row) {
  const about = { type: "button", class: `move ${way}`, "aria-label": say(way, { text }) };
  const button = make("button", about, way === "up" ? "↑" : "↓");
  button.addEventListener("click", () => move(row, way));
  return button;
}

/**
 * @param {HTMLElement} row
 * @param {"up" | "down"} way
 */
function move(row, way) {
  const list = /** @type {HTMLElement} */ (row.parentElement);
  if (way === "up") row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  markEnds(list);
  one(row, `.${way}`).focus(); // a row that is moved loses it
  const rows = [...list.children];
  const slots = { place: rows.indexOf(row) + 1, count: rows.length, text: textOf(one(row, "bdi")) };
  announce(say("moved", slots));
}

/**
 * The first cannot go up, the last not down. They stay in the way of the Tab key all the same.
 * @param {HTMLElement} list
 */
function markEnds(list) {
  const rows = [...list.children];
  rows.forEach((row, n) => {
    one(row, ".up").setAttribute("aria-disabled", String(n === 0));
    one(row, ".down").setAttribute("aria-disabled", String(n === rows.length - 1));
  });
}
