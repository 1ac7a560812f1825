"""What lists are narrowed by, split by process."""
