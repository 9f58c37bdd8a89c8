"""Who answers whom, for mypy: it cannot see through the injector, but it sees this."""

from nexus.accounts import AccountAnswers, House
from nexus.accounts.ports import AtStation
from nexus.analytics.ports import Settings as SettingsForAnalytics
from nexus.app.things import Things
from nexus.customers import CustomerAnswers
from nexus.customers.ports import Projects as ProjectsForCustomers
from nexus.customers.ports import Revenue as RevenueForCustomers
from nexus.customers.ports import Settings as SettingsForCustomers
from nexus.documents import DocumentAnswers
from nexus.documents.ports import Things as ThingsForDocuments
from nexus.integrations.ports import Settings as SettingsForIntegrations
from nexus.inventory.answers import InventoryAnswers
from nexus.inventory.ports.equipment import Directory as DirectoryForEquipment
from nexus.inventory.ports.equipment import Settings as SettingsForEquipment
from nexus.inventory.ports.stock import Files as FilesForStock
from nexus.inventory.ports.stock import Projects as ProjectsForStock
from nexus.inventory.ports.stock import Settings as SettingsForStock
from nexus.inventory.ports.stock import Things as ThingsForStock
from nexus.inventory.ports.using import Products as ProductsForStock
from nexus.inventory.ports.using import Sales as SalesForStock
from nexus.kernel.papers import Pictures
from nexus.products import ProductAnswers
from nexus.products.ports import Documents as DocumentsForProducts
from nexus.products.ports import Projects as ProjectsForProducts
from nexus.products.ports import Settings as SettingsForProducts
from nexus.products.ports import Stock as StockForProducts
from nexus.products.ports import Work as WorkForProducts
from nexus.products.ports import Workflows as WorkflowsForProducts
from nexus.projects import ProjectAnswers
from nexus.projects.ports import Customers as CustomersForProjects
from nexus.projects.ports import Directory as DirectoryForProjects
from nexus.projects.ports import Files as FilesForProjects
from nexus.projects.ports import Products as ProductsForProjects
from nexus.projects.ports import Revenue as RevenueForProjects
from nexus.projects.ports import Settings as SettingsForProjects
from nexus.projects.ports import Work as WorkForProjects
from nexus.projects.ports import Workflows as WorkflowsForProjects
from nexus.sales import SaleAnswers
from nexus.sales.ports import Addressees as AddresseesForPapers
from nexus.sales.ports import Customers as CustomersForSales
from nexus.sales.ports import Items as ItemsForSales
from nexus.sales.ports import Jobs as JobsForSales
from nexus.sales.ports import PaperSettings as SettingsForPapers
from nexus.sales.ports import PopProjects as PopProjectsForSales
from nexus.sales.ports import Products as ProductsForSales
from nexus.sales.ports import Projects as ProjectsForSales
from nexus.sales.ports import Settings as SettingsForSales
from nexus.sales.ports import Stock as StockForSales
from nexus.sales.ports import Work as WorkForSales
from nexus.settings import SettingsAnswers
from nexus.settings.ports import Files as FilesForSettings
from nexus.settings.ports import Stations as StationsForSettings
from nexus.tasks import TaskAnswers
from nexus.tasks.ports import Directory as DirectoryForTasks
from nexus.tasks.ports import Projects as ProjectsForTasks
from nexus.tasks.ports import Settings as SettingsForTasks
from nexus.workflows import WorkflowAnswers
from nexus.workflows.ports import Stations as StationsForWorkflows


def accounts_answer_settings(answers: AccountAnswers) -> StationsForSettings:
    return answers


def settings_answer_accounts(answers: SettingsAnswers) -> House:
    return answers


def workflows_answer_accounts(answers: WorkflowAnswers) -> AtStation:
    return answers


def projects_answer_accounts(answers: ProjectAnswers) -> AtStation:
    return answers


def tasks_answer_accounts(answers: TaskAnswers) -> AtStation:
    return answers


def settings_answer_customers(answers: SettingsAnswers) -> SettingsForCustomers:
    return answers


def sales_answer_customers(answers: SaleAnswers) -> RevenueForCustomers:
    return answers


