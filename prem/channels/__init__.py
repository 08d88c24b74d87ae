"""Providers of texts. Step 5 of the stairs: a channel knows numbers and words, no store."""
