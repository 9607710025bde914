"""How the file of a book came to its present shape: one step a file, imported in the order in which they run.

A step is never edited: a change is a new step. Column lists are written out and do not follow the declarations:
a file made by an old release must go through the very same steps. A test compares the sum of all steps with the
declarations. The names stand in app.storage.schema, which every start reads.
"""

from app.storage.migrations import (
    m0001_base,
    m0002_first_registers,
    m0003_other_registers,
    m0004_waiting,
    m0005_problem,
    m0006_letters,
    m0007_vault,
    m0008_services,
    m0011_smaller_registers,
    m0012_search,
    m0020_finance_classes,
    m0021_sign_off,
    m0022_settling,
    m0023_finance_checks,
    m0024_printing,
    m0025_official,
    m0026_affairs,
    m0030_monthly_report,
    m0034_vault_file,
    m0036_certificates,
    m0037_certificate_dates,
    m0038_span_report,
    m0040_county,
    m0041_county_figures,
    m0045_closing,
    m0046_amendment,
    m0047_medium_log,
)
from app.storage.migrations.listed import steps

__all__ = [
    "m0001_base",
    "m0002_first_registers",
    "m0003_other_registers",
    "m0004_waiting",
    "m0005_problem",
    "m0006_letters",
    "m0007_vault",
    "m0008_services",
    "m0011_smaller_registers",
    "m0012_search",
    "m0020_finance_classes",
    "m0021_sign_off",
    "m0022_settling",
    "m0023_finance_checks",
    "m0024_printing",
    "m0025_official",
    "m0026_affairs",
    "m0030_monthly_report",
    "m0034_vault_file",
    "m0036_certificates",
    "m0037_certificate_dates",
    "m0038_span_report",
    "m0040_county",
    "m0041_county_figures",
    "m0045_closing",
    "m0046_amendment",
    "m0047_medium_log",
    "steps",
]
