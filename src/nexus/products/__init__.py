"""Products: templates of what is made again and again, and what they are made of.

Source: backend modules specification, section 6. A template is what a project begins with or a
sale names; stock does not know of it.
"""

from nexus.products.answers import ProductAnswers
from nexus.products.domain import (
    PlanBomItem,
    PlanBreak,
    PlanDoc,
    PlanRequirement,
    PlanTask,
    ProjectPromoted,
    TemplateCreated,
)
from nexus.products.messages import (
    PERMISSIONS,
    Basis,
    Bill,
    CanBuild,
    ChangeTemplate,
    CloneTemplate,
    CreateTemplate,
    ListTemplates,
    MakeVariants,
    ProductCard,
    PromoteProject,
    TemplateRow,
    TemplateView,
    Variant,
)
from nexus.products.service import ProductService

__all__ = [
    "PERMISSIONS",
    "Basis",
    "Bill",
    "CanBuild",
    "ChangeTemplate",
    "CloneTemplate",
    "CreateTemplate",
    "ListTemplates",
    "MakeVariants",
    "PlanBomItem",
    "PlanBreak",
    "PlanDoc",
    "PlanRequirement",
    "PlanTask",
    "ProductAnswers",
    "ProductCard",
    "ProductService",
    "ProjectPromoted",
    "PromoteProject",
    "TemplateCreated",
    "TemplateRow",
    "TemplateView",
    "Variant",
]
