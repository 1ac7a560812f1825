"""Plain predicates (user, object) -> bool, split by process."""
