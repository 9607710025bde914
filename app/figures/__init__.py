"""What is counted for the monthly report: which rows count for which figure, on which day, and what must add up."""
