"""Forms of branches."""
