-- Witnessing: what this node cosigned of partners' ledgers, what partners cosigned of its own, and what did not fit.
create table witnessed_log (
  origin text primary key,
  size bigint not null,
  root bytea not null,
  note text not null,
  cosigned_at timestamptz not null
);

-- What was cosigned once is never taken back, whatever a later request says.
create function witnessed_log_grows() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.origin = old.origin
    and (new.size > old.size or (new.size = old.size and new.root = old.root)) then
    return new;
  end if;
  raise exception 'a cosigned checkpoint is never taken back' using errcode = '23001';
end $$;
create trigger witnessed_log_grows before update or delete on witnessed_log
  for each row execute function witnessed_log_grows();
create trigger witnessed_log_kept before truncate on witnessed_log
  for each statement execute function witnessed_log_grows();

-- The last exchange with each witness of this node's ledger. `note` is the checkpoint that it cosigned last.
create table ledger_witness (
  name text primary key,
  size bigint not null default 0,
  note text,
  cosignature text,
  cosigned_at timestamptz,
  tried_at timestamptz not null,
  failed_code text,
  failed_because text
);

-- Checkpoints that contradict each other, kept as evidence, each once. `party` is the partner's log or witness.
create table ledger_alarm (
  id text primary key,
  side text not null check (side in ('witness', 'log')),
  party text not null,
  kind text not null check (kind in ('rolled-back', 'forked')),
  cosigned_size bigint not null,
  shown_size bigint not null,
  shown_note text not null,
  cosigned_note text,
  at timestamptz not null,
  unique (side, party, kind, cosigned_size)
);

-- Kinds of notices are the closed list of the core.
alter table notice drop constraint notice_kind_check;
