"""Write the generated pages of docs/ from the code, or with --check say what is out of order.

Generated: docs/cli.md from the commands, docs/errors.md from the catalogue, docs/settings.md from
the settings. Checked besides: relative links, one sentence a line, the numbering and parts of ADRs.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

ROOT = Path(__file__).parent.parent
ADR_PARTS = ["Context", "Options", "Decision", "Enforced by"]
NOTE = "<!-- Written by `make docs` from the code: change the code, not this page. -->\n\n"


def cli_page() -> str:
    """Return every command's help as the installed command prints it."""
    from typer.testing import CliRunner

    from prem.cli.group import VERBS, build

    runner = CliRunner()
    pages = []
    for verb in VERBS:
        result = runner.invoke(
            build([verb]),
            [verb, "--help"],
            prog_name="prem",
            env={"COLUMNS": "100", "TERM": "dumb"},
        )
        if result.exit_code:
            raise SystemExit(f"prem {verb} --help fails: {result.exception!r}")
        pages.append(f"## prem {verb}\n\n```text\n{result.output.strip()}\n```\n")
    return "# The commands\n\n" + NOTE + "\n".join(pages)


def errors_page() -> str:
    """Return the catalogue as a table, by code."""
    import prem.errors

    for module in iter_modules(prem.errors.__path__):
        import_module(f"prem.errors.{module.name}")
    rows = sorted(
        prem.errors.all_kinds().values(),
        key=lambda kind: [int(n) for n in kind.code.split(".")],
    )
    table = "\n".join(
        f"| {kind.code} | {kind.severity} | {kind.sentence.replace('|', chr(92) + '|')} |"
        for kind in rows
    )
    return (
        "# What can be wrong\n\n" + NOTE + "Words in braces are filled in where it happens.\n\n"
        "| code | severity | sentence |\n|---|---|---|\n" + table + "\n"
    )


def settings_page() -> str:
    """Return the settings with their environment variables and defaults."""
    from prem.settings import Settings

    rows = "\n".join(
        f"| `PREM_{name.upper()}` | `{field.default}` |"
        for name, field in Settings.model_fields.items()
    )
    text = (Settings.__doc__ or "").strip().replace("\n    ", "\n")
    return f"# The settings\n\n{NOTE}{text}\n\n| variable | default |\n|---|---|\n{rows}\n"


GENERATED = {"cli.md": cli_page, "errors.md": errors_page, "settings.md": settings_page}


def stale() -> list[str]:
    """Name the generated pages that are not what the code says."""
    return [
        f"docs/{name} is not what the code says: run make docs"
        for name, page in GENERATED.items()
        if not (ROOT / "docs" / name).exists() or (ROOT / "docs" / name).read_text() != page()
    ]


def markdown() -> list[Path]:
    """Return the Markdown files that people write."""
    folders = ("docs", "instruments", "surveys", "analysis", "templates", "requirements", "tests")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.md")]
    return [p for p in [*ROOT.glob("*.md"), *found] if p.name not in GENERATED]


def prose(path: Path) -> list[tuple[int, str]]:
    """Return the numbered lines of a page that are neither code nor table."""
    lines, code = [], False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code ^= line.lstrip().startswith("```")
        if not code and not line.lstrip().startswith(("|", "```")):
            lines.append((number, re.sub(r"`[^`]*`", "code", line)))
    return lines


def crowded(path: Path) -> list[str]:
    """Name lines with more than one sentence."""
    return [
        f"{path.relative_to(ROOT)}:{number}: more than one sentence on a line"
        for number, line in prose(path)
        if re.search(r"(?<!\bal)(?<!\d)[.?!] +[A-Z]", line) and not line.startswith("#")
    ]


def dead_links(path: Path) -> list[str]:
    """Name relative links that lead nowhere."""
    links = [
        link for _, line in prose(path) for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", line)
    ]
    return [
        f"{path.relative_to(ROOT)}: link to {link} leads nowhere"
        for link in links
        if not (path.parent / link).exists()
    ]


def adr_faults() -> list[str]:
    """Name ADRs whose number is taken or missing, or that lack a part."""
    paths = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in paths]
    faults = [] if numbers == list(range(1, len(paths) + 1)) else [f"ADR numbers: {numbers}"]
    for path, number in zip(paths, numbers, strict=True):
        text = path.read_text()
        if not text.startswith(f"# {number}. "):
            faults.append(f"docs/adr/{path.name}: the heading should start with '# {number}. '")
        parts = [part for part in re.findall(r"^## (.+)$", text, re.M) if part in ADR_PARTS]
        if parts != ADR_PARTS:
            faults.append(f"docs/adr/{path.name}: its parts should be {ADR_PARTS}")
    return faults


def faults() -> list[str]:
    """Return everything that is not as it should be."""
    pages = markdown()
    return [
        *stale(),
        *adr_faults(),
        *(fault for page in pages for fault in (*crowded(page), *dead_links(page))),
    ]


def main() -> None:
    """Write the pages, or with --check print the faults and exit with 1 if there are any."""
    if "--check" in sys.argv[1:]:
        found = faults()
        print("\n".join(found) or "The documentation is in order.")
        sys.exit(bool(found))
    for name, page in GENERATED.items():
        (ROOT / "docs" / name).write_text(page())


if __name__ == "__main__":
    main()
