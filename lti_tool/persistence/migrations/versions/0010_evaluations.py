"""evaluations, tables of gaps, training sessions, reports to schools

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-22 19:30:00.000000
"""

import sqlalchemy as sa
from alembic import op

from lti_tool.persistence import database

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('evaluation_rounds',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('provider_id', sa.String(length=32), nullable=False),
    sa.Column('form_id', sa.String(length=128), nullable=False),
    sa.Column('form', sa.JSON(), nullable=False),
    sa.Column('school_year', sa.Integer(), nullable=False),
    sa.Column('placement', sa.String(length=200), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('opened_by', sa.String(length=32), nullable=False),
    sa.Column('opened_at', database.Moment(timezone=True), nullable=False),
    sa.Column('closed_at', database.Moment(timezone=True), nullable=True),
    sa.Column('mailed_at', database.Moment(timezone=True), nullable=False),
    sa.Column('mailed', sa.Integer(), nullable=False),
    sa.Column('forgotten_at', database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['opened_by'], ['people.id'], ),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('evaluation_rounds', schema=None) as batch_op:
        batch_op.create_index('evaluation_rounds_of_a_provider', ['provider_id', 'closes_on'], unique=False)

    op.create_table('gap_tables',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('provider_id', sa.String(length=32), nullable=False),
    sa.Column('audit_id', sa.String(length=128), nullable=False),
    sa.Column('made_at', database.Moment(timezone=True), nullable=False),
    sa.Column('rounds', sa.JSON(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('gap_tables', schema=None) as batch_op:
        batch_op.create_index('gap_tables_of_a_provider', ['provider_id', 'audit_id', 'made_at'], unique=False)

    op.create_table('school_reports',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('provider_id', sa.String(length=32), nullable=False),
    sa.Column('scheme_id', sa.String(length=64), nullable=False),
    sa.Column('school', sa.String(length=200), nullable=False),
    sa.Column('postcode', sa.String(length=16), nullable=False),
    sa.Column('school_year', sa.Integer(), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('made_by', sa.String(length=32), nullable=False),
    sa.Column('made_at', database.Moment(timezone=True), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('sent_to', sa.String(length=254), nullable=False),
    sa.Column('sent_at', database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], ),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('school_reports', schema=None) as batch_op:
        batch_op.create_index('school_reports_of_a_provider', ['provider_id', 'made_at'], unique=False)

    op.create_table('training_sessions',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('provider_id', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('about', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('time_words', sa.String(length=100), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_by', sa.String(length=32), nullable=False),
    sa.Column('made_at', database.Moment(timezone=True), nullable=False),
    sa.Column('cancelled_at', database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], ),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('training_sessions', schema=None) as batch_op:
        batch_op.create_index('training_sessions_in_time', ['provider_id', 'day'], unique=False)

    op.create_table('evaluation_invitations',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('round_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('mailbox', sa.String(length=254), nullable=True),
    sa.Column('school', sa.String(length=200), nullable=False),
    sa.Column('postcode', sa.String(length=16), nullable=False),
    sa.Column('made_at', database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['evaluation_rounds.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('round_id', 'mailbox')
    )
    op.create_table('evaluation_answers',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('round_id', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=True),
    sa.Column('invitation_id', sa.String(length=32), nullable=True),
    sa.Column('enrolment_id', sa.String(length=32), nullable=True),
    sa.Column('school', sa.String(length=200), nullable=False),
    sa.Column('postcode', sa.String(length=16), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_at', database.Moment(timezone=True), nullable=False),
    sa.Column('sent_at', database.Moment(timezone=True), nullable=True),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('replied_at', database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], ),
    sa.ForeignKeyConstraint(['invitation_id'], ['evaluation_invitations.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], ),
    sa.ForeignKeyConstraint(['round_id'], ['evaluation_rounds.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('round_id', 'key')
    )
    with op.batch_alter_table('evaluation_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evaluation_answers_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evaluation_answers_person_id'), ['person_id'], unique=False)


def downgrade():
    with op.batch_alter_table('evaluation_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evaluation_answers_person_id'))
        batch_op.drop_index(batch_op.f('ix_evaluation_answers_enrolment_id'))

    op.drop_table('evaluation_answers')
    op.drop_table('evaluation_invitations')
    with op.batch_alter_table('training_sessions', schema=None) as batch_op:
        batch_op.drop_index('training_sessions_in_time')

    op.drop_table('training_sessions')
    with op.batch_alter_table('school_reports', schema=None) as batch_op:
        batch_op.drop_index('school_reports_of_a_provider')

    op.drop_table('school_reports')
    with op.batch_alter_table('gap_tables', schema=None) as batch_op:
        batch_op.drop_index('gap_tables_of_a_provider')

    op.drop_table('gap_tables')
    with op.batch_alter_table('evaluation_rounds', schema=None) as batch_op:
        batch_op.drop_index('evaluation_rounds_of_a_provider')

    op.drop_table('evaluation_rounds')
