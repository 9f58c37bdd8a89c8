"""Stock, purchasing, equipment: each in a file of its own, joined here."""
