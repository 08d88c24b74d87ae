// Hear the lines one after the other: a recording where there is one, else the browser's own voice.
const page = document.querySelector("[data-seen]");
const aloud = document.getElementById("aloud");
const lines = [...document.querySelectorAll(".said li")];
let speaks = false;
const said = (line) =>
  new Promise((done) => {
    line.classList.add("now");
    const end = () => {
      line.classList.remove("now");
      done();
    };
    if (line.dataset.clip) {
      const clip = new Audio(line.dataset.clip);
      clip.onended = clip.onerror = end;
      clip.play().catch(end);
      return;
    }
    const words = new SpeechSynthesisUtterance(line.firstChild.textContent);
    words.lang = "en-GB";
    words.onend = words.onerror = end;
    speechSynthesis.speak(words);
  });
if (aloud && "speechSynthesis" in window) {
  aloud.hidden = false;
  aloud.onclick = async () => {
    if (speaks) return;
    speaks = true;
    for (const line of lines) await said(line);
    speaks = false;
  };
}
// Every three seconds: does a phone ring now? Then show the page anew, unless it is being heard.
setInterval(async () => {
  if (document.hidden || speaks) return;
  const answer = await fetch("/phone/call/seen", { cache: "no-store" }).catch(() => null);
  if (answer && answer.ok && (await answer.text()) !== page.dataset.seen && !speaks) location.reload();
}, 3000);
