"""Pages of mass evaluation, for who runs it and who reads what came of it."""
