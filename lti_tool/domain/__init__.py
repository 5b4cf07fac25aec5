"""What the facts mean: pure rules, with no I/O, no framework and no clock of their own."""
