"""Shops, users, roles, employees, stations, sessions: who may do what, and where.

Source: backend modules specification, section 1.
"""
