/**
 * The system call filter of the sandbox: denied by default, as a classic BPF program for x86-64.
 *
 * Refused calls fail with EPERM rather than kill, because the runtime tries some (io_uring, sched_setscheduler)
 * and goes on without them.
 */

const LOAD = 0x20
const JUMP_EQUAL = 0x15
const JUMP_ANY_BIT = 0x45
const RETURN = 0x06

const ALLOW = 0x7fff0000
const DENY = 0x00050001
const NO_SUCH_CALL = 0x00050026
const KILL = 0x80000000

const AUDIT_ARCH_X86_64 = 0xc000003e
const X32_BIT = 0x40000000
/** Every CLONE_NEW* flag: namespaces of time, mount, cgroup, uts, ipc, user, pid and network. */
const NAMESPACE_FLAGS = 0x7e020080

const CLONE = 56
const CLONE3 = 435

/** The calls that Node 24, sharp, ffmpeg, SQLite and perl make on data, each with its number. */
const CALLS = {
  read: 0,
  write: 1,
  open: 2,
  close: 3,
  stat: 4,
  fstat: 5,
  lstat: 6,
  poll: 7,
  lseek: 8,
  mmap: 9,
  mprotect: 10,
  munmap: 11,
  brk: 12,
  rt_sigaction: 13,
  rt_sigprocmask: 14,
  rt_sigreturn: 15,
  ioctl: 16,
  pread64: 17,
  pwrite64: 18,
  readv: 19,
  writev: 20,
  access: 21,
  pipe: 22,
  sched_yield: 24,
  mremap: 25,
  madvise: 28,
  dup: 32,
  dup2: 33,
  nanosleep: 35,
  getpid: 39,
  shutdown: 48,
  execve: 59,
  exit: 60,
  wait4: 61,
  uname: 63,
  fcntl: 72,
  fsync: 74,
  fdatasync: 75,
  ftruncate: 77,
  getcwd: 79,
  unlink: 87,
  readlink: 89,
  gettimeofday: 96,
  getrlimit: 97,
  getrusage: 98,
  sysinfo: 99,
  getuid: 102,
  getgid: 104,
  geteuid: 107,
  getegid: 108,
  getppid: 110,
  getgroups: 115,
  getresuid: 118,
  getresgid: 120,
  sigaltstack: 131,
  prctl: 157,
  arch_prctl: 158,
  gettid: 186,
  futex: 202,
  sched_getaffinity: 204,
  getdents64: 217,
  set_tid_address: 218,
  restart_syscall: 219,
  fadvise64: 221,
  clock_gettime: 228,
  clock_getres: 229,
  clock_nanosleep: 230,
  exit_group: 231,
  epoll_wait: 232,
  epoll_ctl: 233,
  tgkill: 234,
  openat: 257,
  newfstatat: 262,
  unlinkat: 263,
  readlinkat: 267,
  faccessat: 269,
  set_robust_list: 273,
  epoll_pwait: 281,
  eventfd2: 290,
  epoll_create1: 291,
  dup3: 292,
  pipe2: 293,
  prlimit64: 302,
  getrandom: 318,
  membarrier: 324,
  statx: 332,
  rseq: 334,
  faccessat2: 439,
} as const

/** Calls by which a process of the host's root becomes an unprivileged user, with the only argument that they may have. */
const DROPS = { setgroups: 116, setresuid: 117, setresgid: 119 } as const
const GET_CAPABILITIES = 125
const SET_CAPABILITIES = 126
/** libuv makes its child's pipes with it; a pair of connected ends reaches nobody else. */
const SOCKETPAIR = 53
const AF_UNIX = 1
/** libuv sets the buffer sizes of such a pair. */
const SETSOCKOPT = 54
const SOL_SOCKET = 1
const SO_SNDBUF = 7
const SO_RCVBUF = 8
const ARGUMENT_OFFSET = 16
const ARGUMENT_BYTES = 8

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number]

export type FilterOptions = {
  /** Lets the first program in the sandbox become this user and group, and nobody else. */
  readonly dropTo?: number
}

/** The filter as bubblewrap reads it: eight bytes an instruction. */
export function seccompFilter(options: FilterOptions = {}): Buffer {
  const program: Instruction[] = [
    [LOAD, 0, 0, 4],
    [JUMP_EQUAL, 1, 0, AUDIT_ARCH_X86_64],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, 0],
    [JUMP_ANY_BIT, 0, 1, X32_BIT],
    [RETURN, 0, 0, KILL],
    // The arguments of clone3 lie in memory that a filter cannot read; without it the C library uses clone.
    [JUMP_EQUAL, 0, 1, CLONE3],
    [RETURN, 0, 0, NO_SUCH_CALL],
    [JUMP_EQUAL, 0, 4, CLONE],
    [LOAD, 0, 0, ARGUMENT_OFFSET],
    [JUMP_ANY_BIT, 0, 1, NAMESPACE_FLAGS],
    [RETURN, 0, 0, DENY],
    [RETURN, 0, 0, ALLOW],
    ...Object.values(CALLS).flatMap((call) => allowed(call)),
    ...allowedWith(SOCKETPAIR, [[AF_UNIX]]),
    ...allowedWith(SETSOCKOPT, [[], [SOL_SOCKET], [SO_SNDBUF, SO_RCVBUF]]),
    ...(options.dropTo === undefined ? [] : dropping(options.dropTo)),
    [RETURN, 0, 0, DENY],
  ]
  const bytes = Buffer.alloc(program.length * 8)
  for (const [index, [code, jumpTrue, jumpFalse, value]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8)
    bytes[index * 8 + 2] = jumpTrue
    bytes[index * 8 + 3] = jumpFalse
    bytes.writeUInt32LE(value, index * 8 + 4)
  }
  return bytes
}

function allowed(call: number): Instruction[] {
  return [
    [JUMP_EQUAL, 0, 1, call],
    [RETURN, 0, 0, ALLOW],
  ]
}

function dropping(user: number): Instruction[] {
  return [
    ...allowed(GET_CAPABILITIES),
    ...allowed(SET_CAPABILITIES),
    ...allowedWith(DROPS.setgroups, [[0]]),
    ...allowedWith(DROPS.setresgid, [[user], [user], [user]]),
    ...allowedWith(DROPS.setresuid, [[user], [user], [user]]),
  ]
}

/**
 * Allows a call when the low half of each argument is one of the values listed for it; an empty list allows any.
 * All values compared here have 32 bits.
 */
function allowedWith(call: number, values: readonly (readonly number[])[]): Instruction[] {
  const checks = values.flatMap((choices, index): Instruction[] => {
    if (choices.length === 0) return []
    const compare = choices.map((value, place): Instruction => [JUMP_EQUAL, choices.length - place, 0, value])
    return [[LOAD, 0, 0, ARGUMENT_OFFSET + index * ARGUMENT_BYTES], ...compare, [RETURN, 0, 0, DENY]]
  })
  return [[JUMP_EQUAL, 0, checks.length + 1, call], ...checks, [RETURN, 0, 0, ALLOW]]
}
