// The start: what to practise, and what is known so far.

function bindSetUp() {
  const wish = named("wish");
  wish.addEventListener("input", showFitting);
  wish.addEventListener("submit", (event) => {
    event.preventDefault();
    startWished();
  });
  named("continue").addEventListener("click", () => {
    const kept = readRound(underWay.read(), items);
    if (kept) start(kept);
  });
  named("save").addEventListener("click", saveFile);
  named("load").addEventListener("change", loadFile);
  named("forget").addEventListener("click", forget);
}

function setUp() {
  finished = null;
  leaveAddress();
  showScreen("setup");
  showSetUp();
  named("setup-title").focus();
}

function showSetUp() {
  const isKept = progress.isKept;
  named("kept").textContent = say(isKept ? "kept" : "not_kept");
  show("resume", readRound(underWay.read(), items) !== null);
  showScores();
  showFitting();
}

/** @returns {Wish} */
function wished() {
  const form = /** @type {HTMLFormElement} */ (named("wish"));
  const found = Object.fromEntries(new FormData(form));
  const none = { mode: "quiz", topic: "", source: "", way: "", which: "", length: "" };
  return /** @type {Wish} */ ({ ...none, ...found });
}

function showFitting() {
  const count = fitting(data.items, wished(), progress.scores()).length;
  announce(count ? say("fit", { count }) : say("none_fit"), "fit");
}

function showScores() {
  const scores = progress.scores();
  const known = data.items.map((item) => scores.get(item.guid)?.last);
  named("known").textContent = String(known.filter((last) => last === true).length);
  named("missed").textContent = String(known.filter((last) => last === false).length);
  named("new").textContent = String(known.filter((last) => last === undefined).length);
}

function startWished() {
  const wish = wished();
  const fit = fitting(data.items, wish, progress.scores());
  const chosen = drawn(fit, wish.length ? Number(wish.length) : fit.length);
  if (chosen.length) start(roundOf(chosen.map((item) => item.guid), wish.mode));
  else named("fit").focus();
}

function saveFile() {
  const file = new Blob([progress.text()], { type: "application/json" });
  const address = URL.createObjectURL(file);
  make("a", { href: address, download: `${data.deck}-progress.json` }).click();
  window.setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** @param {Event} event */
async function loadFile(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const text = await input.files?.[0]?.text();
  input.value = ""; // the same file may be chosen again
  const fault = progress.take(text ?? "");
  const count = progress.scores().size;
  announce(fault ? say(fault) : say("loaded", { count }), "said");
  showScores();
  showFitting();
}

function forget() {
  if (!window.confirm(say("forget_sure"))) return;
  progress.forget();
  announce(say("forgotten"), "said");
  showScores();
  showFitting();
}
