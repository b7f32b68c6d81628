import { chooseDoor, type Start } from '../../src/door.js'

const start = (changes: Partial<Start>): Start => ({ isMainThread: true, arguments: [], env: {}, ...changes })

describe('chooseDoor', () => {
  it.each<[string, Partial<Start>, string]>([
    ['a step of the action', { env: { GITHUB_ACTIONS: 'true', INPUT_MODE: 'save' } }, 'action'],
    ['a step that forgot the mode', { env: { GITHUB_ACTIONS: 'true', INPUT_MODE: '', INPUT_NAME: 'a' } }, 'action'],
    ['a step under act', { env: { INPUT_MODE: 'restore' } }, 'action'],
    ['a shell', { arguments: ['list'] }, 'cli'],
    ['a shell that asks for nothing, and gets help', {}, 'cli'],
    ['a run: step', { arguments: ['save', 'a', 'b'], env: { GITHUB_ACTIONS: 'true' } }, 'cli'],
    ['a run: step without arguments', { env: { GITHUB_ACTIONS: 'true' } }, 'cli'],
    ['a run: step that inherited inputs', { arguments: ['list'], env: { INPUT_MODE: 'save' } }, 'cli'],
    ['a thread of the action', { isMainThread: false, env: { INPUT_MODE: 'save' } }, 'worker'],
    ['a thread of the command line', { isMainThread: false, arguments: ['save'] }, 'worker']
  ])('tells %s', (_, changes, door) => {
    expect(chooseDoor(start(changes))).toBe(door)
  })
})
