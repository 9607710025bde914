"""Monthly packets: a canonical ZIP that is a BagIt bag, signed by clerk and secretary, checked by stock tools."""
