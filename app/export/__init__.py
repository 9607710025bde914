"""Draws any Sheet: PDF, Excel and CSV, with the fonts that come with the program."""
