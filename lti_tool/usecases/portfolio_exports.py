"""The whole portfolio to be kept: asked for on the page, put together by the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from sqlalchemy import select, update

from lti_tool.domain.files import size_words
from lti_tool.errors import DeliveryFinal, InvalidInput, NotFound
from lti_tool.outbound.files import KeptFile
from lti_tool.outbound.portfolio_pdf import (
    PortfolioDocument,
    PrintedFile,
    PrintedItem,
    PrintedRationale,
    PrintedReflection,
    PrintedStandard,
    render_portfolio,
)
from lti_tool.outbound.portfolio_zip import parts, write_portfolio
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.portfolio import PortfolioExport, Rationale
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.persistence.writing import enqueue
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_files import FileToSave, room
from lti_tool.usecases.portfolio_items import items_of, views_of
from lti_tool.usecases.portfolio_pages import evidence_rows
from lti_tool.usecases.portfolio_reflections import reflections_of
from lti_tool.usecases.portfolio_tags import awards_of, tag_groups
from lti_tool.usecases.portfolio_views import EvidenceRow, ExportView, ItemView, ModuleReflection
from lti_tool.usecases.records import open_record
from lti_tool.usecases.visits import Visit

KINDS = {"pdf": "application/pdf", "zip": "application/zip"}
KEPT = timedelta(days=7)
"""How long an export can be downloaded."""
LATE_AFTER = timedelta(minutes=10)


def ask(house: House, visit: Visit, kind: str) -> str:
    """Have an export made; the id of one that is being made already comes back instead.

    Raises:
        InvalidInput: no such kind.
    """
    if kind not in KINDS:
        raise InvalidInput({"kind": "Please choose the PDF or the ZIP file."})
    return ask_for(house, visit, kind, "", "portfolio")


def ask_for(house: House, visit: Visit, kind: str, about: str, message: str) -> str:
    """Have a file made of what a person has here; ``message`` is the worker's name for that."""
    with house.units.writing() as unit:
        for row in _rows(unit, visit.person_id):
            same = (row.kind, row.about) == (kind, about)
            if same and row.ready_at is None and not _is_late(unit, row):
                return row.id
        row = PortfolioExport(
            id=new_id(),
            person_id=visit.person_id,
            kind=kind,
            about=about,
            provider_id=visit.provider_id,
            asked_at=unit.now,
        )
        unit.session.add(row)
        unit.session.flush()
        lane = f"portfolio:{visit.person_id}"
        body = {"export_id": row.id}
        enqueue(unit, message, body, lane=lane, provider_id=visit.provider_id)
        return row.id


def newest_export(unit: UnitOfWork, person_id: str, kind: str, about: str) -> ExportView | None:
    """The export of that kind that was asked for last, if it was lately."""
    for row in _rows(unit, person_id):
        if (row.kind, row.about) == (kind, about):
            return _view(unit, row)
    return None


def exports_of(house: House, visit: Visit) -> tuple[ExportView, ...]:
    """The exports that a mentor asked for lately, newest first, one of each kind."""
    with house.units.reading() as unit:
        newest = {row.kind: row for row in reversed(_rows(unit, visit.person_id))}
        return tuple(_view(unit, newest[kind]) for kind in KINDS if kind in newest)


def export_of(house: House, visit: Visit, export_id: str) -> ExportView:
    """One of them.

    Raises:
        NotFound: there is none of that id, or it is somebody else's.
    """
    with house.units.reading() as unit:
        return _view(unit, _own(unit, visit, export_id))


def download(house: House, visit: Visit, export_id: str) -> FileToSave:
    """Its file.

    Raises:
        NotFound: there is none of that id, it is somebody else's, or it is not ready.
    """
    with house.units.reading() as unit:
        row = _own(unit, visit, export_id)
        day = row.asked_at.astimezone(LONDON).date()
    if row.sha256 is None:
        raise NotFound("This has not been put together yet.")
    stream = room(house).store.open(row.sha256)
    ending = row.kind if row.kind in KINDS else "zip"
    what = "portfolio" if row.kind in KINDS else "claim"
    return FileToSave(f"{what} {day.isoformat()}.{ending}", KINDS[ending], row.size, stream)


def _rows(unit: UnitOfWork, person_id: str) -> list[PortfolioExport]:
    query = (
        select(PortfolioExport)
        .where(
            PortfolioExport.person_id == person_id,
            PortfolioExport.asked_at > unit.now - KEPT,
        )
        .order_by(PortfolioExport.asked_at.desc(), PortfolioExport.id)
    )
    return list(unit.session.scalars(query))


def _own(unit: UnitOfWork, visit: Visit, export_id: str) -> PortfolioExport:
    for row in _rows(unit, visit.person_id):
        if row.id == export_id:
            return row
    raise NotFound("This is no longer here. Ask for your portfolio again, on its page.")


def _is_late(unit: UnitOfWork, row: PortfolioExport) -> bool:
    return row.ready_at is None and row.asked_at < unit.now - LATE_AFTER


