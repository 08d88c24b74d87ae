"""The pictures that an item may have beside it: files of `templates/pictures`, by name."""

from __future__ import annotations

from functools import cache

from prem import content


@cache
def pictures() -> dict[str, str]:
    """Return the shapes of every picture by its name: SVG elements in a box of 48 by 48."""
    folder = content.find("templates", "pictures")
    if folder is None:
        return {}
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.svg"))}


def picture_names() -> tuple[str, ...]:
    """Return the names of all pictures."""
    return tuple(pictures())
