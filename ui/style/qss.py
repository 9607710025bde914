"""The style sheet of the window, made from the tables of the palette at the present zoom."""

from __future__ import annotations

from app.paths import resource
from ui.style import palette as p
from ui.style.palette import GAP, HIT, HUGE, SMALL, TITLE, px


def style_sheet() -> str:
    """All rules in one text."""
    return "\n".join(f"{selector} {{ {rules} }}" for selector, rules in _rules())


def _picture(name: str) -> str:
    return f'url("{resource("icons", name).as_posix()}")'


def _rules() -> list[tuple[str, str]]:
    return [*_ground(), *_buttons(), *_fields(), *_tables(), *_words()]


def _ground() -> list[tuple[str, str]]:
    return [
        ("QWidget", f"color: {p.INK};"),
        ("QMainWindow, QDialog", f"background: {p.DESK};"),
        ("QMenuBar", f"background: {p.DESK}; padding: {px(1)}px {px(6)}px;"),
        ("QMenuBar::item", f"padding: {px(5)}px {px(10)}px; background: transparent;"),
        ("QMenuBar::item:selected", f"background: {p.BRAND_PALE};"),
        ("QMenu", f"background: {p.PAPER}; border: 1px solid {p.LINE}; padding: {px(4)}px 0;"),
        ("QMenu::item", f"padding: {px(7)}px {px(28)}px {px(7)}px {px(14)}px;"),
        ("QMenu::icon", f"padding-left: {px(8)}px;"),
        ("QMenu::item:selected", f"background: {p.BRAND_PALE};"),
        ("QMenu::item:disabled", "color: #8A8F92;"),
        ("QMenu::separator", f"height: 1px; background: {p.LINE_SOFT}; margin: {px(4)}px 0;"),
        ("QToolTip", f"background: {p.PAPER}; color: {p.INK}; border: 1px solid {p.LINE}; padding: {px(4)}px;"),
        ("QStatusBar", f"background: {p.PANEL}; border-top: 1px solid {p.LINE_SOFT};"),
        ("QStatusBar::item", "border: none;"),
        ("QSplitter::handle", f"background: {p.DESK};"),
        ("QSplitter::handle:hover", f"background: {p.LINE};"),
        ("QScrollArea, QScrollArea > QWidget > QWidget#sheet", f"background: {p.PANEL}; border: none;"),
        ("QFrame#panel, QWidget#panel", f"background: {p.PANEL}; border: 1px solid {p.LINE_SOFT};"),
        ("QFrame#strip", f"background: {p.PANEL}; border: none; border-bottom: {px(2)}px solid {p.SEAL};"),
        ("QFrame#between", f"color: {p.LINE};"),
        ("QScrollBar:vertical", f"background: {p.DESK}; width: {px(14)}px; margin: 0;"),
        ("QScrollBar:horizontal", f"background: {p.DESK}; height: {px(14)}px; margin: 0;"),
        (
            "QScrollBar::handle",
            f"background: #B9B4A8; border-radius: {px(4)}px; margin: {px(3)}px; "
            f"min-height: {px(32)}px; min-width: {px(32)}px;",
        ),
        ("QScrollBar::handle:hover", f"background: {p.INK_SOFT};"),
        ("QScrollBar::add-line, QScrollBar::sub-line", "width: 0; height: 0;"),
        ("QScrollBar::add-page, QScrollBar::sub-page", "background: transparent;"),
    ]


