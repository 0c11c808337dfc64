import { AUTHENTICATION_SIGNATURES, AWS_SIGNATURES } from './access.ts';
import { CONFIGURATION_SIGNATURES, MISSING_SETTING_SIGNATURES } from './configuration.ts';
import { DATABASE_SIGNATURES, LOCK_SIGNATURES } from './database.ts';
import { FILE_SIGNATURES } from './files.ts';
import { LIMIT_SIGNATURES } from './limits.ts';
import { NETWORK_SIGNATURES, REACH_SIGNATURES } from './network.ts';
import { ABORT_SIGNATURES, PROCESS_SIGNATURES } from './process.ts';
import { DEFECT_SIGNATURES, DEPENDENCY_SIGNATURES, SYNTAX_SIGNATURES } from './program.ts';
import type { Signature } from './signature.ts';

/** Every signature, in the order they are asked: of two that match one line the first one names the cause. */
export const SIGNATURES: readonly Signature[] = [
  ...LIMIT_SIGNATURES,
  ...PROCESS_SIGNATURES,
  ...AWS_SIGNATURES,
  ...LOCK_SIGNATURES,
  ...NETWORK_SIGNATURES,
  ...DATABASE_SIGNATURES,
  ...AUTHENTICATION_SIGNATURES,
  ...REACH_SIGNATURES,
  ...SYNTAX_SIGNATURES,
  ...DEPENDENCY_SIGNATURES,
  ...FILE_SIGNATURES,
  ...MISSING_SETTING_SIGNATURES,
  ...CONFIGURATION_SIGNATURES,
  ...DEFECT_SIGNATURES,
  ...ABORT_SIGNATURES,
];
