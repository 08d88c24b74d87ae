"""Find what people write: instruments, surveys, analysis plans, templates.

A site's own folder comes first, then what the wheel ships, then the checkout.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prem.errors.house import CLOSED_CONTENT, NO_CONTENT

_PACKAGE = Path(__file__).parent


def roots(own: Path | None = None) -> list[Path]:
    """Return the folders that may hold content, in the order in which they are asked.

    Refuses (422.804) a site's own folder that is not there: its words would be missed in silence.
    """
    if own is not None:
        with _read(own):
            there = own.is_dir()
        if not there:
            raise NO_CONTENT.refuse(folder=own)
    shipped = _PACKAGE / "_content"
    candidates = [own, shipped if shipped.is_dir() else _PACKAGE.parent]
    return [root for root in candidates if root is not None]


def find(*parts: str, own: Path | None = None) -> Path | None:
    """Return the first existing path of this name, such as find("surveys", "pilot"), or None."""
    for root in roots(own):
        path = root.joinpath(*parts)
        with _read(path.parent):
            if path.exists():
                return path
    return None


def names(folder: str, own: Path | None = None) -> list[str]:
    """Return the names of the sub-folders of a content folder over all roots, sorted."""
    found: set[str] = set()
    for path in (root / folder for root in roots(own)):
        with _read(path):
            if path.is_dir():
                found |= {one.name for one in path.iterdir() if _counts(one)}
    return sorted(found)


def _counts(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith((".", "_"))


@contextmanager
def _read(folder: Path) -> Iterator[None]:
    """Refuse (422.806) a folder that cannot be read: its words would be missed in silence."""
    try:
        yield
    except OSError:
        raise CLOSED_CONTENT.refuse(folder=folder) from None
