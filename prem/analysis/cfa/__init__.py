"""Confirmatory factor analysis: models, their fits (ML, MLR, FIML, WLSMV), indices and misfit."""
