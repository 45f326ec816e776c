"""The verbs of mcsync, the same for the pages and the command line."""

from mcsync.service.following_views import Conflict, Following, Standing
from mcsync.service.service import Service, open_service
from mcsync.service.views import Checked, Checks, Diagnosis, InForce, Preview, Resynced, RuleTest, RunView, Status, Verification
from mcsync.service.watching import Strip

__all__ = [
    "Checked",
    "Checks",
    "Conflict",
    "Diagnosis",
    "Following",
    "InForce",
    "Preview",
    "Resynced",
    "RuleTest",
    "RunView",
    "Service",
    "Standing",
    "Status",
    "Strip",
    "Verification",
    "open_service",
]
