"""Where the module touches the world."""
