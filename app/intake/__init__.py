"""Reads clerks' workbooks into text rows with their row numbers; decides nothing."""
