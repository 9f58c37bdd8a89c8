"""How each shop works: money, time, words, numbers, and the stations' standard tasks.

Source: backend modules specification, section 11.
"""
