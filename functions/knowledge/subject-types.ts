import type { SubjectType } from '../diagnosis/opinion.ts';

const TYPES: Readonly<Record<SubjectType, true>> = {
  image: true,
  secret: true,
  parameter: true,
  role: true,
  action: true,
  'log-group': true,
  'log-option': true,
  'target-group': true,
  subnet: true,
  'network-interface': true,
  'security-group': true,
  endpoint: true,
  volume: true,
  'file-system': true,
  container: true,
  'entry-point': true,
  memory: true,
  architecture: true,
  deployment: true,
  instance: true,
  port: true,
  variable: true,
  module: true,
  file: true,
  host: true,
  database: true,
  user: true,
  table: true,
  migration: true,
  certificate: true,
  option: true,
  resource: true,
  limit: true,
};

const isSubjectType = (text: string): text is SubjectType => text in TYPES;

/** The kinds of things that can be at fault, as values. */
export const SUBJECT_TYPES: readonly SubjectType[] = Object.keys(TYPES).filter(isSubjectType);
