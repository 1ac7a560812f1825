"""Documents: functions that return bytes, split by process."""
