"""Reusable orders of work: named stages, each with a responsible station.

Source: backend modules specification, section 3.
"""
