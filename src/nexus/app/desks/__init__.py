"""Pages that show what several modules know of one thing."""
