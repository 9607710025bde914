"""Pages of their own shape: how each is made, and what it may ask of the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.settings import IDLE_LOCK

if TYPE_CHECKING:
    from ui.main import Starter


def _packet(starter: Starter) -> QWidget:
    from ui.screens.packet import PacketScreen

    assert starter.window.book is not None
    page = PacketScreen(starter.window.book)
    page.row_wanted.connect(starter.open_row)
    page.certificates_wanted.connect(lambda: starter.go("certificates"))
    page.settled.connect(lambda: starter.window.saved_now())
    return page


def _imports(starter: Starter) -> QWidget:
    from ui.screens.imports import ImportScreen

    assert starter.window.book is not None
    page = ImportScreen(starter.window.book)
    page.imported.connect(lambda: starter.window.saved_now())
    page.village_books.connect(starter.take_files)
    return page


def _basket(starter: Starter) -> QWidget:
    page = _imports(starter)
    page.show_basket()  # type: ignore[attr-defined]
    return page


def _settings(starter: Starter) -> QWidget:
    from ui.screens.settings import SettingsScreen

    assert starter.window.book is not None
    page = SettingsScreen(starter.window.book, idle=starter.window.settings.get(IDLE_LOCK))
    page.people.locking_wanted.connect(starter.keep_idle)
    page.zoom_wanted.connect(starter.window.set_zoom)
    page.colours_wanted.connect(starter.window.set_colours)
    page.faces_wanted.connect(lambda chosen: starter.choose_faces(chosen, page.faces_kept))
    page.changed.connect(starter.window.show_foot)
    page.restore_wanted.connect(lambda: starter.restore(starter.book_path()))
    return page


def _reprints(starter: Starter) -> QWidget:
    from ui.screens.reprints import ReprintsPage

    page = ReprintsPage(starter.window)
    page.wanted.connect(starter.open_row)
    return page


def _calendar(starter: Starter) -> QWidget:
    from ui.screens.disclosure_calendar import CalendarPage

    page = CalendarPage(starter.window)
    page.wanted.connect(partial(starter.open_from, "calendar"))
    page.begun.connect(partial(starter.begin_row, back="calendar"))
    return page


def _dossier(starter: Starter) -> QWidget:
    from ui.screens.dossier import DossierPage

    page = DossierPage(starter.window)
    page.wanted.connect(starter.open_row)
    return page


def _statistics(starter: Starter) -> QWidget:
    from ui.screens.statistics import StatisticsPage

    page = StatisticsPage(starter.window)
    page.wanted.connect(partial(starter.open_from, "statistics"))
    return page


def _certificates(starter: Starter) -> QWidget:
    book = starter.window.book
    assert book is not None
    if book.info.is_county:
        from ui.screens.county_certificates import CountyCertificates as Page
    else:
        from ui.screens.certificates import TownshipCertificates as Page  # type: ignore[assignment]
    page = Page(book)
    page.changed.connect(lambda: starter.window.saved_now())
    return page


def _answers(starter: Starter) -> QWidget:
    from ui.screens.county_answers import AnswersPage

    assert starter.window.book is not None
    page = AnswersPage(starter.window.book)
    page.wanted.connect(partial(starter.open_from, "answers"))
    page.templates_wanted.connect(starter.look_at_templates)
    page.changed.connect(lambda: starter.window.saved_now())
    return page


def _templates(starter: Starter) -> QWidget:
    book = starter.window.book
    assert book is not None
    if book.info.is_county:
        from ui.screens.county_templates import CountyTemplatesPage as Page
    else:
        from ui.screens.templates import TemplatesPage as Page  # type: ignore[assignment]
    page = Page(book)
    page.changed.connect(lambda: starter.window.saved_now())
    return page


def _inbox(starter: Starter) -> QWidget:
    from ui.screens.inbox import InboxScreen

    assert starter.window.book is not None
    page = InboxScreen(starter.window.book)
    page.changed.connect(lambda: starter.window.saved_now())
    page.went_home.connect(lambda: starter.go("home"))
    return page


def _totals(starter: Starter) -> QWidget:
    from ui.screens.county_totals import CountyTotalsPage

    page = CountyTotalsPage(starter.window)
    page.wanted.connect(partial(starter.open_from, "totals"))
    return page


def _first_steps(starter: Starter) -> QWidget:
    from ui.screens.first_steps import FirstSteps

    assert starter.window.book is not None
    page = FirstSteps(starter.window.book)
    page.page_wanted.connect(starter.go)
    page.recovery_wanted.connect(lambda: starter.offer_recovery(page.load))
    page.changed.connect(starter.shown_anew)
    return page


def _handing_over(starter: Starter) -> QWidget:
    from ui.screens.handing_over import HandingOverPage

    page = HandingOverPage(starter.window)
    page.page_wanted.connect(starter.go)
    page.changed.connect(lambda: starter.window.saved_now())
    page.given_away.connect(starter.leave_for_next)
    return page


def _bin(starter: Starter) -> QWidget:
    from ui.screens.bin import BinPage

    page = BinPage(starter.window)
    page.wanted.connect(partial(starter.open_from, "bin"))
    page.closed.connect(lambda: starter.go("home"))
    return page


# Pages of their own shape, each read only when it is first opened.
SCREENS: dict[str, Callable[[Starter], QWidget]] = {
    "packet": _packet,
    "imports": _imports,
    "basket": _basket,
    "settings": _settings,
    "reprints": _reprints,
    "dossier": _dossier,
    "calendar": _calendar,
    "statistics": _statistics,
    "certificates": _certificates,
    "answers": _answers,
    "templates": _templates,
    "inbox": _inbox,
    "totals": _totals,
    "handing_over": _handing_over,
    "bin": _bin,
    "first_steps": _first_steps,
}
