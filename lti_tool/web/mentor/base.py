"""The mentor's blueprint, and what its pages say after something was done."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("mentor", __name__, url_prefix="/l/<handle>")

NOTICES = {
    "answer_saved": "Your answer is saved.",
    "choices_kept": "What you chose is kept. You can go on with the quiz at any time.",
    "still_open": "You can go on. Something on the page before is still to do: "
    "the list of pages shows where.",
    "not_complete": "You have reached the end. What is still to do is marked in the list of pages.",
    "enrolled": "You have entered the award. This page now shows how far you are and what is next.",
    "details_saved": "Your details are saved.",
    "details_voided": "Your details are saved. Signatures that covered the old details no longer "
    "stand, and their signers are asked again.",
    "pcm_asked": "Your PCM has been sent an e-mail with a link. "
    "Nothing more is needed from you now.",
    "pcm_to_vouch": "Your request is kept. The partnership office checks that the address belongs "
    "to your school's PCM; then the e-mail goes out by itself.",
    "reminded": "The e-mail has been sent again with a new link. The earlier link no longer works.",
    "claimed": "Your claim is kept. Your PCM decides about it through their link; you will see the "
    "answer here.",
    "sharing_stopped": "Nothing more about this award is shared with other providers. Your award "
    "and your record stay as they are.",
    "sharing_agreed": "You have agreed to the sharing notice again.",
    "sign_later": "Nothing is to be signed by you now: your signature is there already, or "
    "something before it is still open. This page shows which.",
    "signed": "You have signed. The next person in order has been asked.",
    "ratings_saved": "Your self-check is saved so far. You can go on with it at any time.",
    "ratings_finished": "Your self-check is complete.",
}