def _buttons() -> list[tuple[str, str]]:
    ring = f"border: {px(2)}px solid {p.FOCUS};"
    return [
        (
            "QPushButton",
            f"background: {p.PAPER}; border: 1px solid {p.LINE}; border-radius: {px(4)}px; "
            f"padding: {px(3)}px {px(14)}px; min-height: {px(HIT) - 2 * px(3) - 2}px;",
        ),
        ("QPushButton:hover", f"background: {p.BRAND_PALE}; border-color: {p.BRAND};"),
        ("QPushButton:pressed", f"background: {p.LINE_SOFT};"),
        ("QPushButton:focus", f"{ring} padding: {px(3) - px(2) + 1}px {px(13)}px;"),
        ("QPushButton:disabled", f"color: #8A8F92; background: {p.DESK};"),
        ('QPushButton[main="true"]', f"background: {p.BRAND}; color: {p.PAPER}; border-color: {p.BRAND_DARK};"),
        ('QPushButton[main="true"]:hover', f"background: {p.BRAND_DARK};"),
        ('QPushButton[main="true"]:focus', ring),
        ('QPushButton[main="true"]:disabled', f"background: {p.LINE}; color: {p.PAPER}; border-color: {p.LINE};"),
        ('QPushButton[plain="true"]', f"background: transparent; border-color: transparent; color: {p.BRAND_DARK};"),
        ('QPushButton[plain="true"]:hover', f"background: {p.BRAND_PALE};"),
        ('QPushButton[plain="true"]:focus', ring),
        (
            "QPushButton::menu-indicator",
            f"image: {_picture('arrow-soft.svg')}; width: {px(12)}px; height: {px(12)}px; "
            f"subcontrol-origin: border; subcontrol-position: right center; right: {px(5)}px;",
        ),
        (
            "QToolButton",
            f"border: 1px solid transparent; border-radius: {px(4)}px; padding: {px(4)}px {px(9)}px; "
            f"background: transparent; min-height: {px(HIT - 10)}px;",
        ),
        ("QToolButton:hover", f"background: {p.BRAND_PALE}; border-color: {p.LINE};"),
        ("QToolButton:pressed, QToolButton:checked", f"background: {p.BRAND_PALE}; border-color: {p.BRAND};"),
        ("QToolButton:focus", ring),
        ("QToolButton:disabled", "color: #8A8F92;"),
        ("QToolButton::menu-indicator", "image: none;"),
    ]


def _fields() -> list[tuple[str, str]]:
    fields = "QLineEdit, QPlainTextEdit, QComboBox, QTextBrowser"
    focused = ", ".join(f"{name}:focus" for name in ("QLineEdit", "QPlainTextEdit", "QComboBox"))
    return [
        (
            fields,
            f"background: {p.PAPER}; border: 1px solid {p.LINE}; border-radius: {px(3)}px; "
            f"padding: {px(3)}px {px(7)}px; selection-background-color: {p.BRAND}; selection-color: {p.PAPER};",
        ),
        ("QLineEdit, QComboBox", f"min-height: {px(HIT - 10)}px;"),
        (
            focused,
            f"border: {px(2)}px solid {p.FOCUS}; background: {p.FOCUS_PALE}; padding: {px(2)}px {px(6)}px;",
        ),
        ("QTextBrowser:focus", f"border: {px(2)}px solid {p.FOCUS}; padding: {px(2)}px {px(6)}px;"),
        ("QLineEdit:read-only", f"background: {p.PANEL}; color: {p.INK_SOFT};"),
        ('QLineEdit[fault="hard"], QPlainTextEdit[fault="hard"]', f"border: {px(2)}px solid {p.TONES['red'].ink};"),
        ('QLineEdit[fault="soft"], QPlainTextEdit[fault="soft"]', f"border: {px(2)}px solid {p.TONES['yellow'].ink};"),
        ("QComboBox::drop-down", f"border: none; width: {px(26)}px;"),
        ("QComboBox::down-arrow", f"image: {_picture('arrow-soft.svg')}; width: {px(14)}px; height: {px(14)}px;"),
        (
            "QComboBox QAbstractItemView",
            f"background: {p.PAPER}; border: 1px solid {p.LINE}; selection-background-color: {p.BRAND_PALE}; "
            f"selection-color: {p.INK}; outline: 0;",
        ),
        ("QCheckBox", f"spacing: {px(6)}px; min-height: {px(HIT)}px;"),
        (
            "QCheckBox::indicator",
            f"width: {px(16)}px; height: {px(16)}px; border: 1px solid {p.INK_SOFT}; border-radius: {px(3)}px; "
            f"background: {p.PAPER};",
        ),
        ("QCheckBox::indicator:checked", f"background: {p.BRAND}; image: {_picture('tick-white.svg')};"),
        ("QCheckBox:focus", f"color: {p.FOCUS}; font-weight: bold;"),
        ("QProgressBar", f"border: 1px solid {p.LINE}; background: {p.PAPER}; text-align: center; height: {px(22)}px;"),
        ("QProgressBar::chunk", f"background: {p.TONES['blue'].ground}; border-right: {px(2)}px solid {p.BRAND};"),
    ]


