import type { Prng } from '../picture/prng.ts'
import type { CameraTags } from './copy-plan.ts'

/** A seized thing: whose delivery it is in and what sort of disk it is. */
export type ExhibitPlan = { unit: string; case: string; exhibit: string; sort: 'computer' | 'phone' | 'disk' }

/** The deliveries of the demonstration: five units, nine exhibits. */
export const EXHIBITS: readonly ExhibitPlan[] = [
  { unit: 'NL', case: '26-0417', exhibit: 'A1-laptop', sort: 'computer' },
  { unit: 'NL', case: '26-0417', exhibit: 'A2-phone', sort: 'phone' },
  { unit: 'DE', case: '4471-26', exhibit: 'pc-01', sort: 'computer' },
  { unit: 'DE', case: '4471-26', exhibit: 'usb-02', sort: 'disk' },
  { unit: 'FR', case: '2026-088', exhibit: 'scelle-1', sort: 'computer' },
  { unit: 'SE', case: 'K1204-26', exhibit: 'beslag-3', sort: 'computer' },
  { unit: 'SE', case: 'K1204-26', exhibit: 'beslag-4', sort: 'phone' },
  { unit: 'US', case: '26-00931', exhibit: '1B1', sort: 'computer' },
  { unit: 'US', case: '26-00931', exhibit: '1B2', sort: 'disk' },
]

/** A camera with its picture size, its numbering and its clock (seconds since 1970, as if UTC). */
export type Camera = {
  tags: CameraTags
  widthPx: number
  heightPx: number
  folder: string
  prefix: string
  number: number
  clockS: number
}

const MODELS = [
  ['Canon', 'Canon EOS 550D', 'EF-S18-55mm f/3.5-5.6 IS', 'DCIM/100CANON', 'IMG_', 576, 448],
  ['NIKON CORPORATION', 'NIKON D3100', '18.0-55.0 mm f/3.5-5.6', 'DCIM/101D3100', 'DSC_', 704, 448],
  ['SONY', 'DSC-W830', 'Sony 25-200mm F3.3-6.3', 'DCIM/100MSDCF', 'DSC0', 576, 448],
  ['Panasonic', 'DMC-TZ40', 'LEICA DC VARIO-ELMAR', 'DCIM/101_PANA', 'P101', 576, 448],
  ['samsung', 'SM-G950F', 'Samsung S5K2L2 4.25mm f/1.7', 'DCIM/Camera', '2019', 576, 320],
  ['OLYMPUS IMAGING CORP.', 'E-M10', 'OLYMPUS M.14-42mm F3.5-5.6', 'DCIM/100OLYMP', 'P205', 576, 448],
] as const

/** The folders of one exhibit while it is planned: who owns which camera, and which paths are taken. */
export class ExhibitFolder {
  readonly plan: ExhibitPlan
  readonly cameras: readonly Camera[]
  readonly #taken = new Set<string>()
  readonly #choices: Prng

  constructor(plan: ExhibitPlan, choices: Prng) {
    this.plan = plan
    this.#choices = choices
    const models = choices.shuffle(MODELS).slice(0, plan.sort === 'disk' ? 1 : 2)
    this.cameras = models.map(([make, model, lens, folder, prefix, widthPx, heightPx]) => ({
      tags: {
        make,
        model,
        lens,
        serial: `${choices.whole(100_000_000, 999_999_999)}`,
        software: `Firmware ${choices.whole(1, 3)}.0${choices.whole(0, 9)}`,
      },
      widthPx,
      heightPx,
      folder,
      prefix,
      number: choices.whole(1, 400),
      clockS: Date.UTC(2023, choices.whole(0, 11), choices.whole(1, 27), choices.whole(8, 20)) / 1000,
    }))
  }

  /** The folder of the exhibit below the edition's directory. */
  get folder(): string {
    return `${this.plan.unit}/${this.plan.case}/${this.plan.exhibit}`
  }

  /** Takes a path, or the next free one with a number before the ending. */
  claim(path: string): string {
    const dot = path.lastIndexOf('.')
    const [stem, ending] = dot > path.lastIndexOf('/') ? [path.slice(0, dot), path.slice(dot)] : [path, '']
    let free = path
    for (let i = 2; this.#taken.has(free); i++) free = `${stem} (${i})${ending}`
    this.#taken.add(free)
    return free
  }

  /** The path of the camera's next picture. */
  cameraPath(camera: Camera): string {
    const number = `${camera.number++}`.padStart(8 - camera.prefix.length, '0')
    return this.claim(`${camera.folder}/${camera.prefix}${number}.JPG`)
  }

  /** A path where a downloaded or received file would lie. */
  downloadPath(ending: string): string {
    const choices = this.#choices
    const hex = choices.whole(0x1000_0000, 0xffff_ffff).toString(16)
    const name = choices.pick([
      `Downloads/image (${choices.whole(2, 90)})`,
      `Downloads/received_${choices.whole(10_000_000, 99_999_999)}`,
      `Downloads/${hex}${choices.whole(0x1000, 0xffff).toString(16)}`,
      `Pictures/Messages/IMG-2024${choices.whole(10, 12)}${choices.whole(10, 28)}-WA00${choices.whole(10, 99)}`,
      `Downloads/new/${hex}`,
    ])
    return this.claim(`${name}.${ending}`)
  }

  /** A path of a safety copy of a file that lies elsewhere in the exhibit. */
  backupPath(path: string): string {
    const name = path.slice(path.lastIndexOf('/') + 1)
    return this.claim(`Backup/${this.#choices.pick(['2024-03', '2024-11', 'old phone'])}/${name}`)
  }
}
