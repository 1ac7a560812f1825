"""What offices keep in spreadsheets, read with an open mind and told back row by row."""
