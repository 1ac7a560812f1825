"""Pages of inspections and findings."""
