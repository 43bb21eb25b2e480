// Answers that are written, and the table of all nine ways to answer.

/** @param {HTMLElement} element */
const texts = (element) => {
  const found = inputs(element).map((input) => input.value.trim());
  return found.every(Boolean) ? found : null;
};

/**
 * A field to write in.
 * @param {Record<string, string | number>} about
 */
function field(about) {
  const plain = { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
  return make("input", { ...plain, ...about });
}

/**
 * @param {HTMLElement} element
 * @param {HTMLElement} control
 * @param {(Node | string)[]} after
 */
function underQuestion(element, control, ...after) {
  const question = one(element, ".question");
  question.id = `${element.id}-question`;
  control.setAttribute("aria-labelledby", question.id);
  const label = make("span", { class: "caption", "aria-hidden": "true" }, say("yours"));
  question.after(make("div", { class: "write" }, label, control, ...after));
}

/**
 * @param {HTMLElement} element
 * @param {Verdict[]} verdicts
 */
function markFields(element, verdicts) {
  inputs(element).forEach((input, n) => {
    const isRight = verdicts[n] === "right";
    input.classList.add(isRight ? "is-right" : "is-wrong");
  });
}

/** @type {Way} */
const short = {
  dress(element, item) {
    const about = { rows: 2, autocomplete: "off", spellcheck: "false" };
    const control = item.own ? make("textarea", about) : field({});
    underQuestion(element, control);
  },
  given: texts,
  judge([text], item) {
    const verdict = judgeText(text, item.accept?.[0] ?? [], data.articles);
    return verdict === "wrong" && item.own ? "own" : verdict;
  },
  mark(element, given, item) {
    const verdict = given && this.judge(given, item);
    if (given && verdict !== "own") markFields(element, [verdict]);
  },
  said: (_, given) => given.join(""),
};

/** @type {Way} */
const cloze = {
  dress(element) {
    const blanks = all(element, ".question .blank");
    const question = one(element, ".question");
    blanks.forEach((blank, n) => {
      const count = blanks.length;
      const name = count > 1 ? say("gap", { number: n + 1, count }) : say("gap_one");
      blank.replaceWith(field({ class: "gap", "aria-label": name }));
    });
    question.setAttribute("role", "group");
    question.id = `${element.id}-question`;
    inputs(element).forEach((input) => input.setAttribute("aria-describedby", question.id));
  },
  given: texts,
  judge: (given, item) => worst(judgeBlanks(given, item.accept ?? [], data.articles)),
  mark(element, given, item) {
    if (given) markFields(element, judgeBlanks(given, item.accept ?? [], data.articles));
  },
  said: (_, given) => given.join("; "),
};

/** @type {Way} */
const number = {
  dress(element, item) {
    const unit = item.unit ? make("span", { class: "unit" }, item.unit) : "";
    underQuestion(element, field({ inputmode: "decimal", class: "figure" }), unit);
  },
  given: texts,
  judge: ([text], item) =>
    judgeNumber(text, { ...item, accept: item.accept ?? [[]] }, data.decimal),
  mark(element, given, item) {
    if (given) markFields(element, [/** @type {Verdict} */ (this.judge(given, item))]);
  },
  said: (element, given) => [...given, textOf(element.querySelector(".unit"))].join(" ").trim(),
};

// Dates: a field for each part that is known, in the order of the language

/** @type {Record<string, (id: string) => HTMLElement>} */
const PARTS = {
  y: (id) => field({ id, inputmode: "numeric", class: "year" }),
  m: (id) => {
    const months = data.months.map((name, n) => make("option", { value: n + 1 }, name));
    return make("select", { id }, make("option", { value: "" }, say("choose")), ...months);
  },
  d: (id) => field({ id, inputmode: "numeric", class: "day" }),
};

/** @type {Way} */
const date = {
  dress(element, item) {
    if (!item.date) return underQuestion(element, field({}));
    const known = "ymd".slice(0, item.date.split("-").length);
    const parts = data.dateOrder.filter((part) => known.includes(part));
    const fields = parts.map((part) => {
      const id = `${element.id}-${part}`;
      return make("div", {}, make("label", { for: id }, say(`date_${part}`)), PARTS[part](id));
    });
    grouped(element, make("div", { class: "parts" }, ...fields));
  },
  given(element) {
    const parts = ["y", "m", "d"].map((part) => element.querySelector(`[id$="-${part}"]`));
    const found = /** @type {HTMLInputElement[]} */ (parts.filter(Boolean));
    if (!found.length) return texts(element);
    return found.every((part) => part.value.trim()) ? found.map((part) => part.value) : null;
  },
  judge: (given, item) =>
    item.date ? judgeDate(given, item.date) : judgeText(given[0], item.accept?.[0] ?? []),
  mark(element, given, item) {
    const verdict = given && this.judge(given, item) === "right" ? "right" : "wrong";
    if (given) markFields(element, inputs(element).map(() => /** @type {Verdict} */ (verdict)));
    if (given) selects(element).forEach((part) => part.classList.add(`is-${verdict}`));
  },
  said: (element, given) =>
    all(element, ".parts input, .parts select").map(valueOf).join(" ") || given.join(""),
};

/** @param {Element} control */
function valueOf(control) {
  if (control instanceof HTMLSelectElement) return textOf(control.selectedOptions[0] ?? null);
  return /** @type {HTMLInputElement} */ (control).value.trim();
}

/** @type {Record<string, Way>} */
const WAYS = {
  "short-answer": short,
  choice: choosing("radio"),
  "multiple-response": choosing("checkbox"),
  "true-false": choosing("radio"),
  cloze,
  number,
  date,
  matching,
  ordering,
};
