"""The use cases. Each is one transaction, asked for by one actor."""
