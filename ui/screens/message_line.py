"""A line on the page that says what happened, what was kept and what to do; it never covers anything."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui.style.palette import px, toned

MARKS = {"green": "✓", "red": "✗", "yellow": "!", "blue": "i"}


def enter_presses(page: QWidget) -> None:
    """Let Enter press the button that has the focus; Qt does so in dialogs only."""
    for one in page.findChildren(QPushButton):
        one.setAutoDefault(True)


class MessageLine(QFrame):
    """One sentence with its colour, its mark and at most two buttons that do what it advises."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageLine")
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        # A wrapped label asks for the height of a narrow column otherwise, and the window grows off the screen.
        self.sentence.setMinimumSize(1, self.sentence.fontMetrics().height())
        self._mark = QLabel()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(10), px(4), px(10), px(4))
        self._row.addWidget(self._mark)
        self._row.addWidget(self.sentence, 1)
        self.buttons: list[QPushButton] = []
        self.copy = QPushButton("复制")
        self.copy.setProperty("plain", True)
        self.copy.setAutoDefault(False)
        self.copy.setAccessibleName("复制这句话")
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self.text()))
        self.copy.hide()
        self._row.addWidget(self.copy)
        self.tone = ""
        self.hide()

    def tell(self, sentence: str, tone: str = "blue", *actions: tuple[str, Callable[[], object]]) -> None:
        """Show a sentence; "" takes the line away."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(label, act) for label, act in actions]
        self.tone = tone
        colours = toned(tone)
        self._mark.setText(MARKS.get(tone, ""))
        self.sentence.setText(sentence)
        dress = (
            f"#messageLine {{ background: {colours.ground}; border: 1px solid {colours.ink}; "
            f"border-radius: {px(3)}px }} #messageLine QLabel {{ color: {colours.ink}; background: transparent }}"
        )
        if dress != self.styleSheet():  # the same again would cost a key its quickness
            self.setStyleSheet(dress)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
        self.copy.setVisible(tone == "red" and bool(sentence))  # whoever is asked on the phone wants the words
        for button in self.buttons:
            button.show()  # on a visible line it would be shown only a turn later, and cannot take the focus till then

    def text(self) -> str:
        """The sentence shown now."""
        return self.sentence.text()

    def _button(self, label: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(label)
        button.setAutoDefault(not isinstance(self.window(), QDialog))
        button.clicked.connect(lambda: act())
        self._row.insertWidget(self._row.count() - 1, button)
        return button
