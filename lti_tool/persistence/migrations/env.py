"""Alembic's environment: the application's own engine and models, through Flask-Migrate."""

from __future__ import annotations

from alembic import context
from flask import current_app

from lti_tool.persistence import models  # noqa: F401 - so that every table is known

database = current_app.extensions["migrate"].db


def run_migrations() -> None:
    """Migrate over the application's engine; SQLite alters tables by copying them."""
    engine = database.engine
    with engine.execution_options(writes=True).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            user_module_prefix="database.",
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
