"""Reads PySide6 without what only its error messages need: a fifth of the way to the first page.

PySide6 carries a part written in Python as text inside its library and compiles all of it at every start, although
none of it is wanted before a call goes wrong or somebody asks for a signature. Here each piece is filled in when it is
first asked for. After that PySide6 looks into the source of every module that is imported, for a feature
(`from __feature__ import snake_case`) this program does not use: Python's own import is put back.
Where a release of PySide6 is made otherwise nothing here takes effect, and it is read in its usual way.
"""

from __future__ import annotations

import builtins
import sys
from threading import RLock
from types import CodeType
from typing import Any

_PART = "shibokensupport/"
_LATER = tuple(
    _PART + name
    for name in (
        "feature.py",
        "signature/errorhandler.py",
        "signature/layout.py",
        "signature/mapping.py",
        "signature/parser.py",
        "signature/lib/enum_sig.py",
        "signature/lib/pyi_generator.py",
        "signature/lib/tool.py",
    )
)
# What stands in for a piece: the three names that C code calls without asking the module for them first.
_STAND_IN = f"""
from {__name__} import fill
def __getattr__(name):
    return fill(globals(), name)
def update_mapping():
    return fill(globals(), "update_mapping")()
def feature_import(*_, **__):
    return None
def feature_imported(_):
    return None
"""
_OWN = ("__getattr__", "update_mapping", "feature_import", "feature_imported", "fill")
_texts: dict[str, bytes] = {}
_filling = RLock()
_compile = builtins.compile


def read_qt() -> None:
    """Import PySide6 light; a program that has it already is left alone."""
    if "shiboken6" in sys.modules:
        return
    builtins.compile = _compile_later  # type: ignore[assignment]
    try:
        import PySide6  # noqa: F401
    finally:
        builtins.compile = _compile
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def waiting() -> list[str]:
    """The pieces that nobody has asked for yet."""
    return list(_texts)


def fill(own: dict[str, Any], name: str) -> Any:
    """Fill a module whose dictionary is `own` from its text and return one of its names.

    Raises:
        AttributeError: There is no such name.
    """
    if name.startswith("__"):  # Python's own questions, such as __path__
        raise AttributeError(name)
    with _filling:
        text = _texts.pop(own["__file__"], None)
        if text is not None:
            for stand_in in _OWN:
                del own[stand_in]
            exec(_compile(text, own["__file__"], "exec"), own)
    try:
        return own[name]
    except KeyError:
        raise AttributeError(name) from None


def _compile_later(source: Any, filename: Any, mode: str, *rest: Any, **more: Any) -> CodeType:
    if filename in _LATER and isinstance(source, bytes):
        _texts[filename] = source
        source = _STAND_IN
    code: CodeType = _compile(source, filename, mode, *rest, **more)
    return code
