from . import test_jobs
from . import test_job_flags
from . import test_job_plans
from . import test_job_ledgers
