"use strict";
// Whether an answer is right. Nothing here knows of the page.

/** @typedef {"right" | "near" | "wrong"} Verdict */

const ACCENTS = /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]/g;
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/g;
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
/** Letters that no normal form takes apart. @type {Record<string, string>} */
const LETTERS = { đ: "d", ð: "d", ø: "o", ł: "l", æ: "ae", œ: "oe", þ: "th" };
const JOINING = "-/";
const MEANT = "%#&@*−";
const LEAST_NEAR = 4; // letters of a word in which one may be wrong by a slip

/**
 * A text as answers are compared: without case, accents, punctuation and a leading article.
 * @param {string} text
 * @param {string[]} articles
 */
function fold(text, articles = []) {
  const plain = text.normalize("NFKD").replace(UNSEEN, "").replace(ACCENTS, "").normalize("NFC");
  const small = plain.toUpperCase().toLowerCase().replace(/[đðøłæœþ]/g, (sign) => LETTERS[sign]);
  const signed = small.replace(DASHES, "-").replace(/(^|\s)-(?=\d)/g, "$1−");
  const words = signed.replace(/[\p{P}\p{Sk}]/gu, unpunctuated).split(/\s+/u).filter(Boolean);
  const isLed = words.length > 1 && articles.includes(words[0]);
  return words.slice(isLed ? 1 : 0).join(" ") || small.trim();
}

/**
 * What stands for a punctuation mark: itself where it has a meaning (29.9, 5 %, C#), else nothing.
 * @param {string} sign
 * @param {number} at
 * @param {string} whole
 */
function unpunctuated(sign, at, whole) {
  const isInNumber = /\d/.test(whole[at - 1] ?? "") && /\d/.test(whole[at + sign.length] ?? "");
  if (isInNumber || MEANT.includes(sign)) return sign;
  return JOINING.includes(sign) ? " " : "";
}

/**
 * Whether one letter more, less, other or swapped makes one text of the other.
 * @param {string} one
 * @param {string} other
 */
function isOneEdit(one, other) {
  const a = Array.from(one);
  const b = Array.from(other);
  if (Math.abs(a.length - b.length) > 1) return false;
  while (a.length && b.length && a[0] === b[0]) a.shift(), b.shift();
  while (a.length && b.length && a.at(-1) === b.at(-1)) a.pop(), b.pop();
  const isSwapped = a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0];
  return Math.max(a.length, b.length) === 1 || isSwapped;
}

/**
 * Whether a folded answer is a slip of the pen away from a folded key. Another figure is no slip.
 * @param {string} given
 * @param {string} key
 */
function isNear(given, key) {
  const figures = (/** @type {string} */ text) => text.replace(/\D/g, "");
  const isLong = Array.from(key).length >= LEAST_NEAR;
  return isLong && figures(given) === figures(key) && isOneEdit(given, key);
}

/**
 * @param {string} given
 * @param {string[]} accepted
 * @param {string[]} articles
 * @returns {Verdict}
 */
function judgeText(given, accepted, articles = []) {
  const answer = fold(given, articles);
  const keys = accepted.map((text) => fold(text, articles));
  if (keys.includes(answer)) return "right";
  return keys.some((key) => isNear(answer, key)) ? "near" : "wrong";
}

/**
 * Several blanks: the worst of them tells.
 * @param {string[]} given
 * @param {string[][]} accepted
 * @param {string[]} articles
 * @returns {Verdict[]}
 */
function judgeBlanks(given, accepted, articles = []) {
  return given.map((text, n) => judgeText(text, accepted[n] ?? [], articles));
}

/**
 * @param {Verdict[]} verdicts
 * @returns {Verdict}
 */
function worst(verdicts) {
  if (verdicts.includes("wrong")) return "wrong";
  return verdicts.includes("near") ? "near" : "right";
}

/**
 * The number that a text begins or ends with, and what else stands there. `decimal` is the sign of
 * the language; the other of `.` and `,` parts thousands where three figures follow, else it is
 * taken for a decimal sign too.
 * @param {string} text
 * @param {string} decimal
 */
function readNumber(text, decimal) {
  const plain = figures(text).replace(DASHES, "-");
  const joined = plain.replace(/(\d)[\s'’\u066c](?=\d{3}(?!\d))/gu, "$1");
  const found = /-?\s?(?:\d[\d.,\u066b]*|[.,]\d+)/u.exec(joined);
  if (!found) return { value: NaN, rest: text };
  const end = found[0].replace(/[.,]+$/, "");
  const rest = joined.replace(found[0], " ").trim();
  return { value: /\d/.test(rest) ? NaN : amount(end, decimal), rest };
}

/**
 * Figures of any script as 0 to 9.
 * @param {string} text
 */
function figures(text) {
  const zeros = [0x660, 0x6f0, 0x966, 0xff10];
  return text.replace(/\p{Nd}/gu, (sign) => {
    const code = sign.charCodeAt(0);
    const zero = zeros.find((start) => code >= start && code < start + 10);
    return zero === undefined ? sign : String(code - zero);
  });
}

/**
 * @param {string} written
 * @param {string} decimal
 */
function amount(written, decimal) {
  const text = written.replace(/\s/g, "").replace("\u066b", decimal);
  const other = decimal === "," ? "." : ",";
  const isOf = (/** @type {string} */ sign, /** @type {string} */ end) =>
    new RegExp(`^-?\\d{1,3}(?:\\${sign}\\d{3})+${end}$`).test(text);
  if (isOf(other, `(?:\\${decimal}\\d+)?`)) {
    return Number(text.replaceAll(other, "").replace(decimal, "."));
  }
  if (text.split(decimal).length > 2 && isOf(decimal, "")) {
    return Number(text.replaceAll(decimal, ""));
  }
  return Number(text.replace(/,/g, "."));
}

/**
 * @param {string} given
 * @param {{low?: string, high?: string, unit?: string, accept: string[][]}} item
 * @param {string} decimal
 * @returns {Verdict}
 */
function judgeNumber(given, item, decimal) {
  if (judgeText(given, item.accept[0]) === "right") return "right";
  const { value, rest } = readNumber(given, decimal);
  const isWithin = value >= Number(item.low ?? NaN) && value <= Number(item.high ?? NaN);
  return isWithin && isUnit(rest, item.unit ?? "") ? "right" : "wrong";
}

/**
 * Whether what stands beside a number is its unit, in one or many (day, days), or nothing.
 * @param {string} rest
 * @param {string} unit
 */
function isUnit(rest, unit) {
  const [one, many] = [fold(rest), fold(unit)].sort((a, b) => a.length - b.length);
  const isEnding = one.length > 2 && many.startsWith(one) && many.length - one.length < 3;
  return !rest || one === many || isEnding;
}

/**
 * @param {string[]} given year, month, day as far as they are asked
 * @param {string} date as EDTF writes it
 * @returns {Verdict}
 */
function judgeDate(given, date) {
  const parts = date.split("-").map(Number);
  const isSame = parts.every((part, n) => Number(figures(given[n] ?? "").trim() || NaN) === part);
  return isSame ? "right" : "wrong";
}

/**
 * @param {number[]} chosen
 * @param {number[]} right
 * @returns {Verdict}
 */
function judgeSet(chosen, right) {
  const isSame = chosen.length === right.length && chosen.every((n) => right.includes(n));
  return isSame ? "right" : "wrong";
}

/**
 * @param {number[]} given
 * @param {number[]} right
 * @returns {Verdict}
 */
function judgeOrder(given, right) {
  return right.every((n, place) => given[place] === n) ? "right" : "wrong";
}
