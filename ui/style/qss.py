"""The style sheet of the window, made from the tables of the palette at the present zoom."""

from __future__ import annotations

import sys

from app.paths import resource
from ui.style.fonts import body_font
from ui.style.palette import BODY, DARK, GAP, HIT, HUGE, SMALL, TITLE, Scheme, look, px, toned

# a style sheet draws files only, and files cannot be coloured: one for each ground
MOST_BESIDE = 10  # pixels beside the words of a large button
MOST_SECRECY = 20  # pixels: whole beside the buttons at the largest type
LIGHT_SIGNS = {"arrow": "arrow-soft.svg", "tick": "tick-white.svg"}
DARK_SIGNS = {"arrow": "arrow-pale.svg", "tick": "tick-dark.svg"}


def style_sheet() -> str:
    """All rules in one text."""
    return "\n".join(f"{selector} {{ {rules} }}" for selector, rules in _rules(look()))


def _picture(name: str, p: Scheme) -> str:
    file = (DARK_SIGNS if p is DARK else LIGHT_SIGNS)[name]
    return f'url("{resource("icons", file).as_posix()}")'


def _rules(p: Scheme) -> list[tuple[str, str]]:
    return [*_faces(), *_ground(p), *_buttons(p), *_fields(p), *_tables(p), *_words(p)]


def _faces() -> list[tuple[str, str]]:
    """Windows has small faces of its own for these, which would stay small whatever 大字 says."""
    if sys.platform != "win32":
        return []
    own = "QMenuBar, QMenu, QAbstractItemView, QHeaderView, QTipLabel, QStatusBar, QMessageBox"
    return [(own, f'font-family: "{body_font().family()}"; font-size: {px(BODY)}px;')]


def _ground(p: Scheme) -> list[tuple[str, str]]:
    return [
        ("QWidget", f"color: {p.ink};"),
        ("QMainWindow, QDialog", f"background: {p.desk};"),
        ("QMenuBar", f"background: {p.desk}; padding: {px(1)}px {px(6)}px;"),
        ("QMenuBar::item", f"padding: {px(5)}px {px(10)}px; background: transparent;"),
        ("QMenuBar::item:selected", f"background: {p.pale};"),
        ("QMenu", f"background: {p.paper}; border: 1px solid {p.line}; padding: {px(4)}px 0;"),
        ("QMenu::item", f"padding: {px(7)}px {px(28)}px {px(7)}px {px(14)}px;"),
        ("QMenu::icon", f"padding-left: {px(8)}px;"),
        ("QMenu::item:selected", f"background: {p.pale};"),
        ("QMenu::item:disabled", f"color: {p.faint};"),
        ("QMenu::separator", f"height: 1px; background: {p.line_soft}; margin: {px(4)}px 0;"),
        ("QToolTip", f"background: {p.paper}; color: {p.ink}; border: 1px solid {p.line}; padding: {px(4)}px;"),
        ("QStatusBar", f"background: {p.panel}; border-top: 1px solid {p.line_soft};"),
        ("QStatusBar::item", "border: none;"),
        ("QSplitter::handle", f"background: {p.desk};"),
        ("QSplitter::handle:hover", f"background: {p.line};"),
        ("QScrollArea, QScrollArea > QWidget > QWidget#sheet", f"background: {p.panel}; border: none;"),
        ("QScrollArea#room", f"background: {p.desk};"),
        ("QFrame#panel, QWidget#panel", f"background: {p.panel}; border: 1px solid {p.line_soft};"),
        ("QFrame#strip", f"background: {p.panel}; border: none; border-bottom: {px(2)}px solid {p.seal};"),
        ("QFrame#between", f"color: {p.line};"),
        ("QScrollBar:vertical", f"background: {p.desk}; width: {px(14)}px; margin: 0;"),
        ("QScrollBar:horizontal", f"background: {p.desk}; height: {px(14)}px; margin: 0;"),
        (
            "QScrollBar::handle",
            f"background: {p.handle}; border-radius: {px(4)}px; margin: {px(3)}px; "
            f"min-height: {px(32)}px; min-width: {px(32)}px;",
        ),
        ("QScrollBar::handle:hover", f"background: {p.ink_soft};"),
        ("QScrollBar::add-line, QScrollBar::sub-line", "width: 0; height: 0;"),
        ("QScrollBar::add-page, QScrollBar::sub-page", "background: transparent;"),
    ]


