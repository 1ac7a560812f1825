"""What may be typed, split by process."""
