"""Pages of ledgers: lists, one ledger, its form, its steps, the committee's table."""
