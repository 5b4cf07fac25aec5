"""the portfolio: items, files, rationales, exports

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-22 16:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

from lti_tool.persistence import database

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('portfolio_items',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('about_day', sa.Date(), nullable=False),
    sa.Column('shows', sa.Text(), nullable=False),
    sa.Column('own', sa.JSON(), nullable=False),
    sa.Column('about', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('write_id', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('added_at', database.Moment(timezone=True), nullable=False),
    sa.Column('changed_at', database.Moment(timezone=True), nullable=False),
    sa.Column('removed_at', database.Moment(timezone=True), nullable=True),
    sa.Column('removal', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('portfolio_items', schema=None) as batch_op:
        batch_op.create_index('portfolio_items_of_a_person', ['person_id', 'position'], unique=False)

    op.create_table('portfolio_files',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('item_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=128), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('kept_at', database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['portfolio_items.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('item_id')
    )
    with op.batch_alter_table('portfolio_files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_portfolio_files_person_id'), ['person_id'], unique=False)
        batch_op.create_index('portfolio_files_by_digest', ['sha256'], unique=False)

    op.create_table('rationales',
    sa.Column('enrolment_id', sa.String(length=32), nullable=False),
    sa.Column('about', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('draft', sa.Text(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_at', database.Moment(timezone=True), nullable=True),
    sa.Column('draft_at', database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], ),
    sa.PrimaryKeyConstraint('enrolment_id', 'about')
    )
    op.create_table('portfolio_exports',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('provider_id', sa.String(length=32), nullable=False),
    sa.Column('parts', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('asked_at', database.Moment(timezone=True), nullable=False),
    sa.Column('ready_at', database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], ),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('portfolio_exports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_portfolio_exports_sha256'), ['sha256'], unique=False)
        batch_op.create_index('portfolio_exports_of_a_person', ['person_id', 'asked_at'], unique=False)


def downgrade():
    with op.batch_alter_table('portfolio_exports', schema=None) as batch_op:
        batch_op.drop_index('portfolio_exports_of_a_person')
        batch_op.drop_index(batch_op.f('ix_portfolio_exports_sha256'))

    op.drop_table('portfolio_exports')
    op.drop_table('rationales')
    with op.batch_alter_table('portfolio_files', schema=None) as batch_op:
        batch_op.drop_index('portfolio_files_by_digest')
        batch_op.drop_index(batch_op.f('ix_portfolio_files_person_id'))

    op.drop_table('portfolio_files')
    with op.batch_alter_table('portfolio_items', schema=None) as batch_op:
        batch_op.drop_index('portfolio_items_of_a_person')

    op.drop_table('portfolio_items')
