-- Institutions that give members at once what a programme pays, and are owed it: where they are paid, and from when to when.
CREATE TABLE institutions (
    programme TEXT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    bank TEXT NOT NULL,
    account TEXT NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (programme, code)
);
-- Where it was settled, and what was answered there before the member left; nothing where nobody waited for an answer.
ALTER TABLE entitlements ADD COLUMN institution TEXT;
ALTER TABLE entitlements ADD COLUMN told_fen BIGINT;
