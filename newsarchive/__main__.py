"""`python -m newsarchive`: the command line without its script."""

from newsarchive.cli.main import run

run()