def _view(unit: UnitOfWork, row: PortfolioExport) -> ExportView:
    return ExportView(
        id=row.id,
        kind=row.kind,
        asked_at=row.asked_at,
        parts=row.parts,
        done=row.done,
        ready=row.sha256 is not None,
        size=row.size,
        late=_is_late(unit, row),
        about=row.about,
    )


def make(house: House, export_id: str) -> Callable[[UnitOfWork], None]:
    """Put an export together (the worker's part); what comes back writes down that it is ready.

    Raises:
        DeliveryFinal: it was tidied away before.
    """
    with house.units.reading() as unit:
        row = asked_row(unit, export_id)
        doc = document(house, unit, row.person_id, row.provider_id)
    return ready(export_id, _made(house, row, doc))


def asked_row(unit: UnitOfWork, export_id: str) -> PortfolioExport:
    """What was asked for.

    Raises:
        DeliveryFinal: it was tidied away before.
    """
    row = unit.session.get(PortfolioExport, export_id)
    if row is None:
        raise DeliveryFinal("The export was asked for too long ago.")
    return row


def ready(export_id: str, kept: KeptFile) -> Callable[[UnitOfWork], None]:
    """What writes down that the file is there."""

    def keep(unit: UnitOfWork) -> None:
        found = unit.session.get(PortfolioExport, export_id)
        if found is not None:
            found.sha256, found.size, found.ready_at = kept.sha256, kept.size, unit.now

    return keep


def _made(house: House, row: PortfolioExport, doc: PortfolioDocument) -> KeptFile:
    store = room(house).store
    note(house, row.id, parts=parts(doc) if row.kind == "zip" else 1, done=0)
    pdf = render_portfolio(doc)
    with store.writing() as writer:
        if row.kind == "pdf":
            writer.write(pdf)
        else:
            steps = iter(range(1, parts(doc) + 1))
            write_portfolio(
                writer.file,
                doc,
                pdf,
                store.open,
                done=lambda: note(house, row.id, done=next(steps)),
            )
        return writer.keep()


def note(house: House, export_id: str, **values: int) -> None:
    """Say how far it is, at once: the page looks while it is being made."""
    with house.units.writing() as unit:
        unit.session.execute(
            update(PortfolioExport).where(PortfolioExport.id == export_id).values(**values)
        )


def document(
    house: House,
    unit: UnitOfWork,
    person_id: str,
    provider_id: str,
    *,
    fits: Callable[[Iterable[str]], bool] = lambda _: True,
) -> PortfolioDocument:
    """The portfolio as it is printed; with ``fits`` only what is about something that does."""
    awards = awards_of(house, unit, person_id)
    groups = tag_groups(house, awards)
    rows = [row for row in items_of(unit, person_id) if fits(row.about)]
    views = views_of(house, unit, person_id, rows, groups, awards)
    numbers = {view.id: number for number, view in enumerate(views, start=1)}
    tags = [(tag.code, f"{group.title}: {tag.words}") for group in groups for tag in group.tags]
    standards = (
        PrintedStandard(code, words, tuple(numbers[v.id] for v in views if code in v.about))
        for code, words in tags
    )
    return PortfolioDocument(
        mentor_name=unit.session.get_one(Person, person_id).name or "Mentor",
        provider_name=unit.session.get_one(Provider, provider_id).name,
        printed_at=unit.now,
        standards=tuple(one for one in standards if one.numbers),
        items=tuple(_item(view, numbers[view.id]) for view in views),
        rationales=tuple(_rationales(house, unit, person_id)),
        reflections=tuple(
            _reflection(one, numbers) for one in reflections_of(house, unit, person_id)
        ),
    )


def _item(view: ItemView, number: int) -> PrintedItem:
    file = view.file
    return PrintedItem(
        number=number,
        title=view.title,
        kind=view.form.title,
        about_day=view.about_day,
        shows=view.shows,
        fields=tuple((label, value) for _, label, value in view.fields),
        about=view.about,
        from_module=view.from_module,
        file=PrintedFile(file.name, size_words(file.size), file.sha256) if file else None,
        added_on=view.added_at.astimezone(LONDON).date(),
    )


def _rationales(house: House, unit: UnitOfWork, person_id: str) -> list[PrintedRationale]:
    query = select(Enrolment).where(Enrolment.person_id == person_id).order_by(Enrolment.created_at)
    found = []
    for enrolment in unit.session.scalars(query).all():
        kept = select(Rationale).where(Rationale.enrolment_id == enrolment.id)
        texts = {one.about: one for one in unit.session.scalars(kept)}
        rows = evidence_rows(open_record(house, unit, enrolment).state.record) if texts else []
        found += [_rationale(row, texts[row.about]) for row in rows if row.about in texts]
    return [one for one in found if one.text]


def _rationale(row: EvidenceRow, kept: Rationale) -> PrintedRationale:
    saved = kept.saved_at.astimezone(LONDON).date() if kept.saved_at else None
    return PrintedRationale(row.award.title, row.criterion.title, row.pieces, kept.text, saved)


def _reflection(one: ModuleReflection, numbers: dict[str, int]) -> PrintedReflection:
    number = numbers.get(one.item_id or "")
    return PrintedReflection(one.module_title, one.prompt, one.text, one.written_on, number)
