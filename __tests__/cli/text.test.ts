import { alignColumns, printable } from '../../src/cli/text.js'

test('control characters and bidirectional overrides become visible', () => {
  expect(printable('a\u001b[31mred\u0007\r\n\t\u202etxt\u009b')).toBe(
    'a\\u001b[31mred\\u0007\\r\\n\\t\\u202etxt\\u009b'
  )
  expect(printable('Größe 模型 🙂')).toBe('Größe 模型 🙂')
})

test('columns are as wide as their widest cell on a terminal', () => {
  expect(
    alignColumns(
      [
        ['NAME', 'SIZE', 'NOTE'],
        ['模型', '5', 'x'],
        ['model', '1,234', '']
      ],
      [1]
    )
  ).toBe(['NAME    SIZE  NOTE', '模型       5  x', 'model  1,234'].join('\n'))
})

test('a cell cannot break its row', () => {
  expect(
    alignColumns([
      ['a\nb', '\u001b[2K'],
      ['c', 'd']
    ])
  ).toBe('a\\nb  \\u001b[2K\nc     d')
})

test('no rows are no text', () => {
  expect(alignColumns([])).toBe('')
})

test('ten thousand rows are aligned as a few are (and not in minutes)', () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => [`model ${at}`, '模型', String(at)])
  const lines = alignColumns(rows, [2]).split('\n')
  expect(lines).toHaveLength(10_000)
  expect(lines[7]).toBe('model 7     模型     7')
})
