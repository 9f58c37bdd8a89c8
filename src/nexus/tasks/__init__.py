"""Fine-grained work on projects, and the one place where worked time is recorded.

Source: backend modules specification, section 5 and rules 2 and 4 of section 12.
"""
