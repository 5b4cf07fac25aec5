"""What is kept: SQLAlchemy models by topic, the unit of work, and migrations."""
