"""A connection pool, one for each worker process. It opens connections when they are needed and keeps them."""
import contextlib
import logging
import threading

import psycopg2

log = logging.getLogger("orders.pool")


class PoolError(Exception):
    pass


class ConnectionPool:
    def __init__(self, dsn, size, acquire_timeout):
        self.dsn, self.size, self.acquire_timeout = dsn, size, acquire_timeout
        self.idle, self.opened = [], 0
        self.changed = threading.Condition()
        log.info("pool for %s: size %d, acquire timeout %.1fs", dsn, size, acquire_timeout)

    def acquire(self):
        with self.changed:
            if not self.idle and self.opened >= self.size:
                if not self.changed.wait_for(lambda: self.idle, self.acquire_timeout):
                    raise PoolError(f"pool exhausted: {self.opened}/{self.size} connections in use after {self.acquire_timeout}s")
            if self.idle:
                return self.idle.pop()
            self.opened += 1
        try:
            return psycopg2.connect(self.dsn, connect_timeout=3, application_name="orders")
        except psycopg2.OperationalError as error:
            with self.changed:
                self.opened -= 1
            raise PoolError(f"cannot open connection {self.opened + 1} of {self.size} to {self.dsn}") from error

    def release(self, connection):
        with self.changed:
            if connection.closed:
                self.opened -= 1
            else:
                connection.rollback()
                self.idle.append(connection)
            self.changed.notify()

    @contextlib.contextmanager
    def connection(self):
        connection = self.acquire()
        try:
            yield connection
        finally:
            self.release(connection)
