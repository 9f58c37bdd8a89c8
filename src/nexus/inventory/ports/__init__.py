"""What the inventory module needs from the world, in its own words."""
