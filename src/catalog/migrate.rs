//! The database's shape, and the steps from each version to the next.

use rusqlite::{Connection, TransactionBehavior};

use super::{error::CatalogError, seal};

/// Every step, in order; step `i` makes version `i + 1`. A published step is never edited: a change is a new step.
const STEPS: &[&str] = &[
    "
    -- What was read from bytes, once for each digest and version of the readers.
    CREATE TABLE content (
        hash        TEXT PRIMARY KEY,
        version     INTEGER NOT NULL,   -- extract::VERSION that read it
        media_type  TEXT NOT NULL,
        title       TEXT,
        photo       TEXT                -- PhotoFacts as JSON
    ) WITHOUT ROWID;

    CREATE TABLE page (
        hash    TEXT NOT NULL REFERENCES content (hash) ON DELETE CASCADE,
        page    INTEGER NOT NULL,       -- from 1
        source  TEXT NOT NULL,          -- PageSource as JSON
        width   REAL NOT NULL,
        height  REAL NOT NULL,
        text    TEXT NOT NULL,
        lines   TEXT NOT NULL,          -- [Line] as JSON
        PRIMARY KEY (hash, page)
    ) WITHOUT ROWID;

    CREATE TABLE content_notice (
        hash    TEXT NOT NULL REFERENCES content (hash) ON DELETE CASCADE,
        seq     INTEGER NOT NULL,
        code    TEXT NOT NULL,
        zh      TEXT NOT NULL,
        en      TEXT NOT NULL,
        PRIMARY KEY (hash, seq)
    ) WITHOUT ROWID;

    -- Every file the walk met, members of containers included.
    CREATE TABLE file (
        path        TEXT PRIMARY KEY,
        container   TEXT,               -- path of the container it lies in
        size        INTEGER NOT NULL,   -- bytes
        mtime_ns    INTEGER NOT NULL,   -- since 1970 UTC; of the container for members
        hash        TEXT,               -- NULL where it was not read
        status      TEXT NOT NULL,      -- read | unreadable | ignored
        indexed_as  TEXT                -- digest of what the full-text index holds of it; NULL where nothing
    ) WITHOUT ROWID;
    CREATE INDEX file_container ON file (container);
    CREATE INDEX file_hash ON file (hash);

    CREATE TABLE file_notice (
        path    TEXT NOT NULL REFERENCES file (path) ON DELETE CASCADE,
        seq     INTEGER NOT NULL,
        code    TEXT NOT NULL,
        zh      TEXT NOT NULL,
        en      TEXT NOT NULL,
        PRIMARY KEY (path, seq)
    ) WITHOUT ROWID;

    -- Files that are gone from the catalogue and not yet from the full-text index, in case a run stops between the two.
    CREATE TABLE index_removal (path TEXT PRIMARY KEY) WITHOUT ROWID;
",
    "
    ALTER TABLE content ADD COLUMN enclosed TEXT NOT NULL DEFAULT '{}';   -- Enclosed as JSON
    ALTER TABLE page ADD COLUMN label TEXT;                               -- what the file calls the page

    -- Pages whose text is to be recognised from their picture.
    CREATE TABLE ocr_wanted (
        hash    TEXT NOT NULL REFERENCES content (hash) ON DELETE CASCADE,
        page    INTEGER NOT NULL,
        asked   INTEGER NOT NULL,       -- 1 where people asked for it though the page has text of its own
        PRIMARY KEY (hash, page)
    ) WITHOUT ROWID;

    -- What recognition read. It outlives a new reading of the same bytes by other readers, and an interrupted run.
    CREATE TABLE ocr_page (
        hash    TEXT NOT NULL,
        page    INTEGER NOT NULL,
        version INTEGER NOT NULL,       -- recognise::VERSION that read it
        read    INTEGER NOT NULL,       -- 0 where the page cannot be drawn or broke its reader
        width   REAL NOT NULL,
        height  REAL NOT NULL,
        text    TEXT NOT NULL,
        lines   TEXT NOT NULL,          -- [Line] as JSON
        PRIMARY KEY (hash, page)
    ) WITHOUT ROWID;
",
    "
    -- What people decided. It only grows: a step back is a step of its own. It refers to no other table, so that a new
    -- reading of the archive leaves it alone.
    CREATE TABLE decision (
        seq     INTEGER PRIMARY KEY AUTOINCREMENT,
        at      TEXT NOT NULL,          -- RFC 3339 with offset
        by_name TEXT NOT NULL,
        rubric  TEXT NOT NULL,          -- id of the table that was scored
        unit    TEXT NOT NULL,          -- township | village:NAME
        item    TEXT NOT NULL,
        step    TEXT NOT NULL,          -- Step as JSON
        reason  TEXT NOT NULL,
        seen    TEXT NOT NULL           -- the evidence at the time, [Seen] as JSON
    );
    CREATE INDEX decision_item ON decision (rubric, unit, item, seq);
    CREATE TRIGGER decision_update BEFORE UPDATE ON decision
        BEGIN SELECT RAISE(ABORT, 'the log of decisions only grows'); END;
    CREATE TRIGGER decision_delete BEFORE DELETE ON decision
        BEGIN SELECT RAISE(ABORT, 'the log of decisions only grows'); END;
",
    "
    -- Who may log in. Like `decision` it cannot be made anew from the archive.
    CREATE TABLE person (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        name     TEXT NOT NULL UNIQUE COLLATE NOCASE,
        role     TEXT NOT NULL,         -- township | assessor | village:NAME
        password TEXT NOT NULL,         -- PHC string
        created  TEXT NOT NULL          -- RFC 3339 with offset
    );
    CREATE TABLE session (
        token    TEXT PRIMARY KEY,      -- digest of the cookie's value
        person   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        expires  INTEGER NOT NULL       -- seconds since 1970 UTC
    ) WITHOUT ROWID;
    CREATE INDEX session_person ON session (person);
    CREATE TABLE login_attempt (
        key          TEXT PRIMARY KEY,  -- digest of name:NAME, or address:ADDRESS
        failures     INTEGER NOT NULL,
        last         INTEGER NOT NULL,  -- seconds since 1970 UTC, as below
        locked_until INTEGER NOT NULL
    ) WITHOUT ROWID;

    -- What happened beside decisions: logins, changes of people. It only grows.
    CREATE TABLE audit (
        seq     INTEGER PRIMARY KEY AUTOINCREMENT,
        at      TEXT NOT NULL,          -- RFC 3339 with offset
        by_name TEXT NOT NULL,          -- empty where not known, or at the command line
        what    TEXT NOT NULL           -- AuditStep as JSON
    );
    CREATE INDEX audit_name ON audit (by_name, seq);
    CREATE TRIGGER audit_update BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
    CREATE TRIGGER audit_delete BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
",
    "
    -- What the last assessment came to, and the different one before it, to tell what changed.
    CREATE TABLE run (
        rubric   TEXT NOT NULL,         -- id of the table that was measured against
        place    TEXT NOT NULL,         -- now | before
        at       TEXT NOT NULL,         -- RFC 3339 with offset, when it first came to this
        settled  INTEGER NOT NULL,      -- 0 while pages waited for recognition
        standing TEXT NOT NULL,         -- Standing as JSON
        PRIMARY KEY (rubric, place)
    ) WITHOUT ROWID;
",
    "
    -- What people wrote of photos. Like the decisions it only grows and refers to no other table.
    CREATE TABLE caption (
        seq     INTEGER PRIMARY KEY AUTOINCREMENT,
        at      TEXT NOT NULL,          -- RFC 3339 with offset
        by_name TEXT NOT NULL,
        path    TEXT NOT NULL,
        digest  TEXT NOT NULL,          -- of the photo at the time
        step    TEXT NOT NULL           -- CaptionStep as JSON
    );
    CREATE INDEX caption_path ON caption (path, seq);
    CREATE TRIGGER caption_update BEFORE UPDATE ON caption
        BEGIN SELECT RAISE(ABORT, 'the log of captions only grows'); END;
    CREATE TRIGGER caption_delete BEFORE DELETE ON caption
        BEGIN SELECT RAISE(ABORT, 'the log of captions only grows'); END;
",
    "
    -- What people corrected of what files were taken for. It only grows and refers to no other table.
    CREATE TABLE correction (
        seq     INTEGER PRIMARY KEY AUTOINCREMENT,
        at      TEXT NOT NULL,          -- RFC 3339 with offset
        by_name TEXT NOT NULL,
        path    TEXT NOT NULL,
        digest  TEXT NOT NULL,          -- of the file at the time
        step    TEXT NOT NULL           -- CorrectionStep as JSON
    );
    CREATE INDEX correction_path ON correction (path, seq);
    CREATE TRIGGER correction_update BEFORE UPDATE ON correction
        BEGIN SELECT RAISE(ABORT, 'the log of corrections only grows'); END;
    CREATE TRIGGER correction_delete BEFORE DELETE ON correction
        BEGIN SELECT RAISE(ABORT, 'the log of corrections only grows'); END;
",
    "
    -- What people read in lines that recognition is not sure of. It only grows and refers to no other table.
    CREATE TABLE transcription (
        seq     INTEGER PRIMARY KEY AUTOINCREMENT,
        at      TEXT NOT NULL,          -- RFC 3339 with offset
        by_name TEXT NOT NULL,
        path    TEXT NOT NULL,
        digest  TEXT NOT NULL,          -- of the file at the time; it stands for these bytes, wherever they lie
        step    TEXT NOT NULL           -- TranscriptionStep as JSON
    );
    CREATE INDEX transcription_path ON transcription (path, seq);
    CREATE INDEX transcription_digest ON transcription (digest, seq);
    CREATE TRIGGER transcription_update BEFORE UPDATE ON transcription
        BEGIN SELECT RAISE(ABORT, 'the log of transcriptions only grows'); END;
    CREATE TRIGGER transcription_delete BEFORE DELETE ON transcription
        BEGIN SELECT RAISE(ABORT, 'the log of transcriptions only grows'); END;
",
    "
    -- Whose papers people say lie in folders. It only grows and refers to no other table.
    CREATE TABLE folder (
        seq     INTEGER PRIMARY KEY AUTOINCREMENT,
        at      TEXT NOT NULL,          -- RFC 3339 with offset
        by_name TEXT NOT NULL,
        path    TEXT NOT NULL,          -- of the folder, empty for the archive's own
        digest  TEXT NOT NULL,          -- always empty: a folder has no bytes
        step    TEXT NOT NULL           -- FolderStep as JSON
    );
    CREATE INDEX folder_path ON folder (path, seq);
    CREATE TRIGGER folder_update BEFORE UPDATE ON folder
        BEGIN SELECT RAISE(ABORT, 'the log of folders only grows'); END;
    CREATE TRIGGER folder_delete BEFORE DELETE ON folder
        BEGIN SELECT RAISE(ABORT, 'the log of folders only grows'); END;
",
    "
    -- The name of this catalogue, which stands in store.json too, and whether there ever was anybody who can log in.
    CREATE TABLE store (
        one     INTEGER PRIMARY KEY CHECK (one = 1),
        id      TEXT NOT NULL,
        people  INTEGER NOT NULL
    );

    -- Digests of rows (catalog::seal), which an integrity check holds the rows against.
    CREATE INDEX content_seal ON content (seal(hash, version, media_type, title, photo, enclosed));
    CREATE INDEX page_seal ON page (seal(hash, page, label, source, width, height, text, lines));
    CREATE INDEX content_notice_seal ON content_notice (seal(hash, seq, code, zh, en));
    CREATE INDEX ocr_wanted_seal ON ocr_wanted (seal(hash, page, asked));
    CREATE INDEX ocr_page_seal ON ocr_page (seal(hash, page, version, read, width, height, text, lines));
    CREATE INDEX file_seal ON file (seal(path, container, size, mtime_ns, hash, status, indexed_as));
    CREATE INDEX file_notice_seal ON file_notice (seal(path, seq, code, zh, en));
    CREATE INDEX run_seal ON run (seal(rubric, place, at, settled, standing));
    CREATE INDEX decision_seal ON decision (seal(seq, at, by_name, rubric, unit, item, step, reason, seen));
    CREATE INDEX caption_seal ON caption (seal(seq, at, by_name, path, digest, step));
    CREATE INDEX correction_seal ON correction (seal(seq, at, by_name, path, digest, step));
    CREATE INDEX transcription_seal ON transcription (seal(seq, at, by_name, path, digest, step));
    CREATE INDEX person_seal ON person (seal(id, name, role, password, created));
    CREATE INDEX audit_seal ON audit (seal(seq, at, by_name, what));
    CREATE INDEX folder_seal ON folder (seal(seq, at, by_name, path, digest, step));

    -- The chain over each log (catalog::chain): the digest of an entry covers that of the one before.
    CREATE TABLE chain (
        log     TEXT NOT NULL,
        seq     INTEGER NOT NULL,
        digest  TEXT NOT NULL,
        PRIMARY KEY (log, seq)
    ) WITHOUT ROWID;
    INSERT INTO chain
        WITH RECURSIVE linked (seq, digest) AS (
            SELECT seq, link('', seq, at, by_name, rubric, unit, item, step, reason, seen) FROM decision WHERE seq = (SELECT min(seq) FROM decision)
            UNION ALL
            SELECT n.seq, link(linked.digest, n.seq, n.at, n.by_name, n.rubric, n.unit, n.item, n.step, n.reason, n.seen) FROM linked
            JOIN decision n ON n.seq = (SELECT min(seq) FROM decision WHERE seq > linked.seq)
        )
        SELECT 'decision', seq, digest FROM linked;
    CREATE TRIGGER decision_chain AFTER INSERT ON decision
        BEGIN INSERT INTO chain VALUES ('decision', NEW.seq, link(
            coalesce((SELECT digest FROM chain WHERE log = 'decision' AND seq < NEW.seq ORDER BY seq DESC LIMIT 1), ''),
            NEW.seq, NEW.at, NEW.by_name, NEW.rubric, NEW.unit, NEW.item, NEW.step, NEW.reason, NEW.seen)); END;
    INSERT INTO chain
        WITH RECURSIVE linked (seq, digest) AS (
            SELECT seq, link('', seq, at, by_name, path, digest, step) FROM caption WHERE seq = (SELECT min(seq) FROM caption)
            UNION ALL
            SELECT n.seq, link(linked.digest, n.seq, n.at, n.by_name, n.path, n.digest, n.step) FROM linked
            JOIN caption n ON n.seq = (SELECT min(seq) FROM caption WHERE seq > linked.seq)
        )
        SELECT 'caption', seq, digest FROM linked;
    CREATE TRIGGER caption_chain AFTER INSERT ON caption
        BEGIN INSERT INTO chain VALUES ('caption', NEW.seq, link(
            coalesce((SELECT digest FROM chain WHERE log = 'caption' AND seq < NEW.seq ORDER BY seq DESC LIMIT 1), ''),
            NEW.seq, NEW.at, NEW.by_name, NEW.path, NEW.digest, NEW.step)); END;
    INSERT INTO chain
        WITH RECURSIVE linked (seq, digest) AS (
            SELECT seq, link('', seq, at, by_name, path, digest, step) FROM correction WHERE seq = (SELECT min(seq) FROM correction)
            UNION ALL
            SELECT n.seq, link(linked.digest, n.seq, n.at, n.by_name, n.path, n.digest, n.step) FROM linked
            JOIN correction n ON n.seq = (SELECT min(seq) FROM correction WHERE seq > linked.seq)
        )
        SELECT 'correction', seq, digest FROM linked;
    CREATE TRIGGER correction_chain AFTER INSERT ON correction
        BEGIN INSERT INTO chain VALUES ('correction', NEW.seq, link(
            coalesce((SELECT digest FROM chain WHERE log = 'correction' AND seq < NEW.seq ORDER BY seq DESC LIMIT 1), ''),
            NEW.seq, NEW.at, NEW.by_name, NEW.path, NEW.digest, NEW.step)); END;
    INSERT INTO chain
        WITH RECURSIVE linked (seq, digest) AS (
            SELECT seq, link('', seq, at, by_name, path, digest, step) FROM transcription WHERE seq = (SELECT min(seq) FROM transcription)
            UNION ALL
            SELECT n.seq, link(linked.digest, n.seq, n.at, n.by_name, n.path, n.digest, n.step) FROM linked
            JOIN transcription n ON n.seq = (SELECT min(seq) FROM transcription WHERE seq > linked.seq)
        )
        SELECT 'transcription', seq, digest FROM linked;
    CREATE TRIGGER transcription_chain AFTER INSERT ON transcription
        BEGIN INSERT INTO chain VALUES ('transcription', NEW.seq, link(
            coalesce((SELECT digest FROM chain WHERE log = 'transcription' AND seq < NEW.seq ORDER BY seq DESC LIMIT 1), ''),
            NEW.seq, NEW.at, NEW.by_name, NEW.path, NEW.digest, NEW.step)); END;
    INSERT INTO chain
        WITH RECURSIVE linked (seq, digest) AS (
            SELECT seq, link('', seq, at, by_name, what) FROM audit WHERE seq = (SELECT min(seq) FROM audit)
            UNION ALL
            SELECT n.seq, link(linked.digest, n.seq, n.at, n.by_name, n.what) FROM linked
            JOIN audit n ON n.seq = (SELECT min(seq) FROM audit WHERE seq > linked.seq)
        )
        SELECT 'audit', seq, digest FROM linked;
    CREATE TRIGGER audit_chain AFTER INSERT ON audit
        BEGIN INSERT INTO chain VALUES ('audit', NEW.seq, link(
            coalesce((SELECT digest FROM chain WHERE log = 'audit' AND seq < NEW.seq ORDER BY seq DESC LIMIT 1), ''),
            NEW.seq, NEW.at, NEW.by_name, NEW.what)); END;
    INSERT INTO chain
        WITH RECURSIVE linked (seq, digest) AS (
            SELECT seq, link('', seq, at, by_name, path, digest, step) FROM folder WHERE seq = (SELECT min(seq) FROM folder)
            UNION ALL
            SELECT n.seq, link(linked.digest, n.seq, n.at, n.by_name, n.path, n.digest, n.step) FROM linked
            JOIN folder n ON n.seq = (SELECT min(seq) FROM folder WHERE seq > linked.seq)
        )
        SELECT 'folder', seq, digest FROM linked;
    CREATE TRIGGER folder_chain AFTER INSERT ON folder
        BEGIN INSERT INTO chain VALUES ('folder', NEW.seq, link(
            coalesce((SELECT digest FROM chain WHERE log = 'folder' AND seq < NEW.seq ORDER BY seq DESC LIMIT 1), ''),
            NEW.seq, NEW.at, NEW.by_name, NEW.path, NEW.digest, NEW.step)); END;
    CREATE TRIGGER chain_update BEFORE UPDATE ON chain
        BEGIN SELECT RAISE(ABORT, 'the chain of a log only grows'); END;
    CREATE TRIGGER chain_delete BEFORE DELETE ON chain
        BEGIN SELECT RAISE(ABORT, 'the chain of a log only grows'); END;
",
];

