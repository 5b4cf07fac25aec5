"""claims for credit elsewhere, and marks in frameworks of others

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-22 20:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

from lti_tool.persistence import database

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('claim_drafts',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('pack_id', sa.String(length=128), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_at', database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'pack_id')
    )
    op.create_table('mapping_marks',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('mapping_id', sa.String(length=128), nullable=False),
    sa.Column('descriptor_id', sa.String(length=128), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('marked_at', database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'mapping_id', 'descriptor_id')
    )
    with op.batch_alter_table('portfolio_exports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about', sa.String(length=128), server_default='', nullable=False))
    with op.batch_alter_table('portfolio_exports', schema=None) as batch_op:
        # Rows that were there needed it; the models give it themselves.
        batch_op.alter_column('about', server_default=None)


def downgrade():
    with op.batch_alter_table('portfolio_exports', schema=None) as batch_op:
        batch_op.drop_column('about')

    op.drop_table('mapping_marks')
    op.drop_table('claim_drafts')
