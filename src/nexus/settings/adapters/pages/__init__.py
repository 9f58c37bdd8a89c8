"""Pages of the settings, and of the views of lists that people keep."""
