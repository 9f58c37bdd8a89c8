"""Who the shop works for: companies and people, their contacts and addresses.

Source: backend modules specification, section 2.
"""
