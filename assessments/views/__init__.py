"""Pages, split by process."""
