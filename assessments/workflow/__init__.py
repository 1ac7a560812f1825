"""The processes of a year as tables of steps, split by process."""
