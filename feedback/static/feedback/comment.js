// Improves the comment form; everything works without it.

const count = (text) => [...text.normalize("NFC")].length;

function watchLength(output) {
  const area = document.getElementById(output.htmlFor[0]);
  const limit = Number(output.dataset.limit);
  const show = () => {
    const left = limit - count(area.value);
    output.textContent =
      left < 0
        ? output.dataset.over.replace("{over}", (-left).toLocaleString("en"))
        : output.dataset.left.replace("{left}", left.toLocaleString("en"));
  };
  area.addEventListener("input", show);
  show();
}

async function renew(box, button) {
  const form = button.form;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("captcha", "picture");
  const answer = await fetch(box.dataset.renew, { method: "POST", body });
  if (!answer.ok) return false;
  const given = await answer.json();
  form.elements.captcha_key.value = given.key;
  for (const image of box.querySelectorAll("img")) image.src = given.picture;
  const speech = box.querySelector("[data-speech]");
  if (speech) speech.href = given.speech;
  form.elements.captcha_text.value = "";
  form.elements.captcha_text.focus();
  return true;
}

function improveCaptcha(box) {
  const button = box.querySelector("button[value=picture]");
  if (box.querySelector("img") && button) {
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      button.disabled = true;
      const done = await renew(box, button).catch(() => false);
      button.disabled = false;
      if (!done) button.form.requestSubmit();
    });
  }
  const link = box.querySelector("[data-speech]");
  const player = new Audio();
  link?.addEventListener("click", (event) => {
    event.preventDefault();
    player.src = link.href;
    player.play().catch(() => window.open(link.href, "_blank"));
    document.getElementById("captcha_text").focus();
  });
}

document.querySelectorAll("output[data-limit]").forEach(watchLength);
document.querySelectorAll(".captcha").forEach(improveCaptcha);
document.querySelector(".errors")?.focus();
