"""What stands behind the window: which page, which book, when it is locked; ui.main puts them together."""
