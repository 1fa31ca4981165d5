/** The kernel's audit status and features as structures. */
import { readU32, writeU32 } from './message.js';

/** Unsigned numbers; `backlogWaitTimeActual` is missing unless the kernel gave exactly 44 bytes, as in the original. */
export interface AuditStatus {
  /** 0 off, 1 on, 2 on and locked until reboot. */
  readonly enabled: number;
  /** 0 silent, 1 printk, 2 panic. */
  readonly failure: number;
  /** Process id of the daemon; 0 without one. */
  readonly pid: number;
  /** Records per second; 0 no limit. */
  readonly rateLimit: number;
  /** Records; 0 no limit. */
  readonly backlogLimit: number;
  readonly lost: number;
  readonly backlog: number;
  /** Abilities of the rule engine, `tables/audit-feature-bits.tsv`. */
  readonly featureBits: number;
  /** Kernel ticks. */
  readonly backlogWaitTime: number;
  readonly backlogWaitTimeActual: number | undefined;
}

export interface AuditFeatures {
  /** Which features the kernel knows. */
  readonly mask: number;
  readonly features: number;
  readonly lock: number;
}

/** A setting: its mask bit and its place in the structure (`struct audit_status`). */
const settings = {
  enabled: { bit: 0x01, offset: 4 },
  failure: { bit: 0x02, offset: 8 },
  pid: { bit: 0x04, offset: 12 },
  rateLimit: { bit: 0x08, offset: 16 },
  backlogLimit: { bit: 0x10, offset: 20 },
  backlogWaitTime: { bit: 0x20, offset: 36 },
  lost: { bit: 0x40, offset: 24 },
  backlogWaitTimeActual: { bit: 0x80, offset: 40 },
} as const;

export type Setting = keyof typeof settings;

const STATUS_SIZE = 44;
const FEATURES_SIZE = 16;
export const LOGINUID_IMMUTABLE = 0x02;

/** Fields that an old kernel's shorter reply leaves out are 0. */
export function decodeStatus(payload: Buffer): AuditStatus {
  const at = (offset: number): number => (payload.length >= offset + 4 ? readU32(payload, offset) : 0);
  return {
    enabled: at(4),
    failure: at(8),
    pid: at(12),
    rateLimit: at(16),
    backlogLimit: at(20),
    lost: at(24),
    backlog: at(28),
    featureBits: at(32),
    backlogWaitTime: at(36),
    backlogWaitTimeActual: payload.length === STATUS_SIZE ? at(40) : undefined,
  };
}

/** The payload of AUDIT_SET for one setting. */
export function encodeSetting(setting: Setting, value: number): Buffer {
  const payload = Buffer.alloc(STATUS_SIZE);
  writeU32(payload, settings[setting].bit, 0);
  writeU32(payload, value, settings[setting].offset);
  return payload;
}

export function decodeFeatures(payload: Buffer): AuditFeatures {
  const at = (offset: number): number => (payload.length >= offset + 4 ? readU32(payload, offset) : 0);
  return { mask: at(4), features: at(8), lock: at(12) };
}

/** The payload of AUDIT_SET_FEATURE that switches features on and locks them until reboot. */
export function encodeLockedFeature(feature: number): Buffer {
  const payload = Buffer.alloc(FEATURES_SIZE);
  for (const offset of [4, 8, 12]) writeU32(payload, feature, offset);
  return payload;
}

/** AUDIT_GET_FEATURE carries an empty structure. */
export const emptyFeatures: Buffer = Buffer.alloc(FEATURES_SIZE);
