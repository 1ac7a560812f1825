"""Honours on pages: the register, rechecks, decisions, documents."""
