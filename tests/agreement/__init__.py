"""How near prem comes to R on every public data set of `analysis/reference/sets.R`."""
