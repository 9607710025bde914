"""The window of 明账; it only shows and asks, app/ does the work."""
