"""The keys: in a file of their own, never in a store. Destroy `link` and no one can tie a woman
to her answers any more."""

from __future__ import annotations

import json
import os
import secrets  # noqa: TID251  # keys are made once, from the system's own chance, never frozen
import stat
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from prem.errors import Place
from prem.errors.storage import BAD_KEYS, DATA_FOLDER, LOST_KEYS, NO_KEYS, OPEN_KEYS

if TYPE_CHECKING:
    from prem.storage.stores import Stores

KEY_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Seven keys of 32 bytes, one a purpose.

    `phone_seal` phone numbers and situations; `phone_index` finding a number again; `link` from
    a token or a person to a session; `cookie` the browser's cookie; `note_seal` free text;
    `outbox_seal` texts that wait; `once` hashes of providers' message ids.
    """

    phone_seal: bytes
    phone_index: bytes
    link: bytes
    cookie: bytes
    note_seal: bytes
    outbox_seal: bytes
    once: bytes


def load_or_create(path: Path) -> Keys:
    """Return the keys in this file (mode 0600), made first where there is none.

    Refuses a file that others can read or that is not as it was written.
    """
    if not _is_there(path):
        _create(path)
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise OPEN_KEYS.refuse(Place(file=path.name), found=f"{mode:04o}")
    return _load(path)


def keys_for(stores: Stores, path: Path) -> Keys:
    """Return the keys of these stores, made first where the stores are new.

    What a migration could not seal without keys is sealed now (adopted.py).
    Refuses as `load_or_create` does; and (500.325) a missing file where the stores hold women or
    their sessions: under new keys no number would open and no link lead anywhere.
    """
    if not _is_there(path) and _in_use(stores):
        raise LOST_KEYS.refuse(Place(file=path.name))
    keys = load_or_create(path)
    if _in_use(stores):
        from prem.storage.adopted import adopt  # what it needs, a new store does not

        adopt(stores.contacts.writer, keys)
    return keys


def _in_use(stores: Stores) -> bool:
    held = ((stores.contacts, "person"), (stores.answers, "session"))
    return any(store.reader.query(f"SELECT 1 FROM {table} LIMIT 1") for store, table in held)  # noqa: S608  # our own names


def _is_there(path: Path) -> bool:
    """Whether there is a key file; refuses what is no file, or lies where prem cannot look."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise NO_KEYS.refuse(Place(file=path.name))
    except FileNotFoundError:
        if path.is_symlink():  # what it leads to is away: a disk that is not mounted, say
            raise NO_KEYS.refuse(Place(file=path.name)) from None
        return False
    except NotADirectoryError:
        return False  # making the folder says what is wrong
    except OSError:
        raise NO_KEYS.refuse(Place(file=path.name)) from None
    return True


def new_keys() -> Keys:
    """Make seven new keys."""
    return Keys(*(secrets.token_bytes(KEY_BYTES) for _ in fields(Keys)))


def _create(path: Path) -> None:
    # Written whole under another name, then linked: who reads at the same time never sees half.
    words = {name: b64encode(key).decode() for name, key in asdict(new_keys()).items()}
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(words, file)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another program was first: its keys are the keys
            os.link(draft, path)
        draft.unlink()
    except OSError:
        raise DATA_FOLDER.refuse(Place(file=path.name)) from None


def _load(path: Path) -> Keys:
    try:
        words = json.loads(path.read_text())
        keys = Keys(**{field.name: b64decode(words[field.name]) for field in fields(Keys)})
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise BAD_KEYS.refuse(Place(file=path.name)) from None
    if any(len(getattr(keys, field.name)) != KEY_BYTES for field in fields(Keys)):
        raise BAD_KEYS.refuse(Place(file=path.name))
    return keys
