"""shared audits: rounds, their parts, the plan, sharing

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-22 16:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

from lti_tool.persistence import database

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('audit_rounds',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('audit_id', sa.String(length=128), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('began_at', database.Moment(timezone=True), nullable=False),
    sa.Column('completed_at', database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('person_id', 'audit_id', 'number')
    )
    op.create_table('audit_parts',
    sa.Column('round_id', sa.String(length=32), nullable=False),
    sa.Column('group_id', sa.String(length=64), nullable=False),
    sa.Column('ratings', sa.JSON(), nullable=False),
    sa.Column('notes', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('write_id', sa.String(length=64), nullable=False),
    sa.Column('saved_at', database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['audit_rounds.id'], ),
    sa.PrimaryKeyConstraint('round_id', 'group_id')
    )
    op.create_table('plan_steps',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('audit_id', sa.String(length=128), nullable=False),
    sa.Column('group_id', sa.String(length=64), nullable=False),
    sa.Column('round_id', sa.String(length=32), nullable=True),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('times_done', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('made_at', database.Moment(timezone=True), nullable=False),
    sa.Column('taken_off_at', database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], ),
    sa.ForeignKeyConstraint(['round_id'], ['audit_rounds.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('plan_steps', schema=None) as batch_op:
        batch_op.create_index('plan_steps_of_a_person', ['person_id', 'audit_id'], unique=False)

    op.create_table('audit_shares',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('audit_id', sa.String(length=128), nullable=False),
    sa.Column('shared_at', database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'audit_id')
    )


def downgrade():
    op.drop_table('audit_shares')
    with op.batch_alter_table('plan_steps', schema=None) as batch_op:
        batch_op.drop_index('plan_steps_of_a_person')

    op.drop_table('plan_steps')
    op.drop_table('audit_parts')
    op.drop_table('audit_rounds')
