"""The demonstration: a city that does not exist, its branches, and two years of their brands."""
