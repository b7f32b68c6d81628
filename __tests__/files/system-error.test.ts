import { constants } from 'node:os'
import { systemErrorCode } from '../../src/errors.js'
import { systemErrorReason } from '../../src/files/system-error.js'

/** As libuv tells an error that it has no name for. */
function unnamed(number: number): NodeJS.ErrnoException {
  const text = `Unknown system error -${number}`
  return Object.assign(new Error(`${text}: ${text}, write`), { code: text, errno: -number })
}

test.each([
  ['EDQUOT', 'disk quota exceeded (EDQUOT)'],
  ['ESTALE', 'stale file handle (ESTALE)']
] as const)('%s, which libuv does not know, has its name', (name, reason) => {
  const error = unnamed(constants.errno[name])
  expect(systemErrorCode(error)).toBe(name)
  expect(systemErrorReason(error)).toBe(reason)
})

test('also where the call waited for the answer', () => {
  const told = (errno: number) => Object.assign(new Error('UNKNOWN: unknown error, write'), { code: 'UNKNOWN', errno })
  expect(systemErrorCode(told(-constants.errno.EDQUOT))).toBe('EDQUOT')
  expect(systemErrorCode(told(-99_999))).toBe('UNKNOWN')
  expect(systemErrorCode(Object.assign(new Error('nothing more'), { code: 'UNKNOWN' }))).toBe('UNKNOWN')
})

test('an error that nobody knows is told as it is', () => {
  const error = unnamed(99_999)
  expect(systemErrorCode(error)).toBe('Unknown system error -99999')
})

test('one with a name keeps it', () => {
  const error = Object.assign(new Error("EACCES: permission denied, open '/x'"), { code: 'EACCES' })
  expect(systemErrorReason(error)).toBe('permission denied (EACCES)')
})
