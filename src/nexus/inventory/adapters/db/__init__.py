"""Tables, mapping, repositories, queries and invariants."""
