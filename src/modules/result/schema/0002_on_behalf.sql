-- Who signed in the name of the signer that the paper was laid before: both names as the signature
-- carries them, and the drawing of that hand. Both empty where the signer signed in person.
ALTER TABLE issued_document ADD COLUMN signed_words @text NOT NULL DEFAULT '';
ALTER TABLE issued_document ADD COLUMN signed_hand @text NOT NULL DEFAULT '';
