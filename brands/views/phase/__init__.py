"""Phases of brands: the lists, one phase, its closing, its steps."""
