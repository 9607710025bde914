"""明账: everything the program does, without a window."""

__version__ = "0.2.0"
