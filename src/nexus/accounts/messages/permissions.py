"""What one may be allowed to do here."""

PERMISSIONS = {
    "users.read": "See the users of the shop and their roles.",
    "users.manage": "Invite, create, change and deactivate users, and give them roles.",
    "roles.manage": "Create and change roles, with permissions one has oneself.",
    "employees.read": "See the employees.",
    "employees.manage": "Add, change and archive employees, and say at which stations they work.",
    "stations.read": "See the stations.",
    "stations.manage": "Add, change and archive stations.",
    "activity.read": "Read the activity log and the login history.",
    "shop.manage": "Rename the shop and read its whole state.",
}
