"""a language to read in

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-22 14:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('people', sa.Column('reading_language', sa.String(length=35), nullable=True))


def downgrade():
    op.drop_column('people', 'reading_language')
