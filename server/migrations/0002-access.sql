-- Units, persons, their credentials and sessions, editions and membership.
create table unit (
  id text primary key,
  code text not null unique check (code ~ '^[A-Z][A-Z0-9-]{1,15}$'),
  name text not null,
  country text,
  kind text not null check (kind in ('national', 'international', 'hotline', 'industry')),
  contact text not null default '',
  created_at timestamptz not null
);

create table person (
  id text primary key,
  unit_id text not null references unit,
  code text not null unique,
  name text not null,
  password_hash text,
  failed_sign_ins integer not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null
);

create table person_role (
  person_id text not null references person,
  role text not null,
  primary key (person_id, role)
);

create table invitation (
  token_hash bytea primary key,
  person_id text not null references person,
  opens_at_once boolean not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table passkey (
  credential_id text primary key,
  person_id text not null references person,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  created_at timestamptz not null
);

create table passkey_challenge (
  person_id text not null references person,
  purpose text not null check (purpose in ('enrol', 'sign-in')),
  challenge text not null,
  expires_at timestamptz not null,
  primary key (person_id, purpose)
);

create table session (
  id text primary key,
  token_hash bytea not null unique,
  person_id text not null references person,
  via text not null check (via in ('link', 'password', 'passkey', 'local')),
  opens_at_once boolean not null,
  started_at timestamptz not null,
  last_seen_at timestamptz not null,
  revoked_at timestamptz
);
create index session_person on session (person_id);

create table edition (
  id text primary key,
  code text not null unique check (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  name text not null,
  purpose text not null,
  starts_on date,
  ends_on date,
  created_at timestamptz not null
);

create table edition_unit (
  edition_id text not null references edition,
  unit_id text not null references unit,
  primary key (edition_id, unit_id)
);

create table reveal (
  id text primary key,
  person_id text not null references person,
  edition_id text not null references edition,
  clarity text not null check (clarity in ('pixelated', 'reduced', 'clear')),
  purpose text not null,
  media_ids text[] not null,
  started_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz,
  lasts_ms integer not null,
  accounted_ms bigint not null default 0,
  counted_seconds numeric(12, 3) not null default 0
);
create index reveal_person on reveal (person_id, started_at);

create table notice (
  id text primary key,
  unit_id text not null references unit,
  kind text not null check (kind in ('content-held', 'late-match')),
  subject_id text not null,
  body text not null,
  occurrences integer not null default 1,
  created_at timestamptz not null,
  read_at timestamptz,
  unique (unit_id, kind, subject_id)
);
