"""The verbs of mcsync, the same for the pages and the command line."""

from mcsync.service.backup import Restored
from mcsync.service.care_views import AlertState, Held, Tried
from mcsync.service.connect_views import FileLook
from mcsync.service.diagnostic_views import Diagnosis, Line, Recalled, Resynced, Verification
from mcsync.service.fields_views import FieldCount, FieldLine, Fields
from mcsync.service.following_views import Conflict, Following, Standing, Webhook
from mcsync.service.service import Service, open_service
from mcsync.service.status_views import BatchesPage, Day, Figure, Hold, PeoplePage, PersonBehind, RunFilter, RunRecord, RunsPage, Status
from mcsync.service.surveying import Counted, Survey
from mcsync.service.views import Checked, Checks, InForce, Preview, RuleTest, RunView
from mcsync.service.watching import Strip
from mcsync.service.webhook import PATH as WEBHOOK_PATH
from mcsync.shop import Probe, ShopAddress, Step, StepTried, Verdict

__all__ = [
    "WEBHOOK_PATH",
    "AlertState",
    "BatchesPage",
    "Checked",
    "Checks",
    "Conflict",
    "Counted",
    "Day",
    "Diagnosis",
    "FieldCount",
    "FieldLine",
    "Fields",
    "Figure",
    "FileLook",
    "Following",
    "Held",
    "Hold",
    "InForce",
    "Line",
    "PeoplePage",
    "PersonBehind",
    "Preview",
    "Probe",
    "Recalled",
    "Restored",
    "Resynced",
    "RuleTest",
    "RunFilter",
    "RunRecord",
    "RunView",
    "RunsPage",
    "Service",
    "ShopAddress",
    "Standing",
    "Status",
    "Step",
    "StepTried",
    "Strip",
    "Survey",
    "Tried",
    "Verdict",
    "Verification",
    "Webhook",
    "open_service",
]
