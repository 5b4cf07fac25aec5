"""The demo LMS: a small, strict LTI 1.3 Advantage platform with a gradebook and a mailbox.

It imports no other room of the tool, so that it checks the protocol independently. It is at
least as strict as Moodle 4.5 and plays the oddities of the LMSs that the tool will meet.

Run it with ``python -m lti_tool.demo``, or in a WSGI server as ``lti_tool.demo.server:app()``
with one worker process.
"""
