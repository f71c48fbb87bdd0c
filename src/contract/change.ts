import { z } from 'zod'

/**
 * The schema of a change to `schema`: every field may be left out, and a field left out stays as it is.
 * `schema.partial()` alone would fill the missing fields with their defaults.
 */
export function changeOf<S extends z.ZodObject>(schema: S) {
  type Change = Partial<z.output<S>>
  return z.strictObject(optionalFields(schema)) as unknown as z.ZodType<Change, Change>
}

/** The schema of some fields of `schema`, as they are stored: what another version called something is left out. */
export function someOf<S extends z.ZodObject>(schema: S) {
  type Some = Partial<z.output<S>>
  return z.object(optionalFields(schema)) as unknown as z.ZodType<Some, Some>
}

const optionalFields = (schema: z.ZodObject) =>
  Object.fromEntries(
    Object.entries(schema.shape).map(([name, field]) => [
      name,
      z.optional(field instanceof z.ZodDefault ? field.unwrap() : field),
    ]),
  )
