"""Reads that join several models for a page, split by process."""