def projects_answer_customers(answers: ProjectAnswers) -> ProjectsForCustomers:
    return answers


def accounts_answer_tasks(answers: AccountAnswers) -> DirectoryForTasks:
    return answers


def projects_answer_tasks(answers: ProjectAnswers) -> ProjectsForTasks:
    return answers


def settings_answer_tasks(answers: SettingsAnswers) -> SettingsForTasks:
    return answers


def accounts_answer_workflows(answers: AccountAnswers) -> StationsForWorkflows:
    return answers


def accounts_answer_equipment(answers: AccountAnswers) -> DirectoryForEquipment:
    return answers


def settings_answer_equipment(answers: SettingsAnswers) -> SettingsForEquipment:
    return answers


def customers_answer_projects(answers: CustomerAnswers) -> CustomersForProjects:
    return answers


def workflows_answer_projects(answers: WorkflowAnswers) -> WorkflowsForProjects:
    return answers


def accounts_answer_projects(answers: AccountAnswers) -> DirectoryForProjects:
    return answers


def settings_answer_projects(answers: SettingsAnswers) -> SettingsForProjects:
    return answers


def tasks_answer_projects(answers: TaskAnswers) -> WorkForProjects:
    return answers


def sales_answer_projects(answers: SaleAnswers) -> RevenueForProjects:
    return answers


def customers_answer_sales(answers: CustomerAnswers) -> CustomersForSales:
    return answers


def projects_answer_sales(answers: ProjectAnswers) -> ProjectsForSales:
    return answers


def projects_answer_sales_of_jobs(answers: ProjectAnswers) -> JobsForSales:
    return answers


def projects_answer_sales_of_proofs(answers: ProjectAnswers) -> PopProjectsForSales:
    return answers


def tasks_answer_sales(answers: TaskAnswers) -> WorkForSales:
    return answers


def inventory_answers_sales(answers: InventoryAnswers) -> StockForSales:
    return answers


def settings_answer_sales(answers: SettingsAnswers) -> SettingsForSales:
    return answers


def products_answer_projects(answers: ProductAnswers) -> ProductsForProjects:
    return answers


def sales_answer_inventory(answers: SaleAnswers) -> SalesForStock:
    return answers


def products_answer_inventory(answers: ProductAnswers) -> ProductsForStock:
    return answers


def inventory_answers_sales_of_lines(answers: InventoryAnswers) -> ItemsForSales:
    return answers


def inventory_answers_products(answers: InventoryAnswers) -> StockForProducts:
    return answers


def workflows_answer_products(answers: WorkflowAnswers) -> WorkflowsForProducts:
    return answers


def the_app_answers_documents(things: Things) -> ThingsForDocuments:
    return things


def documents_answer_products(answers: DocumentAnswers) -> DocumentsForProducts:
    return answers


def projects_answer_products(answers: ProjectAnswers) -> ProjectsForProducts:
    return answers


def tasks_answer_products(answers: TaskAnswers) -> WorkForProducts:
    return answers


def settings_answer_products(answers: SettingsAnswers) -> SettingsForProducts:
    return answers


def settings_answer_stock(answers: SettingsAnswers) -> SettingsForStock:
    return answers


def projects_answer_stock(answers: ProjectAnswers) -> ProjectsForStock:
    return answers


def documents_answer_stock(answers: DocumentAnswers) -> FilesForStock:
    return answers


def documents_answer_settings(answers: DocumentAnswers) -> FilesForSettings:
    return answers


def documents_answer_papers(answers: DocumentAnswers) -> Pictures:
    return answers


def settings_answer_papers(answers: SettingsAnswers) -> SettingsForPapers:
    return answers


def customers_answer_papers(answers: CustomerAnswers) -> AddresseesForPapers:
    return answers


def products_answer_sales(answers: ProductAnswers) -> ProductsForSales:
    return answers


def things_answer_stock(answers: Things) -> ThingsForStock:
    return answers


def documents_answer_projects(answers: DocumentAnswers) -> FilesForProjects:
    return answers


def settings_answer_integrations(answers: SettingsAnswers) -> SettingsForIntegrations:
    return answers


def settings_answer_analytics(answers: SettingsAnswers) -> SettingsForAnalytics:
    return answers
