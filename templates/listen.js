// Reading aloud, with scripts and at a tap alone: a recording where there is one, else a voice that
// lives in this phone, so that no word goes to anybody. What is read is marked. It falls silent at
// the next tap, when she goes on, leaves or looks elsewhere, and when the page is blank.
(() => {
  const page = document.documentElement, speech = window.speechSynthesis;
  const types = { webm: 'audio/webm', mp3: 'audio/mpeg' };
  // `said` is kept here, for some browsers lose halfway what nothing holds.
  let turn = 0, player, button, main, marked, said, tongue, found;

  // A phone may have a hundred voices: they are gone through once a language, not once a question.
  const voice = () => {
    if (found && tongue === page.lang) return found;
    tongue = page.lang;
    const own = !speech ? [] : speech.getVoices().filter((one) =>
      one.localService === true && one.lang.toLowerCase().split(/[-_]/)[0] === tongue);
    return found = own.find((one) => /GB/.test(one.lang)) || own[0];
  };

  const mark = (piece) => {
    if (marked) marked.classList.remove('aloud');
    if (piece) {
      piece.classList.add('aloud');
      piece.scrollIntoView({ block: 'nearest' });
      // A tablet for many does not shut while it reads.
      piece.dispatchEvent(new Event('scroll'));
    }
    marked = piece;
  };

  const swap = () => {
    const words = button.lastElementChild;
    [words.textContent, button.dataset.other] = [button.dataset.other, words.textContent];
  };

  // No file stays with the player, and the phone shows nothing as playing.
  const empty = () => {
    if (!player || !player.hasAttribute('src')) return;
    player.pause();
    player.removeAttribute('src');
    player.load();
  };

  const stop = () => {
    turn++;
    if (!button) return;
    empty();
    if (speech) speech.cancel();
    mark();
    swap();
    button = main = null;
  };

  const say = (words, next) => {
    const own = voice();
    if (!own) return next();
    said = new SpeechSynthesisUtterance(words);
    said.voice = own;
    said.lang = own.lang;
    said.onend = said.onerror = next;
    speech.speak(said);
  };

  const play = (address, next, other) => {
    player.onended = next;
    player.onerror = other;
    player.src = address;
    player.play().catch(other);
    setTimeout(() => player.currentTime || other(), 6000);
  };

  // Read the pieces in order; `ways` are the files that the first has not been tried with.
  const read = (pieces, ways) => {
    const now = ++turn, [piece, ...rest] = pieces;
    if (!piece) return stop();
    const next = () => now === turn && read(rest);
    if (!ways) {
      mark(piece.shown);
      ways = piece.files;
    }
    if (ways.length) play(ways[0], next, () => now === turn && read(pieces, ways.slice(1)));
    else {
      empty();
      say(piece.shown.textContent.trim(), next);
    }
  };

  const pieces = () => {
    const all = [...main.querySelectorAll('h1, p:not(.count), .o')].filter((one) =>
      !one.closest('details:not(.more[open])') && !one.querySelector('a'));
    const keys = (button.dataset.clips || '').split(' ');
    const first = all.findIndex((one) => one.localName === 'h1');
    return all.map((shown, at) => {
      const [hash, ...kinds] = (keys[at - first] || '-').split('.');
      return {
        shown,
        files: kinds.filter((one) => player.canPlayType(types[one] || 'audio/ogg'))
          .map((one) => `/clips/${hash}.${one}`),
      };
    });
  };

  // Each page that comes has its button where there is a voice for it.
  const prepare = () => {
    if (button && (page.hidden || !main.isConnected)) stop();
    const fresh = document.querySelector('main .hear'), clips = document.querySelector('main .clips');
    if (clips) clips.hidden = true;
    if (fresh && fresh !== button) fresh.hidden = !fresh.dataset.clips && !voice();
  };

  addEventListener('click', (event) => {
    const tapped = event.target.closest('.hear'), was = button;
    if (!tapped) return;
    stop();
    if (was === tapped) return;
    player = player || new Audio();
    button = tapped;
    main = button.closest('main');
    swap();
    read(pieces());
  });
  for (const kind of ['submit', 'pagehide']) addEventListener(kind, stop);
  document.addEventListener('visibilitychange', stop);
  if (speech) speech.onvoiceschanged = () => {
    found = null;
    prepare();
  };
  const watch = new MutationObserver(prepare);
  watch.observe(document.body, { childList: true });
  watch.observe(page, { attributes: true, attributeFilter: ['hidden'] });
  prepare();
})();
