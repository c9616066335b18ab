"""A year of trade by COPY: twelve thousand orders would take the use cases ten minutes.

What is decided without the database is decided by the modules' own functions, on their own
models; only what SQL statements do there (promises of stock, locks, jobs) is done in memory
here. A test lives the same stories through the use cases and finds the same rows in every table.
"""

from hutong.demo.bulk.bills import write_bills
from hutong.demo.bulk.chronicle import Chronicle
from hutong.demo.bulk.newcomers import write_newcomers
from hutong.demo.bulk.pile import Pile

__all__ = ["Chronicle", "Pile", "write_bills", "write_newcomers"]
