"""Which mark and tone stand beside the word of a state: never colour alone."""

MARKS: dict[str, tuple[str, str]] = {
    # Projects
    "request": ("request", "quiet"),
    "quote_approval": ("quote", "accent"),
    "approved": ("approved", "ok"),
    "queued": ("queued", "accent"),
    "in_progress": ("progress", "accent"),
    "on_hold": ("hold", "warn"),
    "completed": ("done", "ok"),
    "cancelled": ("cancelled", "quiet"),
    # Stages and tasks
    "pending": ("request", "quiet"),
    "todo": ("request", "quiet"),
    "blocked": ("blocked", "bad"),
    "done": ("done", "ok"),
    "skipped": ("cancelled", "quiet"),
    # Papers
    "draft": ("request", "quiet"),
    "sent": ("quote", "accent"),
    "accepted": ("approved", "ok"),
    "rejected": ("cancelled", "bad"),
    "change_requested": ("soon", "warn"),
    "expired": ("late", "warn"),
    "superseded": ("cancelled", "quiet"),
    "withdrawn": ("cancelled", "quiet"),
    "issued": ("quote", "accent"),
    "partially_paid": ("progress", "warn"),
    "paid": ("done", "ok"),
    "overdue": ("late", "bad"),
    # Buying, stock, machines
    "ordered": ("queued", "accent"),
    "partially_received": ("progress", "warn"),
    "received": ("done", "ok"),
    "closed": ("done", "quiet"),
    "delivered": ("done", "ok"),
    "in_service": ("approved", "ok"),
    "down": ("blocked", "bad"),
    "retired": ("cancelled", "quiet"),
    "low": ("late", "warn"),
    # Priorities
    "urgent": ("urgent", "bad"),
    "high": ("high", "warn"),
    "normal": ("normal", "quiet"),
    "lowest": ("low", "quiet"),
    # Whatever else
    "active": ("approved", "ok"),
    "archived": ("cancelled", "quiet"),
    "open": ("progress", "accent"),
}
