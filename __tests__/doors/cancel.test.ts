import { EventEmitter } from 'node:events'
import { jest } from '@jest/globals'
import { cancelFailure, listenForCancel } from '../../src/doors/cancel.js'
import { ArtifactStoreError } from '../../src/errors.js'

describe('listenForCancel', () => {
  it('aborts once, by the first signal, and ignores the others', () => {
    const source = new EventEmitter()
    const onCancel = jest.fn()
    const cancellation = listenForCancel(source, onCancel)
    expect(cancellation.signal.aborted).toBe(false)
    expect(cancellation.cancelledBy()).toBeUndefined()

    source.emit('SIGINT', 'SIGINT')
    source.emit('SIGTERM', 'SIGTERM')
    source.emit('SIGINT', 'SIGINT')
    expect(onCancel.mock.calls).toEqual([['SIGINT']])
    expect(cancellation.cancelledBy()).toBe('SIGINT')
    expect(cancellation.signal.reason).toMatchObject({ code: 'CANCELLED', message: 'cancelled by SIGINT' })

    // The clean-up is over, the process not yet.
    cancellation.dispose()
    expect(source.listenerCount('SIGTERM')).toBe(1)
  })

  it('leaves no listener behind where nothing was cancelled', () => {
    const source = new EventEmitter()
    const cancellation = listenForCancel(source)
    expect(source.eventNames()).toEqual(['SIGINT', 'SIGTERM', 'SIGHUP'])
    cancellation.dispose()
    expect(source.eventNames()).toEqual([])
    expect(cancellation.signal.aborted).toBe(false)
  })
})

describe('cancelFailure', () => {
  const reason = new ArtifactStoreError('CANCELLED', 'cancelled by SIGINT')
  const signal = AbortSignal.abort(reason)

  it.each<[string, unknown]>([
    ['what broke on the way out', new Error('closed')],
    ['a failure', new ArtifactStoreError('STORAGE', 'full')],
    ['a cancellation', new ArtifactStoreError('CANCELLED', 'cancelled')],
    ['what was made of the signal', new ArtifactStoreError('CANCELLED', 'the restore was cancelled', { cause: reason })]
  ])('is the signal where the error is %s', (_what, error) => {
    expect(cancelFailure(signal, error)).toBe(reason)
  })

  it('is the error where that tells what was done before', () => {
    const cause = new ArtifactStoreError('CANCELLED', 'cancelled')
    const error = new ArtifactStoreError('CANCELLED', 'v1 is saved, but it is not signed: cancelled', { cause })
    expect(cancelFailure(signal, error)).toBe(error)
  })
})
