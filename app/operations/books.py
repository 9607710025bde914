"""Open, make, close and remember books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

from app import keys, paths, presets, settings
from app.domain.faults import Refused, Told
from app.domain.plain import plain
from app.operations.lists import work_calendar
from app.storage.book import Book
from app.storage.core import COUNTY, BookInfo
from app.storage.exchange import undo_half
from app.storage.keyfile import KeyFile, NewUser, SlotInfo
from app.storage.thinning import ENDING as BACKUP_ENDING

__all__ = ["BACKUP_ENDING", "COUNTY", "Book", "BookInfo", "NewUser", "SlotInfo"]

SHANGHAI = timezone(timedelta(hours=8))  # business dates are Asia/Shanghai; it has no summer time
Clock = Callable[[], datetime]
_RECENT = 12


@plain
class RecentBook:
    """A book used before: its file, its name, whether it is for practice, and who may open it."""

    path: Path
    name: str
    practice: bool
    people: tuple[str, ...]


def clock() -> Clock:
    """The machine's clock in Shanghai time."""
    return lambda: datetime.now(SHANGHAI)


def create_book(path: Path, info: BookInfo, users: Sequence[NewUser], *, today: date | None = None) -> Book:
    """A new empty book, open as its first user. A practice book opens later without a password.

    Raises:
        Refused: There is a file of that name already, or a password is too weak.
    """
    if len({user.name for user in users}) < len(users) or len({user.login for user in users}) < len(users):
        raise Refused("两个用户的姓名或用户名相同,分不清是谁办的。没有建立账套;请改一个,例如加上职务。", "E-TWICE")
    if path.exists():
        raise Refused(f"“{path.name}”已经存在,没有改动它。请换一个名字,或直接打开它。", "E-EXISTS")
    if not info.practice:
        from app.operations.passwords import check_password

        for user in users:
            check_password(user.password, user.name, user.login, info.township, info.county)
    path.parent.mkdir(parents=True, exist_ok=True)
    book = Book.create(path, info, users, clock=clock())
    book.fixed_today, book.calendar, book.device = today, partial(work_calendar, book), device_secret
    from app.storage import keepers  # opening a book has no use for it

    keepers.begin(book, users)
    return book


def open_book(path: Path, login: str, password: str, *, today: date | None = None) -> Book:
    """Open a book as one of its users.

    Raises:
        Told: Wrong password, damaged, foreign, newer or missing file, or somebody else has it open.
    """
    return _open(path, login, password, today)


def recover_book(path: Path, login: str, recovery: bytes) -> Book:
    """Open a book by its recovery code; app.operations.recovery does what has to follow.

    Raises:
        Told: Not the code of this book, no such user, or as open_book.
    """
    return _open(path, login, None, None, recovery)


def is_bound_here(file: KeyFile, login: str) -> bool:
    """Whether somebody's password was set on this computer."""
    place = paths.home() / "device.secret"
    return place.exists() and file.bound_to(login) == keys.device_id(device_secret())


def device_secret() -> bytes:
    """The secret of this computer, made when the first password is bound to it."""
    return keys.device_secret(paths.home() / "device.secret")


def _open(path: Path, login: str, password: str | None, today: date | None, recovery: bytes | None = None) -> Book:
    book = Book.open(
        path,
        login,
        password,
        clock=clock(),
        backup_folder=paths.backups(),
        calendar=presets.work_calendar,
        device=device_secret,
        recovery=recovery,
    )
    book.calendar = partial(work_calendar, book)
    book.fixed_today = today  # what counts as today; recorded moments stay those of the clock
    try:
        remember_book(path)
    except settings.SettingsNotSaved as error:
        book.warnings.append(error.message)  # the book is open all the same
    return book


def open_practice(path: Path, *, login: str = "", today: date | None = None) -> Book:
    """Open a practice book with one click, as its clerk unless another user is named.

    Raises:
        Refused: The book is no practice book.
    """
    if not Book.is_practice(path):
        raise Refused("这不是练习账套,需要用户名和密码才能打开。账套没有改动。", "E-PASSWORD")
    return _open(path, login or users_of(path)[0].login, None, today)


def users_of(path: Path) -> list[SlotInfo]:
    """Who may open a book; readable without a password."""
    return Book.users_of(path)


def is_practice(path: Path) -> bool:
    """Whether a book says it is for practice (its own encrypted mark decides once it is open)."""
    return Book.is_practice(path)


def last_book() -> Path | None:
    """The book last opened on this machine, None where there was none or it is gone."""
    kept = settings.load().get(settings.LAST_BOOK)
    if kept and not Path(kept).exists():  # a restore that was cut off may just have moved it
        with suppress(Told, OSError):
            undo_half(Path(kept))
    return Path(kept) if kept and Path(kept).exists() else None


def remember_book(path: Path) -> None:
    """Keep a book as the last one opened, and at the head of those used before."""
    options, here = settings.load(), str(path.resolve())
    known = options.get(settings.RECENT_BOOKS).splitlines()
    recent = "\n".join([here, *(one for one in known if one != here)][:_RECENT])
    if (options.get(settings.LAST_BOOK), options.get(settings.RECENT_BOOKS)) != (here, recent):
        options.set(settings.LAST_BOOK, here)
        options.set(settings.RECENT_BOOKS, recent)
        options.save()


def recent_books() -> list[RecentBook]:
    """The books used before that are still there, the last used first."""
    options = settings.load()
    kept = [*options.get(settings.RECENT_BOOKS).splitlines(), options.get(settings.LAST_BOOK)]
    found = []
    for path in map(Path, dict.fromkeys(filter(None, kept))):
        try:
            file = KeyFile.read(path) if path.exists() else None
        except Told:  # its key file is missing or damaged: opening it by hand says what to do
            continue
        if file is not None:
            names = tuple(user.name for user in file.users())
            found.append(RecentBook(path, path.stem, file.practice, names))
    return found


def close_book(
    book: Book, say: Callable[[str], object] = lambda _: None, stopped: Callable[[], bool] = lambda: False
) -> Path | None:
    """Close with a verified backup and say where it is; copies of files that were looked at go away.

    `say` hears what is under way; when `stopped` comes true the copy in the second place is not waited for.

    Raises:
        Told: The backup was not made, or its copy in the second place was not. The book is closed in any case.
    """
    from app.operations import second_place  # not needed before a book is left
    from app.operations.attachments import put_away_copies

    say("正在备份到这台电脑…")
    try:
        made, practice = book.close(paths.backups()), book.info.practice
    finally:
        put_away_copies()
    if made is not None and not practice:
        say("这台电脑上的备份已做好。正在往第二处再存一份,请先不要拔U盘…")
        second_place.carry(made, clock()(), stopped=stopped)
    return made


def practice_folder() -> Path:
    """Where the practice county and township are kept."""
    return paths.home() / "practice"


def practice_township(folder: Path | None = None) -> Path:
    """The township's book in a practice folder."""
    return (folder or practice_folder()) / "township.mz"


def practice_county() -> Path:
    """The county's book in the practice folder."""
    return practice_folder() / "county.mz"
