import { EventEmitter } from 'node:events'
import { jest } from '@jest/globals'
import { listenForCancel } from '../../src/doors/cancel.js'

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