def _buttons(p: Scheme) -> list[tuple[str, str]]:
    ring = f"border: {px(2)}px solid {p.focus};"
    return [
        (
            "QPushButton",
            f"background: {p.paper}; border: 1px solid {p.edge}; border-radius: {px(4)}px; "
            f"padding: {px(3)}px {px(14)}px; min-height: {px(HIT) - 2 * px(3) - 2}px;",
        ),
        ("QPushButton:hover", f"background: {p.pale}; border-color: {p.brand};"),
        ("QPushButton:pressed", f"background: {p.line_soft};"),
        ("QPushButton:focus", f"{ring} padding: {px(3) - px(2) + 1}px {px(13)}px;"),
        ("QPushButton:disabled", f"color: {p.faint}; background: {p.desk};"),
        ('QPushButton[main="true"]', f"background: {p.brand}; color: {p.on_brand}; border-color: {p.title};"),
        ('QPushButton[main="true"]:hover', f"background: {p.title};"),
        # the ring stands out from the page, not from the button: its word is underlined too
        ('QPushButton[main="true"]:focus', f"{ring} text-decoration: underline;"),
        ('QPushButton[main="true"]:disabled', f"background: {p.desk}; color: {p.faint}; border-color: {p.line_soft};"),
        ('QPushButton[plain="true"]', f"background: transparent; border-color: transparent; color: {p.title};"),
        ('QPushButton[plain="true"]:hover', f"background: {p.pale};"),
        ('QPushButton[plain="true"]:focus', ring),
        (
            "QPushButton::menu-indicator",
            f"image: {_picture('arrow', p)}; width: {px(12)}px; height: {px(12)}px; "
            f"subcontrol-origin: border; subcontrol-position: right center; right: {px(5)}px;",
        ),
        (
            "QToolButton",
            f"border: 1px solid transparent; border-radius: {px(4)}px; padding: {px(4)}px {px(9)}px; "
            f"background: transparent; min-height: {px(HIT - 10)}px;",
        ),
        ("QFrame#strip QToolButton", f"padding: {px(4)}px {min(px(9), MOST_BESIDE)}px;"),
        ("QToolButton:hover", f"background: {p.pale}; border-color: {p.line};"),
        ("QToolButton:pressed, QToolButton:checked", f"background: {p.pale}; border-color: {p.brand};"),
        ("QToolButton:focus", ring),
        ("QToolButton:disabled", f"color: {p.faint};"),
        ("QToolButton::menu-indicator", "image: none;"),
    ]


def _fields(p: Scheme) -> list[tuple[str, str]]:
    fields = "QLineEdit, QPlainTextEdit, QComboBox, QTextBrowser"
    inner = px(16) + 2 - 2 * px(2)  # a thicker edge, and nothing moves
    focused = ", ".join(f"{name}:focus" for name in ("QLineEdit", "QPlainTextEdit", "QComboBox"))
    return [
        (
            fields,
            f"background: {p.paper}; border: 1px solid {p.edge}; border-radius: {px(3)}px; "
            f"padding: {px(3)}px {px(7)}px; selection-background-color: {p.brand}; selection-color: {p.on_brand};",
        ),
        ("QLineEdit, QPlainTextEdit", f"placeholder-text-color: {p.ink_soft};"),
        ("QLineEdit, QComboBox", f"min-height: {px(HIT) - 2 * px(3) - 2}px;"),
        (
            focused,
            f"border: {px(2)}px solid {p.focus}; background: {p.focus_pale}; padding: {px(2)}px {px(6)}px;",
        ),
        ("QScrollArea#lines", f"border: {px(2)}px solid {p.panel};"),
        ("QScrollArea#lines:focus", f"border: {px(2)}px solid {p.focus};"),
        ("QTextBrowser:focus", f"border: {px(2)}px solid {p.focus}; padding: {px(2)}px {px(6)}px;"),
        # what cannot be typed in is told by its ground, and where all grounds are one by its edge
        (
            "QLineEdit:read-only",
            f"background: {p.panel}; color: {p.ink_soft}; border-style: {'dashed' if p.panel == p.paper else 'solid'};",
        ),
        ('QLineEdit[fault="hard"], QPlainTextEdit[fault="hard"]', f"border: {px(2)}px solid {toned('red').ink};"),
        ('QLineEdit[fault="soft"], QPlainTextEdit[fault="soft"]', f"border: {px(2)}px solid {toned('yellow').ink};"),
        ("QComboBox::drop-down", f"border: none; width: {px(26)}px;"),
        ("QComboBox::down-arrow", f"image: {_picture('arrow', p)}; width: {px(14)}px; height: {px(14)}px;"),
        (
            "QComboBox QAbstractItemView",
            f"background: {p.paper}; border: 1px solid {p.line}; selection-background-color: {p.pale}; "
            f"selection-color: {p.ink}; outline: 0;",
        ),
        ("QCheckBox, QRadioButton", f"spacing: {px(6)}px; min-height: {px(HIT)}px;"),
        (
            "QCheckBox::indicator, QAbstractItemView::indicator",
            f"width: {px(16)}px; height: {px(16)}px; border: 1px solid {p.ink_soft}; border-radius: {px(3)}px; "
            f"background: {p.paper};",
        ),
        (
            "QCheckBox::indicator:checked, QAbstractItemView::indicator:checked",
            f"background: {p.brand}; image: {_picture('tick', p)};",
        ),
        (
            "QRadioButton::indicator",
            f"width: {px(14)}px; height: {px(14)}px; border: {px(2)}px solid {p.ink_soft}; "
            f"border-radius: {px(9) - 1}px; background: {p.paper};",
        ),
        ("QRadioButton::indicator:checked", f"border: {px(5)}px solid {p.brand}; width: {px(8)}px; height: {px(8)}px;"),
        (
            "QCheckBox::indicator:focus",
            f"border: {px(2)}px solid {p.focus}; width: {inner}px; height: {inner}px;",
        ),
        ("QRadioButton::indicator:focus", f"border-color: {p.focus};"),
        ("QProgressBar", f"border: 1px solid {p.line}; background: {p.paper}; text-align: center; height: {px(22)}px;"),
        ("QProgressBar::chunk", f"background: {toned('blue').ground}; border-right: {px(2)}px solid {p.brand};"),
    ]


