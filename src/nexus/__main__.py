"""`python -m nexus`."""

from nexus.app.cli import main

main()
