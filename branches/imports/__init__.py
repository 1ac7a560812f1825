"""Organisations, members and accounts from one workbook: what the columns are, what is read, what will happen."""
