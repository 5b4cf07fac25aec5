"""The protocol edge: LTI 1.3 login, launch checks, claims and keys.

The way of one launch through this room:

1. the LMS starts a login: :func:`lti_tool.lti.login.begin_login` seals a state and sends the
   browser back to the LMS (1EdTech Security Framework 1.0, 5.1.1.1 and 5.1.1.2);
2. the LMS posts a signed ``id_token`` with that state: :func:`lti_tool.lti.launch.verify_launch`
   runs every row of :mod:`lti_tool.lti.checks` (5.1.1.3 and 5.1.3);
3. what was proved comes out as a plain value, :class:`lti_tool.lti.claims.Launch`.

Nothing is stored here and nothing is fetched but an LMS's public keys, through the function given
to :class:`lti_tool.lti.keys.KeyCache`. The one thing left to the caller is to spend the nonce in
its own database transaction, answering :func:`lti_tool.lti.refusals.nonce_spent` when it was spent
before.
"""
