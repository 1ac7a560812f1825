"""What a hostile outsider or insider would try."""
