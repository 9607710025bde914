"""The book: one encrypted file, and the only SQL of the program."""
