"""An LTI 1.3 tool that trains and certifies the school mentors of student teachers."""

__version__ = "0.1.0"
