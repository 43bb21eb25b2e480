// The result of a round, to read and to print.

/** @param {Round} ended */
function showResult(ended) {
  [round, finished] = [ended, ended.guids.length > 1 ? ended : finished];
  leaveAddress();
  showScreen("result");
  const guids = answered(round);
  const right = guids.length - missed(round).length;
  named("score").textContent = say("score", { right, count: guids.length });
  named("answers").replaceChildren(...guids.map(resultRow));
  show("again", missed(round).length > 0);
  show("all-right", missed(round).length === 0);
  window.scrollTo(0, 0);
  named("result-title").focus();
}

/** @param {string} guid */
function resultRow(guid) {
  const { right, said } = round.answers[guid];
  const original = originals.get(guid) ?? named(`item-${guid}`);
  const copies = (/** @type {string} */ path) =>
    all(original, path).map((part) => /** @type {HTMLElement} */ (part.cloneNode(true)));
  const row = make("li", {}, ...copies(".context"));
  row.append(make("p", { class: "stem" }, ...one(original, ".stem").cloneNode(true).childNodes));
  mark(row, right, say(right ? "mark_right" : "mark_wrong"));
  const yours = said || say("not_known");
  if (round.mode === "quiz") row.append(told("yours", make("bdi", {}, yours)));
  if (!right) row.append(told("right_answer", ...copies(".right")));
  row.append(make("p", { class: "by-itself" }, make("a", { href: `#item-${guid}` }, say("item"))));
  return row;
}

/**
 * @param {string} key
 * @param {(Node | string)[]} inside
 */
function told(key, ...inside) {
  return make("div", { class: "told" }, make("b", {}, say(key)), " ", ...inside);
}

function again() {
  start(roundOf(missed(round), round.mode));
}
