"""The record of all sales and payments.

Source: backend modules specification, section 8 and rule 1 of section 12.
"""
