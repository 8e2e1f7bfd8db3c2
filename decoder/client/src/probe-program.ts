/**
 * A small program for x86-64 Linux that makes system calls one after the other and writes their results, eight bytes
 * each, to its standard output. JavaScript cannot make system calls itself, and no compiler is at hand on a node.
 */

export type Call = {
  readonly name: string
  readonly number: number
  readonly args: readonly (number | bigint)[]
}

const LOADED_AT = 0x400000
const HEADERS_BYTES = 64 + 56
/** Far behind the code: the room for results and scratch. */
const SCRATCH_BYTES = 4096
const WRITE = 1
const EXIT = 60

/** Address of 2,048 bytes that a call may read as zeros or write to. */
export const SCRATCH_ADDRESS: bigint = BigInt(LOADED_AT) + 0x4000n
const RESULTS_ADDRESS = SCRATCH_ADDRESS + 2048n
const PROGRAM_BYTES = 0x4000 + SCRATCH_BYTES

// mov r64, imm64 for the registers of a call's number and its six arguments.
const NUMBER_REGISTER = [0x48, 0xb8]
const ARGUMENT_REGISTERS = [
  [0x48, 0xbf],
  [0x48, 0xbe],
  [0x48, 0xba],
  [0x49, 0xba],
  [0x49, 0xb8],
  [0x49, 0xb9],
] as const
const SYSCALL = [0x0f, 0x05]
/** mov [moffs64], rax */
const STORE_RESULT = [0x48, 0xa3]

/** An executable that makes these calls in order. */
export function probeProgram(calls: readonly Call[]): Buffer {
  const code = Buffer.concat([
    ...calls.flatMap((call, index) => [
      systemCall(call.number, call.args),
      Buffer.from(STORE_RESULT),
      word(RESULTS_ADDRESS + BigInt(index * 8)),
    ]),
    systemCall(WRITE, [1, RESULTS_ADDRESS, calls.length * 8]),
    systemCall(EXIT, [0]),
  ])
  const program = Buffer.alloc(PROGRAM_BYTES)
  elfHeader().copy(program)
  code.copy(program, HEADERS_BYTES)
  return program
}

function systemCall(number: number, args: readonly (number | bigint)[]): Buffer {
  const loads = args.flatMap((value, index) => [
    Buffer.from(ARGUMENT_REGISTERS[index] as readonly number[]),
    word(BigInt(value)),
  ])
  return Buffer.concat([Buffer.from(NUMBER_REGISTER), word(BigInt(number)), ...loads, Buffer.from(SYSCALL)])
}

function word(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value))
  return bytes
}

/** An ELF header and one segment that is read, written and executed. */
function elfHeader(): Buffer {
  const header = Buffer.alloc(HEADERS_BYTES)
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(header)
  header.writeUInt16LE(2, 16)
  header.writeUInt16LE(62, 18)
  header.writeUInt32LE(1, 20)
  word(BigInt(LOADED_AT + HEADERS_BYTES)).copy(header, 24)
  word(64n).copy(header, 32)
  header.writeUInt16LE(64, 52)
  header.writeUInt16LE(56, 54)
  header.writeUInt16LE(1, 56)
  header.writeUInt32LE(1, 64)
  header.writeUInt32LE(7, 68)
  word(0n).copy(header, 72)
  word(BigInt(LOADED_AT)).copy(header, 80)
  word(BigInt(LOADED_AT)).copy(header, 88)
  word(BigInt(PROGRAM_BYTES)).copy(header, 96)
  word(BigInt(PROGRAM_BYTES)).copy(header, 104)
  word(4096n).copy(header, 112)
  return header
}
