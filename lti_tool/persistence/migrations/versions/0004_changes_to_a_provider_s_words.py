"""changes to a provider's words

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-22 16:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

from lti_tool.persistence import database

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('word_changes',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('provider_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('by', sa.String(length=32), nullable=True),
    sa.Column('at', database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['people.id'], ),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('word_changes_by_provider', 'word_changes', ['provider_id', 'name'], unique=False)


def downgrade():
    op.drop_index('word_changes_by_provider', table_name='word_changes')
    op.drop_table('word_changes')
