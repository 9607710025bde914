"""What things are: fields, money, days, periods, states, rules and faults. No files, no SQL, no Qt, no clock."""
