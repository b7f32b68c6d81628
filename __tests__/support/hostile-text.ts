/** Texts that try to be more than text: workflow commands, escapes, what turns or hides writing, markup. */
import fc from 'fast-check'

/** Pieces of commands, and what a reader may pass over between them. */
const parts = fc.constantFrom(
  ...['::', ':', '##[', '#', '##', '[', ']', 'set-output name=x', 'error', 'add-mask', 'stop-commands::x', '%0A', '%'],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    ' ',
    '\u0000',
    '\u001b[31m',
    '\u001b]0;t\u0007',
    '\u009b',
    '\u0085',
    '\u00a0',
    '\u00ad'
  ],
  ...['\u034f', '\u115f', '\u200b', '\u200d', '\u202e', '\u2066', '\u2028', '\u3000', '\u3164', '\ufe0f', '\ufeff'],
  ...[
    '\ud800',
    '\u{e0041}',
    'a',
    '0',
    '"',
    "'",
    '\\',
    '😀',
    '<',
    '>',
    '&',
    '|',
    '`',
    '</td>',
    '<!--',
    '```',
    '${{ x }}'
  ],
  ...['ghadelimiter_', '<<EOF', '\nEOF\n', 'name=value\n', '__proto__', '@user', '![x](http://x)']
)

export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.array(parts, { minLength: 1, maxLength: 12 }).map((list) => list.join('')) },
  fc.string({ unit: 'binary', minLength: 1 })
)

/** What a file may be called. */
export const hostileFileName = hostileText
  .map((text) => text.toWellFormed().replaceAll('/', '').replaceAll('\0', '').slice(0, 60))
  .filter((name) => name !== '' && name !== '.' && name !== '..')

/** Those that the rest of a test can go by. */
export const WORST =
  '\r\n::set-output name=found::x%0A\n##[add-mask]a\u001b[2J\u202e\u2028\u0085::error::b\n\u00ad::stop-commands::c'
