"""Faces and pictures beside words: inline SVG of our own or shipped, hidden from screen readers."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from prem.instruments.pictures import pictures

_FACE = (
    '<svg class="face" viewBox="0 0 32 32" aria-hidden="true">'
    '<circle cx="16" cy="16" r="14"/>'
    '<path d="M11 11v3m10-3v3M9 {ends:g}Q16 {middle:g} 23 {ends:g}"/></svg>'
)


@cache
def face(place: int, of: int) -> Markup:
    """Return the face of an option: `place` 0 is the best of `of`, and smiles most.

    >>> "Q16 27 23 19" in face(0, 5), "Q16 15 23 23" in face(4, 5), "Q16 21 23 21" in face(2, 5)
    (True, True, True)
    """
    mood = 1 - 2 * place / (of - 1) if of > 1 else 0
    ends, middle = round(21 - 2 * mood, 1), round(21 + 6 * mood, 1)
    return Markup(_FACE.format(ends=ends, middle=middle))  # noqa: S704  # numbers only


@cache
def picture(name: str) -> Markup:
    """Return a picture of `templates/pictures` by its name; nothing for an unknown one."""
    shapes = pictures().get(name)
    if shapes is None:
        return Markup()
    shapes = "".join(shapes.split("\n"))
    drawn = f'<svg class="sign" viewBox="0 0 48 48" aria-hidden="true">{shapes}</svg>'
    return Markup(drawn)  # noqa: S704  # a file of ours
