"use strict";
// The address says what is looked at: #item-GUID, #card-GUID, #page/DECK/NAME, #file/PATH:LINE, #problems.
// On each save the server says so, and what has changed is put in place; the rest stays as it is.

const find = (id) => document.getElementById(id);
const view = find("view");
const PATIENCE = 2000; // milliseconds that a frame may take
let current = ""; // the key of the item looked at
let shown = { hash: null, address: "", html: "" };
let latest = 0;

// Where one is

function addressOf(hash) {
  const [, kind, rest] = /^#(item-|card-|page\/|file\/|problems|)(.*)$/.exec(hash) ?? [null, "", ""];
  if (kind === "item-" || kind === "card-") return `/view/${kind.slice(0, -1)}/${rest}`;
  if (kind === "page/") return `/view/page/${rest}?item=${encodeURIComponent(current.split("/")[0])}`;
  if (kind === "file/") {
    const at = rest.lastIndexOf(":");
    return `/view/file?path=${rest.slice(0, at)}&line=${rest.slice(at + 1)}`;
  }
  return kind === "problems" ? "/view/problems" : "/view/start";
}

function markPlace() {
  const found = /^#(item|card)-(.+)$/.exec(location.hash);
  if (found) current = found[2];
  else if (!current) current = /^#item-(.+)$/.exec(find("list").querySelector("a")?.getAttribute("href") ?? "")?.[1] ?? "";
  find("to-item").href = current ? `#item-${current}` : "#";
  find("to-card").href = current ? `#card-${current}` : "#";
  document.body.classList.toggle("troubled", location.hash === "#problems" || (!location.hash && !view.querySelector("[data-item]")));
  const here = location.hash || (view.querySelector("[data-item]") ? `#item-${current}` : "#problems");
  for (const link of document.querySelectorAll("#views a")) {
    setCurrent(link, link.getAttribute("href") === here, "page");
  }
  for (const link of document.querySelectorAll("#list a")) {
    setCurrent(link, link.getAttribute("href") === `#item-${current}`, "true");
  }
}

function setCurrent(link, is, value) {
  if (is) link.setAttribute("aria-current", value);
  else link.removeAttribute("aria-current");
}

// What is shown

async function load({ moved = false } = {}) {
  const turn = ++latest;
  markPlace();
  const hash = location.hash;
  const address = addressOf(hash);
  const answer = await fetch(address);
  const html = answer.status === 404 ? gone(hash) : await answer.text();
  if (turn !== latest) return;
  const stays = shown.hash === hash;
  if (!stays || html !== shown.html) await put(html, stays, () => turn === latest);
  if (turn !== latest) return;
  shown = { hash, address, html };
  if (address === "/view/start") current = view.querySelector("[data-item]")?.dataset.item ?? "";
  markPlace();
  const title = view.querySelector("[data-title]")?.dataset.title ?? "";
  document.title = `${title} · Preview`;
  if (moved) arrive(title);
  if (!stays) reveal(document.querySelector("#list [aria-current]")?.parentElement);
}

// Not by `scrollIntoView`, which would move the whole page as well.
function reveal(entry) {
  if (!entry) return;
  const list = find("list");
  const [top, bottom] = [entry.offsetTop, entry.offsetTop + entry.offsetHeight];
  if (top < list.scrollTop) list.scrollTop = top;
  else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
}

function gone(hash) {
  const text = /^#(item|card)-/.test(hash) ? "This item is no longer made." : "There is nothing here any more.";
  return `<section data-title="${text}"><h2 tabindex="-1">${text}</h2></section>`;
}

// What is new is made ready out of sight, so that nothing jumps or flashes.
async function put(html, stays, isWanted) {
  const next = document.createElement("div");
  next.className = "coming";
  next.innerHTML = html;
  const frames = [...next.querySelectorAll("iframe")];
  const ready = frames.map((frame) => new Promise((done) => {
    frame.addEventListener("load", () => { settle(frame); done(); });
    setTimeout(done, PATIENCE);
  }));
  view.append(next);
  await Promise.all(ready);
  if (!isWanted()) return next.remove();
  if (stays) keep(view.firstElementChild, next);
  const top = scroller().scrollTop;
  next.className = "";
  for (const other of [...view.children]) if (other !== next) other.remove();
  if (stays) scroller().scrollTop = top;
  else if (scroller() === find("main")) scroller().scrollTop = 0;
}

// What scrolls: the pane, or in a narrow window all of it.
function scroller() {
  const main = find("main");
  return getComputedStyle(main).overflowY === "auto" ? main : document.scrollingElement;
}

