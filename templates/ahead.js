// Answering, with scripts: the next question is there at once, and each answer is saved behind it,
// in order, again and again while the page lives. Nothing is stored and no history is made.
// What is not understood here is sent as the form would be, and its page takes this one's place.
(() => {
  const page = document.documentElement, state = document.getElementById('state');
  if (!state || !window.AbortController) return;
  const waiting = [], AROUND = ['header', 'footer'];
  let ahead, mark, busy, running, wake, held, pressed, shown = -300, tries = 0;

  const find = (what, where = document) => where.querySelector(what);
  const tell = (key) => {
    state.textContent = state.dataset[key] || '';
    state.className = key;
  };
  // Remember what a page of the server brings: its mark, and the questions ahead.
  const learn = (from) => {
    const next = find('template', from), field = find('[name=mark]', from);
    ahead = next ? [...next.content.children].map((main) => document.adoptNode(main)) : [];
    if (field) mark = field.value;
  };

  const show = (main) => {
    // The second tap of a double tap must not choose on the page that has just come.
    main.style.pointerEvents = 'none';
    setTimeout(() => { main.style.pointerEvents = '' }, 300);
    shown = performance.now();
    find('main').replaceWith(main);
    const first = find('#error', main) || find('h1', main);
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    scrollTo(0, 0);
  };

  // A whole page came: it takes this one's place.
  const turn = (answer, text, one) => {
    const fresh = new DOMParser().parseFromString(text, 'text/html'), own = fresh.documentElement;
    for (const part of AROUND) find(part).replaceWith(find(part, fresh));
    page.lang = own.lang;
    page.dir = own.dir;
    document.body.className = fresh.body.className;
    learn(fresh);
    show(find('main', fresh));
    if (new URL(answer.url).pathname === '/q') history.replaceState(null, '', '/q');
    busy = false;
    tell(answer.ok && one.kept ? 'saved' : '');
  };

  // An answer was taken. The server says what is due now; where it is not what she sees, ask.
  const note = (answer, due) => {
    if (waiting.length) return;
    if (answer.ok && find('[name=step]').value === due) tell('saved');
    else location.replace(answer.redirected ? answer.url : '/q');
  };

  const run = async () => {
    if (running) return;
    running = true;
    while (waiting.length && !page.hidden) {
      const one = waiting[0], stop = new AbortController();
      const clocks = [setTimeout(tell, 3000, 'slow'), setTimeout(() => stop.abort(), 30000)];
      try {
        const answer = await fetch(one.to, {
          method: one.body ? 'POST' : 'GET',
          body: one.body,
          headers: { 'x-live': 1 },
          keepalive: !one.body || `${one.body}`.length < 60000,
          signal: stop.signal,
        });
        const text = await answer.text();
        if (answer.status > 499 && !one.whole) throw answer;
        waiting.shift();
        tries = 0;
        if (page.hidden) return;
        try {
          (one.whole ? turn : note)(answer, text, one);
        } catch (fault) {
          location.replace('/q');
        }
      } catch (fault) {
        tell('off');
        await new Promise((go) => {
          wake = go;
          setTimeout(go, Math.min(1000 * 2 ** tries++, 15000));
        });
      }
      clocks.forEach(clearTimeout);
    }
    running = false;
  };

  // The next question is drawn first: asking the network would hold it up. Where no frame comes, a
  // moment later all the same; and at her next tap or key, or on leaving, before anything else.
  const send = (one) => {
    waiting.push(one);
    busy = one.whole;
    if (busy) return run();
    requestAnimationFrame(() => setTimeout(run));
    setTimeout(run, 250);
  };
  for (const sign of ['click', 'keydown', 'pagehide']) addEventListener(sign, run, true);

  addEventListener('online', () => wake && wake());

  // Which button it was: older browsers do not say it of a form. Enter presses one too.
  addEventListener('click', (event) => { pressed = event.target.closest('button') }, true);

  addEventListener('submit', (event) => {
    const form = event.target, button = pressed;
    if (!button || button.form !== form || form.method !== 'post') return;
    event.preventDefault();
    if (busy || button.closest('main') && performance.now() - shown < 300) return;
    const body = new URLSearchParams(new FormData(form)), does = button.value;
    body.set(button.name, does);
    if (body.has('mark')) body.set('mark', mark);
    const given = body.get('answer') || (body.get('words') || '').trim();
    const kept = given && !/^(consent|situation)$/.test(body.get('step'));
    const next = (does === 'skip' || does === 'continue' && given) && ahead.shift();
    if (next) {
      body.set('quiet', 1);
      tell('');
      show(next);
    }
    send({ to: form.getAttribute('action') || location.href, body, whole: !next, kept });
  });

  // The few links of these pages make no history either, and going back finds all as it was.
  addEventListener('click', (event) => {
    const to = event.target.getAttribute('href') || '';
    if (busy || !/^\/(q$|x\/)/.test(to)) return;
    event.preventDefault();
    if (to === '/q' && held) {
      for (const part of held) if (part.localName !== 'main') find(part.localName).replaceWith(part);
      show(held[0]);
      held = null;
      return;
    }
    if (to !== '/q') held = ['main', ...AROUND].map((part) => find(part));
    send({ to, whole: true });
  });

  learn(document);
})();
