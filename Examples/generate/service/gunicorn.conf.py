import os

bind = os.environ["ORDERS_LISTEN"]
workers = int(os.environ.get("GUNICORN_WORKERS", "2"))
threads = int(os.environ.get("GUNICORN_THREADS", "40"))
worker_class = "gthread"
timeout = 30
graceful_timeout = 3
errorlog = os.environ["ORDERS_LOG"]
loglevel = "info"
