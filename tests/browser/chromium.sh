#!/bin/sh
# Make sure that the tests have a Chromium: one that is there, else install one, else stop and say so.
set -u
PYTHON=${PYTHON:-python3}

found() {
    if [ -n "${PREM_CHROMIUM:-}" ]; then
        [ -x "$PREM_CHROMIUM" ] && return 0
        echo "PREM_CHROMIUM names $PREM_CHROMIUM, which is not a program." >&2
        exit 1
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    "$PYTHON" - <<'PY' 2>/dev/null
import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    sys.exit(not pathlib.Path(p.chromium.executable_path).exists())
PY
}

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium with apt-get (once) ..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
elif [ "$(id -u)" = 0 ] && command -v dnf >/dev/null 2>&1; then
    echo "Installing Chromium with dnf (once) ..."
    dnf install -y -q chromium >/dev/null
fi
found && exit 0
echo "Installing Chromium with Playwright's installer (once) ..."
"$PYTHON" -m playwright install chromium
found && exit 0
echo "The browser tests need a Chromium, and none could be found or installed." >&2
echo "Install Chromium or Chrome, or set PREM_CHROMIUM to the program, and run make test again." >&2
exit 1
