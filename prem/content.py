"""Find what people write: instruments, surveys, analysis plans, templates.

A site's own folder comes first, then what the wheel ships, then the checkout.
"""

from pathlib import Path

from prem.errors.house import NO_CONTENT

_PACKAGE = Path(__file__).parent


def roots(own: Path | None = None) -> list[Path]:
    """Return the folders that may hold content, in the order in which they are asked.

    Refuses (422.804) a site's own folder that is not there: its words would be missed in silence.
    """
    if own is not None and not own.is_dir():
        raise NO_CONTENT.refuse(folder=own)
    shipped = _PACKAGE / "_content"
    candidates = [own, shipped if shipped.is_dir() else _PACKAGE.parent]
    return [root for root in candidates if root is not None]


def find(*parts: str, own: Path | None = None) -> Path | None:
    """Return the first existing path of this name, such as find("surveys", "pilot"), or None."""
    for root in roots(own):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    return None


def names(folder: str, own: Path | None = None) -> list[str]:
    """Return the names of the sub-folders of a content folder over all roots, sorted."""
    found = (root / folder for root in roots(own))
    return sorted({p.name for f in found if f.is_dir() for p in f.iterdir() if _counts(p)})


def _counts(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith((".", "_"))
