/** Asks the machine for everything that the judgement rests on. Only the marker leaves a trace: one record in the log. */
import { accessSync, closeSync, constants, fstatSync, openSync, readSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { AUDITD_CONF, type AuditdConf, readAuditdConf } from '../../auditd/conf.js';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { AuditClient } from '../../netlink/client.js';
import { USER } from '../../tables/generated/record-type.js';
import { namespaceAdvice, type Platform } from '../platform.js';
import { list } from '../proc-file.js';
import { kernelRule } from '../reload/kernel-rule.js';
import { RULES_FOLDER } from '../rules-files.js';
import { statOf } from '../stat-of.js';
import { daemonFacts } from './daemon-facts.js';
import type { ConfFacts, Facts, FileFacts, KernelFacts, LogFacts, MarkerFacts } from './facts.js';
import { readersOfRecords } from './readers.js';
import { rulesFacts } from './rules-facts.js';

export interface CollectOptions {
  /** Whether to send the marker message. */
  readonly sendsMarker: boolean;
  readonly confFile?: string;
  readonly rulesFolder?: string;
}

export function collectFacts(platform: Platform, options: CollectOptions): Facts {
  const rulesFolder = options.rulesFolder ?? RULES_FOLDER;
  const conf = confFacts(options.confFile ?? AUDITD_CONF, rulesFolder);
  const rules = rulesFacts(rulesFolder, platform);
  const log = logFacts(conf.conf?.logFile ?? '/var/log/audit/audit.log');
  const kernel = kernelFacts(platform);
  const status = 'status' in kernel ? kernel.status : undefined;
  return {
    machine: platform.machine,
    kernel,
    readers: readersOfRecords(),
    daemon: status && status.pid !== 0 ? daemonFacts(status.pid, platform) : undefined,
    conf: { ...conf, files: [...conf.files, ...filesOf(rules.sources.map(({ name }) => name))] },
    log,
    rules,
    marker: options.sendsMarker && status && status.enabled !== 0 ? followMarker(platform, log) : 'unsent',
  };
}

function kernelFacts(platform: Platform): KernelFacts {
  if (!platform.mayControl) {
    const refusal = 'The kernel cannot be asked (missing capability: CAP_AUDIT_CONTROL)';
    return { refusal, advice: namespaceAdvice(platform) ?? 'run it as root' };
  }
  try {
    return withClient(platform, (client) => ({
      status: client.status(),
      rules: client.listRules().map((bytes) => kernelRule(bytes)),
    }));
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    const refusal = `The kernel cannot be asked (${error.message})`;
    return { refusal, advice: namespaceAdvice(platform) ?? 'is audit part of this kernel?' };
  }
}

function withClient<T>(platform: Platform, ask: (client: AuditClient) => T): T {
  const client = new AuditClient(platform.open());
  try {
    return ask(client);
  } finally {
    client.close();
  }
}

function confFacts(file: string, rulesFolder: string): ConfFacts {
  const isMissing = statOf(file) === undefined;
  const conf = isMissing ? undefined : readConf(file);
  const plugins = conf?.settings.get('plugin_dir') ?? path.join(path.dirname(file), 'plugins.d');
  return {
    file,
    isMissing,
    conf,
    files: filesOf([
      ...[path.dirname(file), file, rulesFolder, path.join(path.dirname(rulesFolder), 'audit.rules')],
      ...[plugins, ...list(plugins).map((name) => path.join(plugins, name))], // the daemon runs what they name
    ]),
  };
}

function readConf(file: string): AuditdConf | undefined {
  try {
    accessSync(toPath(file), constants.R_OK);
    return readAuditdConf(file);
  } catch {
    return undefined;
  }
}

function filesOf(paths: readonly string[]): readonly FileFacts[] {
  return paths.flatMap((name) => fileFacts(name) ?? []);
}

function fileFacts(name: string): FileFacts | undefined {
  const stat = statOf(name);
  return stat === undefined || stat === 'hidden'
    ? undefined
    : { path: name, mode: stat.mode & 0o7777, uid: stat.uid, size: stat.size };
}

const TMPFS = 0x01021994;

function logFacts(file: string): LogFacts {
  const isHidden = statOf(file) === 'hidden';
  const facts = { path: file, isHidden, file: fileFacts(file), folder: fileFacts(path.dirname(file)) };
  let isReadable = false;
  try {
    accessSync(toPath(file), constants.R_OK);
    isReadable = true;
  } catch {
    // Told by the judgement.
  }
  return { ...facts, isReadable, disk: facts.folder && diskFacts(path.dirname(file)) };
}

function diskFacts(folder: string): LogFacts['disk'] {
  const { type, bsize, bavail, blocks, files, ffree } = statfsSync(toPath(folder));
  const mebibytes = (count: number): number => Math.floor((bsize * count) / (1 << 20));
  return {
    freeMiB: mebibytes(bavail),
    totalMiB: mebibytes(blocks),
    freeInodes: files === 0 ? 1 : ffree, // some file systems do not count them
    isMemory: type === TMPFS,
  };
}

const MARKER_MS = 2000;
const STEP_MS = 20;
/** Other records may come between. */
const TAIL = 1 << 20;

/** Sends a message that no other has and looks for it at the end of the log. */
function followMarker(platform: Platform, { path: file, file: before, isReadable }: LogFacts): MarkerFacts {
  const mark = `ts-audit-doctor-${process.pid}-${Date.now().toString(36)}`;
  try {
    withClient(platform, (client) => client.sendUserMessage(USER, `text=${mark} res=success`));
  } catch (error) {
    if (error instanceof AuditError) return 'unsent';
    throw error;
  }
  if (before && !isReadable) return 'unreadable';
  for (let waited = 0; waited <= MARKER_MS; waited += STEP_MS) {
    if (tailOf(file).includes(mark)) return 'found';
    platform.sleep(STEP_MS);
  }
  return 'missing';
}

function tailOf(file: string): Buffer {
  try {
    const fd = openSync(toPath(file), 'r');
    try {
      const { size } = fstatSync(fd);
      const tail = Buffer.alloc(Math.min(size, TAIL));
      return tail.subarray(0, readSync(fd, tail, 0, tail.length, size - tail.length));
    } finally {
      closeSync(fd);
    }
  } catch {
    return Buffer.alloc(0);
  }
}
