// Keys for the clerk; templates/weighing/keys.html names them all. An element says with `data-key`
// which key it answers to: links and buttons are pressed, outcomes chosen, fields entered, folded
// parts opened. In a list J, K, X and Enter move, choose and open rows.
// Everything works without this script.

const writes = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
const rows = [...document.querySelectorAll("[data-row]")];
let place = -1;

function goTo(next) {
  if (!rows.length) return;
  rows[place]?.removeAttribute("aria-current");
  place = Math.max(0, Math.min(rows.length - 1, next));
  rows[place].setAttribute("aria-current", "true");
  rows[place].scrollIntoView({ block: "nearest" });
  rows[place].querySelector("a")?.focus({ preventScroll: true });
}

const inRows = {
  j: () => goTo(place + 1),
  k: () => goTo(place - 1),
  x: () => rows[place]?.querySelector("input[type=checkbox]")?.click(),
};

// A key of a point means the point that holds the focus, else the first that can be worked on.
function answering(key) {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const point = document.activeElement?.closest("[data-point]") ?? document.querySelector("[data-point]");
  return point?.querySelector(wanted) ?? document.querySelector(`${wanted}:not([data-point] *)`);
}

function press(found) {
  const folded = found.closest("details:not([open])");
  if (folded) folded.open = true;
  if (found.matches("details")) {
    found.open = folded ? true : !found.open;
    (found.querySelector("form textarea, form input:not([type=hidden])") ?? found.querySelector("summary")).focus();
  } else if (found.matches("a, button")) {
    found.click();
  } else {
    if (found.type === "radio") found.checked = true;
    found.focus();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && writes(event.target)) return event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  const key = event.key.toLowerCase();
  if (rows.length && inRows[key]) {
    event.preventDefault();
    return inRows[key]();
  }
  const found = answering(key);
  if (!found) return;
  event.preventDefault();
  press(found);
});

const chosen = document.querySelector("[data-chosen]");
if (chosen) {
  const count = () => {
    chosen.value = document.querySelectorAll("[data-row] input:checked").length || "";
  };
  document.addEventListener("change", count);
  count();
}

// Who else has this comment open; asked again while the page is looked at.
const company = document.querySelector("[data-here]");
if (company) {
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(company.dataset.here).catch(() => null);
    if (!answer?.ok) return;
    const { names } = await answer.json();
    company.textContent = names.length ? `${names.join("、")} ${company.dataset.words}` : "";
  };
  setInterval(ask, 20000);
}

// A stretch marked in the original becomes the passage of a new point. Places are counted in code
// points of the body, as the server counts them.
const original = document.querySelector(".desk__orig");
const form = document.querySelector("[data-new-point]");
if (original && form) {
  const folded = form.querySelector("[data-sentences]");
  if (!folded.querySelector(":checked")) folded.open = false;

  const placeOf = (node, offset, next) => {
    let run = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
    if (!run) {
      const runs = [...original.querySelectorAll("[data-start]")];
      const boundary = document.createRange();
      boundary.setStart(node, offset);
      const after = runs.find((one) => boundary.comparePoint(one, 0) >= 0);
      run = next ? after : runs[(after ? runs.indexOf(after) : runs.length) - 1];
      return run ? Number(run.dataset.start) + (next ? 0 : [...run.textContent].length) : null;
    }
    const before = document.createRange();
    before.selectNodeContents(run);
    before.setEnd(node, offset);
    return Number(run.dataset.start) + [...before.toString()].length;
  };

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!original.contains(range.startContainer) || !original.contains(range.endContainer)) return;
    const start = placeOf(range.startContainer, range.startOffset, true);
    const end = placeOf(range.endContainer, range.endOffset, false);
    if (start === null || end === null || end <= start) return;
    form.elements.start.value = start;
    form.elements.end.value = end;
    form.querySelector("[data-marked]").textContent = selection.toString().trim();
    form.querySelector(".desk__marked").hidden = false;
    for (const box of form.querySelectorAll("[name=sentence]:checked")) box.checked = false;
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "sentence") return;
    form.elements.start.value = form.elements.end.value = "";
    form.querySelector(".desk__marked").hidden = true;
  });
}

// Ctrl+Enter in a field presses the first button of its form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.closest("form")?.querySelector("button:not([type=button])")?.click();
  }
});
