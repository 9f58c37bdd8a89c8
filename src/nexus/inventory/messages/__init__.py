"""What crosses the module's border: commands in, views out."""

PERMISSIONS: dict[str, str] = {
    "inventory.read": "See stock, suppliers and equipment.",
    "inventory.write": "Add and change stock items, locations, suppliers and equipment.",
    "inventory.move": "Move stock, reserve and count it; write up maintenance.",
    "inventory.buy": "Write purchase orders.",
}
