"""What people do: each act a function, each in one transaction, split by process."""
