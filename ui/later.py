"""Modules that others import at the start and few ever use: a stand-in is filled in when something is asked of it."""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType

# What PySide6 imports beforehand for its error messages, dataclasses for signatures nobody asks for, and we for what
# is done later.
NOT_AT_START = ("decimal", "hashlib", "hmac", "inspect", "tempfile", "traceback")
_filling = RLock()


class Later(ModuleType):
    """A module of which only the name is known yet."""

    def __getattr__(self, name: str) -> object:
        """Called for what is not there: all is missing until the module has been filled in."""
        if name == "__path__":  # Python asks whether it is a package: none of these is
            raise AttributeError(name)
        with _filling:  # a second thread waits until the first has filled it
            if type(self) is Later and self.__spec__ is not None and self.__spec__.loader is not None:
                object.__setattr__(self, "__class__", _Filling)
                self.__spec__.loader.exec_module(self)
                object.__setattr__(self, "__class__", ModuleType)
        return ModuleType.__getattribute__(self, name)


class _Filling(Later):
    """What is asked for while the module is being filled in, and is not there, is missing."""


def import_later(*names: str) -> None:
    """Let `import name` cost nothing until something is asked of the module; those already read are left alone."""
    for name in names:
        if name not in sys.modules and (spec := find_spec(name)) is not None:
            stand_in = module_from_spec(spec)
            stand_in.__class__ = Later
            sys.modules[name] = stand_in


def waiting() -> list[str]:
    """The modules that nobody has asked anything of yet."""
    return [name for name, module in list(sys.modules.items()) if type(module) is Later]
