"""Everything that leaves the house: gradebooks, Learning Record Stores, mail and printed documents.

Nothing here knows the database. What is sent comes in as plain values, and what went wrong goes out
as one of the delivery errors of :mod:`lti_tool.errors`, so that the worker knows whether to try
again. Nothing here is called inside a database transaction.
"""
