"""Linear mixed models of women within sites over a few cells: change, generalisability."""
