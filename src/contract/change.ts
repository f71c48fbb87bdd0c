import { z } from 'zod'

/**
 * The schema of a change to `schema`: every field may be left out, and a field left out stays as it is.
 * `schema.partial()` alone would fill the missing fields with their defaults.
 */
export function changeOf<S extends z.ZodObject>(schema: S) {
  type Change = Partial<z.output<S>>
  const fields = Object.entries(schema.shape).map(([name, field]) => [
    name,
    z.optional(field instanceof z.ZodDefault ? field.unwrap() : field),
  ])
  return z.strictObject(Object.fromEntries(fields)) as unknown as z.ZodType<Change, Change>
}
