"""logs that mentors keep, with their drafts, versions and acknowledgements

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-22 19:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

from lti_tool.persistence import database

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('log_entries',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('enrolment_id', sa.String(length=32), nullable=False),
    sa.Column('log', sa.String(length=64), nullable=False),
    sa.Column('draft', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('writer', sa.String(length=32), nullable=False),
    sa.Column('created_at', database.Moment(timezone=True), nullable=False),
    sa.Column('draft_at', database.Moment(timezone=True), nullable=True),
    sa.Column('discarded_at', database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('log_entries', schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f('ix_log_entries_enrolment_id'), ['enrolment_id'], unique=False
        )

    op.create_table('log_versions',
    sa.Column('fact_id', sa.String(length=32), nullable=False),
    sa.Column('entry_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('changed', sa.Text(), nullable=False),
    sa.Column('name_typed', sa.String(length=200), nullable=False),
    sa.Column('signed_at', database.Moment(timezone=True), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['log_entries.id'], ),
    sa.ForeignKeyConstraint(['fact_id'], ['facts.id'], ),
    sa.PrimaryKeyConstraint('fact_id')
    )
    with op.batch_alter_table('log_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_log_versions_entry_id'), ['entry_id'], unique=False)

    op.create_table('log_acknowledgements',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('version_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('sent_at', database.Moment(timezone=True), nullable=False),
    sa.Column('expires_at', database.Moment(timezone=True), nullable=False),
    sa.Column('answered_at', database.Moment(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=16), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['log_versions.fact_id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('log_acknowledgements', schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f('ix_log_acknowledgements_version_id'), ['version_id'], unique=False
        )
        batch_op.create_index(
            batch_op.f('ix_log_acknowledgements_expires_at'), ['expires_at'], unique=False
        )


def downgrade():
    with op.batch_alter_table('log_acknowledgements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_log_acknowledgements_expires_at'))
        batch_op.drop_index(batch_op.f('ix_log_acknowledgements_version_id'))

    op.drop_table('log_acknowledgements')
    with op.batch_alter_table('log_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_log_versions_entry_id'))

    op.drop_table('log_versions')
    with op.batch_alter_table('log_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_log_entries_enrolment_id'))

    op.drop_table('log_entries')
