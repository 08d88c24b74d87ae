"""`make bench`: figures, with the machine they were measured on. Nothing here is a test."""
