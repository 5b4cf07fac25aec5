"""briefings and their places, observations, what a panel reads, what is due

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-22 18:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

from lti_tool.persistence import database

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('briefing_events',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('provider_id', sa.String(length=32), nullable=False),
    sa.Column('awards', sa.JSON(), nullable=False),
    sa.Column('mode', sa.String(length=64), nullable=False),
    sa.Column('starts_at', database.Moment(timezone=True), nullable=False),
    sa.Column('ends_at', database.Moment(timezone=True), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.String(length=32), nullable=False),
    sa.Column('made_at', database.Moment(timezone=True), nullable=False),
    sa.Column('changed_at', database.Moment(timezone=True), nullable=False),
    sa.Column('cancelled_at', database.Moment(timezone=True), nullable=True),
    sa.Column('cancelled_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], ),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('briefing_events', schema=None) as batch_op:
        batch_op.create_index('briefing_events_in_time', ['provider_id', 'starts_at'], unique=False)

    op.create_table('briefing_places',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('event_id', sa.String(length=32), nullable=False),
    sa.Column('enrolment_id', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('asked_at', database.Moment(timezone=True), nullable=False),
    sa.Column('told_at', database.Moment(timezone=True), nullable=False),
    sa.Column('reminded', sa.Integer(), nullable=True),
    sa.Column('attended', sa.String(length=64), nullable=False),
    sa.Column('fact_id', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], ),
    sa.ForeignKeyConstraint(['event_id'], ['briefing_events.id'], ),
    sa.ForeignKeyConstraint(['fact_id'], ['facts.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('event_id', 'enrolment_id')
    )
    with op.batch_alter_table('briefing_places', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_briefing_places_enrolment_id'), ['enrolment_id'], unique=False)

    op.create_table('observation_notes',
    sa.Column('fact_id', sa.String(length=32), nullable=False),
    sa.Column('enrolment_id', sa.String(length=32), nullable=False),
    sa.Column('observation', sa.String(length=64), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('written_at', database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], ),
    sa.ForeignKeyConstraint(['fact_id'], ['facts.id'], ),
    sa.PrimaryKeyConstraint('fact_id')
    )
    with op.batch_alter_table('observation_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_observation_notes_enrolment_id'), ['enrolment_id'], unique=False)

    op.create_table('panel_readings',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('enrolment_id', sa.String(length=32), nullable=False),
    sa.Column('handed_in', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('chairs', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recommendation', sa.String(length=16), nullable=False),
    sa.Column('asked_at', database.Moment(timezone=True), nullable=False),
    sa.Column('written_at', database.Moment(timezone=True), nullable=True),
    sa.Column('taken_off_at', database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], ),
    sa.ForeignKeyConstraint(['handed_in'], ['facts.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('handed_in', 'person_id')
    )
    with op.batch_alter_table('panel_readings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_panel_readings_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_panel_readings_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('due_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('due_reminded', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_enrolments_due_on'), ['due_on'], unique=False)


def downgrade():
    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolments_due_on'))
        batch_op.drop_column('due_reminded')
        batch_op.drop_column('due_on')

    with op.batch_alter_table('panel_readings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_panel_readings_person_id'))
        batch_op.drop_index(batch_op.f('ix_panel_readings_enrolment_id'))

    op.drop_table('panel_readings')
    with op.batch_alter_table('observation_notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_observation_notes_enrolment_id'))

    op.drop_table('observation_notes')
    with op.batch_alter_table('briefing_places', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_briefing_places_enrolment_id'))

    op.drop_table('briefing_places')
    with op.batch_alter_table('briefing_events', schema=None) as batch_op:
        batch_op.drop_index('briefing_events_in_time')

    op.drop_table('briefing_events')
