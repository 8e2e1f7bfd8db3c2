-- What an event is about, so that the history of an object is found and not searched for in the whole ledger. The text
-- of an event is always UTF-8, which makes the function immutable where convert_from alone is not.
create function event_objects(body bytea) returns jsonb
  language sql immutable strict parallel safe
  as $$ select convert_from(body, 'UTF8')::jsonb -> 'objects' $$;

create index event_about on event using gin (event_objects(body) jsonb_path_ops);
