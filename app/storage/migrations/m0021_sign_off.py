"""Who signed a finance sheet and when, how it hung and came down, and which edition it is."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import add_column

_SHEET = {
    "submitted_on": "TEXT",
    "group_members": "TEXT",
    "approved_on": "TEXT",
    "approve_opinion": "TEXT",
    "agency_by": "TEXT",
    "agency_on": "TEXT",
    "agency_opinion": "TEXT",
    "signed_scan": "TEXT",
    "posted_by": "TEXT",
    "photo_far": "TEXT",
    "no_photo": "TEXT",
    "pulled_on": "TEXT",
    "pulled_why": "TEXT",
    "posted_before": "TEXT",
    "first_posted_on": "TEXT",
    "filed_on": "TEXT",
    "edition": "INTEGER",
    "correction": "TEXT",
    "corrected_on": "TEXT",
    "archive": "TEXT",
    "corrects_question": "INTEGER -> question",
}


@steps()
def m0021_sign_off(db: Database) -> None:
    """Released in 0.3. Old sheets keep the signatures they have; without a number they are in their first edition."""
    for column, kind in _SHEET.items():
        add_column(db, "finance_sheet", column, kind)
