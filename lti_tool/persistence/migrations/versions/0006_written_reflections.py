"""written reflections of awards; room for the longer names of staff roles

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-22 17:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

from lti_tool.persistence import database

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('award_reflections',
    sa.Column('enrolment_id', sa.String(length=32), nullable=False),
    sa.Column('reflection_id', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('draft', sa.Text(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_at', database.Moment(timezone=True), nullable=True),
    sa.Column('draft_at', database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], ),
    sa.PrimaryKeyConstraint('enrolment_id', 'reflection_id')
    )
    with op.batch_alter_table('staff_grants', schema=None) as batch_op:
        batch_op.alter_column('role',
               existing_type=sa.VARCHAR(length=16),
               type_=sa.String(length=32),
               existing_nullable=False)


def downgrade():
    with op.batch_alter_table('staff_grants', schema=None) as batch_op:
        batch_op.alter_column('role',
               existing_type=sa.String(length=32),
               type_=sa.VARCHAR(length=16),
               existing_nullable=False)

    op.drop_table('award_reflections')
