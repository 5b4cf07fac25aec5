"""Tests that police the house rules."""
