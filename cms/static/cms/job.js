// The page of long work: looks again every few seconds until the work has ended.
// Without this script the button does the same.

const SECONDS = 3;
const work = () => document.querySelector("[data-job]");

async function lookAgain() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-job]");
    if (!fresh) return;
    const had = work().contains(document.activeElement);
    work().replaceWith(fresh);
    if (had) fresh.querySelector("a, button")?.focus();
  } finally {
    if (work()?.dataset.job === "on") setTimeout(lookAgain, SECONDS * 1000);
  }
}

if (work()?.dataset.job === "on") setTimeout(lookAgain, SECONDS * 1000);
