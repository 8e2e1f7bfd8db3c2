-- What the VICS cases of an exhibit state about its files: the exporter's statements, never decisions of this node.
-- Every file keeps all its digests, also where no content of it is held: statements are compared with them.
alter table occurrence add column md5 bytea, add column sha1 bytea;
create index occurrence_md5 on occurrence (exhibit_id, md5);

-- A document that was recognised among the files of an exhibit. Its rows count once it is `read`; those of one that is
-- still `reading` are those of a run that was cut short, and are read anew.
create table vics_file (
  id text primary key,
  exhibit_id text not null references exhibit,
  occurrence_id text not null unique references occurrence,
  state text not null check (state in ('reading', 'read', 'refused')),
  problem_code text,
  problem_because text,
  version text,
  scheme text,
  cases integer not null default 0,
  entries integer not null default 0,
  places integer not null default 0,
  check ((state = 'refused') = (problem_code is not null))
);
create index vics_file_exhibit on vics_file (exhibit_id);

create table vics_case (
  file_id text not null references vics_file on delete cascade,
  position integer not null,
  stated_id text,
  case_number text,
  organisation text,
  application text,
  application_version text,
  seized_at text,
  primary key (file_id, position)
);

-- One media that a document names. `case_position` is null in a hash set. Category codes belong to the scheme of the
-- document.
create table vics_entry (
  file_id text not null references vics_file on delete cascade,
  position integer not null,
  case_position integer,
  stated_number text,
  md5 bytea,
  sha1 bytea,
  size_bytes bigint,
  mime text,
  name text,
  stored_at text,
  category_code text,
  series text,
  victim_identified boolean,
  offender_identified boolean,
  distributed boolean,
  suspected boolean,
  self_generated boolean,
  tags text,
  updated_at text,
  exif jsonb,
  state text not null default 'named' check (state in ('named', 'stored', 'absent', 'unstored', 'refused')),
  occurrence_id text references occurrence,
  problem_code text,
  problem_because text,
  primary key (file_id, position),
  check ((state = 'stored') = (occurrence_id is not null))
);
create index vics_entry_occurrence on vics_entry (occurrence_id);
create index vics_entry_problem on vics_entry (file_id, position) where problem_code is not null;

-- Places on the examined device where a named media was found, all of them. Times as stated, and as a moment where the
-- text says it beyond doubt. `folder` and `name` are what the place groups by.
create table device_place (
  file_id text not null,
  entry_position integer not null,
  position integer not null,
  file_name text,
  file_path text,
  folder text not null,
  name text not null,
  created text,
  created_at_ms bigint,
  written text,
  written_at_ms bigint,
  accessed text,
  accessed_at_ms bigint,
  unallocated boolean,
  deleted boolean,
  parent_md5 bytea,
  parent_name text,
  parent_path text,
  parent_physical_location text,
  physical_location text,
  source_id text,
  primary key (file_id, entry_position, position),
  foreign key (file_id, entry_position) references vics_entry on delete cascade
);
