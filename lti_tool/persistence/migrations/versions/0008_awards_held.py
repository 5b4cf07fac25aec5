"""awards held: certificates that stand count as earlier awards

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-22 18:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

from lti_tool.persistence import database

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

facts = sa.table(
    'facts',
    sa.column('id', sa.String),
    sa.column('person_id', sa.String),
    sa.column('enrolment_id', sa.String),
    sa.column('kind', sa.String),
    sa.column('on', sa.Date),
    sa.column('at', database.Moment()),
    sa.column('by', sa.String),
    sa.column('body', sa.JSON),
)
certificates = sa.table(
    'certificates',
    sa.column('number', sa.String),
    sa.column('enrolment_id', sa.String),
    sa.column('issued_on', sa.Date),
    sa.column('issued_at', database.Moment()),
    sa.column('issued_by', sa.String),
    sa.column('revoked_at', database.Moment()),
)
enrolments = sa.table(
    'enrolments',
    sa.column('id', sa.String),
    sa.column('person_id', sa.String),
    sa.column('award_id', sa.String),
)


def upgrade():
    """Until now no fact said that an award is held."""
    connection = op.get_bind()
    standing = (
        sa.select(certificates, enrolments.c.person_id, enrolments.c.award_id)
        .join_from(certificates, enrolments, enrolments.c.id == certificates.c.enrolment_id)
        .where(certificates.c.revoked_at.is_(None))
    )
    held = [
        {
            'id': database.new_id(),
            'person_id': row.person_id,
            'enrolment_id': None,
            'kind': 'AwardHeld',
            'on': row.issued_on,
            'at': row.issued_at,
            'by': row.issued_by,
            'body': {'award': row.award_id, 'certificate': row.number},
        }
        for row in connection.execute(standing)
    ]
    if held:
        connection.execute(sa.insert(facts), held)


def downgrade():
    op.execute(sa.delete(facts).where(facts.c.kind == 'AwardHeld'))
