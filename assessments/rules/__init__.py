"""What must hold besides state and person before a step; each check raises BusinessError with all that is missing."""
