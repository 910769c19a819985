import { SsmError, validation } from './errors.ts';

/** Levels of a hierarchy (API reference of PutParameter). */
const mostLevels = 15;

/**
 * Rules for the name of a new parameter (API reference of PutParameter; user guide, about requirements and constraints
 * for parameter names).
 * @throws SsmError
 */
export function checkNewName(name: string): void {
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name)) {
    throw validation(`Parameter name: only a-z, A-Z, 0-9, and the symbols .-_/ are allowed, not ${name}`);
  }
  if (name.includes('/') && !name.startsWith('/')) {
    throw validation(`Parameter name must be a fully qualified name: ${name} has a path and no leading slash.`);
  }
  if (name.includes('//') || name.endsWith('/')) throw validation(`Parameter name ${name} has an empty level.`);
  if (/^\/?(aws|ssm)/i.test(name)) {
    const message = `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive): ${name}`;
    throw /^\/?aws/i.test(name) ? new SsmError('AccessDeniedException', message) : validation(message);
  }
  const levels = name.split('/').filter((level) => level !== '').length;
  if (levels > mostLevels) {
    throw new SsmError('HierarchyLevelLimitExceededException', `A parameter has at most ${mostLevels} levels: ${name}`);
  }
}
