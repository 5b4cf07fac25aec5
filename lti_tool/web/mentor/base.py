"""The mentor's blueprint, and what its pages say after something was done."""

from __future__ import annotations

from flask import Blueprint

from lti_tool.web import evaluation_forms

blueprint = Blueprint("mentor", __name__, url_prefix="/l/<handle>")

NOTICES = {
    **evaluation_forms.NOTICES,
    "rating-replied": "Your reply is sent. Your tutor and the office can read it.",
    "answer_saved": "Your answer is saved.",
    "choices_kept": "What you chose is kept. You can go on with the quiz at any time.",
    "still_open": "You can go on. Something on the page before is still to do: "
    "the list of pages shows where.",
    "not_complete": "You have reached the end. What is still to do is marked in the list of pages.",
    "enrolled": "You have entered the award. This page now shows how far you are and what is next.",
    "details_saved": "Your details are saved.",
    "details_voided": "Your details are saved. Signatures that covered the old details no longer "
    "stand, and their signers are asked again.",
    "pcm_asked": "The person who signs for your school has been sent an e-mail with a link. "
    "Nothing more is needed from you now.",
    "pcm_to_vouch": "Your request is kept. The partnership office checks that the address belongs "
    "to the person who signs for your school; then the e-mail goes out by itself.",
    "reminded": "The e-mail has been sent again with a new link. The earlier link no longer works.",
    "claimed": "Your claim is kept. It is decided by the person who signs for your school, through "
    "their link; you will see the answer here.",
    "claimed_elsewhere": "Your claim is kept. You get an e-mail when it has been decided, and see "
    "the answer here.",
    "mentoring_added": "Your mentoring is recorded.",
    "mentoring_changed": "The period is changed.",
    "mentoring_taken_back": "The period is taken back. If that was a mistake, put it back below.",
    "mentoring_back": "The period is on your list again.",
    "activities_dated": "The days of your further activities are kept.",
    "sharing_stopped": "Nothing more about this award is shared with other providers. Your award "
    "and your record stay as they are.",
    "sharing_agreed": "You have agreed to the sharing notice again.",
    "sign_later": "Nothing is to be signed by you now: your signature is there already, or "
    "something before it is still open. This page shows which.",
    "signed": "You have signed. The next person in order has been asked.",
    "ratings_saved": "Your self-check is saved so far. You can go on with it at any time.",
    "ratings_finished": "Your self-check is complete.",
    "audit_saved": "Your audit is saved so far. You can go on with it at any time.",
    "audit_last_page": "Saved. That was the last page: this one shows whether anything is missing.",
    "audit_finished": "Your audit is complete. The targets that you named are in your plan.",
    "audit_is_complete": "This round of your audit is complete and stays as it is. To change your "
    "ratings, begin a review.",
    "review_begun": "Your review has begun from your last ratings. Look at each page again and "
    "save it, changed or not.",
    "review_finished": "Your review is complete. This page shows what has moved.",
    "audit_shared": "The person who signs for your school and the tutors of your course can now "
    "see the audit.",
    "audit_not_shared": "Nobody but you sees the audit now.",
    "step_added": "The step is in your plan.",
    "step_changed": "The step is changed.",
    "step_done": "Well done: the step is marked as done.",
    "step_open": "The step is open again.",
    "step_off": "The step is off your plan. If that was a mistake, put it back below.",
    "step_back": "The step is back in your plan.",
    "evidence_added": "Your evidence is kept. It counts wherever an award asks for what it is "
    "about.",
    "evidence_changed": "Your evidence is changed.",
    "evidence_removed": "The evidence is taken out. You can put it back for 30 days, at the end of "
    "this page.",
    "evidence_back": "The evidence is back, and counts again.",
    "evidence_moved": "The order is changed.",
    "reflection_taken_in": "The reflection is now among your evidence, with the standards that its "
    "module names. You can change them.",
    "rationale_saved": "Your rationale is part of your record now.",
    "reflection_saved": "Your reflection is part of your record now. This is the next question.",
    "reflection_short": "Your reflection is saved. It is shorter than is asked for: add to it here "
    "when you can.",
    "reflections_done": "Your reflection is part of your record now. Every question that this "
    "award asks is answered.",
    "reflection_drafted": "Your draft is kept. It becomes part of your record when you save it.",
    "rationale_drafted": "Your draft is kept. It becomes part of your record when you save it as "
    "finished.",
    "claim_saved": "What you wrote is kept.",
    "claim_asked": "The pack is being put together. This page says when it is ready.",
    "place_marked": "Your mark is kept.",
    "export_asked": "Your portfolio is being put together. This page says when it is ready.",
    "practice_added": "Recorded.",
    "practice_taken_back": "Taken back: it counts no more.",
    "practice_unsigned": "Kept. Signatures that covered the record as it was no longer stand; "
    "their signers are asked again.",
    "log_kept": "Your draft is kept. It becomes part of your record when you sign it off.",
    "log_dropped": "The draft is thrown away.",
    "log_signed": "Signed off. It stands in your log now and can be printed.",
    "log_signed_again": "The correction is signed off. The version before stays in its history.",
    "log_unsigned": "The correction is signed off. Signatures that covered your record as it was "
    "no longer stand; their signers are asked again.",
    "log_sent": "The e-mail with the link is on its way.",
    "application_sent": "Your application is sent. Your tutor sees it and signs it next.",
    "briefing_booked": "You have a place. An e-mail with the calendar entry is on its way.",
    "briefing_waiting": "You are on the waiting list. When a place becomes free you get it by "
    "itself, and an e-mail that says so.",
    "briefing_given_back": "Your place is given back.",
    "portfolio_back": "Taken back: your portfolio is yours again until you hand it in.",
    "handed_in": "Your portfolio is handed in. This page shows where it is.",
}
