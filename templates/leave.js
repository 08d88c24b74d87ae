// Leaving, with scripts: the page is blank before anything is fetched, and nothing is left to go
// Back to. In the oldest JavaScript, so that no browser that runs scripts fails on it.
(function (page) {
  var shifts = 0, last = 0;

  function leave() {
    page.hidden = true;
    document.body.textContent = '';
    location.replace('/x');
  }

  addEventListener('click', function (event) {
    if (event.target.className === 'leave') {
      event.preventDefault();
      leave();
    }
  });

  // Three presses of Shift and no other key between them.
  addEventListener('keydown', function (event) {
    if (event.repeat) return;
    shifts = event.key !== 'Shift' ? 0 : event.timeStamp - last < 2000 ? shifts + 1 : 1;
    last = event.timeStamp;
    if (shifts === 3) leave();
  });

  // A browser that keeps whole pages for Back keeps a blank one, and asks anew.
  addEventListener('pagehide', function (event) {
    if (event.persisted) page.hidden = true;
  });
  addEventListener('pageshow', function (event) {
    if (event.persisted) {
      page.hidden = true;
      location.reload();
    }
  });

  // The list of help lies over the page: it gives way to what has the focus.
  addEventListener('focusin', function (event) {
    var now = document.querySelector('.now');
    if (now && !now.contains(event.target)) now.open = false;
  });
})(document.documentElement);
