-- Exhibits and what was found in them. One content row a content, one wrap of its data key an exhibit.
create table exhibit (
  id text primary key,
  unit_id text not null references unit,
  edition_id text not null references edition,
  case_number text not null,
  name text not null,
  purpose text not null,
  key_wrapped bytea not null,
  created_by text not null references person,
  created_at timestamptz not null,
  unique (unit_id, case_number, name)
);
create index exhibit_edition on exhibit (edition_id);

create table intake (
  id text primary key,
  exhibit_id text not null references exhibit,
  person_id text not null references person,
  sources bytea[] not null,
  state text not null check (state in ('running', 'finished', 'stopped', 'failed')),
  problem_code text,
  problem_because text,
  started_at timestamptz not null,
  finished_at timestamptz,
  wall_ms bigint not null default 0
);
-- Two intakes into one exhibit at once would count one file under two headings.
create unique index intake_running on intake (exhibit_id) where state = 'running';

create table content (
  id text primary key,
  storage_id bytea not null unique,
  sha256 bytea not null unique,
  sha1 bytea not null,
  md5 bytea not null,
  size_bytes bigint not null,
  kind text not null,
  family text not null check (family in ('image', 'video', 'audio', 'archive', 'context', 'unknown')),
  problem_code text,
  problem_because text,
  created_at timestamptz not null
);
create index content_sha1 on content (sha1);
create index content_md5 on content (md5);

create table exhibit_content (
  exhibit_id text not null references exhibit,
  content_id text not null references content,
  data_key_wrapped bytea not null,
  primary key (exhibit_id, content_id)
);
create index exhibit_content_content on exhibit_content (content_id);

create table derivative (
  content_id text not null references content,
  kind text not null check (kind in ('thumbnail', 'pixelated', 'text')),
  storage_id bytea not null unique,
  size_bytes bigint not null,
  primary key (content_id, kind)
);

create table media (
  id text primary key references content,
  width_px integer,
  height_px integer,
  frames integer,
  duration_ms bigint,
  exif jsonb,
  container jsonb,
  camera text,
  taken_at_ms bigint,
  -- False until it was searched for among everything held: a killed node takes up there at its next start.
  matched boolean not null default false
);
create index media_unmatched on media (id) where not matched;

create table media_hash (
  media_id text not null references media,
  algorithm text not null,
  variant text not null,
  bits bytea not null,
  quality integer not null,
  dihedral bytea not null,
  primary key (media_id, algorithm, variant)
);

-- Every regular file and archive member seen in an exhibit, once. `place` names where it lies (a digest of the absolute
-- path and the member path), `revision` grows when other bytes are met at the same place later.
create table occurrence (
  id text primary key,
  exhibit_id text not null references exhibit,
  place bytea not null,
  revision integer not null default 0,
  parent_id text references occurrence,
  path bytea not null,
  folder text not null,
  name text not null,
  outcome text not null check (outcome in
    ('quarantined', 'empty', 'knownGood', 'duplicates', 'archives', 'context', 'mediaKnown', 'mediaNew')),
  code text,
  because text,
  content_id text references content,
  sha256 bytea,
  size_bytes bigint not null,
  modified_at_ns text,
  deleted boolean not null default false,
  members_done boolean not null default true,
  seen_at timestamptz not null,
  unique (exhibit_id, place, revision)
);
create index occurrence_content on occurrence (content_id);
create index occurrence_parent on occurrence (parent_id);