def _tables(p: Scheme) -> list[tuple[str, str]]:
    return [
        (
            "QTableView, QTreeView, QListView",
            f"background: {p.paper}; border: 1px solid {p.line}; gridline-color: {p.line}; outline: 0; "
            f"selection-background-color: {p.pale}; selection-color: {p.ink};",
        ),
        ("QTableView:focus, QTreeView:focus, QListView:focus", f"border: {px(2)}px solid {p.focus};"),
        ("QTableView#frozen, QTableView#frozen:focus", f"border: none; border-right: {px(2)}px solid {p.ink_soft};"),
        ("QHeaderView", f"background: {p.head}; border: none;"),
        (
            "QHeaderView::section",
            f"background: {p.head}; color: {p.ink}; border: none; border-right: 1px solid {p.line}; "
            f"border-bottom: 1px solid {p.line}; padding: {px(5)}px {px(6)}px; font-weight: bold;",
        ),
        ("QTreeView#side, QListView#side", f"background: transparent; border: none; font-size: {px(15)}px;"),
        ("QTreeView#side:focus, QListView#side:focus", f"border: {px(2)}px solid {p.focus};"),
        ("QTreeView#side::item, QListView#side::item", f"min-height: {px(HIT)}px; padding: 0 {px(4)}px;"),
        (
            "QTreeView#side::item:selected, QListView#side::item:selected",
            f"background: {p.pale}; color: {p.title};",
        ),
        ("QListWidget::item, QTreeWidget::item", f"min-height: {px(HIT)}px;"),
        ("QListView#picker::item", f"min-height: {px(HIT)}px; padding: 0 {px(8)}px;"),
        ("QTabWidget::pane", f"border: none; border-top: 1px solid {p.line_soft}; background: {p.panel};"),
        ("QTabBar", "qproperty-drawBase: 0;"),
        (
            "QTabBar::tab",
            f"padding: {px(6)}px {px(12)}px; min-height: {px(HIT - 14)}px; background: transparent; "
            f"color: {p.ink_soft}; border-bottom: {px(3)}px solid transparent;",
        ),
        ("QTabBar::tab:selected", f"color: {p.title}; border-bottom-color: {p.brand}; font-weight: bold;"),
        ("QTabBar::tab:focus", f"border-bottom-color: {p.focus};"),
    ]


def _words(p: Scheme) -> list[tuple[str, str]]:
    return [
        ("QLabel#title", f"font-size: {px(TITLE)}px; font-weight: bold; color: {p.title};"),
        ("QLabel#huge", f"font-size: {px(HUGE)}px; font-weight: bold; color: {p.title};"),
        (
            "QLabel#group",
            f"font-weight: bold; color: {p.title}; padding: {px(GAP[1])}px 0 {px(2)}px 0; "
            f"border: none; border-bottom: 1px solid {p.line}; qproperty-indent: 0;",
        ),
        ("QLabel#hint", f"font-size: {px(SMALL)}px; color: {p.ink_soft};"),
        ("QLabel#parsed", f"font-size: {px(SMALL)}px; color: {p.title};"),
        ("QLabel#fault", f"color: {toned('red').ink}; font-size: {px(SMALL)}px;"),
        ("QLabel#soft", f"color: {toned('yellow').ink}; font-size: {px(SMALL)}px;"),
        (
            "QLabel#alarm",
            f"background: {toned('red').ground}; color: {toned('red').ink}; border: 1px solid "
            f"{toned('red').ink}; border-radius: {px(4)}px; padding: {px(7)}px {px(74)}px {px(7)}px {px(10)}px;",
        ),
        (
            "QLabel#advice",
            f"background: {toned('yellow').ground}; color: {toned('yellow').ink}; border: 1px solid "
            f"{toned('yellow').ink}; border-radius: {px(4)}px; padding: {px(7)}px {px(10)}px;",
        ),
        (
            "QLabel#practice",
            f"background: {p.seal}; color: {p.on_brand}; font-weight: bold; border-radius: {px(3)}px; "
            f"padding: {px(3)}px {px(10)}px;",
        ),
        ("QLabel#secrecy", f"color: {p.seal}; font-size: {min(px(SMALL), MOST_SECRECY)}px;"),
    ]
