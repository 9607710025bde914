"""Fonts, colours, sizes and icons of the window."""
