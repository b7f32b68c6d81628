export const id = 359;
export const ids = [359];
export const modules = {

/***/ 8359:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony import */ var node_worker_threads__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5919);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(452);
/* harmony import */ var _release_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(620);
/* harmony import */ var _tasks_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3807);
/** What a worker thread runs: takes tasks from its port, one after another, and answers. */




if (node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.parentPort !== null) {
    const port = node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.parentPort;
    const context = (0,_tasks_js__WEBPACK_IMPORTED_MODULE_2__/* .createTaskContext */ .jA)();
    port.on('message', ({ id, task }) => {
        try {
            const value = (0,_tasks_js__WEBPACK_IMPORTED_MODULE_2__/* .runTask */ .ZZ)(task, context);
            port.postMessage({ id, value }, transferable(task, value));
            // Nobody else has these bytes, unless they are shared, and then they stay.
            if (task.type === 'hash-update')
                (0,_release_js__WEBPACK_IMPORTED_MODULE_3__/* .releaseBuffer */ .k)(task.bytes);
        }
        catch (error) {
            port.postMessage({ id, error: describeError(error) });
        }
    });
}
/** Buffers that go back without a copy. */
function transferable(task, value) {
    if (task.type === 'verify')
        return [task.bytes.buffer];
    if (task.type === 'read-chunks')
        return [value.content.buffer];
    if (task.type === 'read-files')
        return [value.bytes.buffer];
    if (task.type === 'compress') {
        const { frames, bytes } = value;
        const buffers = frames.flatMap((frame) => (frame === undefined ? [] : [frame.buffer]));
        // The bytes came by transfer and go back so, unless they are shared and never moved.
        return bytes.buffer instanceof ArrayBuffer ? [...buffers, bytes.buffer] : buffers;
    }
    return [];
}
function describeError(error) {
    if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ArtifactStoreError */ .ux)
        return { code: error.code, message: error.message };
    if (error instanceof Error)
        return { message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
    return { message: String(error) };
}


/***/ })

};
