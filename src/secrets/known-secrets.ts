/** Shorter ones would be found in any text. */
const MINIMUM_LENGTH = 8
/** A line of a longer secret, such as of a key in PEM. */
const MINIMUM_LINE = 16

/** The secrets that a process was given: found in a text, and taken out of it. */
export class KnownSecrets {
  private readonly pattern: RegExp | undefined

  /** @param values as they are; those of less than 8 characters are passed over. */
  constructor(values: readonly string[]) {
    const forms = new Set(values.flatMap(withLines).flatMap(formsOf))
    // The longest first, so that what is replaced leaves no rest.
    const sorted = [...forms].sort((a, b) => b.length - a.length).map(escapeForPattern)
    this.pattern = sorted.length === 0 ? undefined : new RegExp(sorted.join('|'), 'g')
  }

  /** Whether a text holds one: as it is, or encoded in base64, in a URL, in JSON, in HTML. */
  isIn(text: string): boolean {
    return this.pattern !== undefined && text.search(this.pattern) >= 0
  }

  /** The text with `***` in the place of each. */
  scrub(text: string): string {
    return this.pattern === undefined ? text : text.replace(this.pattern, '***')
  }
}

function withLines(value: string): string[] {
  const trimmed = value.trim()
  if (trimmed.length < MINIMUM_LENGTH) return []
  const lines = trimmed.split(/[\r\n]+/).map((line) => line.trim())
  // The first and last line of a key are those of all keys.
  return lines.length === 1
    ? [trimmed]
    : [trimmed, ...lines.filter((line) => line.length >= MINIMUM_LINE && !line.startsWith('-----'))]
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset))
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    uriEscaped(value),
    value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  ]
  return forms.filter((form) => form.length >= MINIMUM_LENGTH)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

/** What bytes are in base64 wherever the encoded text has begun: of a shared digit at an end nothing is known. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
}

/** What is no well-formed text has no such form. */
function uriEscaped(value: string): string {
  return value.isWellFormed() ? encodeURIComponent(value) : ''
}

function escapeForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
