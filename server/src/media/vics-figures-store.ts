import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

/** What the VICS documents of an exhibit came to. None of it is a file seen: those are in the report's eight lines. */
export interface VicsFigures {
  /** Documents recognised, and those of them that could not be read. */
  readonly documents: number
  readonly refused: number
  readonly cases: number
  /** Media that the documents name, one an entry. */
  readonly named: number
  /** Of the named: with their bytes here; without; with bytes that are not what the case states. */
  readonly stored: number
  readonly withoutFile: number
  readonly differing: number
  /** Places on the examined devices. */
  readonly places: number
  /** Lines of the problem list. */
  readonly problems: number
}

/** The figures of one exhibit, or null when it holds no such document. */
export async function vicsFigures(db: Reader, exhibitId: string): Promise<VicsFigures | null> {
  const { rows } = await sql<VicsFigures>`
    with f as (select * from vics_file where exhibit_id = ${exhibitId} and state <> 'reading'),
      e as (select e.* from vics_entry e join f on f.id = e.file_id)
    select (select count(*) from f)::int as documents,
      (select count(*) from f where state = 'refused')::int as refused,
      (select coalesce(sum(cases), 0) from f)::int as cases,
      (select count(*) from e)::int as named,
      (select count(*) from e where state = 'stored')::int as stored,
      (select count(*) from e where state <> 'stored')::int as "withoutFile",
      (select count(*) from e where problem_code = 'vics/bytes-differ')::int as differing,
      (select coalesce(sum(places), 0) from f)::int as places,
      ((select count(*) from f where problem_code is not null)
        + (select count(*) from e where problem_code is not null))::int as problems`.execute(db)
  const figures = rows[0]
  return figures === undefined || figures.documents === 0 ? null : figures
}

export interface VicsDocumentLine {
  readonly path: Buffer
  readonly version: string | null
  readonly scheme: string | null
  readonly problem: { readonly code: string; readonly because: string } | null
  readonly cases: readonly {
    readonly caseId: string | null
    readonly caseNumber: string | null
    readonly organisation: string | null
    readonly application: string | null
    readonly seizedAt: string | null
  }[]
}

/** The documents of an exhibit with the cases that they state, at most `casesMax` of them each. */
export async function vicsDocumentLines(
  db: Reader,
  exhibitId: string,
  casesMax: number,
): Promise<VicsDocumentLine[]> {
  const files = await db
    .selectFrom('vics_file')
    .innerJoin('occurrence', 'occurrence.id', 'vics_file.occurrence_id')
    .select(['vics_file.id', 'occurrence.path', 'version', 'scheme', 'problem_code', 'problem_because'])
    .where('vics_file.exhibit_id', '=', exhibitId)
    .where('state', '!=', 'reading')
    .orderBy('occurrence.path')
    .execute()
  return Promise.all(
    files.map(async ({ id, path, version, scheme, problem_code, problem_because }) => ({
      path,
      version,
      scheme,
      problem: problem_code === null ? null : { code: problem_code, because: problem_because ?? '' },
      cases: await db
        .selectFrom('vics_case')
        .select([
          'stated_id as caseId',
          'case_number as caseNumber',
          'organisation',
          'application',
          'seized_at as seizedAt',
        ])
        .where('file_id', '=', id)
        .orderBy('position')
        .limit(casesMax)
        .execute(),
    })),
  )
}

export interface VicsProblemLine {
  /** The document, and the path that it names where the problem is one of its media. */
  readonly document: Buffer
  readonly named: string | null
  readonly number: string | null
  readonly code: string
  readonly because: string
}

/** What is wrong with the documents of an exhibit and with the media that they name. */
export async function vicsProblems(db: Reader, exhibitId: string, limit: number): Promise<VicsProblemLine[]> {
  const { rows } = await sql<VicsProblemLine>`
    select o.path as document, p.named, p.number, p.code, p.because
    from vics_file f join occurrence o on o.id = f.occurrence_id join lateral (
      select null::text as named, null::text as number, f.problem_code as code, f.problem_because as because,
        -1 as position where f.problem_code is not null
      union all
      select e.stored_at, e.stated_number, e.problem_code, e.problem_because, e.position from vics_entry e
        where e.file_id = f.id and e.problem_code is not null
    ) p on true
    where f.exhibit_id = ${exhibitId} and f.state <> 'reading' order by o.path, p.position limit ${limit}`.execute(
    db,
  )
  return rows
}

export interface VicsStatements {
  /** Codes with the scheme that they belong to; null where the document's version does not say it. */
  readonly categories: readonly {
    readonly scheme: string | null
    readonly code: string
    readonly media: number
  }[]
  readonly series: number
  readonly victimIdentified: number
  readonly offenderIdentified: number
  readonly distributed: number
}

/** What the exporters state of the named media, counted; statements, not decisions. */
export async function vicsStatements(db: Reader, exhibitId: string): Promise<VicsStatements> {
  const entries = (): ReturnType<typeof base> => base(db, exhibitId)
  const categories = await entries()
    .select((eb) => ['vics_file.scheme', 'category_code as code', eb.fn.countAll<number>().as('media')])
    .where('category_code', 'is not', null)
    .groupBy(['vics_file.scheme', 'category_code'])
    .orderBy('vics_file.scheme')
    .orderBy('category_code')
    .limit(200)
    .execute()
  const counted = await entries()
    .select((eb) => [
      eb.fn.count<number>('series').distinct().as('series'),
      eb.fn.countAll<number>().filterWhere('victim_identified', '=', true).as('victimIdentified'),
      eb.fn.countAll<number>().filterWhere('offender_identified', '=', true).as('offenderIdentified'),
      eb.fn.countAll<number>().filterWhere('distributed', '=', true).as('distributed'),
    ])
    .executeTakeFirstOrThrow()
  return {
    categories: categories.map(({ scheme, code, media }) => ({
      scheme,
      code: code ?? '',
      media: Number(media),
    })),
    series: Number(counted.series),
    victimIdentified: Number(counted.victimIdentified),
    offenderIdentified: Number(counted.offenderIdentified),
    distributed: Number(counted.distributed),
  }
}

function base(db: Reader, exhibitId: string) {
  return db
    .selectFrom('vics_entry')
    .innerJoin('vics_file', 'vics_file.id', 'vics_entry.file_id')
    .where('vics_file.exhibit_id', '=', exhibitId)
    .where('vics_file.state', '=', 'read')
}
