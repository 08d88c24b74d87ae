"""How many women each analysis needs, and what this many can show."""
