"""The report job; cron starts it. Its role got a new password that nobody told it."""
import logging
import sys

import psycopg2

from . import logs
from .settings import SETTINGS

logs.setup()
log = logging.getLogger("orders.report")
dsn = SETTINGS["reporting"]["dsn"]
log.info("report starts, dsn: %s", dsn)
try:
    psycopg2.connect(dsn + " connect_timeout=3 application_name=report")
except psycopg2.OperationalError:
    log.exception("report failed: connect(%r)", dsn)
    sys.exit(1)
