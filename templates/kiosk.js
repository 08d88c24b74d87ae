// A tablet that women use one after the other: after a minute without a touch the page is blank and
// shut. In the oldest JavaScript, as leave.js is; without scripts the page itself goes on in time.
(function (page) {
  var soon, over, words = document.getElementById('idle');

  function wait() {
    clearTimeout(soon);
    clearTimeout(over);
    words.textContent = '';
    soon = setTimeout(function () {
      words.textContent = words.getAttribute('data-soon');
    }, 40000);
    over = setTimeout(function () {
      page.hidden = true;
      document.body.textContent = '';
      location.replace('/x');
    }, 60000);
  }

  ['pointerdown', 'touchstart', 'keydown', 'input', 'scroll'].forEach(function (kind) {
    addEventListener(kind, wait, true);
  });
  wait();
})(document.documentElement);
