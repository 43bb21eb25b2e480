// A round: one question after the other, each judged at once.

function bindRound() {
  named("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    if (stage === "asked") check(false);
    else if (stage === "settled") next();
  });
  named("ask").addEventListener("keydown", submitOnEnter);
  named("give-up").addEventListener("click", () => check(true));
  named("yes").addEventListener("click", () => decide(true));
  named("no").addEventListener("click", () => decide(false));
  named("overrule").addEventListener("click", overrule);
  named("end").addEventListener("click", end);
  named("again").addEventListener("click", again);
  named("another").addEventListener("click", setUp);
  named("print").addEventListener("click", () => window.print());
}

/** Enter answers in a field of several lines too; with Shift it begins a new line.
 * @param {KeyboardEvent} event */
function submitOnEnter(event) {
  const isLine = event.target instanceof HTMLTextAreaElement && event.key === "Enter";
  if (!isLine || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  /** @type {HTMLFormElement} */ (named("ask")).requestSubmit();
}

/** @param {Round} begun */
function start(begun) {
  round = begun;
  document.documentElement.classList.toggle("cards", round.mode === "cards");
  ask();
}

function ask() {
  keep();
  showScreen("asking");
  const element = fresh(asked().guid);
  if (round.mode === "quiz") WAYS[asked().way].dress(element, asked());
  element.classList.add("shown");
  [stage, given] = ["asked", null];
  named("bar").classList.remove("answered-now");
  showPlace();
  showButtons(round.mode === "quiz" ? ["check", "give-up"] : ["flip"]);
  announce("");
  window.scrollTo(0, 0);
  (one(element, "input, textarea, select, button") ?? named("flip")).focus();
}

/** The item that is asked. */
function asked() {
  return /** @type {Item} */ (items.get(round.guids[round.at]));
}

/** Its element. */
function shown() {
  return named(`item-${asked().guid}`);
}

/**
 * The element of an item as it was built.
 * @param {string} guid
 */
function fresh(guid) {
  const element = named(`item-${guid}`);
  const original = originals.get(guid);
  if (!original) {
    originals.set(guid, /** @type {HTMLElement} */ (element.cloneNode(true)));
    return element;
  }
  const copy = /** @type {HTMLElement} */ (original.cloneNode(true));
  element.replaceWith(copy);
  return copy;
}

function showPlace() {
  const count = round.guids.length;
  named("where").textContent = say("where", { number: round.at + 1, count });
  const bar = /** @type {HTMLProgressElement} */ (named("done"));
  [bar.max, bar.value] = [count, round.at];
}

/**
 * Of the buttons below a question only these.
 * @param {string[]} ids
 */
function showButtons(ids) {
  for (const button of all(named("bar"), "button")) button.hidden = !ids.includes(button.id);
}

/** @param {boolean} isGivenUp */
function check(isGivenUp) {
  if (round.mode === "cards") return reveal("shown");
  const element = shown();
  const way = WAYS[asked().way];
  given = isGivenUp ? null : way.given(element);
  if (!given && !isGivenUp) return announce(say("nothing_yet"));
  const verdict = given ? way.judge(given, asked()) : "wrong";
  way.mark(element, given, asked());
  reveal(verdict);
}

/**
 * Show the answer, and what was made of the learner's.
 * @param {Judged | "shown"} verdict
 */
function reveal(verdict) {
  const element = shown();
  const said = given ? WAYS[asked().way].said(element, given) : "";
  tell(element, verdict);
  const right = all(element, ".answer .right bdi").map(textOf).join("; ");
  named("bar").classList.add("answered-now");
  announce(say("told", { verdict: say(`verdict_${verdict}`), right }));
  if (verdict === "right" || verdict === "wrong") settle(verdict === "right", said);
  else leaveOpen(verdict);
  freeze(element);
}

/**
 * The verdict, above an answer that is unfolded, with the reasons against what was chosen.
 * @param {HTMLElement} element
 * @param {Judged | "shown"} verdict
 */
function tell(element, verdict) {
  element.classList.add("answered", `verdict-${verdict}`);
  const answer = one(element, ".answer");
  const isNews = verdict !== "right" && verdict !== "shown";
  if (isNews) answer.prepend(make("p", { class: "label" }, say("right_answer")));
  answer.prepend(make("p", { class: "verdict" }, say(`verdict_${verdict}`)));
  foldOthers(answer);
  /** @type {HTMLDetailsElement} */ (one(element, "details.key")).open = true;
}

/**
 * Of the wrong options, only what was chosen is explained at once.
 * @param {HTMLElement} answer
 */
function foldOthers(answer) {
  const chosen = new Set(asked().right && Array.isArray(given) ? given : []);
  const isOf = (/** @type {HTMLElement} */ row) => chosen.has(Number(row.dataset.option));
  const rows = all(answer, ".wrong[data-option]").filter((row) => !isOf(row));
  const last = rows.at(-1);
  if (!last || asked().way === "true-false") return;
  const others = make("details", { class: "others" }, make("summary", {}, say("others")));
  last.after(others);
  others.append(...rows);
}

/**
 * An answer stays as it was given.
 * @param {HTMLElement} element
 */
function freeze(element) {
  for (const control of all(element, "input, textarea, select, .move")) {
    if (control.matches("input[type=text], textarea")) control.setAttribute("readonly", "");
    else control.setAttribute("disabled", "");
  }
}

/**
 * @param {boolean} isRight
 * @param {string} said
 */
function settle(isRight, said) {
  stage = "settled";
  const { guid, accept, date } = asked();
  round.answers[guid] = { right: isRight, said };
  progress.count(guid, isRight);
  keep();
  const isLast = round.at + 1 === round.guids.length;
  named("next").textContent = say(isLast ? "finish" : "next");
  showButtons(!isRight && accept && !date && said ? ["next", "overrule"] : ["next"]);
  named("next").focus({ preventScroll: true });
  showVerdict();
}

/**
 * The learner is to judge.
 * @param {"near" | "own" | "shown"} verdict
 */
function leaveOpen(verdict) {
  stage = "pending";
  const words = {
    near: ["count_right", "count_wrong"],
    own: ["was_right", "was_wrong"],
    shown: ["knew", "knew_not"],
  }[verdict];
  named("yes").textContent = say(words[0]);
  named("no").textContent = say(words[1]);
  showButtons(["yes", "no"]);
  named("yes").focus({ preventScroll: true });
  showVerdict();
}

function showVerdict() {
  one(shown(), ".verdict").scrollIntoView({ block: "nearest" });
}

/** @param {boolean} isRight */
function decide(isRight) {
  settle(isRight, given ? WAYS[asked().way].said(shown(), given) : "");
  next();
}

/** A written answer that was judged wrong, and is right. */
function overrule() {
  const { guid } = asked();
  progress.count(guid, false, -1);
  progress.count(guid, true);
  round.answers[guid].right = true;
  keep();
  announce(say("verdict_counted"));
  showButtons(["next"]);
  named("next").focus({ preventScroll: true });
}

function next() {
  round.at += 1;
  if (round.at < round.guids.length) ask();
  else end();
}

function end() {
  round.at = round.guids.length;
  keep();
  if (answered(round).length) showResult(round);
  else setUp();
}

/** A round that is under way outlives the page; a single question that was linked to does not. */
function keep() {
  if (round.guids.length > 1) underWay.write(JSON.stringify(round));
}

/** The address names a question no more. */
function leaveAddress() {
  const { pathname, search } = window.location;
  if (window.location.hash) window.history.replaceState(null, "", pathname + search);
}
