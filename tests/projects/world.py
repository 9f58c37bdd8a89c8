"""Who and what the use cases are tried with."""

from nexus.kernel.ids import CustomerId, EmployeeId, WorkflowId, new_id

ACME, OTHER = CustomerId(new_id()), CustomerId(new_id())
LASER = WorkflowId(new_id())
ANN = EmployeeId(new_id())
