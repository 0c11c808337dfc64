/** A value that JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object; a member set to `undefined` counts as absent. */
export interface JsonObject {
  readonly [member: string]: Json | undefined;
}

/** Tells a JSON object from lists, scalars and null. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Tells a JSON list from everything else. */
export const isJsonArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** Parses JSON text; throws `SyntaxError` like `JSON.parse`. */
export const parseJson = (text: string): Json => {
  const value: Json = JSON.parse(text);
  return value;
};

/** Parses JSON text that must be an object; answers `undefined` for anything else. */
export const parseJsonObject = (text: string): JsonObject | undefined => {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
