"""Pages of a scheme's results: publication, what others may read, appeals, proposals."""
