-- Need-to-know: null opens an exhibit or a series to its edition and a notice to its unit, otherwise only these persons
-- learn of it.
alter table exhibit add column audience text[];
alter table series add column audience text[];
-- Who may read why a set was proposed: its reasons name folders and files.
alter table picture_set add column reasons_audience text[];
alter table notice add column audience text[];
