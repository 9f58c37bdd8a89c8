"""How fast Nexus is, and what it keeps when it is killed: `python -m benchmarks[.crash]`."""
