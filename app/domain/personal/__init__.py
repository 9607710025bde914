"""Finding what is personal in any text: one file for each family of things that are found."""
