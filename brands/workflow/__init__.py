"""The processes as tables of steps, one module each."""
