"""The `prem` command: each verb is a module beside this one, imported only when it is asked for."""

from prem.cli.group import main

__all__ = ["main"]
