"""A text as it was saved, and as it is being written."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Moment


class DraftedText:
    """Columns of such a text; ``draft`` is what was typed since it was saved, None when nothing."""

    text: Mapped[str] = mapped_column(Text, default="")
    draft: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    saved_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    draft_at: Mapped[dt.datetime | None] = mapped_column(Moment)
