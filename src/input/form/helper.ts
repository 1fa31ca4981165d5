/** How programs of the system are found that unpack or fetch logs. */

const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** For root no folder counts that somebody put into `PATH`. */
export function helperEnvironment(uid: number | undefined = process.getuid?.()): { readonly env?: NodeJS.ProcessEnv } {
  return uid === 0 ? { env: { PATH: SYSTEM_PATH } } : {};
}
