// The address names the reply's place, which takes the focus away: give it back when all is there.
addEventListener("load", () =>
  setTimeout(() => document.querySelector("[autofocus]")?.focus({ preventScroll: true })),
);
// Every three seconds: has a text come? Then show the page anew, unless somebody is writing.
const page = document.querySelector("[data-seen]");
const busy = () =>
  document.hidden ||
  document.querySelector("details[open]") ||
  [...document.querySelectorAll("input[type=text]")].some((one) => one.value);
setInterval(async () => {
  if (busy()) return;
  const answer = await fetch("/phone/seen", { cache: "no-store" }).catch(() => null);
  if (answer && answer.ok && (await answer.text()) !== page.dataset.seen && !busy()) location.reload();
}, 3000);
