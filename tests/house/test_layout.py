"""The house as the ADRs draw it: folders, sizes, names."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTENT = ("instruments", "surveys", "analysis", "templates")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).exists()]


@pytest.mark.parametrize("folder", CONTENT)
def test_what_people_write_holds_no_python(folder: str) -> None:
    assert (ROOT / folder).is_dir()
    assert not list((ROOT / folder).rglob("*.py"))


def test_no_file_is_over_its_ceiling() -> None:
    long = {str(p): n for p in tracked("*.py") if (n := len(p.read_text().splitlines())) > 300}
    assert not long


def test_no_function_is_over_its_ceiling() -> None:
    long = []
    for path in tracked("prem/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if body and (node.end_lineno or 0) - body[0].lineno + 1 > 50:
                    long.append(f"{path}:{node.lineno} {node.name}")
    assert not long


def test_no_name_fits_everything() -> None:
    banned = {"utils", "helpers", "services", "manager", "misc", "common"}
    assert not [p for p in tracked("prem/*.py") if p.stem in banned or banned & set(p.parts)]


def test_nothing_names_this_machine_or_a_registry() -> None:
    home, checkout = str(Path.home()) + "/", str(ROOT.parent) + "/"
    registry = ("pypi" + ".org", "registry." + "npmjs", "pythonhosted" + ".org")
    hits = [
        path
        for path in tracked()
        if path.suffix in {".py", ".toml", ".md", ".txt", ".json", ".html", ".R", ".sh", ".csv", ""}
        and any(word in path.read_text(errors="ignore") for word in (home, checkout, *registry))
    ]
    assert not hits
