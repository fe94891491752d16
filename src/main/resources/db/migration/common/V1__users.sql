-- Users and their logins, on SQLite and PostgreSQL alike. Times are milliseconds since the epoch.

-- Numbers are given in the transaction that uses them: whoever comes later has a larger one, also to those who read meanwhile.
CREATE TABLE next_id (
  name  TEXT    PRIMARY KEY,
  value INTEGER NOT NULL
);

INSERT INTO next_id VALUES ('user', 0);

-- email_key: the same for all emails that are one; password: what is kept of it, empty: the user cannot log in.
CREATE TABLE users (
  id         INTEGER PRIMARY KEY,
  email      TEXT    NOT NULL,
  email_key  TEXT    NOT NULL UNIQUE,
  name       TEXT    NOT NULL,
  phone      TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  password   TEXT    NOT NULL,
  created_at BIGINT  NOT NULL,
  updated_at BIGINT  NOT NULL
);

-- secret: hash of the newest refresh token.
CREATE TABLE logins (
  id         TEXT    PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  secret     TEXT    NOT NULL,
  began_at   BIGINT  NOT NULL,
  expires_at BIGINT  NOT NULL
);

CREATE INDEX logins_by_user ON logins (user_id, began_at);
CREATE INDEX logins_by_end ON logins (expires_at);
