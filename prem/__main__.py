"""`python -m prem` is the `prem` command."""

from prem.cli import main

main()
