// Which questions a round asks, and how far it has come.

/** What the page knows of an item besides its element.
 * @typedef {{guid: string, way: string, facts: number[], topics: string[], sources: number[],
 *   right?: number[], accept?: string[][], own?: boolean, date?: string,
 *   low?: string, high?: string, unit?: string}} Item */
/** What a learner wishes; an empty text is no wish.
 * @typedef {{mode: string, topic: string, source: string, way: string, which: string,
 *   length: string}} Wish */
/** A round: which items, the place of the one that is asked, and what was answered.
 * @typedef {{mode: string, guids: string[], at: number,
 *   answers: Record<string, {right: boolean, said: string}>}} Round */

/**
 * @param {Item} item
 * @param {Wish} wish
 */
function fits(item, wish) {
  return (
    (!wish.topic || item.topics.includes(wish.topic)) &&
    (!wish.source || item.sources.includes(Number(wish.source))) &&
    (!wish.way || item.way === wish.way)
  );
}

/**
 * The items that fit a wish, in the order in which they are to be asked: guids are digests, so that
 * their order mixes all facts, the same on every machine.
 * @param {Item[]} items
 * @param {Wish} wish
 * @param {Scores} scores
 */
function fitting(items, wish, scores) {
  const state = (/** @type {Item} */ item) => scores.get(item.guid)?.last;
  const fit = items.filter((item) => fits(item, wish));
  const wished = wish.which === "missed" ? fit.filter((item) => state(item) === false) : fit;
  const mixed = wished.toSorted((a, b) => (a.guid < b.guid ? -1 : 1));
  if (wish.which !== "next") return mixed;
  const rank = (/** @type {Item} */ item) => [undefined, false, true].indexOf(state(item));
  return mixed.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The first of the items, as many as wished. The answer to one question may tell that of another
 * about the same fact, so those of other facts go first.
 * @param {Item[]} items
 * @param {number} length
 */
function drawn(items, length) {
  const told = new Set();
  const isFresh = (/** @type {Item} */ item) => {
    const fresh = !item.facts.some((fact) => told.has(fact));
    if (fresh) item.facts.forEach((fact) => told.add(fact));
    return fresh;
  };
  const [first, later] = [/** @type {Item[]} */ ([]), /** @type {Item[]} */ ([])];
  for (const item of items) (isFresh(item) ? first : later).push(item);
  return [...first, ...later].slice(0, length);
}

/**
 * @param {string[]} guids
 * @param {string} mode
 * @returns {Round}
 */
function roundOf(guids, mode) {
  return { mode, guids, at: 0, answers: {} };
}

/** @param {Round} round */
function missed(round) {
  return round.guids.filter((guid) => round.answers[guid] && !round.answers[guid].right);
}

/** @param {Round} round */
function answered(round) {
  return round.guids.filter((guid) => round.answers[guid]);
}

/**
 * A round as it was kept, if all of its questions are still here.
 * @param {string | null} text
 * @param {Map<string, Item>} items
 * @returns {Round | null}
 */
function readRound(text, items) {
  const data = parsed(text ?? "");
  if (!isRecord(data) || !isRecord(data.answers) || !Array.isArray(data.guids)) return null;
  const isWhole = data.guids.every((guid) => items.has(guid)) && Number(data.at) >= 0;
  const isUnderWay = isWhole && Number(data.at) < data.guids.length;
  return isUnderWay ? /** @type {Round} */ (/** @type {unknown} */ (data)) : null;
}
