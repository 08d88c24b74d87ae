"""Wiring: opens the stores, loads what people wrote, and joins the rooms into one application."""
