// Keys for the clerk: J and K for the next and previous comment, 1 to 8 for an outcome of the
// first point that is open. A passage marked in the original becomes the point's passage.
// Everything works without this script.

const writes = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  const key = event.key.toLowerCase();
  const link = document.querySelector(`a[data-key="${CSS.escape(key)}"]`);
  if (link) return link.click();
  const radio = document.querySelector(`details[open] input[type=radio][data-key="${CSS.escape(key)}"]`);
  if (radio) {
    radio.checked = true;
    radio.focus();
  }
});

const original = document.querySelector(".desk__orig");
const choice = document.querySelector("[data-passage]");
if (original && choice) {
  const passage = document.createElement("input");
  passage.type = "hidden";
  passage.name = "passage";
  choice.append(passage);
  document.addEventListener("selectionchange", () => {
    const marked = document.getSelection();
    if (marked.isCollapsed || !original.contains(marked.anchorNode)) return;
    passage.value = marked.toString().trim();
  });
}
