import { type Call, SCRATCH_ADDRESS } from './probe-program.ts'

const S = SCRATCH_ADDRESS
const NEW_USER = 0x10000000
const SIGCHLD = 17

/**
 * System calls that no sandboxed process may reach. Arguments are chosen so that a call that does get through either
 * succeeds harmlessly or fails in another way than a refusal does.
 */
export const FORBIDDEN_CALLS: readonly Call[] = [
  { name: 'socket of IPv4 streams', number: 41, args: [2, 1, 0] },
  { name: 'socket of IPv4 datagrams', number: 41, args: [2, 2, 0] },
  { name: 'socket of IPv6', number: 41, args: [10, 1, 0] },
  { name: 'socket of UNIX', number: 41, args: [1, 1, 0] },
  { name: 'socket of netlink', number: 41, args: [16, 3, 0] },
  { name: 'socketpair of netlink', number: 53, args: [16, 3, 0, S] },
  { name: 'ptrace', number: 101, args: [16, 1, 0, 0] },
  { name: 'process_vm_readv', number: 310, args: [1, S, 0, S, 0, 0] },
  { name: 'pidfd_open', number: 434, args: [1, 0] },
  { name: 'kill process 1', number: 62, args: [1, 0] },
  { name: 'mount', number: 165, args: [S, S, S, 0, 0] },
  { name: 'umount2', number: 166, args: [S, 0] },
  { name: 'pivot_root', number: 155, args: [S, S] },
  { name: 'chroot', number: 161, args: [S] },
  { name: 'fsopen', number: 430, args: [S, 0] },
  { name: 'open_tree', number: 428, args: [-1, S, 0] },
  { name: 'setns', number: 308, args: [-1, 0] },
  { name: 'unshare a user namespace', number: 272, args: [NEW_USER] },
  { name: 'clone a user namespace', number: 56, args: [NEW_USER | SIGCHLD, 0, 0, 0, 0] },
  { name: 'clone3', number: 435, args: [S, 0] },
  { name: 'io_uring_setup', number: 425, args: [1, S] },
  { name: 'io_uring_enter', number: 426, args: [-1, 0, 0, 0, 0] },
  { name: 'bpf', number: 321, args: [0, S, 0] },
  { name: 'perf_event_open', number: 298, args: [S, 0, -1, -1, 0] },
  { name: 'userfaultfd', number: 323, args: [0] },
  { name: 'memfd_create', number: 319, args: [S, 0] },
  { name: 'execveat', number: 322, args: [-1, S, 0, 0, 0] },
  { name: 'keyctl', number: 250, args: [0, -3, 0] },
  { name: 'add_key', number: 248, args: [S, S, 0, 0, -3] },
  { name: 'init_module', number: 175, args: [S, 0, S] },
  { name: 'kexec_load', number: 246, args: [0, 0, 0, 0] },
  { name: 'open_by_handle_at', number: 304, args: [-1, S, 0] },
  { name: 'become user 0', number: 105, args: [0] },
  { name: 'become group 0', number: 106, args: [0] },
  { name: 'resume user 0', number: 117, args: [0, 0, 0] },
  { name: 'personality', number: 135, args: [0xffffffff] },
  { name: 'syslog', number: 103, args: [10, 0, 0] },
  { name: 'shmget', number: 29, args: [0, 4096, 0o1600] },
  { name: 'msgget', number: 68, args: [0, 0o1600] },
  { name: 'mknod', number: 133, args: [S, 0, 0] },
  { name: 'link', number: 86, args: [S, S] },
  { name: 'fanotify_init', number: 300, args: [0, 0] },
]
