"""Work in the background, split by process; importing a module registers its handlers."""
