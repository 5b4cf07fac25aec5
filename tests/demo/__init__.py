"""The demo LMS, asked over real HTTP by a small tool of the tests' own."""
