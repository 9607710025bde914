"""One function per thing a clerk does. Each runs without a window; each change is one transaction."""
