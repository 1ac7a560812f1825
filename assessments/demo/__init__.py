"""The demonstration's yearly assessments."""
