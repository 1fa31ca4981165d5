/** What programs of the system that ours start (getent, xz, journalctl, man …) find in their environment. */

/** For root no folder counts that somebody put into `PATH`. */
const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

const ownId = (): number | undefined => process.geteuid?.();

type Environment = Readonly<Record<string, string | undefined>>;

/** `env`, with the system's own `PATH` for root. */
export function helperEnvironment(
  env: Environment = process.env,
  uid: number | undefined = ownId(),
): NodeJS.ProcessEnv {
  return uid === 0 ? { ...env, PATH: SYSTEM_PATH } : { ...env };
}

/**
 * The same for programs that show text page by page. Whoever may run ours as root, but nothing else, must not get a shell
 * out of them: `less` has none with LESSSECURE, and runs no program on what it shows.
 */
export function pagerEnvironment(env: Environment = process.env, uid: number | undefined = ownId()): NodeJS.ProcessEnv {
  const own = helperEnvironment({ ...env, LESS: env.LESS ?? 'FRX' }, uid);
  return uid === 0 && isLent(env) ? { ...own, LESSSECURE: '1' } : own;
}

/** Root's rights were given for this command: sudo, doas and pkexec say by whom. */
export function isLent(env: Environment): boolean {
  return ['SUDO_UID', 'DOAS_USER', 'PKEXEC_UID'].some((name) => env[name] !== undefined);
}
