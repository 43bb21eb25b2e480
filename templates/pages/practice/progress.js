// What a learner knows, kept in the browser by the deck's namespace and each item's guid, so that a
// new edition of the page goes on where the last one was left. Where a browser keeps nothing, the
// page remembers as long as it is open.

/** How often an item was answered rightly and wrongly, and how the last time.
 * @typedef {{right: number, wrong: number, last: boolean}} Score */
/** @typedef {Map<string, Score>} Scores */
/** What of it a page could not read: the key of the words that say so.
 * @typedef {"bad_file" | "other_deck"} Fault */

const FORMAT = 1;
const MOST_TIMES = 1e9;

/**
 * A drawer of the browser's storage. `isKept` tells whether it works.
 * @param {string} key
 */
function drawer(key) {
  let held = /** @type {string | null} */ (null);
  const tried = (/** @type {() => string | null | void} */ act) => {
    try {
      return { result: act(), worked: true };
    } catch {
      return { result: null, worked: false }; // forbidden, or full
    }
  };
  return {
    isKept: tried(() => window.localStorage.setItem(`${key}.tried`, "")).worked,
    read: () => tried(() => window.localStorage.getItem(key)).result ?? held,
    write(/** @type {string} */ text) {
      held = text;
      tried(() => window.localStorage.setItem(key, text));
    },
  };
}

/**
 * The text of a file of progress.
 * @param {Scores} scores
 * @param {string} namespace
 */
function written(scores, namespace) {
  const items = Object.fromEntries([...scores].sort());
  return JSON.stringify({ quizgen: "progress", format: FORMAT, namespace, items }, null, 1);
}

/**
 * The scores in a text, or what is wrong with it.
 * @param {string} text
 * @param {string} namespace
 * @returns {Scores | Fault}
 */
function readScores(text, namespace) {
  const data = parsed(text);
  if (!isRecord(data) || data.quizgen !== "progress" || data.format !== FORMAT) return "bad_file";
  if (!isRecord(data.items) || !Object.values(data.items).every(isScore)) return "bad_file";
  if (data.namespace !== namespace) return "other_deck";
  return new Map(Object.entries(/** @type {Record<string, Score>} */ (data.items)));
}

/** @param {string} text @returns {unknown} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value @returns {value is Score} */
function isScore(value) {
  if (!isRecord(value) || typeof value.last !== "boolean") return false;
  return [value.right, value.wrong].every((n) => Number.isInteger(n) && isTimes(Number(n)));
}

/** @param {number} times */
function isTimes(times) {
  return times >= 0 && times <= MOST_TIMES;
}

/**
 * Both, each item as whoever has asked it more often knows it.
 * @param {Scores} one
 * @param {Scores} other
 */
function merged(one, other) {
  const times = (/** @type {Score | undefined} */ s) => (s ? s.right + s.wrong : 0);
  const all = new Map(one);
  for (const [guid, score] of other) if (times(score) >= times(all.get(guid))) all.set(guid, score);
  return all;
}

/**
 * The learner's progress. It is read anew each time: another window may have gone on meanwhile.
 * @param {string} namespace
 */
function progressOf(namespace) {
  const kept = drawer(`quizgen.practice.${namespace}`);
  /** @returns {Scores} */
  const scores = () => {
    const found = readScores(kept.read() ?? "", namespace);
    return found instanceof Map ? found : new Map();
  };
  const save = (/** @type {Scores} */ all) => kept.write(written(all, namespace));
  return {
    isKept: kept.isKept,
    scores,
    text: () => written(scores(), namespace),
    forget: () => save(new Map()),
    /** One answer more, or less: `by` -1 takes one back. */
    count(/** @type {string} */ guid, /** @type {boolean} */ isRight, by = 1) {
      const score = scores().get(guid) ?? { right: 0, wrong: 0, last: isRight };
      const side = isRight ? "right" : "wrong";
      const next = { ...score, [side]: Math.max(0, score[side] + by), last: isRight };
      save(new Map([...scores(), [guid, next]]));
    },
    /** Take in a file; what is wrong with it, or nothing. @returns {Fault | undefined} */
    take(/** @type {string} */ text) {
      const found = readScores(text, namespace);
      if (!(found instanceof Map)) return found;
      save(merged(scores(), found));
    },
  };
}
