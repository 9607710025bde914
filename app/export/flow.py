"""The pages of one sheet as they fill up: where we are, what is free, what is drawn where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil

from app.export.grid import Grid
from app.export.ink import Ink
from app.export.looks import Paper
from app.reports.sheet import Sheet

Drawing = Callable[[Ink], None]


@dataclass(frozen=True)
class SignBox:
    """A place to sign: its label, the page (from 0) and the box in points from the lower left corner."""

    label: str
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class Full(Exception):
    """A sheet takes more pages than it was given for a trial."""


@dataclass
class Flow:
    """The pages of one sheet as they fill up from top to bottom.

    `grids` are the measured tables of the sheet, `imprint_alone` says that 版记 has its page for itself.
    `floor` is where the foot begins. Above it a strip is kept free on every page but the last: `on_last` says that
    all that is left goes on this page. `heights` are those of some blocks of the sheet on this paper, once measured.
    With `most` no more pages than that are begun. `block` is the place of the block in hand among those of the sheet,
    `starts` with which block each page begins.
    """

    sheet: Sheet
    paper: Paper
    floor: float
    running_head: Callable[[Flow], None]
    strip: float = 0.0
    on_last: bool = False
    pages: list[list[Drawing]] = field(default_factory=list)
    places: list[SignBox] = field(default_factory=list)
    fields: list[SignBox] = field(default_factory=list)
    y: float = 0.0
    fresh: bool = True
    unnumbered: set[int] = field(default_factory=set)
    loose: bool = False
    imprint_alone: bool = False
    grids: Sequence[Grid] = ()
    heights: dict[tuple[tuple[int, ...], bool], float] = field(default_factory=dict)
    most: int | None = None
    block: int = 0
    starts: list[int] = field(default_factory=list)
    _later: float | None = None

    @property
    def bottom(self) -> float:
        """How far down this page may be filled."""
        return self.floor if self.on_last else self.floor + self.strip

    @property
    def left_over(self) -> float:
        """The height that is still free on this page."""
        return self.y - self.bottom

    def new_page(self) -> None:
        """Go on at the top of a new page.

        Raises:
            Full: The sheet has as many pages as it may.
        """
        if self.most is not None and len(self.pages) >= self.most:
            raise Full
        self.pages.append([])
        self.starts.append(self.block)
        self.on_last = False
        if self.loose:
            self.unnumbered.add(len(self.pages) - 1)
        self.y = self.paper.top
        self.fresh = True
        if len(self.pages) > 1:
            self.running_head(self)

    def fresh_room(self) -> float:
        """The height that a later page offers below its running head."""
        if self._later is None:
            trial = Flow(self.sheet, self.paper, self.floor, self.running_head, self.strip, pages=[[]])
            trial.new_page()
            self._later = trial.left_over
        return self._later

    def make_room(self, height: float) -> None:
        """Begin a new page unless this much is free; a page that is still empty is kept.

        Where pages are glued together what comes next is moved below the joint rather than cut by it.
        """
        if height > self.left_over + 0.01 and not self.fresh:
            self.new_page()
        for joint in self.paper.joints_y:
            if self.y - height < joint - 0.01 < self.y and joint - height >= self.bottom:
                self.y = joint

    def add(self, drawing: Drawing, height: float) -> None:
        """Put a drawing at the current place, which moves down by its height."""
        self.pages[-1].append(drawing)
        self.y -= height
        self.fresh = False

    def keep_free(self, height: float) -> None:
        """White space that is kept even at the top of a page."""
        self.y -= height
        self.fresh = False

    def to_the_grid(self) -> None:
        """Go on at the next of the 22 lines of a letter's page."""
        lead = self.paper.look.body_lead
        self.y = self.paper.top - ceil((self.paper.top - self.y) / lead - 0.01) * lead

    def skip(self, height: float) -> None:
        """Leave white space, never at the top of a page."""
        if not self.fresh:
            self.y -= height
