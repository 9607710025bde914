"""What works for every register: list, form, editors, filters, background work, messages."""