def _tables() -> list[tuple[str, str]]:
    return [
        (
            "QTableView, QTreeView, QListView",
            f"background: {p.PAPER}; border: 1px solid {p.LINE}; gridline-color: {p.LINE}; outline: 0; "
            f"selection-background-color: {p.BRAND_PALE}; selection-color: {p.INK};",
        ),
        ("QTableView:focus, QTreeView:focus, QListView:focus", f"border: {px(2)}px solid {p.FOCUS};"),
        ("QTableView#frozen, QTableView#frozen:focus", f"border: none; border-right: {px(2)}px solid {p.INK_SOFT};"),
        ("QHeaderView", f"background: {p.HEAD}; border: none;"),
        (
            "QHeaderView::section",
            f"background: {p.HEAD}; color: {p.INK}; border: none; border-right: 1px solid {p.LINE}; "
            f"border-bottom: 1px solid {p.LINE}; padding: {px(5)}px {px(6)}px; font-weight: bold;",
        ),
        ("QTreeView#side, QListView#side", f"background: transparent; border: none; font-size: {px(15)}px;"),
        ("QTreeView#side:focus, QListView#side:focus", f"border: {px(2)}px solid {p.FOCUS};"),
        ("QTreeView#side::item, QListView#side::item", f"min-height: {px(28)}px; padding: 0 {px(4)}px;"),
        (
            "QTreeView#side::item:selected, QListView#side::item:selected",
            f"background: {p.BRAND_PALE}; color: {p.BRAND_DARK};",
        ),
        ("QListView#picker::item", f"min-height: {px(30)}px; padding: {px(2)}px {px(8)}px;"),
        ("QTabWidget::pane", f"border: none; border-top: 1px solid {p.LINE_SOFT}; background: {p.PANEL};"),
        (
            "QTabBar::tab",
            f"padding: {px(6)}px {px(12)}px; min-height: {px(HIT - 14)}px; background: transparent; "
            f"color: {p.INK_SOFT}; border-bottom: {px(3)}px solid transparent;",
        ),
        ("QTabBar::tab:selected", f"color: {p.BRAND_DARK}; border-bottom-color: {p.BRAND}; font-weight: bold;"),
        ("QTabBar::tab:focus", f"border-bottom-color: {p.FOCUS};"),
    ]


def _words() -> list[tuple[str, str]]:
    return [
        ("QLabel#title", f"font-size: {px(TITLE)}px; font-weight: bold; color: {p.BRAND_DARK};"),
        ("QLabel#huge", f"font-size: {px(HUGE)}px; font-weight: bold; color: {p.BRAND_DARK};"),
        (
            "QLabel#group",
            f"font-weight: bold; color: {p.BRAND_DARK}; padding: {px(GAP[1])}px 0 {px(2)}px 0; "
            f"border-bottom: 1px solid {p.LINE};",
        ),
        ("QLabel#hint", f"font-size: {px(SMALL)}px; color: {p.INK_SOFT};"),
        ("QLabel#parsed", f"font-size: {px(SMALL)}px; color: {p.BRAND_DARK};"),
        ("QLabel#fault", f"color: {p.TONES['red'].ink}; font-size: {px(SMALL)}px;"),
        ("QLabel#soft", f"color: {p.TONES['yellow'].ink}; font-size: {px(SMALL)}px;"),
        (
            "QLabel#alarm",
            f"background: {p.TONES['red'].ground}; color: {p.TONES['red'].ink}; border: 1px solid "
            f"{p.TONES['red'].ink}; border-radius: {px(4)}px; padding: {px(7)}px {px(10)}px;",
        ),
        (
            "QLabel#advice",
            f"background: {p.TONES['yellow'].ground}; color: {p.TONES['yellow'].ink}; border: 1px solid "
            f"{p.TONES['yellow'].ink}; border-radius: {px(4)}px; padding: {px(7)}px {px(10)}px;",
        ),
        (
            "QLabel#practice",
            f"background: {p.SEAL}; color: {p.PAPER}; font-weight: bold; border-radius: {px(3)}px; "
            f"padding: {px(3)}px {px(10)}px;",
        ),
        ("QLabel#secrecy", f"color: {p.SEAL}; font-size: {px(SMALL)}px;"),
    ]
