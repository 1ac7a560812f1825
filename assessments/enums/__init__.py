"""Values of schemes, ledgers, surveys and points: a module for each process."""
