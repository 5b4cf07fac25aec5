"""The protocol edge, tested with really signed tokens."""
