"""Reading an instrument is light: a woman's page waits for it, so it brings no heavy library."""

import subprocess
import sys

HEAVY = ("numpy", "pandas", "scipy", "pydantic", "sqlalchemy", "fastapi", "rich", "typer")


def test_the_room_imports_nothing_heavy() -> None:
    code = (
        "import sys, prem.instruments.check, prem.instruments.message;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.strip() == "[]"
