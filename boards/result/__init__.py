"""The grades of a year, as far as they are for the public."""
