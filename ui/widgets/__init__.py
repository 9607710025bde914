"""Small widgets that know no register."""
