"""Every check of a launch, in the order in which :mod:`lti_tool.lti.launch` runs them.

One named function and one error code each; a test holds this table to the code. A row may rely on
all rows above it. Nothing in the token is believed before row 14. SEC is the 1EdTech Security
Framework 1.0, OIDC is OpenID Connect Core 1.0, LTI is LTI Core 1.3.

== ====================================  ==================================  =======================
#  function                              code                                specification
== ====================================  ==================================  =======================
1  platform_reported_no_error            platform_reported_error             OIDC 3.1.2.6
2  id_token_is_present                   id_token_missing                    SEC 5.1.1.3
3  state_is_present                      state_missing                       SEC 5.1.1.3
4  state_is_genuine                      state_not_genuine                   RFC 6749 10.12
5  state_is_fresh                        state_expired                       RFC 6819 5.3.5
6  state_cookie_is_present               cookie_missing                      RFC 6749 10.12
7  state_began_in_this_browser           state_of_another_browser            RFC 6749 10.12
8  registration_is_known                 registration_withdrawn              LTI 3.1.2
9  token_is_short_enough                 token_too_long                      ours
10 token_is_a_compact_jws                token_malformed                     RFC 7515 5.2
11 algorithm_is_of_the_rs256_family      algorithm_not_accepted              SEC 5.1.3, RFC 8725 3.1
12 key_is_named                          key_not_named                       SEC 6.3, RFC 7515 4.1.4
13 key_is_published                      unknown_key                         SEC 6.3, RFC 7517 4.5
14 signature_is_genuine                  signature_wrong                     SEC 5.1.3
15 claims_are_readable                   claims_unreadable                   RFC 7519 7.2
16 issuer_is_the_platform                issuer_of_another_platform          SEC 5.1.3, OIDC 3.1.3.7
17 audience_is_readable                  audience_malformed                  RFC 7519 4.1.3
18 audience_is_the_client_of_the_login   audience_of_another_client          SEC 5.1.3, OIDC 3.1.3.7
19 authorised_party_is_named             authorised_party_missing            SEC 5.1.3, OIDC 3.1.3.7
20 authorised_party_is_us                authorised_party_of_another_client  SEC 5.1.3, OIDC 3.1.3.7
21 expiry_is_given                       expiry_missing                      OIDC 2
22 time_of_issue_is_given                time_of_issue_missing               OIDC 2
23 token_is_not_from_the_future          issued_in_the_future                SEC 5.1.3
24 token_has_not_expired                 token_expired                       SEC 5.1.3, OIDC 3.1.3.7
25 token_life_is_bounded                 token_lives_too_long                SEC 5.1.3
26 nonce_is_given                        nonce_missing                       SEC 5.1.3, OIDC 15.5.2
27 nonce_is_of_this_login                nonce_of_another_login              SEC 5.1.3, OIDC 3.1.3.7
28 version_is_1_3                        version_unsupported                 LTI 5.3.2
29 message_is_not_deep_linking           deep_linking_not_offered            LTI 5.3.1
30 message_type_is_supported             message_type_unsupported            LTI 5.3.1
31 deployment_is_named                   deployment_missing                  LTI 5.3.3
32 deployment_is_known                   unknown_deployment                  LTI 5.3.3
33 deployment_is_of_this_login           deployment_of_another_login         LTI 4.1.2
34 target_link_uri_is_given              target_link_uri_missing             LTI 5.3.4
35 person_is_named                       anonymous_launch                    LTI 5.3.6
36 person_is_identified                  sub_malformed                       LTI 5.3.6
37 resource_link_is_given                resource_link_missing               LTI 5.3.5
38 resource_link_is_identified           resource_link_malformed             LTI 5.3.5
39 context_is_identified                 context_malformed                   LTI 5.4.1
40 roles_are_a_list                      roles_malformed                     LTI 5.3.7
41 review_is_asked_for_by_an_instructor  review_not_for_learners             Submission Review 1.0
42 library_finds_no_fault                message_malformed                   LTI 5.3
== ====================================  ==================================  =======================

Row 13 has a second code, ``platform_keys_unavailable``, for a platform that does not answer. The
one check that is not here is the caller's: ``nonce_spent`` (SEC 5.1.3, OIDC 15.5.2), in the
transaction that records the launch.
"""