/// Brings a database to the version of this program; returns the version that it had.
pub(super) fn migrate(connection: &mut Connection) -> Result<u32, CatalogError> {
    // Steps and what they make need the functions.
    seal::install(connection)?;
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(CatalogError::Newer { found, known });
    }
    if found < known {
        // Two programs may be started on a new store at once: the second waits for the first, and has nothing left to do.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        for step in STEPS.iter().skip(found as usize) {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "user_version", known.max(found))?;
        transaction.commit()?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_database_is_brought_to_this_version_once() {
        let mut connection = Connection::open_in_memory().expect("a database");
        migrate(&mut connection).expect("the first time");
        let tables = |connection: &Connection| -> u32 {
            let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            connection.query_row(sql, [], |row| row.get(0)).expect("a count")
        };
        let made = tables(&connection);
        assert!(made > 9, "{made}");
        let version: usize = connection.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
        assert_eq!(version, STEPS.len());
        migrate(&mut connection).expect("the second time");
        assert_eq!(tables(&connection), made);
    }

    #[test]
    fn a_store_of_the_first_version_keeps_its_rows() {
        let mut connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch(STEPS[0]).expect("the first version");
        connection.pragma_update(None, "user_version", 1).expect("a version");
        connection
            .execute_batch("INSERT INTO content (hash, version, media_type) VALUES ('h', 2, 'application/pdf')")
            .expect("a row");
        migrate(&mut connection).expect("brought up");
        let row: (String, String) = connection
            .query_row("SELECT media_type, enclosed FROM content", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("the row");
        assert_eq!(row, ("application/pdf".to_owned(), "{}".to_owned()));
    }

    #[test]
    fn a_later_version_is_refused_and_left_as_it_is() {
        let mut connection = Connection::open_in_memory().expect("a database");
        connection.pragma_update(None, "user_version", 99).expect("a version");
        let error = migrate(&mut connection).expect_err("it is newer");
        assert!(matches!(error, CatalogError::Newer { found: 99, known } if known as usize == STEPS.len()), "{error}");
        let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
        assert_eq!(version, 99);
    }
}
