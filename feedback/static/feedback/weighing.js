// Keys for the clerk; templates/weighing/keys.html names them all. An element says with `data-key`
// which key it answers to: links and buttons are pressed, outcomes chosen, fields entered, folded
// parts opened. In a list J, K, X and Enter move, choose and open rows.
// Everything works without this script.

const writes = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
const rows = [...document.querySelectorAll("tr[data-row]")];
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
    chosen.value = document.querySelectorAll("tr[data-row] input:checked").length || "";
  };
  document.addEventListener("change", count);
  count();
}
