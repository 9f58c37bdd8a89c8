"""Jobs for customers: their status, stages, notes and team.

Source: backend modules specification, section 4.
"""
