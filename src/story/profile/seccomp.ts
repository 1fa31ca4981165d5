/** The system calls that were seen as a seccomp list of the OCI runtime specification (`linux.seccomp`). */
import { machineByElf } from '../../tables/syscalls.js';
import type { Needs } from './needs.js';

export interface SeccompList {
  readonly defaultAction: 'SCMP_ACT_ERRNO';
  readonly defaultErrnoRet: number;
  readonly architectures: readonly string[];
  readonly syscalls: readonly { readonly names: readonly string[]; readonly action: 'SCMP_ACT_ALLOW' }[];
}

const EPERM = 1;
const architectures: Readonly<Record<string, string>> = {
  x86_64: 'SCMP_ARCH_X86_64',
  i386: 'SCMP_ARCH_X86',
  aarch64: 'SCMP_ARCH_AARCH64',
  arm: 'SCMP_ARCH_ARM',
  ppc64: 'SCMP_ARCH_PPC64',
  ppc64le: 'SCMP_ARCH_PPC64LE',
  s390x: 'SCMP_ARCH_S390X',
  s390: 'SCMP_ARCH_S390',
  riscv64: 'SCMP_ARCH_RISCV64',
};
/** The audit tables call these otherwise than the kernel and libseccomp do. */
const kernelNames: Readonly<Record<string, string>> = { pread: 'pread64', pwrite: 'pwrite64' };
/** Made behind the program's back or never returning, so a log need not have them; without them no program runs. */
const ALWAYS = ['execve', 'exit', 'exit_group', 'rt_sigreturn', 'restart_syscall', 'rseq', 'set_robust_list'];

export function seccompList({ calls }: Needs): SeccompList {
  const names = new Set(ALWAYS);
  for (const seen of calls.values()) {
    for (const name of seen) if (/^[a-z_]\w*$/.test(name)) names.add(kernelNames[name] ?? name);
  }
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: EPERM,
    architectures: Array.from(calls.keys(), (elf) => architectures[machineByElf(elf)?.name ?? ''] ?? '').filter(
      (name) => name !== '',
    ),
    syscalls: [{ names: [...names].sort(), action: 'SCMP_ACT_ALLOW' }],
  };
}