// What was unfolded, focused or scrolled to stays so.
function keep(old, next) {
  if (!old) return;
  const pairs = (what) => {
    const before = [...old.querySelectorAll(what)];
    return [...next.querySelectorAll(what)].map((now, n) => [before[n], now]).filter(([was]) => was);
  };
  for (const [was, now] of pairs("details")) now.open = was.open;
  for (const [was, now] of pairs("pre")) now.scrollTo(was.scrollLeft, was.scrollTop);
  for (const [was, now] of pairs("iframe")) {
    const [from, to] = [pageIn(was), pageIn(now)];
    if (from && to) to.defaultView.scrollTo(0, from.defaultView.scrollY);
  }
  for (const [was, now] of pairs("a, button, summary, [tabindex]")) {
    if (was === document.activeElement) requestAnimationFrame(() => now.focus({ preventScroll: true }));
  }
}

function pageIn(frame) {
  return frame.contentDocument; // null where the page has scripts: it is by itself
}

function settle(frame) {
  const page = pageIn(frame);
  if (!page) return;
  for (const link of page.links) if (link.origin !== location.origin) link.target = "_blank";
  if (frame.classList.contains("fitted")) {
    const fit = () => { frame.style.height = `${page.documentElement.offsetHeight}px`; };
    fit();
    new ResizeObserver(fit).observe(page.body);
  }
  const item = frame.dataset.item && page.getElementById(`item-${frame.dataset.item}`);
  if (item) item.style.outline = "2px solid Highlight";
}

function arrive(title) {
  find("said").textContent = title;
  const line = /^#file\//.test(location.hash) && view.querySelector(".here");
  if (!line) return;
  line.scrollIntoView({ block: "center" });
  line.focus({ preventScroll: true });
}

// The list

function choose() {
  const text = find("text").value.trim().toLowerCase();
  const [interaction, deck] = [find("interaction").value, find("deck").value];
  let [number, all] = [0, 0];
  for (const entry of find("list").children) {
    const link = entry.firstElementChild;
    const told = `${link.querySelector(".stem").textContent} ${link.title}`.toLowerCase();
    entry.hidden = !(told.includes(text)
      && ["", entry.dataset.interaction].includes(interaction)
      && ["", entry.dataset.deck].includes(deck)
      && (!find("faulty").checked || "faulty" in entry.dataset));
    all += 1;
    number += entry.hidden ? 0 : 1;
  }
  find("count").textContent = number === all ? `Items: ${all}` : `Items: ${number} of ${all}`;
}

function step(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || event.target.tagName === "SELECT") return;
  const links = [...document.querySelectorAll("#list li:not([hidden]) a")];
  const next = links[links.indexOf(document.activeElement) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
  history.replaceState(null, "", next.getAttribute("href"));
  load({ moved: true });
}

// Each save

async function refresh() {
  const answer = await fetch("/");
  if (!answer.ok) {
    say("faulty", "quizgen has failed");
    view.innerHTML = await answer.text();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const now of page.querySelectorAll("[data-live]")) {
    const was = find(now.id);
    if (was.outerHTML !== now.outerHTML && was.dataset.was !== now.outerHTML) exchange(was, now);
  }
  choose();
  await load();
}

// `was` remembers how it came: what is marked in it since is no change.
function exchange(was, now) {
  const held = was.contains(document.activeElement) && document.activeElement.getAttribute("href");
  const top = was.scrollTop;
  const came = now.outerHTML;
  if (now.tagName === "SELECT") {
    const value = was.value;
    was.replaceChildren(...now.children);
    was.value = value;
    if (was.selectedIndex < 0) was.value = "";
  } else {
    was.className = now.className;
    was.replaceChildren(...now.childNodes);
  }
  was.dataset.was = came;
  was.scrollTop = top;
  if (held) [...was.querySelectorAll("a")].find((a) => a.getAttribute("href") === held)?.focus({ preventScroll: true });
}

function hear(event) {
  if (event.data !== "busy") return refresh();
  say("waiting", "Compiling …");
}

function say(how, text) {
  const summary = find("summary");
  summary.dataset.was = "";
  summary.className = how;
  summary.textContent = text;
}

let source;
function listen() {
  source?.close();
  if (document.hidden) return; // browsers open only a few connections to one place
  source = new EventSource("/events");
  source.onmessage = hear;
  source.onerror = () => say("faulty", "No answer: does quizgen preview still run?");
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = "Copied";
  find("said").textContent = `Copied ${button.dataset.copy}`;
}

window.addEventListener("hashchange", () => load({ moved: true }));
document.addEventListener("visibilitychange", listen);
document.addEventListener("click", (event) => {
  const button = event.target.closest(".copy");
  if (button) copy(button);
  if (event.target.closest(".skip")) {
    event.preventDefault();
    find("main").focus();
  }
});
document.querySelector(".items").addEventListener("keydown", step);
find("filter").addEventListener("input", choose);
find("filter").addEventListener("submit", (event) => event.preventDefault());
choose();
load();
listen();
