"""The administration of schemes, ledgers, surveys and points, for the office."""
