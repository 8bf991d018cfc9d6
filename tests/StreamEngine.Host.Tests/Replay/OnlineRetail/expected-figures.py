#!/usr/bin/env python3
"""Figures of UCI Online Retail, computed from the rows with nothing but the Python standard library.

usage: expected-figures.py FOLDER_OF_CSV_GZ > expected-figures.json

It is the independent witness of the test that reads the JSON: it shares no code with the engine. The rules are those of
docs/domain.md, sections 6 and 10: the rows of an InvoiceNo are one event at the time of its first row; numbers that begin
with C are refunds; an order has the lines whose quantity and price are above 0, and without any it is none.
"""
import csv
import glob
import gzip
import json
import os
import sys
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal


def invoices(folder):
    """InvoiceNo -> (time of the first row, customer or None, rows), in the order of their first rows."""
    found = {}
    for path in sorted(glob.glob(os.path.join(folder, "*.csv.gz"))):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                time, customer, rows = found.setdefault(row["InvoiceNo"], (row["InvoiceDate"], [], []))
                if row["CustomerID"] and not customer:
                    customer.append(int(float(row["CustomerID"])))
                rows.append((int(row["Quantity"]), Decimal(row["UnitPrice"])))
    return found


def quotient(a, b):
    return None if b == 0 else str((Decimal(a) / Decimal(b)).quantize(Decimal("0.000001"), ROUND_HALF_EVEN))


def main(folder):
    orders, refunds = [], []
    for number, (time, customer, rows) in invoices(folder).items():
        if number.startswith("C"):
            refunds.append((time, -sum(q * p for q, p in rows)))
            continue
        lines = [(q, p) for q, p in rows if q > 0 and p > 0]
        if lines:
            orders.append((time, customer[0] if customer else None, sum(q * p for q, p in lines)))

    orders.sort(key=lambda order: order[0])
    seen = set()
    windows = defaultdict(lambda: {
        "orders": 0, "gross": Decimal(0), "refunds": Decimal(0), "customers": set(), "new": set(), "repeat": set(),
        "repeatGross": Decimal(0)})
    counts = defaultdict(int)
    for time, customer, gross in orders:
        is_first = customer is not None and customer not in seen
        seen.add(customer)
        for window in (time[:7], "all"):
            figures = windows[window]
            figures["orders"] += 1
            figures["gross"] += gross
            if customer is None:
                continue
            figures["customers"].add(customer)
            figures["new" if is_first else "repeat"].add(customer)
            if not is_first:
                figures["repeatGross"] += gross
    for time, amount in refunds:
        for window in (time[:7], "all"):
            windows[window]["refunds"] += amount

    result = {}
    for window, f in sorted(windows.items()):
        result[window] = {
            "orders": f["orders"],
            "gross_sales": str(f["gross"]),
            "refunds": str(f["refunds"]),
            "average_order_value": quotient(f["gross"], f["orders"]),
            "return_rate": quotient(f["refunds"], f["gross"]),
            "customers": len(f["customers"]),
            "new_customers": len(f["new"]),
            "repeat_customers": len(f["repeat"]),
            "repeat_rate": quotient(len(f["repeat"]), len(f["customers"])),
            "repeat_revenue_share": quotient(f["repeatGross"], f["gross"]),
        }
    json.dump(result, sys.stdout, indent=2)
    print()


main(sys.argv[1])
