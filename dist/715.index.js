export const id = 715;
export const ids = [715];
export const modules = {

/***/ 4040:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B4: () => (/* binding */ formatCount),
/* harmony export */   JN: () => (/* binding */ quoteList),
/* harmony export */   LS: () => (/* binding */ plural),
/* harmony export */   gI: () => (/* binding */ formatMetric),
/* harmony export */   tJ: () => (/* binding */ inert),
/* harmony export */   z3: () => (/* binding */ formatBytes)
/* harmony export */ });
/* unused harmony export formatDuration */
/* harmony import */ var pretty_bytes__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5901);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/** Numbers and untrusted text as both doors show them. */


/** `1536` → `1.5 KiB`: powers of 1024, three significant digits. Without a locale: see {@link formatCount}. */
function formatBytes(bytes) {
    return (0,pretty_bytes__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .A)(bytes, { binary: true });
}
/** `12345` → `12,345`. By hand, because the first `toLocaleString` of a process loads ICU's data: 40 ms of its start. */
function formatCount(count) {
    return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
/** `1 file`, `2 files`, `1,200 files`. Give the plural where it is not the singular and an s. */
function plural(count, singular, pluralForm = `${singular}s`) {
    return `${formatCount(count)} ${count === 1 ? singular : pluralForm}`;
}
/** `0.4 s`, `12 s`, `3 min 20 s`. */
function formatDuration(milliseconds) {
    const seconds = milliseconds / 1000;
    if (seconds < 9.95)
        return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    if (whole < 60)
        return `${whole} s`;
    return `${formatCount(Math.floor(whole / 60))} min ${whole % 60} s`;
}
/** A metric's value as people write it: `NaN` and infinities by name, everything else as JavaScript's shortest digits. */
function formatMetric(value) {
    return Object.is(value, -0) ? '-0' : String(value);
}
/** Text from elsewhere, made safe for one line of a message like `quote` does, without the quotes. */
function inert(text) {
    return (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(text).slice(1, -1);
}
/** `'a', 'b' and 3 more`: a list that stays short whatever it is given. */
function quoteList(names, limit = 5) {
    const shown = names.slice(0, limit).map(_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD);
    const hidden = names.length - shown.length;
    if (hidden > 0)
        return `${shown.join(', ')} and ${formatCount(hidden)} more`;
    if (shown.length < 2)
        return shown.join('');
    return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}


/***/ }),

/***/ 2715:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  nJ: () => (/* reexport */ artifactDefaults),
  mt: () => (/* reexport */ askingFrom),
  OR: () => (/* reexport */ copyOutputs),
  au: () => (/* reexport */ suggest/* didYouMean */.a),
  mk: () => (/* reexport */ diffOutputs),
  kc: () => (/* reexport */ expandHome),
  qX: () => (/* reexport */ findSaveSource),
  z3: () => (/* reexport */ describe/* formatBytes */.z3),
  B4: () => (/* reexport */ describe/* formatCount */.B4),
  gI: () => (/* reexport */ describe/* formatMetric */.gI),
  I9: () => (/* reexport */ gateFailure),
  cG: () => (/* reexport */ gateReason),
  y7: () => (/* reexport */ gateWarning),
  cw: () => (/* reexport */ gitContext),
  w_: () => (/* reexport */ ifUnchangedFor),
  tJ: () => (/* reexport */ describe/* inert */.tJ),
  RZ: () => (/* reexport */ isInWorkflow),
  gt: () => (/* reexport */ labelFor),
  PN: () => (/* reexport */ listOutputs),
  TW: () => (/* reexport */ listedToJson),
  Fh: () => (/* reexport */ listenForCancel),
  SQ: () => (/* reexport */ mergeMappings),
  oO: () => (/* reexport */ missingOfPair),
  Km: () => (/* reexport */ nonFiniteMetrics),
  TC: () => (/* reexport */ openStorageAt),
  k6: () => (/* reexport */ parseAssignments),
  KV: () => (/* reexport */ parseMapping),
  Bm: () => (/* reexport */ parseMetrics),
  Ar: () => (/* reexport */ parsePair),
  LS: () => (/* reexport */ describe/* plural */.LS),
  zo: () => (/* reexport */ promoteOutputs),
  JN: () => (/* reexport */ describe/* quoteList */.JN),
  Xg: () => (/* reexport */ readConfig),
  j_: () => (/* reexport */ readEvent),
  L_: () => (/* reexport */ readGate),
  n6: () => (/* reexport */ readMappingFile),
  QS: () => (/* reexport */ recordOutputs),
  Bz: () => (/* reexport */ referenceOf),
  wU: () => (/* reexport */ refuseStoreAsDestination),
  $6: () => (/* reexport */ resolveStoreLocation),
  Ny: () => (/* reexport */ restoreIfStored),
  V2: () => (/* reexport */ restoreOutputs),
  Tm: () => (/* reexport */ runAttempt),
  pO: () => (/* reexport */ runContext),
  r7: () => (/* reexport */ runKey),
  _Z: () => (/* reexport */ saveOutputs),
  Z9: () => (/* reexport */ storeFolderAt),
  js: () => (/* reexport */ warnOfHiddenFiles)
});

// UNUSED EXPORTS: CONFIG_PATH, EXIT_CANCELLED, LOCATION_VARIABLE, NO_CONFIG, formatDuration, gitAncestry, selectFiles, whatWasMeant, withoutCredentials

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
// EXTERNAL MODULE: external "node:readline"
var external_node_readline_ = __webpack_require__(481);
// EXTERNAL MODULE: ./node_modules/@actions/io/lib/io.js
var io = __webpack_require__(8701);
// EXTERNAL MODULE: ./lib/doors/describe.js
var describe = __webpack_require__(4040);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
var promises_namespaceObject = /*#__PURE__*/__webpack_require__.t(promises_, 2);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./lib/doors/git.js
/** What git knows of where a command runs outside of a workflow. */




/**
 * `workflow: false` and, inside a git work tree, `sha`, `branch` (absent when detached), `dirty` and `repository` (the
 * `origin` remote, without credentials). Never fails: a folder without git has nothing to tell.
 */
async function gitContext(folder, runGit) {
    if (runGit === undefined && !(await isInWorkTree(folder)))
        return { workflow: false };
    const run = runGit ?? gitIn(folder);
    const [sha, branch, changes, remote] = await Promise.all([
        run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
        run(['symbolic-ref', '--quiet', '--short', 'HEAD']),
        run(['-c', 'core.fsmonitor=false', 'status', '--porcelain', '--untracked-files=no']),
        run(['config', '--get', 'remote.origin.url'])
    ]);
    const repository = remote === undefined ? '' : withoutCredentials(remote);
    return {
        workflow: false,
        ...(sha ? { sha } : {}),
        ...(branch ? { branch } : {}),
        ...(sha && changes !== undefined ? { dirty: changes !== '' } : {}),
        ...(repository ? { repository } : {})
    };
}
/** Starting git four times only to hear that there is no repository would be a third of a small save. */
async function isInWorkTree(folder) {
    if (process.env['GIT_DIR'])
        return true;
    for (let current = folder;; current = (0,external_node_path_.dirname)(current)) {
        if (await (0,promises_.stat)((0,external_node_path_.join)(current, '.git')).catch(() => undefined))
            return true;
        if ((0,external_node_path_.dirname)(current) === current)
            return false;
    }
}
/** A remote's address with user, password, query and fragment removed; `user@host:path` keeps its conventional user. */
function withoutCredentials(remote) {
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(remote)) {
        // scp-like (git@host:path) has no place for a password; a path is as good as it is.
        return remote;
    }
    try {
        const url = new URL(remote);
        url.username = '';
        url.password = '';
        url.search = '';
        url.hash = '';
        return url.href;
    }
    catch {
        return '';
    }
}
const GIT_TIMEOUT_MS = 5000;
const GIT_MAX_OUTPUT = 16 * 1024 * 1024;
function gitIn(folder) {
    // Found by PATH, so that a `git` that lies in the folder is never what runs (Windows would take it).
    const program = (0,io/* which */.K7)('git').catch(() => '');
    return async (args) => {
        const git = await program;
        if (git === '')
            return undefined;
        return new Promise((settle) => {
            // Optional locks off: looking must not write into the user's repository.
            const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
            const options = { cwd: folder, env, timeout: GIT_TIMEOUT_MS, maxBuffer: GIT_MAX_OUTPUT, windowsHide: true };
            (0,external_node_child_process_.execFile)(git, [...args], options, (error, stdout) => {
                settle(error === null ? stdout.trim() : undefined);
            });
        });
    };
}

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
;// CONCATENATED MODULE: ./lib/doors/ancestry.js
/** Which commits came before the one that is worked on, as the repository around a folder knows it. */






/** Undefined where there is no repository around the folder. Git is started only when commits are asked for. */
async function gitAncestry(folder) {
    if (!(await isInWorkTree(folder)))
        return undefined;
    return { ancestorsAmong: async (commits) => ancestorsAmong(folder, commits) };
}
async function ancestorsAmong(folder, commits) {
    const shallow = [];
    await git(folder, ['rev-parse', '--is-shallow-repository'], (line) => {
        shallow.push(line);
        return true;
    });
    if (shallow[0] === 'true')
        throw cannotTell(SHALLOW);
    // All ancestors are gone through, since git fails where it is asked of a commit that it has not: versions may be of
    // other repositories, and of branches that are gone.
    const wanted = new Set(commits);
    const found = new Set();
    await git(folder, ['rev-list', 'HEAD', '--'], (line) => {
        if (wanted.has(line))
            found.add(line);
        return found.size < wanted.size;
    });
    return found;
}
const SHALLOW = 'this clone is shallow, so most of its commits are not here: check out all of them (actions/checkout with fetch-depth: 0; in a shell, git fetch --unshallow)';
const TIMEOUT_MS = 60_000;
/** Characters of what git says about a failure. */
const MAX_COMPLAINT = 300;
/**
 * Runs git and hands on its lines.
 * @param take false to hear no more
 */
async function git(folder, args, take) {
    // By PATH and not from the folder, as in git.ts.
    const program = await (0,io/* which */.K7)('git').catch(() => '');
    if (program === '')
        throw cannotTell('there is no git on this machine: install it');
    const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
    const child = (0,external_node_child_process_.spawn)(program, args, {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: TIMEOUT_MS,
        windowsHide: true
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
        if (complaint.length < MAX_COMPLAINT)
            complaint += text;
    });
    const ended = new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, signal) => resolve(code ?? signal));
    });
    // What it rejects with is awaited below, after the lines.
    ended.catch(() => undefined);
    let isEnough = false;
    for await (const line of (0,external_node_readline_.createInterface)({ input: child.stdout })) {
        if (take(line))
            continue;
        isEnough = true;
        child.kill();
        break;
    }
    const end = await ended.catch((error) => {
        throw cannotTell(`git cannot be started: ${(0,describe/* inert */.tJ)(String(error))}`, error);
    });
    if (end === 0 || isEnough)
        return;
    const why = typeof end === 'string' ? `it took longer than ${TIMEOUT_MS / 1000} s` : complaint.trim();
    throw cannotTell(`git failed: ${(0,describe/* inert */.tJ)(why.slice(0, MAX_COMPLAINT))}`);
}
function cannotTell(why, cause) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `version: 'nearest' asks git which commits came before this one, and ${why}`, { cause });
}

// EXTERNAL MODULE: ./lib/store/index.js + 134 modules
var store = __webpack_require__(9393);
;// CONCATENATED MODULE: ./lib/doors/asking.js
/** Who asks a store for versions, and from which commit. */


/**
 * @param folder where git is asked of the commits before
 * @param run the run of a workflow; undefined outside of one. There nobody is a viewer: `latest` then leaves out what
 * any pull request saved, and guards go by the `run` that a request brings.
 */
async function askingFrom(folder, run) {
    const ancestry = await gitAncestry(folder);
    return {
        ...(run === undefined ? {} : { viewer: (0,store/* viewerOf */.Gj)(run) }),
        ...(ancestry === undefined ? {} : { ancestry })
    };
}

;// CONCATENATED MODULE: ./lib/doors/cancel.js

/** What a shell reports of a command that Ctrl-C ended. */
const EXIT_CANCELLED = 130;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/**
 * Turns the signals that ask a process to stop into an abort.
 *
 * A runner cancels with SIGINT, sends SIGTERM 7.5 s later and kills 2.5 s after that; a person presses Ctrl-C twice. The
 * later signals are listened to and ignored, so that they do not cut off the clean-up that the first one started.
 */
function listenForCancel(source, onCancel = () => undefined) {
    const controller = new AbortController();
    let first;
    const listener = (signal) => {
        if (first !== undefined)
            return;
        first = signal;
        onCancel(signal);
        controller.abort(new errors/* ArtifactStoreError */.ux('CANCELLED', `cancelled by ${signal}`));
    };
    for (const name of SIGNALS)
        source.on(name, listener);
    return {
        signal: controller.signal,
        cancelledBy: () => first,
        dispose: () => {
            if (first !== undefined)
                return;
            for (const name of SIGNALS)
                source.off(name, listener);
        }
    };
}

;// CONCATENATED MODULE: ./lib/doors/outputs.js
/**
 * What a save, a restore, a copy and a list tell: the keys of the action's outputs, which the command line prints as JSON.
 * Values are JSON's own; a door that can only hand out text turns them into text.
 */

/** @param result undefined where no file matched, and that is no error */
function saveOutputs(result) {
    if (result === undefined)
        return { found: false, created: false };
    const { created, version, storedSize } = result;
    return { found: true, created, ...versionOutputs(version), 'stored-size': storedSize, ...gateOutputs(result) };
}
/** The version that something was recorded of. */
function recordOutputs(result) {
    return { ...resolvedOutputs(result), ...gateOutputs(result) };
}
function gateOutputs({ gate }) {
    if (gate === undefined)
        return {};
    const { failed, isJudged, explanation, base } = gate;
    const beside = base === undefined ? {} : { base: referenceOf(base) };
    return { result: { gate: { failed, judged: isJudged, explanation, ...beside } } };
}
/**
 * @param result undefined where no version matched
 * @param destination the folder that was written, absolute
 */
function restoreOutputs(result, destination) {
    if (result === undefined)
        return { found: false };
    return {
        found: true,
        ...versionOutputs(result.version),
        matched: result.matched,
        path: destination,
        // What was written: fewer than the version holds where `files` chose some.
        files: result.files,
        size: result.size
    };
}
/** The version that a selector named. */
function resolvedOutputs({ version, matched }) {
    return { found: true, ...versionOutputs(version), matched };
}
/** Where each alias is; of the version what there is to tell, where all of them are at the same. */
function promoteOutputs({ aliases }) {
    const [first] = aliases;
    const isOne = first !== undefined && aliases.every(({ version }) => version.number === first.version.number);
    return {
        found: true,
        ...(isOne ? resolvedOutputs(first) : {}),
        result: aliases.map(({ alias, version, previous, moved }) => ({
            alias,
            version: referenceOf(version),
            ...(previous === undefined ? {} : { previous: referenceOf({ name: version.name, number: previous }) }),
            moved
        }))
    };
}
/** @param versions all that were found, as they are to be listed */
function listOutputs(versions) {
    return { found: versions.length > 0, result: versions.map(listedToJson) };
}
/** @param diff undefined where one of the versions is not there */
function diffOutputs(diff) {
    return diff === undefined ? { found: false } : { found: true, result: (0,store/* diffToJson */.tM)(diff) };
}
/**
 * The list of what was copied; of exactly one version also all that there is to tell of it, as it is in the other store.
 * @param selector as it was given; undefined where all versions were copied
 */
function copyOutputs(copied, selector) {
    const [only, ...others] = copied;
    const isOne = only !== undefined && others.length === 0;
    return {
        found: only !== undefined,
        created: copied.some(({ created }) => created),
        ...(isOne ? { ...versionOutputs(only.version), 'stored-size': only.storedSize } : {}),
        ...(isOne && selector !== undefined ? { matched: selector } : {}),
        result: copied.map(copiedToJson)
    };
}
function copiedToJson({ from, version, created, storedSize }) {
    const { number, digest } = version;
    return { from: referenceOf(from), to: referenceOf(version), created, number, digest, storedSize };
}
/** `name@v12`: names the version for ever, whatever labels and aliases do. */
function referenceOf(version) {
    return `${version.name}@v${version.number}`;
}
/** A record as `list` and `show` give it: the metadata, and the aliases that point at it now. */
function listedToJson(version) {
    return { ...(0,store/* metadataToJson */.f)(version), aliases: version.aliases };
}
function versionOutputs(version) {
    return {
        name: version.name,
        version: version.version,
        number: version.number,
        digest: version.digest,
        reference: referenceOf(version),
        files: version.files,
        size: version.size,
        metadata: (0,store/* metadataToJson */.f)(version)
    };
}

;// CONCATENATED MODULE: ./lib/doors/gate.js
/** Gates as both doors read them, and what they tell of one. */



/** @throws ArtifactStoreError `INVALID_INPUT` for what cannot be read, and a baseline that nothing is compared with. */
function readGate(failIf, baseline, names) {
    const unused = (why) => new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${names.baseline} is given ${why}: nothing is compared with it`);
    if (failIf === undefined) {
        if (baseline.length > 0)
            throw unused(`without ${names.failIf}`);
        return undefined;
    }
    const condition = (0,store/* parseCondition */.zB)(failIf, { input: names.failIf, allowBase: true });
    for (const selector of baseline)
        (0,store/* parseSelector */.Pl)(selector, names.baseline);
    if (baseline.length === 0)
        return { failIf };
    if (!(0,store/* readsBase */.Nb)(condition))
        throw unused(`with a condition that has no 'base.…' in it`);
    return { failIf, baseline };
}
/**
 * Why the step or the command fails; undefined where it does not.
 * @param aliases that the version would have got.
 */
function gateFailure({ version, gate }, aliases = []) {
    if (gate?.failed !== true)
        return undefined;
    const kept = aliases.length === 0 ? 'it is kept' : 'it is kept, without its aliases';
    const name = referenceOf(version);
    if (gate.isJudged)
        return new errors/* ArtifactStoreError */.ux('GATE', `${name} fails (${kept}): ${gateReason(gate)}`);
    return new errors/* ArtifactStoreError */.ux('GATE', `${name} fails (${kept}), since nobody can tell whether it is good enough: ${gate.explanation}`);
}
/** A warning where the version was not judged, and that is no failure; else undefined. */
function gateWarning({ version, gate }) {
    if (gate === undefined || gate.failed || gate.isJudged)
        return undefined;
    return `${referenceOf(version)} was not judged: ${gate.explanation}`;
}
/** `metrics.accuracy (0.92) < base.metrics.accuracy (0.93); base is model@v2` */
function gateReason({ explanation, base }) {
    return base === undefined ? explanation : `${explanation}; base is ${referenceOf(base)}`;
}

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
;// CONCATENATED MODULE: ./lib/doors/places.js
/** Where the parts of a YAML document stand in its text. */

class Places {
    #root;
    #lines;
    constructor(root, lines) {
        this.#root = root;
        this.#lines = lines;
    }
    /** Of a value, by the keys and indices that lead to it. What an alias stands for is where the alias is. */
    ofValue(path) {
        return this.#placeOf(this.#walk(path).value);
    }
    /** Of the last key of a path, or what comes nearest to it. */
    ofKey(path) {
        const { key, value } = this.#walk(path);
        return this.#placeOf(key ?? value);
    }
    #walk(path) {
        let found = { key: undefined, value: this.#root };
        for (const step of path) {
            const next = below(found.value, step);
            // An alias says nothing of what is in it.
            if (next === undefined)
                return { key: undefined, value: found.value };
            found = { key: next.key, value: next.value ?? next.key };
        }
        return found;
    }
    #placeOf(node) {
        const range = (0,dist/* isNode */.Ll)(node) ? node.range : undefined;
        const { line, col } = this.#lines.linePos(range?.[0] ?? 0);
        return { line, column: col };
    }
}
function below(node, step) {
    if ((0,dist/* isSeq */.oP)(node))
        return { key: undefined, value: node.items[Number(step)] };
    if (!(0,dist/* isMap */.jh)(node))
        return undefined;
    const pair = node.items.find(({ key }) => (0,dist/* isScalar */.jn)(key) && (key.value === step || key.source === step));
    return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}

;// CONCATENATED MODULE: ./lib/doors/mapping.js
/**
 * The mappings that people give: params, metrics and metadata, as YAML 1.2 or JSON (which is YAML), inline or in files.
 *
 * The document comes from a workflow, often from a file that a training script or a pull request wrote, so it is held
 * to JSON's data model and to limits, and converted by a walk of our own over the parsed nodes: `yaml`'s own
 * conversion compares every key of a mapping with every other one and knows neither a depth nor forbidden keys.
 */





/** Bytes of UTF-8 that a document may have. */
const MAX_DOCUMENT_BYTES = 1024 * 1024;
/** Mappings and sequences inside one another. */
const MAX_DEPTH = 64;
/** Characters and values that aliases may add to a document by standing for what was written elsewhere. */
const MAX_ALIASED_WEIGHT = 1024 * 1024;
/** Characters of a key. */
const MAX_KEY_LENGTH = 512;
/**
 * Parses a mapping.
 * @param subject how messages name the text: `input 'params'`, `file 'metrics.json' (input 'metrics-path')`.
 * @throws ArtifactStoreError `INVALID_INPUT`, with the line and column where there is one.
 */
function parseMapping(text, subject, kind = 'data') {
    return parsePlacedMapping(text, subject, kind).value;
}
/** As {@link parseMapping}, for those whose messages point at a part of it later. */
function parsePlacedMapping(text, subject, kind = 'data') {
    if (Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) {
        throw invalid(`${subject} is larger than ${(0,describe/* formatBytes */.z3)(MAX_DOCUMENT_BYTES)}: keep large data in a file of the version`);
    }
    const { contents, lines } = parseYaml(text, subject);
    if (contents === null)
        throw invalid(`${subject} is empty: give a YAML or JSON mapping, such as 'key: value'`);
    if ((0,dist/* isScalar */.jn)(contents) && (contents.value === null || contents.value === undefined)) {
        throw invalid(`${subject} holds nothing: give a YAML or JSON mapping, such as 'key: value'`);
    }
    if (!(0,dist/* isMap */.jh)(contents)) {
        const found = (0,dist/* isSeq */.oP)(contents) ? 'a list' : 'a single value';
        throw invalid(`${subject} is ${found}, not a mapping: write it as 'key: value', a line each, or as a JSON object`);
    }
    return { value: new Converter(subject, kind, lines).convertRoot(contents), places: new Places(contents, lines) };
}
/** Reads a file that holds a mapping, JSON or YAML by what is in it. Parameters and errors as {@link parseMapping}. */
async function readMappingFile(path, subject, kind = 'data') {
    const where = `file ${(0,errors/* quote */.hD)(path)} (${subject})`;
    return parseMapping(await readTextFile(path, where), where, kind);
}
/** One mapping of several: a later one's value wins, whole, over an earlier one's of the same key. */
function mergeMappings(...mappings) {
    return Object.fromEntries(mappings.flatMap((mapping) => Object.entries(mapping)));
}
/**
 * The values of a mapping as metrics. Words that JSON writers use for what JSON has no number for (`NaN`, `Infinity`,
 * `inf`, of any case) are taken as numbers; any other value that is not a number is refused.
 */
function parseMetrics(mapping, subject) {
    return Object.fromEntries(Object.entries(mapping).map(([name, value]) => {
        if (name === '')
            throw invalid(`${subject} has a metric without a name`);
        return [name, metricValue(name, value, subject)];
    }));
}
/** The names of the metrics that are NaN or infinite: legal, and worth a warning. */
function nonFiniteMetrics(metrics) {
    return Object.keys(metrics).filter((name) => !Number.isFinite(metrics[name]));
}
/**
 * `['lr=0.1', 'note=a: b']` → `{lr: 0.1, note: 'a: b'}`: each value read as a YAML scalar, and as plain text where it
 * would be anything else.
 * @param flag how messages name the option: `--param`.
 */
function parseAssignments(assignments, flag, kind = 'data') {
    const entries = new Map();
    for (const assignment of assignments) {
        const split = assignment.indexOf('=');
        if (split < 1)
            throw invalid(`${flag} ${(0,errors/* quote */.hD)(assignment)} is not KEY=VALUE`);
        const key = assignment.slice(0, split).trim();
        mapping_checkKey(key, flag, '');
        if (entries.has(key))
            throw invalid(`${flag} ${(0,errors/* quote */.hD)(key)} is given twice`);
        entries.set(key, scalarValue(assignment.slice(split + 1), `${flag} ${(0,errors/* quote */.hD)(key)}`, kind));
    }
    return Object.fromEntries(entries);
}
function parseYaml(text, subject) {
    const lines = new dist/* LineCounter */.HN();
    const document = attempt(subject, () => (0,dist/* parseDocument */.Tp)(text, {
        version: '1.2',
        schema: 'core',
        resolveKnownTags: false,
        intAsBigInt: true,
        // Looked for by the converter, which does not compare each key with each other one.
        uniqueKeys: false,
        prettyErrors: false,
        // Not 'silent', which would also hide that a second document follows. Nothing is logged by this function.
        logLevel: 'error',
        lineCounter: lines
    }));
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined) {
        if (problem.code === 'MULTIPLE_DOCS') {
            throw invalid(`${subject} holds more than one YAML document: give one mapping`);
        }
        // The parser recurses, and tells a stack that ran out as a mistake in the document.
        if (problem.message.includes('call stack'))
            throw nestedTooDeeply(subject, problem);
        const { line, col } = lines.linePos(problem.pos[0]);
        throw invalid(`${subject} is not valid YAML or JSON: ${(0,describe/* inert */.tJ)(problem.message)} (line ${line}, column ${col})`, problem);
    }
    return { contents: document.contents, lines };
}
/** What the parser throws instead of collecting it. */
function attempt(subject, parse) {
    try {
        return parse();
    }
    catch (error) {
        if (error instanceof RangeError)
            throw nestedTooDeeply(subject, error);
        throw invalid(`${subject} is not valid YAML or JSON: ${(0,describe/* inert */.tJ)(String(error))}`, error);
    }
}
/** Turns parsed nodes into plain values, in the order of the document, since an alias means the last anchor before it. */
class Converter {
    #subject;
    #kind;
    #lines;
    #anchors = new Map();
    #aliased = 0;
    constructor(subject, kind, lines) {
        this.#subject = subject;
        this.#kind = kind;
        this.#lines = lines;
    }
    convertRoot(map) {
        return this.#convert(map, '', 1).value;
    }
    #convert(node, path, depth) {
        if (node === null)
            return { value: null, weight: 1 };
        if ((0,dist/* isAlias */.Vj)(node))
            return this.#convertAlias(node.source, path, node);
        const { anchor } = node;
        if (anchor !== undefined)
            this.#anchors.set(anchor, 'open');
        const converted = this.#convertPlain(node, path, depth);
        if (anchor !== undefined)
            this.#anchors.set(anchor, converted);
        return converted;
    }
    #convertPlain(node, path, depth) {
        if ((0,dist/* isScalar */.jn)(node)) {
            const value = plainValue(node.value, this.#kind, () => `${this.#subject}: ${describePath(path)}`);
            return { value, weight: 1 + (typeof value === 'string' ? value.length : 0) };
        }
        if (depth > MAX_DEPTH)
            throw nestedTooDeeply(this.#subject);
        if ((0,dist/* isMap */.jh)(node))
            return this.#convertMap(node, path, depth);
        return this.#convertSequence(node, path, depth);
    }
    #convertMap(map, path, depth) {
        const entries = new Map();
        let weight = 1;
        for (const pair of map.items) {
            const key = this.#keyText(pair.key, path);
            if (entries.has(key)) {
                throw invalid(`${this.#subject}: ${describePath(join(path, key))} is given twice${this.#at(pair.key)}`);
            }
            const converted = this.#convert(pair.value, join(path, key), depth + 1);
            entries.set(key, converted.value);
            weight += key.length + converted.weight;
        }
        return { value: Object.fromEntries(entries), weight };
    }
    #convertSequence(sequence, path, depth) {
        let weight = 1;
        const value = sequence.items.map((item, index) => {
            const converted = this.#convert(item, `${path}[${index}]`, depth + 1);
            weight += converted.weight;
            return converted.value;
        });
        return { value, weight };
    }
    #convertAlias(name, path, node) {
        const target = this.#anchors.get(name);
        if (target === undefined) {
            throw invalid(`${this.#subject}: alias ${(0,errors/* quote */.hD)(`*${name}`)} has no anchor before it${this.#at(node)}`);
        }
        if (target === 'open') {
            throw invalid(`${this.#subject}: ${describePath(path)} contains itself by the alias ${(0,errors/* quote */.hD)(`*${name}`)}`);
        }
        this.#aliased += target.weight;
        if (this.#aliased > MAX_ALIASED_WEIGHT) {
            throw invalid(`${this.#subject} expands to too much by its aliases: write the values out`);
        }
        return target;
    }
    /** Keys are text; numbers and booleans (epochs, say) are taken as they are written, as JSON writers do. */
    #keyText(node, path) {
        if (!(0,dist/* isScalar */.jn)(node)) {
            throw invalid(`${this.#subject}: a key of ${describePath(path)} is not plain text${this.#at(node)}`);
        }
        if (node.anchor !== undefined) {
            this.#anchors.set(node.anchor, this.#convertPlain(node, path, 0));
        }
        if (node.value === '<<' && node.type === dist/* Scalar */.X5.PLAIN) {
            throw invalid(`${this.#subject}: merge keys ('<<') are not part of YAML 1.2${this.#at(node)}: write the values out`);
        }
        const key = typeof node.value === 'string' ? node.value : node.source;
        mapping_checkKey(key, this.#subject, path);
        return key;
    }
    #at(node) {
        const range = (0,dist/* isNode */.Ll)(node) ? node.range : undefined;
        if (!range)
            return '';
        const { line, col } = this.#lines.linePos(range[0]);
        return ` (line ${line}, column ${col})`;
    }
}
/** Keys that reach an object's prototype in a reader that assigns them. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
function mapping_checkKey(key, subject, path) {
    if (FORBIDDEN_KEYS.has(key)) {
        throw invalid(`${subject} holds the key ${(0,errors/* quote */.hD)(join(path, key))}, which is not allowed: rename it`);
    }
    if (key.length > MAX_KEY_LENGTH) {
        throw invalid(`${subject} holds a key of more than ${MAX_KEY_LENGTH} characters: ${(0,errors/* quote */.hD)(key.slice(0, 60))}…`);
    }
}
function plainValue(value, kind, subject) {
    if (value === null || value === undefined)
        return null;
    if (typeof value === 'string' || typeof value === 'boolean')
        return value;
    if (typeof value === 'bigint') {
        const number = Number(value);
        if (kind === 'metrics' || Number.isSafeInteger(number))
            return number;
        throw invalid(`${subject()} is an integer that JSON readers cannot hold exactly: put it in quotes`);
    }
    if (typeof value !== 'number')
        throw invalid(`${subject()} is not a value that JSON can hold`);
    if (kind === 'metrics' || Number.isFinite(value))
        return value;
    throw invalid(`${subject()} is ${value}: only metrics can be NaN or infinite; put it in quotes to keep it as text`);
}
const NON_FINITE_WORDS = new Map([
    ['nan', Number.NaN],
    ['inf', Number.POSITIVE_INFINITY],
    ['+inf', Number.POSITIVE_INFINITY],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['infinity', Number.POSITIVE_INFINITY],
    ['+infinity', Number.POSITIVE_INFINITY],
    ['-infinity', Number.NEGATIVE_INFINITY]
]);
function metricValue(name, value, subject) {
    if (typeof value === 'number')
        return value;
    const refuse = (found, advice) => invalid(`${subject}: metric ${(0,errors/* quote */.hD)(name)} is ${found}, not a number: ${advice}`);
    if (typeof value === 'string') {
        const word = NON_FINITE_WORDS.get(value.toLowerCase());
        if (word !== undefined)
            return word;
        const numeric = value.trim() !== '' && !Number.isNaN(Number(value));
        throw refuse(`the text ${(0,errors/* quote */.hD)(value)}`, numeric ? 'leave out the quotes' : 'put text into params or metadata');
    }
    if (value === null)
        throw refuse('empty', 'give it a value or leave it out');
    if (typeof value === 'boolean')
        throw refuse(String(value), 'write 1 or 0, or put it into params');
    if (Array.isArray(value))
        throw refuse('a list', 'give each number a name of its own, or put it into metadata');
    const first = Object.keys(value)[0];
    const example = first === undefined ? '' : ` such as ${(0,errors/* quote */.hD)(`${name}.${first}`)}`;
    throw refuse('a mapping', `metrics are flat, give each number a name of its own${example}`);
}
function scalarValue(text, subject, kind) {
    const trimmed = text.trim();
    if (trimmed === '')
        return text;
    if (text.length > MAX_DOCUMENT_BYTES)
        throw invalid(`${subject} is longer than ${(0,describe/* formatBytes */.z3)(MAX_DOCUMENT_BYTES)}`);
    const document = attempt(subject, () => (0,dist/* parseDocument */.Tp)(trimmed, {
        version: '1.2',
        schema: 'core',
        resolveKnownTags: false,
        intAsBigInt: true,
        prettyErrors: false,
        logLevel: 'silent'
    }));
    const node = document.contents;
    if (document.errors.length > 0 || document.warnings.length > 0 || !(0,dist/* isScalar */.jn)(node))
        return text;
    // A comment, a tag or an anchor beside the scalar: to someone at a shell that is part of the text.
    const isWhole = node.type === dist/* Scalar */.X5.PLAIN
        ? node.source === trimmed
        : (node.type === dist/* Scalar */.X5.QUOTE_SINGLE || node.type === dist/* Scalar */.X5.QUOTE_DOUBLE) &&
            node.range?.[0] === 0 &&
            node.range[1] === trimmed.length;
    if (!isWhole)
        return text;
    return typeof node.value === 'string' && node.type === dist/* Scalar */.X5.PLAIN
        ? text
        : plainValue(node.value, kind, () => subject);
}
async function readTextFile(path, subject) {
    try {
        const found = await (0,promises_.stat)(path);
        if (!found.isFile())
            throw invalid(`${subject} is not a file: give the path of a JSON or YAML file`);
        if (found.size > MAX_DOCUMENT_BYTES) {
            throw invalid(`${subject} is larger than ${(0,describe/* formatBytes */.z3)(MAX_DOCUMENT_BYTES)}: keep large data in a file of the version`);
        }
        return new TextDecoder('utf-8', { fatal: true }).decode(await (0,promises_.readFile)(path));
    }
    catch (error) {
        if (error instanceof errors/* ArtifactStoreError */.ux)
            throw error;
        const code = (0,errors/* systemErrorCode */.vq)(error);
        if (code === 'ENOENT' || code === 'ENOTDIR')
            throw invalid(`${subject} does not exist`, error);
        if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
            throw invalid(`${subject} is not UTF-8 text`, error);
        throw invalid(`${subject} cannot be read: ${(0,describe/* inert */.tJ)(error instanceof Error ? error.message : String(error))}`, error);
    }
}
function describePath(path) {
    return path === '' ? 'the mapping' : (0,errors/* quote */.hD)(path);
}
function join(path, key) {
    return path === '' ? key : `${path}.${key}`;
}
function nestedTooDeeply(subject, cause) {
    return invalid(`${subject} is nested more than ${MAX_DEPTH} levels deep`, cause);
}
function invalid(message, cause) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', message, cause === undefined ? undefined : { cause });
}

;// CONCATENATED MODULE: ./lib/doors/config.js
/** The settings that every step and every shell in a workspace share: `.github/artifact-store.yml`. */






/** Inside the workspace. */
const CONFIG_PATH = '.github/artifact-store.yml';
const NO_CONFIG = { protectedAliases: {}, artifacts: [] };
/**
 * The configuration of a workspace; empty where there is none.
 * @throws ArtifactStoreError `INVALID_INPUT` that names the file, the line and column, and the setting.
 */
async function readConfig(workspace) {
    let text;
    try {
        text = new TextDecoder('utf-8', { fatal: true }).decode(await (0,promises_.readFile)((0,external_node_path_.join)(workspace, CONFIG_PATH)));
    }
    catch (error) {
        const code = (0,errors/* systemErrorCode */.vq)(error);
        if (code === 'ENOENT' || code === 'ENOTDIR')
            return NO_CONFIG;
        const reason = error instanceof Error ? error.message : String(error);
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${CONFIG_PATH} cannot be read: ${(0,describe/* inert */.tJ)(reason)}`, { cause: error });
    }
    return await parseConfig(text);
}
/** @throws ArtifactStoreError as {@link readConfig}. */
async function parseConfig(text) {
    // With nothing but comments in it there is no mapping, and nothing wrong.
    if (text.replace(/^\s*(?:#.*|---)$/gm, '').trim() === '')
        return NO_CONFIG;
    // A start without a configuration does not pay for what checks one.
    const { checkConfig } = await __webpack_require__.e(/* import() */ 244).then(__webpack_require__.bind(__webpack_require__, 2244));
    const file = checkConfig(parsePlacedMapping(text, CONFIG_PATH), CONFIG_PATH);
    const { store } = file;
    return {
        ...(store === undefined || store === null ? {} : { store }),
        protectedAliases: file['protected-aliases'] ?? {},
        artifacts: Object.entries(file.artifacts ?? {}).map(([pattern, { type, retention = {}, metrics = {} }]) => ({
            pattern,
            ...(type === undefined ? {} : { type }),
            retention: {
                ...(retention['keep-last'] === undefined ? {} : { keepLast: retention['keep-last'] }),
                ...(retention['keep-within'] === undefined ? {} : { keepWithin: retention['keep-within'] }),
                ...(retention['keep-best'] === undefined ? {} : { keepBest: retention['keep-best'] })
            },
            metrics
        }))
    };
}
/**
 * The defaults of an artifact. All patterns that fit count, in the order of the file, and the artifact's own name counts
 * last, wherever it stands. What counts later wins: of `retention` by its keys, of `metrics` by their names.
 */
function artifactDefaults({ artifacts }, name) {
    const isOwn = ({ pattern }) => pattern === name;
    const fitting = [
        ...artifacts.filter((rule) => !isOwn(rule) && (0,store/* matchesPattern */.MT)((0,store/* compilePattern */.Eb)(rule.pattern), name)),
        ...artifacts.filter(isOwn)
    ];
    const type = fitting.findLast((rule) => rule.type !== undefined)?.type;
    return {
        ...(type === undefined ? {} : { type }),
        retention: Object.assign({}, ...fitting.map(({ retention }) => retention)),
        metrics: Object.fromEntries(fitting.flatMap(({ metrics }) => Object.entries(metrics)))
    };
}

;// CONCATENATED MODULE: ./lib/doors/s3-location.js
/** A store in a bucket as people name it: `s3://bucket/prefix?endpoint=…&region=…&path-style=true`. */

/** What S3 allows for a name (1,024 bytes), less the longest key of a store and the slash between. */
const MAXIMUM_PREFIX_BYTES = 255;
const BUCKET = /^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const REGION = /^[a-z0-9][a-z0-9-]{0,62}$/;
const PARAMETERS = ['endpoint', 'region', 'path-style'];
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;
function isS3Location(location) {
    return /^s3:\/\//i.test(location);
}
/**
 * Reads a location that {@link isS3Location}.
 * @param origin how messages name where it came from: `input 'store'`
 * @throws ArtifactStoreError `INVALID_INPUT`. No message holds a part in which somebody may have put a secret.
 */
function parseS3Location(location, origin) {
    const fail = (why) => {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${origin}: ${why}`);
    };
    // Taken apart as it is written: the class `URL` would follow `..` instead of showing it.
    const { authority, path, query, fragment } = /^s3:\/\/(?<authority>[^/?#]*)(?<path>[^?#]*)(?<query>[^#]*)(?<fragment>.*)$/is.exec(location)?.groups;
    if (CONTROL_CHARACTER.test(location))
        fail('it holds a line break or control character; give one s3:// location');
    if (authority.includes('@')) {
        fail('credentials do not belong into the location of a store: remove what stands before the @, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
    }
    if (fragment !== '')
        fail("it holds '#'; in a prefix, write %23");
    if (authority === '')
        fail('it names no bucket; give s3://bucket/prefix');
    if (authority.includes(':') || !BUCKET.test(authority)) {
        const told = authority.includes(':') ? 'what stands before the first slash' : (0,errors/* quote */.hD)(authority);
        fail(`${told} is not the name of a bucket (3 to 63 lower-case letters, digits, dots and hyphens); another server is named by ?endpoint=…`);
    }
    return { bucket: authority, prefix: parsePrefix(path, fail), ...parseQuery(query, fail) };
}
function parsePrefix(path, fail) {
    let prefix = '';
    try {
        prefix = decodeURIComponent(path.replace(/^\//, '').replace(/\/$/, ''));
    }
    catch {
        fail(`the prefix ${(0,errors/* quote */.hD)(path)} is not percent-encoded as it should be: write % as %25`);
    }
    if (prefix === '')
        return '';
    if (!prefix.isWellFormed() || CONTROL_CHARACTER.test(prefix)) {
        fail(`the prefix ${(0,errors/* quote */.hD)(prefix)} holds characters that no name may hold`);
    }
    for (const segment of prefix.split('/')) {
        if (segment === '' || segment === '.' || segment === '..') {
            fail(`the prefix ${(0,errors/* quote */.hD)(prefix)} holds ${segment === '' ? 'an empty part' : (0,errors/* quote */.hD)(segment)}; leave it out`);
        }
    }
    const bytes = Buffer.byteLength(prefix);
    if (bytes > MAXIMUM_PREFIX_BYTES)
        fail(`the prefix has ${bytes} bytes and may have ${MAXIMUM_PREFIX_BYTES}`);
    return prefix;
}
function parseQuery(query, fail) {
    const given = new Map();
    for (const [name, value] of new URLSearchParams(query)) {
        const known = PARAMETERS.find((parameter) => parameter === name);
        if (known === undefined)
            return fail(`${(0,errors/* quote */.hD)(name)} is no parameter of a store; there are ${PARAMETERS.join(', ')}`);
        if (given.has(known))
            fail(`${known} is given twice`);
        if (value === '')
            fail(`${known} is empty`);
        given.set(known, value);
    }
    const endpoint = given.get('endpoint');
    const region = given.get('region');
    const pathStyle = given.get('path-style');
    if (region !== undefined && !REGION.test(region))
        fail(`region: ${(0,errors/* quote */.hD)(region)} is not the name of a region`);
    if (pathStyle !== undefined && pathStyle !== 'true' && pathStyle !== 'false') {
        fail(`path-style: ${(0,errors/* quote */.hD)(pathStyle)} is neither true nor false`);
    }
    return {
        ...(endpoint === undefined ? {} : { endpoint: parseEndpoint(endpoint, fail) }),
        ...(region === undefined ? {} : { region }),
        ...(pathStyle === undefined ? {} : { pathStyle: pathStyle === 'true' })
    };
}
function parseEndpoint(endpoint, fail) {
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
    if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
        return fail('endpoint: it is not the URL of a server, such as https://host or http://host:port');
    }
    if (url.username !== '' || url.password !== '') {
        fail('endpoint: credentials do not belong into it; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
    }
    if (url.search !== '' || url.hash !== '')
        fail('endpoint: it has more than a host, a port and a path');
    return url.href.replace(/\/$/, '');
}
/** The one way in which a location is written; {@link parseS3Location} reads it. */
function formatS3Location({ bucket, prefix, endpoint, region, pathStyle }) {
    const query = new URLSearchParams({
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(region === undefined ? {} : { region }),
        ...(pathStyle === undefined ? {} : { 'path-style': String(pathStyle) })
    });
    const path = prefix === '' ? '' : `/${prefix.split('/').map(encodeURIComponent).join('/')}`;
    return `s3://${bucket}${path}${query.size === 0 ? '' : `?${query.toString()}`}`;
}

// EXTERNAL MODULE: ./lib/storage/checked.js
var checked = __webpack_require__(9472);
// EXTERNAL MODULE: external "node:assert/strict"
var strict_ = __webpack_require__(7703);
;// CONCATENATED MODULE: ./lib/storage/conformance.js
/**
 * What every storage must do, as a suite of tests for any framework that has `describe` and `test` (jest, vitest,
 * node:test, mocha). It brings its own assertions, so it needs none of the framework's types. `docs/ADAPTERS.md` shows
 * how to run it against an adapter of one's own.
 */

const MEBIBYTE = (/* unused pure expression or super */ null && (1024 * 1024));
/** A storage over a network is given this long for the tests that move much. */
const LONG = 300_000;
function conformance_text(words) {
    return new TextEncoder().encode(words);
}
/** 64 KiB of a linear congruential generator: no byte depends on chance. */
const noise = (() => {
    const block = new Uint8Array(65_536);
    let state = 1;
    for (let index = 0; index < block.length; index++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        block[index] = state >>> 24;
    }
    return block;
})();
/** Bytes of which no two blocks are alike: each begins with its number. */
function pattern(length) {
    const bytes = new Uint8Array(length);
    for (let start = 0, block = 0; start < length; start += noise.length, block++) {
        bytes.set(noise.subarray(0, length - start), start);
        bytes[start] = block & 0xff;
    }
    return bytes;
}
function assertSame(actual, expected) {
    assert.equal(actual.length, expected.length);
    // Not deepEqual: a difference in 8 MiB would be printed byte by byte.
    assert.ok(Buffer.compare(actual, expected) === 0, 'the bytes differ');
}
/** By the property and not by the class: an adapter may be built with a copy of this library of its own. */
function codeOf(error) {
    return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
async function assertRejects(promise, code) {
    await assert.rejects(promise, (error) => {
        assert.equal(codeOf(error), code, `expected ${code}, got: ${String(error)}`);
        return true;
    });
}
/** What no correct caller does is answered with a plain error, which no one takes for a missing object. */
async function assertRefuses(promise, what) {
    await assert.rejects(promise, (error) => {
        assert.equal(codeOf(error), undefined, `a plain error is expected, got: ${String(error)}`);
        return true;
    }, `not refused: ${JSON.stringify(what)}`);
}
async function listed(storage, prefix, after) {
    const infos = [];
    for await (const info of storage.list(prefix, after === undefined ? undefined : { after }))
        infos.push(info);
    return infos;
}
async function keysOf(storage, prefix, after) {
    return (await listed(storage, prefix, after)).map((info) => info.key);
}
/** Byte order, written out: the suite does not lean on how the storages sort. */
function inByteOrder(keys) {
    return [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
async function write(storage, key, ...parts) {
    const writer = storage.writer();
    await writer.append(parts);
    return writer.commit(key);
}
async function createAll(storage, keys) {
    const waiting = [...keys];
    const one = async () => {
        for (let key = waiting.pop(); key !== undefined; key = waiting.pop())
            await storage.create(key, conformance_text(key));
    };
    await Promise.all(Array.from({ length: 32 }, one));
}
const malformedKeys = [
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    '../a',
    'a/..',
    'a/../b',
    'a/./b',
    '.hidden',
    'a/.hidden',
    'a\\b',
    'C:a',
    'a\u0000b',
    'a\nb',
    'a\u007f',
    'é',
    ' a',
    'a ',
    'a?b',
    'tmp/a',
    'tmp',
    'x'.repeat(255),
    `a/${'x'.repeat(255)}`,
    Array.from({ length: 8 }, () => 'x'.repeat(100)).join('/')
];
/**
 * Defines the suite.
 * @param name the implementation, for the heading
 * @param factory makes a fresh, empty storage; it is called once a test
 */
function describeStorageConformance(name, factory, framework) {
    const it = (title, run) => {
        framework.test(title, async () => {
            const { storage, reopen, cleanup } = await factory();
            try {
                await run(storage, reopen ?? (() => Promise.resolve(storage)));
            }
            finally {
                await cleanup?.();
            }
        }, LONG);
    };
    framework.describe(`storage conformance: ${name}`, () => {
        framework.describe('create', () => {
            it('publishes bytes that every client reads', async (storage, reopen) => {
                const bytes = pattern(1000);
                assert.equal(await storage.create('folder/object.json', bytes), 'created');
                assertSame(await storage.read('folder/object.json'), bytes);
                assertSame(await (await reopen()).read('folder/object.json'), bytes);
            });
            it('never overwrites', async (storage, reopen) => {
                await storage.create('a/b', conformance_text('first'));
                assert.equal(await storage.create('a/b', conformance_text('second')), 'exists');
                assert.equal(await (await reopen()).create('a/b', conformance_text('third')), 'exists');
                assertSame(await storage.read('a/b'), conformance_text('first'));
            });
            it('takes an empty object', async (storage) => {
                assert.equal(await storage.create('a/empty', new Uint8Array()), 'created');
                assert.equal((await storage.read('a/empty')).length, 0);
                assert.equal(await storage.create('a/empty', conformance_text('more')), 'exists');
            });
            it('takes 8 MiB', async (storage) => {
                const bytes = pattern(8 * MEBIBYTE);
                assert.equal(await storage.create('a/large', bytes), 'created');
                assertSame(await storage.read('a/large'), bytes);
            });
            it('takes a part of a larger buffer, and shared memory', async (storage) => {
                const bytes = pattern(300);
                await storage.create('a/part', bytes.subarray(100, 200));
                assertSame(await storage.read('a/part'), bytes.slice(100, 200));
                const shared = new Uint8Array(new SharedArrayBuffer(300));
                shared.set(bytes);
                await storage.create('a/shared', shared);
                assertSame(await storage.read('a/shared'), bytes);
            });
            it('does not keep the caller’s buffer', async (storage) => {
                const bytes = conformance_text('as it was');
                await storage.create('a/b', bytes);
                bytes.fill(0);
                assertSame(await storage.read('a/b'), conformance_text('as it was'));
            });
            it('tells one of 50 who race for a key that it created it', async (storage) => {
                const results = await Promise.all(Array.from({ length: 50 }, (_, index) => storage.create('race/1', conformance_text(`racer ${index}`))));
                const winners = results.flatMap((result, index) => (result === 'created' ? [index] : []));
                assert.equal(winners.length, 1);
                assertSame(await storage.read('race/1'), conformance_text(`racer ${winners[0]}`));
            });
            it('tells one of 50 from several clients that it created it', async (storage, reopen) => {
                const clients = [storage, await reopen(), await reopen(), await reopen(), await reopen()];
                for (let round = 0; round < 5; round++) {
                    const key = `race/${round}`;
                    const results = await Promise.all(Array.from({ length: 50 }, (_, index) => clients[index % clients.length].create(key, conformance_text(`racer ${index}`))));
                    const winners = results.flatMap((result, index) => (result === 'created' ? [index] : []));
                    assert.equal(winners.length, 1);
                    for (const client of clients)
                        assertSame(await client.read(key), conformance_text(`racer ${winners[0]}`));
                }
            });
            it('makes 50 objects at once in folders that do not exist yet', async (storage) => {
                const keys = Array.from({ length: 50 }, (_, index) => `new/${index % 5}/deep/er/${index}`);
                const results = await Promise.all(keys.map((key) => storage.create(key, conformance_text(key))));
                assert.ok(results.every((result) => result === 'created'));
                for (const key of keys)
                    assertSame(await storage.read(key), conformance_text(key));
            });
        });
        framework.describe('read', () => {
            it('reads any range, exactly', async (storage) => {
                const bytes = pattern(10_000);
                await storage.create('a/b', bytes);
                const ranges = [
                    { offset: 0, length: 10_000 },
                    { offset: 0, length: 1 },
                    { offset: 9_999, length: 1 },
                    { offset: 1234, length: 4321 },
                    { offset: 0, length: 0 },
                    { offset: 5000, length: 0 },
                    { offset: 10_000, length: 0 }
                ];
                for (const range of ranges) {
                    assertSame(await storage.read('a/b', range), bytes.slice(range.offset, range.offset + range.length));
                }
            });
            it('reads 50 ranges at once', async (storage) => {
                const bytes = pattern(MEBIBYTE);
                await write(storage, 'a/b', bytes);
                await Promise.all(Array.from({ length: 50 }, async (_, index) => {
                    const range = { offset: index * 20_000, length: 20_000 + index };
                    assertSame(await storage.read('a/b', range), bytes.slice(range.offset, range.offset + range.length));
                }));
            });
            it('says DAMAGED where a range reaches past the end', async (storage) => {
                await storage.create('a/b', pattern(100));
                await assertRejects(storage.read('a/b', { offset: 0, length: 101 }), 'DAMAGED');
                await assertRejects(storage.read('a/b', { offset: 99, length: 2 }), 'DAMAGED');
                await assertRejects(storage.read('a/b', { offset: 100, length: 1 }), 'DAMAGED');
                await assertRejects(storage.read('a/b', { offset: 5000, length: 10 }), 'DAMAGED');
                await assertRejects(storage.read('a/b', { offset: 101, length: 0 }), 'DAMAGED');
                // As a damaged record might ask: nothing of that size may be reserved.
                await assertRejects(storage.read('a/b', { offset: 0, length: 2 ** 50 }), 'DAMAGED');
                await storage.create('a/empty', new Uint8Array());
                await assertRejects(storage.read('a/empty', { offset: 0, length: 1 }), 'DAMAGED');
            });
            it('says NOT_FOUND of what does not exist', async (storage) => {
                await storage.create('a/b/c', conformance_text('here'));
                for (const key of ['nothing', 'a/nothing', 'no/such/folder', 'a', 'a/b', 'a/b/c/d']) {
                    await assertRejects(storage.read(key), 'NOT_FOUND');
                    await assertRejects(storage.read(key, { offset: 0, length: 1 }), 'NOT_FOUND');
                    await assertRejects(storage.read(key, { offset: 0, length: 0 }), 'NOT_FOUND');
                }
            });
            it('says DAMAGED of an object that is larger than it may be, whatever part was asked for', async (storage) => {
                await storage.create('a/b', pattern(100));
                for (const range of [
                    undefined,
                    { offset: 0, length: 1 },
                    { offset: 99, length: 1 },
                    { offset: 5, length: 0 }
                ]) {
                    await assertRejects(storage.read('a/b', range, 99), 'DAMAGED');
                    await assertRejects(storage.read('a/b', range, 0), 'DAMAGED');
                    const expected = range ? pattern(100).slice(range.offset, range.offset + range.length) : pattern(100);
                    assertSame(await storage.read('a/b', range, 100), expected);
                    assertSame(await storage.read('a/b', range, 2 ** 40), expected);
                }
                await assertRejects(storage.read('a/nothing', undefined, 10), 'NOT_FOUND');
            });
            it('gives bytes that belong to the caller', async (storage) => {
                await storage.create('a/b', conformance_text('as it was'));
                for (const range of [undefined, { offset: 3, length: 2 }]) {
                    const bytes = await storage.read('a/b', range);
                    assert.equal(bytes.byteLength, bytes.buffer.byteLength);
                    bytes.fill(0);
                    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
                }
                assertSame(await storage.read('a/b'), conformance_text('as it was'));
            });
            it('refuses ranges that are none', async (storage) => {
                await storage.create('a/b', pattern(100));
                for (const [offset, length] of [
                    [-1, 2],
                    [0, -1],
                    [0.5, 1],
                    [0, Number.NaN],
                    [Number.MAX_SAFE_INTEGER, 1]
                ]) {
                    await assertRefuses(storage.read('a/b', { offset, length }), [offset, length]);
                }
            });
        });
        framework.describe('stat and now', () => {
            it('tells size and time of an object', async (storage) => {
                const before = await storage.now();
                await storage.create('a/b', pattern(123));
                const after = await storage.now();
                const info = await storage.stat('a/b');
                assert.ok(info);
                assert.equal(info.key, 'a/b');
                assert.equal(info.size, 123);
                // Some storages keep whole seconds.
                assert.ok(info.modifiedAt.getTime() >= before.getTime() - 2000);
                assert.ok(info.modifiedAt.getTime() <= after.getTime() + 2000);
                assert.ok(after.getTime() >= before.getTime() - 1000);
            });
            it('says undefined of what does not exist', async (storage) => {
                await storage.create('a/b/c', conformance_text('here'));
                for (const key of ['nothing', 'no/such/folder', 'a', 'a/b', 'a/b/c/d']) {
                    assert.equal(await storage.stat(key), undefined);
                }
            });
            it('leaves nothing behind when asked for the time', async (storage) => {
                await storage.now();
                await storage.createMayTear();
                assert.deepEqual(await keysOf(storage, ''), []);
            });
        });
        framework.describe('writer', () => {
            it('puts what was appended together', async (storage, reopen) => {
                const bytes = pattern(5 * MEBIBYTE);
                const writer = storage.writer();
                const reused = new Uint8Array(MEBIBYTE);
                for (let offset = 0; offset < bytes.length; offset += MEBIBYTE) {
                    reused.set(bytes.subarray(offset, offset + MEBIBYTE));
                    await writer.append([reused.subarray(0, 1000), reused.subarray(1000, 1000), reused.subarray(1000)]);
                }
                assert.equal(await writer.commit('packs/a'), 'created');
                assertSame(await storage.read('packs/a'), bytes);
                assertSame(await (await reopen()).read('packs/a'), bytes);
                assert.equal((await storage.stat('packs/a'))?.size, bytes.length);
            });
            it('keeps the order of appends that nobody waited for', async (storage) => {
                const bytes = pattern(MEBIBYTE);
                const writer = storage.writer();
                const size = bytes.length / 16;
                await Promise.all(Array.from({ length: 16 }, (_, index) => writer.append([bytes.subarray(index * size, (index + 1) * size)])));
                await writer.commit('packs/a');
                assertSame(await storage.read('packs/a'), bytes);
            });
            it('takes thousands of buffers at once, also of shared memory', async (storage) => {
                const bytes = new Uint8Array(new SharedArrayBuffer(50_000));
                bytes.set(pattern(50_000));
                const parts = Array.from({ length: 5000 }, (_, index) => bytes.subarray(index * 10, (index + 1) * 10));
                await write(storage, 'packs/a', ...parts);
                assertSame(await storage.read('packs/a'), bytes);
            });
            it('writes 32 MiB', async (storage) => {
                const part = pattern(8 * MEBIBYTE);
                const writer = storage.writer();
                for (let index = 0; index < 4; index++)
                    await writer.append([part]);
                await writer.commit('packs/large');
                for (let index = 0; index < 4; index++) {
                    assertSame(await storage.read('packs/large', { offset: index * part.length, length: part.length }), part);
                }
            });
            it('writes an empty object', async (storage) => {
                assert.equal(await storage.writer().commit('packs/empty'), 'created');
                assert.equal((await storage.read('packs/empty')).length, 0);
            });
            it('shows nothing before the commit', async (storage, reopen) => {
                const writer = storage.writer();
                await writer.append([pattern(6 * MEBIBYTE)]);
                await writer.append([pattern(6 * MEBIBYTE)]);
                assert.deepEqual(await keysOf(await reopen(), ''), []);
                await writer.commit('packs/a');
                assert.deepEqual(await keysOf(await reopen(), ''), ['packs/a']);
            });
            it('shows nothing after an abort', async (storage, reopen) => {
                const writer = storage.writer();
                await writer.append([pattern(6 * MEBIBYTE)]);
                await writer.abort();
                await writer.abort();
                assert.deepEqual(await keysOf(await reopen(), ''), []);
                await assert.rejects(writer.append([conformance_text('more')]));
                await assert.rejects(writer.commit('packs/a'));
                await storage.writer().abort();
                assert.deepEqual(await keysOf(await reopen(), ''), []);
            });
            it('aborts while an append is on its way', async (storage) => {
                const writer = storage.writer();
                const appending = writer.append([pattern(2 * MEBIBYTE)]).catch(() => undefined);
                await writer.abort();
                await appending;
                assert.deepEqual(await keysOf(storage, ''), []);
            });
            it('is done after its commit, which no abort takes back', async (storage) => {
                const writer = storage.writer();
                await writer.append([conformance_text('content')]);
                await writer.commit('packs/a');
                await writer.abort();
                await assert.rejects(writer.append([conformance_text('more')]));
                await assert.rejects(writer.commit('packs/b'));
                assert.deepEqual(await keysOf(storage, ''), ['packs/a']);
                assertSame(await storage.read('packs/a'), conformance_text('content'));
            });
            it('takes an object of the same size for the same', async (storage, reopen) => {
                assert.equal(await write(storage, 'packs/a', pattern(1000)), 'created');
                assert.equal(await write(storage, 'packs/a', pattern(1000)), 'exists');
                assert.equal(await write(await reopen(), 'packs/a', pattern(1000)), 'exists');
                assertSame(await storage.read('packs/a'), pattern(1000));
            });
            it('says DAMAGED where an object of another size has the key', async (storage) => {
                await write(storage, 'packs/a', pattern(1000));
                await assertRejects(write(storage, 'packs/a', pattern(999)), 'DAMAGED');
                assertSame(await storage.read('packs/a'), pattern(1000));
            });
            it('lets 20 commit one key at once', async (storage, reopen) => {
                const clients = [storage, await reopen()];
                const bytes = pattern(10_000);
                const results = await Promise.all(Array.from({ length: 20 }, (_, index) => write(clients[index % 2], 'packs/a', bytes)));
                assert.ok(results.includes('created'));
                assertSame(await storage.read('packs/a'), bytes);
                assert.deepEqual(await keysOf(storage, ''), ['packs/a']);
            });
        });
        framework.describe('list', () => {
            const keys = ['a-b/x', 'a/b', 'a/x', 'a/x-y/z', 'a/x.json', 'a.b', 'a0', 'ab/c/d/e', 'b/1', 'b/10', 'b/2', 'z']
                .concat(['m/k-1/x', 'm/k/x', 'm/k0/x', 'm/k.x', 'B/1'])
                .filter((key) => key !== 'a/x');
            it('lists in the order of the bytes of whole keys', async (storage, reopen) => {
                await createAll(storage, keys);
                const expected = inByteOrder(keys);
                assert.ok(expected.indexOf('a-b/x') < expected.indexOf('a/b'));
                assert.deepEqual(await keysOf(storage, ''), expected);
                assert.deepEqual(await keysOf(await reopen(), ''), expected);
            });
            it('lists below a prefix only', async (storage) => {
                await createAll(storage, keys);
                for (const prefix of ['a/', 'a/x-y/', 'ab/', 'ab/c/', 'b/', 'm/', 'm/k/', 'z/', 'nothing/', 'no/such/']) {
                    const expected = inByteOrder(keys.filter((key) => key.startsWith(prefix)));
                    assert.deepEqual(await keysOf(storage, prefix), expected);
                }
            });
            it('starts after a key, which need not exist', async (storage) => {
                await createAll(storage, keys);
                const starts = [...keys, 'a', 'a-b', 'a-b/w', 'a-b/y', 'a/x-y', 'a/x-y/zz', 'm/k', 'm/k-1', 'm/k/', '0', 'zz'];
                for (const after of starts.filter((start) => !start.endsWith('/'))) {
                    for (const prefix of ['', 'a/', 'm/']) {
                        const expected = inByteOrder(keys.filter((key) => key.startsWith(prefix) && Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0));
                        assert.deepEqual(await keysOf(storage, prefix, after), expected, `below '${prefix}' after '${after}'`);
                    }
                }
            });
            it('tells size and time as stat does', async (storage) => {
                await storage.create('a/one', pattern(10));
                await write(storage, 'a/two', pattern(20));
                const infos = await listed(storage, 'a/');
                assert.deepEqual(infos.map((info) => info.size), [10, 20]);
                for (const info of infos) {
                    const seen = await storage.stat(info.key);
                    // A listing may keep whole seconds where stat does not.
                    assert.ok(Math.abs(seen.modifiedAt.getTime() - info.modifiedAt.getTime()) < 1000);
                }
            });
            it('lists 2,000 keys', async (storage) => {
                const many = Array.from({ length: 2000 }, (_, index) => `many/${String(index).padStart(10, '0')}.json`);
                await createAll(storage, many);
                assert.deepEqual(await keysOf(storage, 'many/'), many);
                assert.deepEqual(await keysOf(storage, 'many/', many[1489]), many.slice(1490));
                assert.deepEqual(await keysOf(storage, 'many/', many[1999]), []);
            });
            it('may be left early, and be walked twice at once', async (storage) => {
                await createAll(storage, keys);
                for await (const info of storage.list('')) {
                    assert.equal(info.key, inByteOrder(keys)[0]);
                    break;
                }
                const [first, second] = await Promise.all([keysOf(storage, ''), keysOf(storage, 'a/')]);
                assert.equal(first.length, keys.length);
                assert.ok(second.length < first.length);
            });
            it('does not fail where objects vanish or appear meanwhile', async (storage) => {
                const many = Array.from({ length: 300 }, (_, index) => `d${index % 10}/${String(index).padStart(4, '0')}`);
                await createAll(storage, many);
                const seen = [];
                for await (const info of storage.list('')) {
                    seen.push(info.key);
                    if (seen.length === 1) {
                        await Promise.all(many.filter((key) => key.startsWith('d5/')).map((key) => storage.remove(key)));
                        await storage.create('d0/zzz', conformance_text('new'));
                    }
                }
                const kept = inByteOrder(many.filter((key) => !key.startsWith('d5/')));
                assert.deepEqual(seen.filter((key) => kept.includes(key)), kept);
            });
            it('refuses prefixes that are none', async (storage) => {
                for (const prefix of ['a', '/', '../', 'a//', 'a/../', 'tmp/', './']) {
                    await assertRefuses(keysOf(storage, prefix), prefix);
                }
            });
        });
        framework.describe('remove', () => {
            it('removes', async (storage, reopen) => {
                await createAll(storage, ['a/b', 'a/c']);
                await storage.remove('a/b');
                assert.equal(await storage.stat('a/b'), undefined);
                await assertRejects(storage.read('a/b'), 'NOT_FOUND');
                assert.deepEqual(await keysOf(await reopen(), ''), ['a/c']);
            });
            it('takes no offence where there is nothing', async (storage) => {
                await storage.remove('a/b');
                await storage.create('a/b', conformance_text('here'));
                await storage.remove('a/nothing');
                await storage.remove('a/b/c');
                await storage.remove('a/b');
                await storage.remove('a/b');
                assert.deepEqual(await keysOf(storage, ''), []);
            });
            it('leaves a key that can be created again', async (storage) => {
                await storage.create('a/b', conformance_text('first'));
                await storage.remove('a/b');
                assert.equal(await storage.create('a/b', conformance_text('second')), 'created');
                assertSame(await storage.read('a/b'), conformance_text('second'));
            });
        });
        framework.describe('keys', () => {
            it('takes every key that the contract allows', async (storage) => {
                const allowed = [
                    'artifacts/models%2Firis/versions/0000000012.json',
                    'artifacts/models%2Firis%252F/x',
                    '%2E%2E/%2e',
                    'with space/and + plus',
                    "!#$%&'()+,-.;=@[]^_`{}~",
                    'dots/a..b',
                    'x'.repeat(254),
                    `long/${'y'.repeat(254)}`,
                    'd/e/e/p/e/r/s/t/i/l/l',
                    '0',
                    'CON-/aux-'
                ];
                for (const key of allowed) {
                    assert.equal(await storage.create(key, conformance_text(key)), 'created', key);
                    assertSame(await storage.read(key), conformance_text(key));
                    assert.equal((await storage.stat(key))?.size, key.length);
                }
                assert.deepEqual(await keysOf(storage, ''), inByteOrder(allowed));
                assert.deepEqual(await keysOf(storage, 'artifacts/models%2Firis/'), [allowed[0]]);
            });
            it('refuses all others, everywhere, and does nothing', async (storage) => {
                for (const key of malformedKeys) {
                    await assertRefuses(storage.create(key, conformance_text('x')), key);
                    await assertRefuses(write(storage, key, conformance_text('x')), key);
                    await assertRefuses(storage.read(key), key);
                    await assertRefuses(storage.stat(key), key);
                    await assertRefuses(storage.remove(key), key);
                    await assertRefuses(keysOf(storage, '', key), key);
                }
                assert.deepEqual(await keysOf(storage, ''), []);
            });
        });
        framework.describe('itself', () => {
            it('says where it is, and whether its objects may be torn', async (storage) => {
                assert.ok(storage.location.length > 0);
                assert.equal(typeof (await storage.createMayTear()), 'boolean');
            });
        });
    });
}

// EXTERNAL MODULE: ./lib/storage/failures.js
var failures = __webpack_require__(5386);
// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./lib/storage/faulty.js
/**
 * A storage that goes wrong as planned, for tests of whatever stands on one. The same plan and the same calls give the
 * same faults: nothing here is random.
 */

const NOTHING = { objects: 0, bytes: 0 };
const flippable = (/* unused pure expression or super */ null && (['read', 'create', 'append']));
function operationsOf(fault) {
    return typeof fault.operation === 'string' ? [fault.operation] : fault.operation;
}
function matches(fault, operation, key) {
    if (!operationsOf(fault).includes(operation))
        return false;
    if (fault.key === undefined)
        return true;
    if (key === undefined)
        return false;
    // Not `test`: a pattern with the flag `g` remembers where it stopped.
    return typeof fault.key === 'string' ? fault.key === key : key.search(fault.key) !== -1;
}
function injected() {
    return Object.assign(new Error('connection reset (injected)'), { code: 'ECONNRESET' });
}
function flipped(bytes, bit) {
    const copy = new Uint8Array(bytes);
    if (copy.length === 0)
        return copy;
    const at = (bit ?? Math.floor(copy.length / 2) * 8) % (copy.length * 8);
    copy[at >> 3] ^= 1 << (at & 7);
    return copy;
}
/**
 * Wraps a storage so that calls go wrong by plan.
 * @param faults each with its own count of calls; several may hit one call
 */
function withFaults(inner, faults) {
    for (const fault of faults) {
        const { kind } = fault.effect;
        const able = kind === 'flip-bit' ? flippable : kind === 'short-read' ? ['read'] : undefined;
        for (const operation of operationsOf(fault)) {
            if (able?.every((one) => one !== operation))
                throw new Error(`no ${kind} can happen to ${operation}`);
        }
    }
    const counts = new Map();
    const fired = [];
    /** The effects that hit this call, in the order of the plan. Waits for the delays and throws what fails before. */
    async function before(operation, key) {
        const effects = [];
        let delay = 0;
        for (const fault of faults) {
            if (!matches(fault, operation, key))
                continue;
            const call = (counts.get(fault) ?? 0) + 1;
            counts.set(fault, call);
            if (fault.calls && !fault.calls.includes(call))
                continue;
            const { effect } = fault;
            fired.push({ operation, key, effect });
            effects.push(effect);
            if (effect.kind === 'delay') {
                delay += typeof effect.milliseconds === 'number' ? effect.milliseconds : effect.milliseconds(call);
            }
        }
        if (delay > 0)
            await setTimeout(delay);
        for (const effect of effects)
            if (effect.kind === 'fail-before')
                throw effect.error ?? injected();
        return effects;
    }
    function after(effects) {
        for (const effect of effects)
            if (effect.kind === 'fail-after')
                throw effect.error ?? injected();
    }
    function spoiled(bytes, effects) {
        let result = bytes;
        for (const effect of effects)
            if (effect.kind === 'flip-bit')
                result = flipped(result, effect.bit);
        return result;
    }
    async function run(operation, key, act) {
        const effects = await before(operation, key);
        const result = await act();
        after(effects);
        return result;
    }
    async function* list(prefix, options) {
        const effects = await before('list', prefix);
        for await (const info of inner.list(prefix, options)) {
            yield info;
            after(effects);
        }
        after(effects);
    }
    function writer() {
        const target = inner.writer();
        return {
            async append(parts) {
                const effects = await before('append', undefined);
                await target.append(parts.map((part) => spoiled(part, effects)));
                after(effects);
            },
            commit: (key) => run('commit', key, () => target.commit(key)),
            abort: () => target.abort()
        };
    }
    return {
        location: inner.location,
        fired,
        async create(key, bytes) {
            const effects = await before('create', key);
            const result = await inner.create(key, spoiled(bytes, effects));
            after(effects);
            return result;
        },
        writer,
        async read(key, range, maximum) {
            const effects = await before('read', key);
            let bytes = await inner.read(key, range, maximum);
            for (const effect of effects) {
                if (effect.kind === 'flip-bit')
                    bytes = flipped(bytes, effect.bit);
                if (effect.kind === 'short-read')
                    bytes = bytes.slice(0, Math.max(0, bytes.length - (effect.missing ?? 1)));
            }
            after(effects);
            return bytes;
        },
        stat: (key) => run('stat', key, () => inner.stat(key)),
        list,
        remove: (key) => run('remove', key, () => inner.remove(key)),
        now: () => run('now', undefined, () => inner.now()),
        createMayTear: () => run('createMayTear', undefined, () => inner.createMayTear()),
        clearAbandoned: (before, dryRun) => run('clearAbandoned', undefined, async () => (await inner.clearAbandoned?.(before, dryRun)) ?? NOTHING)
    };
}

// EXTERNAL MODULE: ./lib/storage/keys.js
var storage_keys = __webpack_require__(7433);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./lib/storage/local-disk.js
/**
 * The folders of a store on a file system: they are made, made durable and checked for links here, and temporary files
 * are handed out. What differs between file systems is told apart here too.
 */





/** The root is made when a store is opened, and never again: where it has vanished, its disk is not mounted. */
const rootState = { made: Promise.resolve(), durable: Promise.resolve() };
/** writev takes at most this many buffers (IOV_MAX on Linux and macOS). */
const MAX_BUFFERS = 1024;
/** Folders cannot be flushed on these file systems; there is nothing to be done about it, and nothing else is wrong. */
const cannotFlushFolders = new Set(process.platform === 'win32' ? ['EINVAL', 'ENOTSUP', 'EPERM', 'EACCES', 'EISDIR'] : ['EINVAL', 'ENOTSUP']);
function isAbsent(error) {
    const code = (0,errors/* systemErrorCode */.vq)(error);
    return code === 'ENOENT' || code === 'ENOTDIR';
}
/** The folder of a key, or of a folder, by its path in the store; the root is the empty one. */
function folderOf(key) {
    return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}
/** Runs both to their end whatever happens, so that nothing is still being written when the error is told. */
async function both(first, second) {
    for (const result of await Promise.allSettled([first, second])) {
        if (result.status === 'rejected')
            throw result.reason;
    }
}
/** Writes all bytes where the file's position is, without copying them. */
async function writeAll(handle, parts) {
    let rest = parts.filter((part) => part.length > 0);
    while (rest.length > 0) {
        let { bytesWritten } = await handle.writev(rest.slice(0, MAX_BUFFERS));
        if (bytesWritten === 0)
            throw new Error('the file system takes no more bytes');
        let whole = 0;
        while (whole < rest.length && bytesWritten >= rest[whole].length)
            bytesWritten -= rest[whole++].length;
        rest = rest.slice(whole);
        if (bytesWritten > 0)
            rest[0] = rest[0].subarray(bytesWritten);
    }
}
class LocalDisk {
    fs;
    root;
    #folders = new Map();
    /** Folders that were seen to be folders and not links. */
    #real = new Set();
    constructor(root, fs) {
        this.root = root;
        this.fs = fs;
    }
    path(key) {
        return external_node_path_.join(this.root, key);
    }
    failure(doing, key, cause) {
        return (0,failures/* storageFailure */.Ky)(this.root, doing, this.path(key), cause);
    }
    /** What to say of anything but a regular file in an object's place. */
    notAnObject(key, stats) {
        const what = stats.isSymbolicLink() ? 'a symbolic link, which is not followed' : 'no regular file';
        return new errors/* ArtifactStoreError */.ux('DAMAGED', `${(0,errors/* quote */.hD)(this.path(key))} in the store is ${what}; move it out of the store`);
    }
    /**
     * Whether a folder is there. A link in a folder's place is refused: whoever may write into a store could otherwise
     * make others read, write or prune anywhere. It is looked at once a folder and process, which is a guard against
     * what lies there, not against a race: who may swap folders under a running program may do so at any time.
     */
    async isFolder(folder) {
        if (folder === '' || this.#real.has(folder))
            return true;
        if (!(await this.isFolder(folderOf(folder))))
            return false;
        try {
            const stats = await this.fs.lstat(this.path(folder));
            if (stats.isSymbolicLink())
                throw this.notAnObject(folder, stats);
            if (!stats.isDirectory())
                return false;
        }
        catch (error) {
            if (isAbsent(error))
                return false;
            throw error;
        }
        this.#real.add(folder);
        return true;
    }
    /**
     * Makes a folder, with those above it, and flushes the folder above each. Also where it exists: whoever made it may
     * have been killed before he flushed, or may be about to. Once a folder and process, and all flushes at a time.
     */
    makeFolder(folder) {
        return this.#folder(folder).durable;
    }
    #folder(folder) {
        if (folder === '')
            return rootState;
        let state = this.#folders.get(folder);
        if (!state) {
            const above = this.#folder(folderOf(folder));
            const made = above.made.then(() => this.#mkdir(folder));
            const durable = both(above.durable, made.then(() => this.flushFolder(folderOf(folder))));
            state = { made, durable };
            this.#folders.set(folder, state);
            // Tried anew the next time. (Who waits is told: `durable` fails where `made` does.)
            durable.catch(() => this.#folders.delete(folder));
        }
        return state;
    }
    async #mkdir(folder) {
        try {
            await this.fs.mkdir(this.path(folder));
        }
        catch (error) {
            if ((0,errors/* systemErrorCode */.vq)(error) !== 'EEXIST')
                throw error;
            if (!(await this.isFolder(folder)))
                throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
        }
    }
    /** Does what needs `folder`, and once more where the folder has vanished since it was made (an empty one, tidied up). */
    async inFolder(folder, act) {
        await this.makeFolder(folder);
        try {
            return await act();
        }
        catch (error) {
            if ((0,errors/* systemErrorCode */.vq)(error) !== 'ENOENT')
                throw error;
            for (let gone = folder; gone !== ''; gone = folderOf(gone)) {
                this.#folders.delete(gone);
                this.#real.delete(gone);
            }
            await this.makeFolder(folder);
            return act();
        }
    }
    /** Makes durable that the names in a folder are what they are now. */
    async flushFolder(folder) {
        let handle;
        try {
            handle = await this.fs.open(this.path(folder), 'r');
            await handle.sync();
        }
        catch (error) {
            if (!cannotFlushFolders.has((0,errors/* systemErrorCode */.vq)(error)))
                throw error;
        }
        finally {
            await handle?.close();
        }
    }
    /** The object under a key, or undefined; a folder is none. */
    async look(key) {
        if (!(await this.isFolder(folderOf(key))))
            return undefined;
        try {
            const stats = await this.fs.lstat(this.path(key));
            if (stats.isDirectory())
                return undefined;
            if (!stats.isFile())
                throw this.notAnObject(key, stats);
            return stats;
        }
        catch (error) {
            if (isAbsent(error))
                return undefined;
            throw error;
        }
    }
    /**
     * A new, empty file in `tmp/`, of a name that no other process or machine has (so no process ids). All temporary files
     * lie there and not beside their targets: whatever a kill leaves behind is then in one place that no listing ever
     * reads and that can be emptied by hand. `tmp/` is on the file system of the store's root, as everything else is, so
     * files can be linked and renamed out of it.
     */
    async temporaryFile() {
        const file = this.path(`${storage_keys/* TEMPORARY_FOLDER */.Z0}/${(0,external_node_crypto_.randomBytes)(16).toString('hex')}`);
        const open = async () => ({ path: file, handle: await this.fs.open(file, 'wx') });
        if (await this.isFolder(storage_keys/* TEMPORARY_FOLDER */.Z0)) {
            try {
                return await open();
            }
            catch (error) {
                if (!isAbsent(error))
                    throw error;
            }
        }
        // Nothing in it needs to outlast a crash, so neither does the folder: it is not flushed.
        await this.#mkdir(storage_keys/* TEMPORARY_FOLDER */.Z0);
        return open();
    }
    /** What cannot be removed stays in `tmp/`, where it hurts nobody. */
    async removeTemporary(file) {
        await this.fs.unlink(file).catch(() => undefined);
    }
    /** Closes and removes, for the ways out of a failure. */
    async dropTemporary(temporary) {
        await temporary.handle.close().catch(() => undefined);
        await this.removeTemporary(temporary.path);
    }
}

;// CONCATENATED MODULE: ./lib/storage/local-clearing.js



/** Names that {@link LocalDisk.temporaryFile} gives, and that of the second name of one which links are tried with. */
const TEMPORARY_NAME = /^[0-9a-f]{32}(?:-link)?$/;
async function clearTemporaryFiles(disk, before, dryRun) {
    let objects = 0;
    let bytes = 0;
    if (!(await disk.isFolder(storage_keys/* TEMPORARY_FOLDER */.Z0)))
        return { objects, bytes };
    for (const { name } of await entriesOf(disk, storage_keys/* TEMPORARY_FOLDER */.Z0)) {
        const key = `${storage_keys/* TEMPORARY_FOLDER */.Z0}/${name}`;
        try {
            if (!TEMPORARY_NAME.test(name))
                continue;
            const stats = await disk.fs.lstat(disk.path(key));
            if (!stats.isFile() || stats.mtimeMs >= before.getTime())
                continue;
            if (!dryRun)
                await disk.fs.unlink(disk.path(key));
            objects++;
            bytes += stats.size;
        }
        catch (error) {
            // Its writer has ended, or somebody else clears as well.
            if (!isAbsent(error))
                throw disk.failure('remove', key, error);
        }
    }
    return { objects, bytes };
}
/**
 * Removes empty folders below those of the first level. A writer that needs one at that moment makes it again
 * ({@link LocalDisk.inFolder}).
 */
async function clearEmptyFolders(disk, before) {
    for (const folder of foldersIn('', await entriesOf(disk, ''))) {
        if (folder === storage_keys/* TEMPORARY_FOLDER */.Z0)
            continue;
        for (const below of foldersIn(folder, await entriesOf(disk, folder)))
            await clearBelow(disk, below, before);
    }
}
async function clearBelow(disk, folder, before) {
    const entries = await entriesOf(disk, folder);
    for (const below of foldersIn(folder, entries))
        await clearBelow(disk, below, before);
    if (entries.length > 0)
        return;
    try {
        if ((await disk.fs.lstat(disk.path(folder))).mtimeMs < before.getTime())
            await disk.fs.rmdir(disk.path(folder));
    }
    catch (error) {
        // It is for tidiness alone: what is refused, or no longer empty, stays.
        if ((0,errors/* systemErrorCode */.vq)(error) === undefined)
            throw error;
    }
}
function foldersIn(folder, entries) {
    return entries
        .filter((entry) => entry.isDirectory() && (0,storage_keys/* isKeySegment */.tA)(entry.name))
        .map(({ name }) => (folder === '' ? name : `${folder}/${name}`));
}
async function entriesOf(disk, folder) {
    try {
        return await disk.fs.readdir(disk.path(folder), { withFileTypes: true });
    }
    catch (error) {
        if (isAbsent(error))
            return [];
        throw disk.failure('list', folder, error);
    }
}

;// CONCATENATED MODULE: ./lib/storage/local-list.js


/** So many files are looked at together; it starts low for callers that stop early. */
const FIRST_WINDOW = 8;
const LARGEST_WINDOW = 128;
/** So many folders are read at once. */
const LARGEST_AHEAD = 32;
async function* listObjects(disk, prefix, after) {
    if (!(await disk.isFolder(prefix.slice(0, -1))))
        return;
    const walk = new Walk(disk, prefix, after);
    for (let window = FIRST_WINDOW;; window = Math.min(window * 2, LARGEST_WINDOW)) {
        const keys = await walk.next(window);
        if (keys.length === 0)
            return;
        const infos = await Promise.all(keys.map((key) => local_list_describe(disk, key)));
        for (const info of infos)
            if (info)
                yield info;
    }
}
/** Gives the keys below a folder, in order. Folders that come next are read while others are waited for. */
class Walk {
    disk;
    after;
    /** What is still to come, the next one last. */
    ahead;
    /** So many folders are read at once: more and more, since most callers stop early. */
    width = 1;
    /** @param prefix empty, or the folder's key and `/` */
    constructor(disk, prefix, after) {
        this.disk = disk;
        this.after = after;
        this.ahead = [{ key: prefix }];
    }
    /** The next keys, so many of them; fewer only at the end. */
    async next(count) {
        const keys = [];
        while (keys.length < count) {
            const next = this.ahead.pop();
            if (next === undefined)
                break;
            if (typeof next === 'string')
                keys.push(next);
            else
                await this.enter(next);
        }
        return keys;
    }
    async enter(folder) {
        this.ahead.push(folder);
        this.readAhead();
        const entries = await folder.entries;
        this.ahead.pop();
        for (const key of [...entries].reverse()) {
            if (!key.endsWith('/')) {
                if (this.after === undefined || key > this.after)
                    this.ahead.push(key);
            }
            else if (this.after === undefined || key > this.after || this.after.startsWith(key)) {
                this.ahead.push({ key });
            }
        }
        this.width = Math.min(this.width * 2, LARGEST_AHEAD);
    }
    /** Starts to read the folders that come next. */
    readAhead() {
        let reading = 0;
        for (let at = this.ahead.length - 1; at >= 0 && reading < this.width; at--) {
            const next = this.ahead[at];
            if (typeof next === 'string')
                continue;
            reading++;
            if (next.entries !== undefined)
                continue;
            next.entries = local_list_entriesOf(this.disk, next.key);
            // Who comes to it is told of its failure; who stops before does not ask.
            next.entries.catch(() => undefined);
        }
    }
}
/**
 * The keys of a folder's files, and of its folders with the `/` that all keys below them go on with: so sorted, `a-b/`
 * comes before `a/`, as `a-b/x` does before `a/x`. Links and what is neither file nor folder are no objects.
 */
async function local_list_entriesOf(disk, prefix) {
    let entries;
    try {
        entries = await disk.fs.readdir(disk.path(prefix), { withFileTypes: true });
    }
    catch (error) {
        // Removed since the folder above was read.
        if (isAbsent(error))
            return [];
        throw disk.failure('list', prefix, error);
    }
    const keys = [];
    for (const entry of entries) {
        if (!(0,storage_keys/* isKeySegment */.tA)(entry.name) || (prefix === '' && entry.name === storage_keys/* TEMPORARY_FOLDER */.Z0))
            continue;
        if (entry.isFile())
            keys.push(prefix + entry.name);
        else if (entry.isDirectory())
            keys.push(`${prefix}${entry.name}/`);
    }
    // Keys are ASCII: the order of UTF-16 code units is that of the bytes.
    return keys.sort();
}
async function local_list_describe(disk, key) {
    try {
        const stats = await disk.fs.lstat(disk.path(key));
        return stats.isFile() ? { key, size: stats.size, modifiedAt: new Date(stats.mtimeMs) } : undefined;
    }
    catch (error) {
        if (isAbsent(error))
            return undefined;
        throw disk.failure('look at', key, error);
    }
}

;// CONCATENATED MODULE: ./lib/storage/local-writer.js
/** A pack on its way into a local store: streamed into `tmp/`, flushed as it grows, renamed to its name. */



/**
 * After this many bytes the disk is told to begin, while more are made: what is left to flush at the commit is then a
 * small part (on the machine this was written on 9 ms where it took 27 for 64 MiB).
 */
const FLUSH_EVERY = 16 * 1024 * 1024;
class LocalWriter {
    #disk;
    #temporary;
    #size = 0;
    #unflushed = 0;
    #flushing;
    /** Why nothing more can be written: the first failure, also one of a flush that nobody was waiting for. */
    #failed;
    #done = false;
    /** Calls run one after the other, whether or not the caller waits between them. */
    #last = Promise.resolve();
    constructor(disk) {
        this.#disk = disk;
    }
    append(parts) {
        return this.#next('write', undefined, async ({ handle }) => {
            await writeAll(handle, parts);
            const bytes = parts.reduce((total, part) => total + part.length, 0);
            this.#size += bytes;
            this.#unflushed += bytes;
            if (this.#unflushed >= FLUSH_EVERY && !this.#flushing)
                this.#flushEarly(handle);
        });
    }
    /** A disk tells of a write that failed only once: the error is kept, or the last flush would succeed without it. */
    #flushEarly(handle) {
        this.#unflushed = 0;
        this.#flushing = handle
            .datasync()
            .catch((error) => {
            this.#failed ??= { error };
        })
            .finally(() => {
            this.#flushing = undefined;
        });
    }
    async commit(key) {
        (0,storage_keys/* checkKey */.yR)(key);
        const disk = this.#disk;
        const folder = folderOf(key);
        return this.#next('write', key, async (temporary) => {
            await both((this.#flushing ?? Promise.resolve()).then(() => temporary.handle.sync()), disk.makeFolder(folder));
            if (this.#failed)
                throw this.#failed.error;
            await temporary.handle.close();
            const result = await this.#publish(temporary, key);
            // Also where it exists: whoever renamed it may not have come to this, and a record will rely on it.
            await both(disk.flushFolder(folder), disk.removeTemporary(temporary.path));
            this.#done = true;
            return result;
        });
    }
    async #publish(temporary, key) {
        if (await this.#isThere(key))
            return 'exists';
        try {
            // Two that commit the same pack at once both rename: one set of bytes replaces the same bytes.
            await this.#disk.inFolder(folderOf(key), () => this.#disk.fs.rename(temporary.path, this.#disk.path(key)));
            return 'created';
        }
        catch (error) {
            // Windows refuses to replace a file that somebody reads.
            if (await this.#isThere(key))
                return 'exists';
            throw error;
        }
    }
    async #isThere(key) {
        const there = await this.#disk.look(key);
        if (there && there.size !== this.#size)
            throw (0,failures/* sizeMismatch */.sf)(this.#disk.root, key, there.size, this.#size);
        return there !== undefined;
    }
    async abort() {
        await this.#last;
        this.#done = true;
        await this.#drop();
    }
    async #drop() {
        const temporary = this.#temporary;
        this.#temporary = undefined;
        await this.#flushing;
        if (temporary)
            await this.#disk.dropTemporary(temporary);
    }
    async #open() {
        return (this.#temporary ??= await this.#disk.temporaryFile());
    }
    #next(doing, key, act) {
        const run = this.#last.then(async () => {
            if (this.#done)
                throw new Error('the writer was committed or aborted already');
            try {
                if (this.#failed)
                    throw this.#failed.error;
                return await act(await this.#open());
            }
            catch (error) {
                this.#failed ??= { error };
                await this.#drop();
                throw this.#disk.failure(doing, key ?? 'tmp', error);
            }
        });
        this.#last = run.catch(() => undefined);
        return run;
    }
}

;// CONCATENATED MODULE: ./lib/storage/local.js
/** A store in a folder: a disk of this machine, or one that a file server shares (NFS, SMB). */










/**
 * How file systems say that they have no hard links: exFAT, some SMB and FUSE mounts (EPERM, ENOTSUP, ENOSYS, EINVAL,
 * EISDIR on Windows), links between folders on AFS and XFS project quotas (EXDEV), no link beyond the first (EMLINK).
 */
const noLinks = new Set([
    'EPERM',
    'ENOTSUP',
    'ENOSYS',
    'EXDEV',
    'EMLINK',
    'EINVAL',
    ...(process.platform === 'win32' ? ['EISDIR'] : [])
]);
/**
 * Never a link, and never waiting for somebody to write into a FIFO that was planted. (Links among the folders on the
 * way are refused by {@link LocalDisk.isFolder}.) Windows has neither flag.
 */
const READ_FLAGS = external_node_fs_.constants.O_RDONLY |
    (external_node_fs_.constants.O_NOFOLLOW ?? 0) |
    (external_node_fs_.constants.O_NONBLOCK ?? 0);
/** One read asks for at most this much: above 2 GiB systems refuse or cut. */
const LARGEST_READ = 1024 * 1024 * 1024;
/**
 * Opens the store in a folder.
 * @throws ArtifactStoreError `NOT_FOUND` where the folder does not exist and `create` is not set, `INVALID_INPUT`
 *   where it is no folder, `STORAGE` where it cannot be reached or made.
 */
async function openLocalStorage(root, options = {}) {
    const disk = new LocalDisk(external_node_path_.resolve(root), { ...promises_namespaceObject, ...options.fs });
    try {
        if (options.create)
            await makeRoot(disk);
        if (!(await disk.fs.stat(disk.root)).isDirectory())
            throw notAFolder(disk.root);
    }
    catch (error) {
        const code = (0,errors/* systemErrorCode */.vq)(error);
        if (code === 'ENOENT') {
            const message = `there is no store at ${(0,errors/* quote */.hD)(disk.root)}; a save creates it`;
            throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', message, { cause: error });
        }
        if (code === 'ENOTDIR' || code === 'EEXIST')
            throw notAFolder(disk.root, error);
        throw (0,failures/* storageFailure */.Ky)(disk.root, 'open', disk.root, error);
    }
    return new LocalStorage(disk);
}
function notAFolder(root, cause) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `the store ${(0,errors/* quote */.hD)(root)} is not a folder (it, or a folder above it, is a file); name a folder`, { cause });
}
async function makeRoot(disk) {
    for (const made of (await makeFolders(disk, disk.root)).reverse()) {
        await disk.flushFolder(external_node_path_.relative(disk.root, external_node_path_.dirname(made))).catch((error) => {
            // A folder that may be written into and not be read cannot be opened, and so not be flushed.
            if ((0,errors/* systemErrorCode */.vq)(error) !== 'EACCES')
                throw error;
        });
    }
}
/**
 * Makes a folder and those above it that are missing; gives those that it made, the highest first. Not by `recursive`:
 * Node.js then tells of a disk that fails as of a folder that is missing.
 */
async function makeFolders(disk, folder) {
    try {
        return await makeOneFolder(disk, folder);
    }
    catch (error) {
        const above = external_node_path_.dirname(folder);
        if ((0,errors/* systemErrorCode */.vq)(error) !== 'ENOENT' || above === folder)
            throw error;
        return [...(await makeFolders(disk, above)), ...(await makeOneFolder(disk, folder))];
    }
}
/** Gives nothing where the folder exists, also one that somebody else made this moment. */
async function makeOneFolder(disk, folder) {
    try {
        await disk.fs.mkdir(folder);
        return [folder];
    }
    catch (error) {
        // One that exists may be refused for any reason: the root of a drive, a file system that is read-only.
        const there = await disk.fs.stat(folder).catch(() => undefined);
        if (there?.isDirectory() === true)
            return [];
        throw error;
    }
}
class LocalStorage {
    location;
    #disk;
    /** Whether the file system has hard links; undefined until it was tried. */
    #links;
    constructor(disk) {
        this.#disk = disk;
        this.location = disk.root;
    }
    async create(key, bytes) {
        (0,storage_keys/* checkKey */.yR)(key);
        try {
            // Whoever lost a race learns it without flushing anything.
            if (await this.#disk.look(key))
                return 'exists';
            const result = this.#links === false ? undefined : await this.#createByLink(key, bytes);
            return result ?? (await this.#createInPlace(key, bytes));
        }
        catch (error) {
            throw this.#disk.failure('create', key, error);
        }
    }
    /**
     * Writes a temporary file, makes it durable, and only then gives it its name, which `link` never takes from another
     * file. Undefined where the file system has no links.
     */
    async #createByLink(key, bytes) {
        const disk = this.#disk;
        const folder = folderOf(key);
        const temporary = await disk.temporaryFile();
        try {
            await both(fill(temporary.handle, bytes), disk.makeFolder(folder));
            await temporary.handle.close();
            const result = await disk.inFolder(folder, () => this.#link(temporary.path, disk.path(key)));
            if (result !== 'created') {
                await disk.removeTemporary(temporary.path);
                return result;
            }
        }
        catch (error) {
            // After a failed flush nobody knows what is on the disk: the file is never used, a next try writes a new one.
            await disk.dropTemporary(temporary);
            throw error;
        }
        await both(this.#flushName(key), disk.removeTemporary(temporary.path));
        return 'created';
    }
    async #link(from, to) {
        try {
            await this.#disk.fs.link(from, to);
        }
        catch (error) {
            const code = (0,errors/* systemErrorCode */.vq)(error);
            if (code === 'EEXIST')
                return (await this.#isSameFile(from, to)) ? 'created' : 'exists';
            if (!noLinks.has(code)) {
                // A file server may have done it and failed to say so; it is then still to be flushed.
                if (await this.#isSameFile(from, to).catch(() => false))
                    return 'created';
                throw error;
            }
            this.#links = false;
            return undefined;
        }
        this.#links = true;
        return 'created';
    }
    /**
     * NFS sends a request again when the answer is lost, and is then told that the name exists: by our own link. Only a
     * file with a second name is taken for ours, since the number of an inode alone may be made up by the file system.
     * Where this errs it errs towards `exists`, and the caller takes another name.
     */
    async #isSameFile(from, to) {
        const [ours, theirs] = await Promise.all([
            this.#disk.fs.lstat(from, { bigint: true }),
            this.#disk.fs.lstat(to, { bigint: true })
        ]);
        return ours.nlink === 2n && theirs.nlink === 2n && ours.ino === theirs.ino && ours.dev === theirs.dev;
    }
    /** Without links exclusivity is only to be had by writing under the final name: a kill can leave a torn object. */
    async #createInPlace(key, bytes) {
        const disk = this.#disk;
        let handle;
        try {
            handle = await disk.inFolder(folderOf(key), () => disk.fs.open(disk.path(key), 'wx'));
        }
        catch (error) {
            if ((0,errors/* systemErrorCode */.vq)(error) === 'EEXIST')
                return 'exists';
            throw error;
        }
        try {
            await fill(handle, bytes);
            await handle.close();
        }
        catch (error) {
            await disk.dropTemporary({ path: disk.path(key), handle });
            throw error;
        }
        await this.#flushName(key);
        return 'created';
    }
    /** Where this fails the object stands, for others may have seen it; the caller is told that it failed. */
    async #flushName(key) {
        try {
            await this.#disk.flushFolder(folderOf(key));
        }
        catch (error) {
            throw new failures/* NotDurableError */.vr(this.#disk.failure('flush the folder of', key, error));
        }
    }
    writer() {
        return new LocalWriter(this.#disk);
    }
    async read(key, range, maximum = Infinity) {
        (0,storage_keys/* checkKey */.yR)(key);
        if (range)
            (0,storage_keys/* checkRange */.cd)(range);
        const disk = this.#disk;
        let handle;
        try {
            if (!(await disk.isFolder(folderOf(key))))
                throw (0,failures/* missingObject */.Ku)(disk.root, key);
            handle = await disk.fs.open(disk.path(key), READ_FLAGS);
            const stats = await handle.stat();
            if (stats.isDirectory())
                throw (0,failures/* missingObject */.Ku)(disk.root, key);
            if (!stats.isFile())
                throw disk.notAnObject(key, stats);
            const wanted = range ?? { offset: 0, length: stats.size };
            // Before the memory is taken: a damaged record may ask for anything.
            if (stats.size > maximum)
                throw (0,failures/* tooLarge */.g$)(disk.root, key, stats.size, maximum);
            if (wanted.offset + wanted.length > stats.size)
                throw (0,failures/* outOfRange */.FL)(disk.root, key, stats.size, wanted);
            const bytes = allocate(wanted.length);
            const read = await readInto(handle, bytes, wanted.offset);
            if (read < wanted.length)
                throw (0,failures/* outOfRange */.FL)(disk.root, key, wanted.offset + read, wanted);
            return bytes;
        }
        catch (error) {
            if (isAbsent(error))
                throw (0,failures/* missingObject */.Ku)(disk.root, key, error);
            if ((0,errors/* systemErrorCode */.vq)(error) === 'ELOOP') {
                const stats = await disk.fs.lstat(disk.path(key)).catch(() => undefined);
                if (stats?.isSymbolicLink())
                    throw disk.notAnObject(key, stats);
            }
            throw disk.failure('read', key, error);
        }
        finally {
            await handle?.close();
        }
    }
    async stat(key) {
        (0,storage_keys/* checkKey */.yR)(key);
        try {
            const stats = await this.#disk.look(key);
            return stats && { key, size: stats.size, modifiedAt: new Date(stats.mtimeMs) };
        }
        catch (error) {
            throw this.#disk.failure('look at', key, error);
        }
    }
    list(prefix, options = {}) {
        (0,storage_keys/* checkPrefix */.by)(prefix);
        if (options.after !== undefined)
            (0,storage_keys/* checkKey */.yR)(options.after);
        return listObjects(this.#disk, prefix, options.after);
    }
    async remove(key) {
        (0,storage_keys/* checkKey */.yR)(key);
        const disk = this.#disk;
        try {
            if (!(await disk.isFolder(folderOf(key))))
                return;
            await disk.fs.unlink(disk.path(key));
            await disk.flushFolder(folderOf(key));
        }
        catch (error) {
            if (!isAbsent(error))
                throw disk.failure('remove', key, error);
        }
    }
    /** A new file gets its time from whoever keeps the disk. */
    async now() {
        try {
            const temporary = await this.#disk.temporaryFile();
            try {
                return new Date((await temporary.handle.stat()).mtimeMs);
            }
            finally {
                await this.#disk.dropTemporary(temporary);
            }
        }
        catch (error) {
            throw this.#disk.failure('write', storage_keys/* TEMPORARY_FOLDER */.Z0, error);
        }
    }
    async createMayTear() {
        if (this.#links === undefined)
            await this.#tryLinks();
        return this.#links === false;
    }
    async clearAbandoned(before, dryRun) {
        try {
            const cleared = await clearTemporaryFiles(this.#disk, before, dryRun);
            if (!dryRun)
                await clearEmptyFolders(this.#disk, before);
            return cleared;
        }
        catch (error) {
            throw this.#disk.failure('clear', storage_keys/* TEMPORARY_FOLDER */.Z0, error);
        }
    }
    /** Finds out by linking a temporary file. Where none can be made, nothing can: nobody here creates anything. */
    async #tryLinks() {
        let temporary;
        try {
            temporary = await this.#disk.temporaryFile();
        }
        catch (error) {
            if ((0,errors/* isStoreError */.A1)(error))
                throw error;
            return;
        }
        const second = `${temporary.path}-link`;
        try {
            await this.#link(temporary.path, second);
        }
        catch (error) {
            throw this.#disk.failure('write', storage_keys/* TEMPORARY_FOLDER */.Z0, error);
        }
        finally {
            await both(this.#disk.dropTemporary(temporary), this.#disk.removeTemporary(second));
        }
    }
}
/** Writes and makes durable. */
async function fill(handle, bytes) {
    await writeAll(handle, [bytes]);
    await handle.sync();
}
/** Not zeroed, since every byte is read over it; not from the pool, since it will be given away. */
function allocate(length) {
    return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}
/** Reads until the bytes are full or the file ends; returns how many were read. */
async function readInto(handle, bytes, offset) {
    let done = 0;
    while (done < bytes.length) {
        const length = Math.min(bytes.length - done, LARGEST_READ);
        const { bytesRead } = await handle.read(bytes, done, length, offset + done);
        if (bytesRead === 0)
            break;
        done += bytesRead;
    }
    return done;
}

;// CONCATENATED MODULE: ./lib/storage/memory.js
/** A storage in memory: for tests, and the shortest example of the contract. */


function steadyClock() {
    let milliseconds = Date.UTC(2026, 0, 1);
    return () => new Date(milliseconds++);
}
function joined(parts) {
    const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
    let offset = 0;
    for (const part of parts) {
        whole.set(part, offset);
        offset += part.length;
    }
    return whole;
}
function createMemoryStorage(options = {}) {
    const clock = options.clock ?? steadyClock();
    const objects = options.objects ?? new Map();
    const location = options.location ?? 'memory';
    function publish(key, bytes) {
        if (objects.has(key))
            return 'exists';
        objects.set(key, { bytes, modifiedAt: clock() });
        return 'created';
    }
    function writer() {
        let parts = [];
        function open() {
            if (parts === undefined)
                throw new Error('the writer was committed or aborted already');
            return parts;
        }
        return {
            async append(more) {
                open().push(joined(more));
            },
            async commit(key) {
                checkKey(key);
                const bytes = joined(open());
                parts = undefined;
                const there = objects.get(key);
                if (there && there.bytes.length !== bytes.length) {
                    throw sizeMismatch(location, key, there.bytes.length, bytes.length);
                }
                return publish(key, bytes);
            },
            async abort() {
                parts = undefined;
            }
        };
    }
    async function* list(prefix, after) {
        const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && (after === undefined || key > after));
        // Keys are ASCII: the order of UTF-16 code units is that of the bytes.
        for (const key of keys.sort()) {
            const object = objects.get(key);
            if (object)
                yield { key, size: object.bytes.length, modifiedAt: new Date(object.modifiedAt) };
        }
    }
    return {
        location,
        objects,
        async create(key, bytes) {
            return publish(checkKey(key), bytes.slice());
        },
        writer,
        async read(key, range, maximum = Infinity) {
            checkKey(key);
            if (range)
                checkRange(range);
            const object = objects.get(key);
            if (!object)
                throw missingObject(location, key);
            if (object.bytes.length > maximum)
                throw tooLarge(location, key, object.bytes.length, maximum);
            if (!range)
                return new Uint8Array(object.bytes);
            const end = range.offset + range.length;
            if (end > object.bytes.length)
                throw outOfRange(location, key, object.bytes.length, range);
            return new Uint8Array(object.bytes.subarray(range.offset, end));
        },
        async stat(key) {
            const object = objects.get(checkKey(key));
            return object && { key, size: object.bytes.length, modifiedAt: new Date(object.modifiedAt) };
        },
        list: (prefix, { after } = {}) => list(checkPrefix(prefix), after === undefined ? undefined : checkKey(after)),
        async remove(key) {
            objects.delete(checkKey(key));
        },
        now: async () => clock(),
        createMayTear: async () => false
    };
}

;// CONCATENATED MODULE: ./lib/storage/s3.js
/**
 * Opens the store in a bucket. Sends no request yet: a bucket that is missing shows at the first.
 * @throws ArtifactStoreError `INVALID_INPUT` where no region is known.
 */
async function openS3Storage(options) {
    const { connectS3 } = await Promise.all(/* import() */[__webpack_require__.e(765), __webpack_require__.e(325)]).then(__webpack_require__.bind(__webpack_require__, 6325));
    const { S3Storage } = await Promise.all(/* import() */[__webpack_require__.e(765), __webpack_require__.e(940)]).then(__webpack_require__.bind(__webpack_require__, 8940));
    return new S3Storage(await connectS3(options));
}

;// CONCATENATED MODULE: ./lib/storage/index.js
/**
 * Where objects lie: the contract of a storage, its implementations (a folder, a bucket, memory), and what holds them to it:
 * checks while running, the conformance suite, and a wrapper that injects faults. Knows nothing of artifacts or packs.
 */









;// CONCATENATED MODULE: ./lib/doors/location.js
/** Where the store is: what the user named, by the same rules from a workflow step and from a shell. */






const LOCATION_VARIABLE = 'ARTIFACT_STORE';
/**
 * The store's folder, absolute, or its bucket as `s3://…`: what was given, else `ARTIFACT_STORE`, else `store:` of
 * `.github/artifact-store.yml`, else `~/.artifact-store`.
 * @throws ArtifactStoreError `INVALID_INPUT` naming where the value came from, for what is neither a folder's path nor a
 * bucket.
 */
function resolveStoreLocation(sources) {
    const { explicit, explicitName, env, workspace, home } = sources;
    const fromEnv = env[LOCATION_VARIABLE];
    if (isGiven(explicit))
        return placeOf(explicit, explicitName, workspace, home);
    if (isGiven(fromEnv))
        return placeOf(fromEnv, `environment variable '${LOCATION_VARIABLE}'`, workspace, home);
    const { store: configured } = sources.config;
    if (isGiven(configured))
        return placeOf(configured, `'store' in ${CONFIG_PATH}`, workspace, home);
    return (0,external_node_path_.join)(home, '.artifact-store');
}
/**
 * Opens the storage at a location that {@link resolveStoreLocation} gave.
 * @param options `create`: make the folder where it is missing (a save); otherwise its absence is an error. A bucket is
 *   never made.
 */
async function openStorageAt(location, options) {
    if (!isS3Location(location))
        return openLocalStorage(location, options);
    // The SDK tells its developers on which Node.js it will run next year; who saves a model cannot do anything about it.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const { pathStyle, ...place } = parseS3Location(location, 'store');
    return openS3Storage({ ...place, ...(pathStyle === undefined ? {} : { forcePathStyle: pathStyle }) });
}
/** The folder at a location that {@link resolveStoreLocation} gave; undefined where the store is in a bucket. */
function storeFolderAt(location) {
    return isS3Location(location) ? undefined : location;
}
const SCHEME = /^[a-z][a-z0-9+.-]+:\/\//i;
function placeOf(value, origin, workspace, home) {
    const location = value.trim();
    if (isS3Location(location))
        return formatS3Location(parseS3Location(location, origin));
    const scheme = SCHEME.exec(location)?.[0].toLowerCase();
    if (scheme !== undefined) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${origin}: ${(0,errors/* quote */.hD)(location)} is neither a folder nor a bucket; give a folder's path, without '${(0,describe/* inert */.tJ)(scheme)}', or s3://bucket/prefix`);
    }
    // eslint-disable-next-line no-control-regex -- a folder's path that holds one is a mistake, most often two lines
    if (/[\u0000-\u001f\u007f]/.test(location)) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${origin}: ${(0,errors/* quote */.hD)(location)} holds a line break or control character; give one folder`);
    }
    const expanded = expandHome(location, home);
    if (expanded.startsWith('~')) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${origin}: ${(0,errors/* quote */.hD)(location)} starts with '~', which stands for your own home folder only ('~/…'); give the whole path`);
    }
    return (0,external_node_path_.resolve)(workspace, expanded);
}
/** A leading `~` (alone, or before a separator) as the home folder; any other path as it is. */
function expandHome(path, home) {
    if (path === '~')
        return home;
    return /^~[/\\]/.test(path) ? (0,external_node_path_.join)(home, path.slice(2)) : path;
}
function isGiven(value) {
    return value !== undefined && value.trim() !== '';
}

;// CONCATENATED MODULE: ./lib/doors/pair.js
/** Two versions that are compared, by what people call them. */


/**
 * `name@a name@b`. The second may be a version of the same artifact alone (`name@a b`); where it is missing, it is the
 * latest of it.
 * @param input how messages name where they were given.
 * @throws ArtifactStoreError `INVALID_INPUT`.
 */
function parsePair(texts, input) {
    const [first, second, ...more] = texts;
    if (first === undefined || more.length > 0) {
        throw pair_invalid(`${input}: give two versions to compare, such as 'model@v1 model@v2'; these are ${texts.length}`);
    }
    const at = first.indexOf('@');
    if (at < 0) {
        const example = second === undefined ? `${first}@v1` : `${first}@latest ${second}@latest`;
        throw pair_invalid(`${input}: ${(0,errors/* quote */.hD)(first)} does not say which version to compare: write ${(0,errors/* quote */.hD)(example)}`);
    }
    const from = parseNamed(first, at, input);
    if (second === undefined)
        return { from, to: { name: from.name, selector: 'latest' } };
    const split = second.indexOf('@');
    if (split >= 0)
        return { from, to: parseNamed(second, split, input) };
    if (second.includes('/') && !second.includes(':')) {
        throw pair_invalid(`${input}: ${(0,errors/* quote */.hD)(second)} does not say which version to compare with: write '${second}@latest'`);
    }
    (0,store/* parseSelector */.Pl)(second, input);
    return { from, to: { name: from.name, selector: second } };
}
/** The first of the two that is not in the store, as an error; for who was told that one is missing. */
async function missingOfPair(store, { from, to }) {
    const isThere = (await store.resolve(from.name, [from.selector])) !== undefined;
    const { name, selector } = isThere ? to : from;
    return new errors/* ArtifactStoreError */.ux('NOT_FOUND', `no version of ${(0,errors/* quote */.hD)(name)} matches ${(0,errors/* quote */.hD)(selector)} in the store ${(0,errors/* quote */.hD)(store.location)}`);
}
function parseNamed(text, at, input) {
    const name = (0,store/* checkArtifactName */.CN)(text.slice(0, at), input);
    const selector = text.slice(at + 1);
    (0,store/* parseSelector */.Pl)(selector, input);
    return { name, selector };
}
function pair_invalid(message) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', message);
}

// EXTERNAL MODULE: ./lib/files/destination.js + 8 modules
var destination = __webpack_require__(3337);
// EXTERNAL MODULE: ./lib/files/patterns.js
var patterns = __webpack_require__(4152);
// EXTERNAL MODULE: ./lib/files/staging-name.js
var staging_name = __webpack_require__(9788);
// EXTERNAL MODULE: ./lib/files/system-error.js
var system_error = __webpack_require__(1789);
// EXTERNAL MODULE: ./lib/files/tree-path.js
var tree_path = __webpack_require__(6703);
// EXTERNAL MODULE: ./lib/files/well-formed.js
var well_formed = __webpack_require__(4835);
;// CONCATENATED MODULE: ./lib/files/walk.js
/**
 * Walks a folder on this machine as the source of a save.
 *
 * One folder's names are in memory at a time for each level, never all paths. The calls are synchronous, in slices: a
 * tree of small files lists several times faster than through the thread pool, and the event loop gets its turn in
 * between.
 */








const ALL = { decide: () => TAKE_ALL };
const TAKE_ALL = { listed: true, below: ALL };
const VISIBLE = { decide: (name) => (name.startsWith('.') ? LEAVE_HIDDEN : TAKE_VISIBLE) };
const TAKE_VISIBLE = { listed: true, below: VISIBLE };
const LEAVE_HIDDEN = { listed: false, hidden: { listed: true } };
/** Chooses everything, or everything that neither is hidden nor lies in a hidden folder. */
function everything(includeHidden) {
    return includeHidden ? ALL : VISIBLE;
}
/** The tree of the files below a folder, in tree order. */
function walkTree(options) {
    let hidden = 0;
    return {
        hiddenLeftOut: () => hidden,
        async *entries() {
            hidden = 0;
            let turn = 0;
            for (const entry of walk(options, () => hidden++)) {
                if (entry !== undefined)
                    yield entry;
                if (++turn % SLICE === 0)
                    await (0,external_node_timers_promises_.setImmediate)();
            }
        }
    };
}
/** Entries looked at before the event loop gets its turn: about a millisecond on a local disk. */
const SLICE = 256;
/** Yields undefined for an entry that is not listed, so that long stretches of those end the slice too. */
function* walk(options, countHidden) {
    const excluded = new ExcludedFolders(options.excludeFolders ?? []);
    if (excluded.holds(options.folder))
        return;
    const follow = options.symlinks === 'follow';
    const stack = [openFrame(options.folder, '', options.filter ?? ALL, undefined, follow)];
    let pendingFrames = 0;
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
        const name = frame.names[frame.next++];
        if (name === undefined) {
            if (frame.pending !== undefined)
                pendingFrames--;
            stack.pop();
            continue;
        }
        const absolutePath = inFolder(frame.absolutePath, name);
        const named = frame.filter.only !== undefined;
        if (!named && !(0,well_formed/* isDecodedExactly */.H)(name) && !isStorable(frame, name)) {
            yield undefined;
            continue;
        }
        const found = look(absolutePath, follow, named);
        if (found === undefined) {
            yield undefined;
            continue;
        }
        const { stats, throughLink } = found;
        const isFolder = stats.isDirectory();
        if (isFolder && (staging_name/* STAGING_NAME */.M.test(name) || excluded.is(absolutePath, stats, throughLink))) {
            yield undefined;
            continue;
        }
        const verdict = frame.filter.decide(name, isFolder);
        if (verdict.hidden !== undefined && isChosen(verdict.hidden, absolutePath, isFolder))
            countHidden();
        if (!verdict.listed && !(isFolder && verdict.below !== undefined)) {
            yield undefined;
            continue;
        }
        const path = frame.prefix + name;
        const entry = toEntry(path, absolutePath, stats, follow);
        if (verdict.listed) {
            if (pendingFrames > 0) {
                for (const parent of stack) {
                    if (parent.pending !== undefined)
                        yield parent.pending;
                    parent.pending = undefined;
                }
                pendingFrames = 0;
            }
            yield entry;
        }
        if (isFolder && verdict.below !== undefined) {
            const child = openFrame(absolutePath, `${path}/`, verdict.below, verdict.listed ? undefined : entry, follow);
            if (follow)
                refuseCycle(stack, child);
            if (child.pending !== undefined)
                pendingFrames++;
            stack.push(child);
        }
    }
}
function openFrame(absolutePath, prefix, filter, pending, follow) {
    const names = filter.only === undefined ? readNames(absolutePath) : [...filter.only];
    sortNames(names);
    const identity = follow ? identityOf(absolutePath) : undefined;
    return { absolutePath, prefix, names, next: 0, filter, pending, identity };
}
function readNames(folder) {
    try {
        return (0,external_node_fs_.readdirSync)(folder);
    }
    catch (error) {
        throw new errors/* ArtifactStoreError */.ux('SOURCE', `cannot read the folder ${(0,errors/* quote */.hD)(folder)}: ${(0,system_error/* systemErrorReason */.Q)(error)}`, {
            cause: error
        });
    }
}
/** Names that hold a surrogate or a unit above are the only ones that JavaScript's own order puts elsewhere. */
const NEEDS_TREE_ORDER = /[\ud800-\uffff]/;
function sortNames(names) {
    if (names.some((name) => NEEDS_TREE_ORDER.test(name)))
        names.sort(tree_path/* compareTreePaths */.W);
    else
        names.sort();
}
/** What lies at a path; undefined where a named path does not exist. */
function look(absolutePath, follow, named) {
    let stats;
    try {
        stats = (0,external_node_fs_.lstatSync)(absolutePath);
    }
    catch (error) {
        const code = (0,errors/* systemErrorCode */.vq)(error);
        if (named && (code === 'ENOENT' || code === 'ENOTDIR'))
            return undefined;
        const why = code === 'ENOENT' ? 'it vanished while its folder was read' : (0,system_error/* systemErrorReason */.Q)(error);
        throw new errors/* ArtifactStoreError */.ux('SOURCE', `cannot read ${(0,errors/* quote */.hD)(absolutePath)}: ${why}`, { cause: error });
    }
    if (!stats.isSymbolicLink() || !(follow || named))
        return { stats, throughLink: false };
    let target;
    try {
        target = (0,external_node_fs_.statSync)(absolutePath);
    }
    catch (error) {
        if (!follow)
            return { stats, throughLink: false };
        const why = (0,errors/* systemErrorCode */.vq)(error) === 'ENOENT' ? 'what it points to does not exist' : (0,system_error/* systemErrorReason */.Q)(error);
        throw new errors/* ArtifactStoreError */.ux('SOURCE', `cannot follow the link ${(0,errors/* quote */.hD)(absolutePath)}: ${why}`, { cause: error });
    }
    if (follow || target.isDirectory())
        return { stats: target, throughLink: true };
    return { stats, throughLink: false };
}
function toEntry(path, absolutePath, stats, followLinks) {
    const mode = stats.mode & 0o777;
    if (stats.isFile()) {
        const file = { kind: 'file', path, absolutePath, mode, size: stats.size };
        return followLinks ? { ...file, followLinks } : file;
    }
    if (stats.isDirectory())
        return { kind: 'directory', path, mode };
    if (stats.isSymbolicLink())
        return { kind: 'symlink', path, target: readTarget(absolutePath) };
    throw new errors/* ArtifactStoreError */.ux('SOURCE', `cannot store ${(0,errors/* quote */.hD)(absolutePath)}: it is ${describeKind(stats)}, neither a file, a folder nor a link`);
}
function describeKind(stats) {
    if (stats.isSocket())
        return 'a socket';
    if (stats.isFIFO())
        return 'a FIFO (a named pipe)';
    if (stats.isBlockDevice())
        return 'a block device';
    if (stats.isCharacterDevice())
        return 'a character device';
    return 'of an unknown kind';
}
function readTarget(absolutePath) {
    let target;
    try {
        target = (0,external_node_fs_.readlinkSync)(absolutePath);
        if ((0,well_formed/* isDecodedExactly */.H)(target) || (0,external_node_fs_.readlinkSync)(absolutePath, 'buffer').equals(Buffer.from(target)))
            return target;
    }
    catch (error) {
        throw new errors/* ArtifactStoreError */.ux('SOURCE', `cannot read the link ${(0,errors/* quote */.hD)(absolutePath)}: ${(0,system_error/* systemErrorReason */.Q)(error)}`, {
            cause: error
        });
    }
    throw new errors/* ArtifactStoreError */.ux('SOURCE', `cannot store the link ${(0,errors/* quote */.hD)(absolutePath)}: its target is not valid UTF-8`);
}
/**
 * Whether a name whose decoding looks suspicious stands for what it says (a true U+FFFD): then it is like any other.
 * False: it is not valid UTF-8, and nobody wants it.
 * @throws ArtifactStoreError `SOURCE` where it is not valid UTF-8, which no tree can hold, and was chosen.
 */
function isStorable(frame, name) {
    const bytes = Buffer.from(name);
    const raw = (0,external_node_fs_.readdirSync)(frame.absolutePath, { encoding: 'buffer' }).find((candidate) => candidate.toString() === name && !candidate.equals(bytes));
    if (raw === undefined && (0,well_formed/* isWellFormed */.U)(name))
        return true;
    const rawPath = Buffer.concat([Buffer.from(inFolder(frame.absolutePath, '')), raw ?? bytes]);
    const isFolder = (0,external_node_fs_.lstatSync)(rawPath, { throwIfNoEntry: false })?.isDirectory() ?? false;
    const verdict = frame.filter.decide(name, isFolder);
    if (verdict.listed || verdict.below !== undefined)
        throw invalidName(frame.absolutePath, raw ?? bytes);
    return false;
}
function invalidName(folder, name) {
    let visible = '';
    for (const byte of name) {
        visible +=
            byte < 0x20 || byte > 0x7e || byte === 0x5c
                ? `\\x${byte.toString(16).padStart(2, '0')}`
                : String.fromCharCode(byte);
    }
    return new errors/* ArtifactStoreError */.ux('SOURCE', `cannot store '${visible}' in the folder ${(0,errors/* quote */.hD)(folder)}: its name is not valid UTF-8; rename it`);
}
function refuseCycle(stack, child) {
    const above = stack.find((frame) => frame.identity === child.identity);
    if (above === undefined)
        return;
    throw new errors/* ArtifactStoreError */.ux('SOURCE', `cannot follow links: ${(0,errors/* quote */.hD)(child.absolutePath)} leads back to ${(0,errors/* quote */.hD)(above.absolutePath)}, which holds it`);
}
/** Whether a hidden entry would be listed, or holds something that would be. What cannot be read holds nothing. */
function isChosen(choice, absolutePath, isFolder) {
    if (choice.listed)
        return true;
    if (!isFolder || choice.below === undefined)
        return false;
    const { below } = choice;
    let found;
    try {
        found = (0,external_node_fs_.readdirSync)(absolutePath, { withFileTypes: true });
    }
    catch {
        return false;
    }
    return found.some((entry) => {
        if (entry.isDirectory() && staging_name/* STAGING_NAME */.M.test(entry.name))
            return false;
        const verdict = below.decide(entry.name, entry.isDirectory());
        return isChosen(verdict, inFolder(absolutePath, entry.name), entry.isDirectory());
    });
}
/** The path of an entry; plain joining is what costs least for a million of them. */
function inFolder(folder, name) {
    return folder.endsWith(external_node_path_.sep) ? folder + name : folder + external_node_path_.sep + name;
}
/** Undefined where there is nothing. */
function identityOf(folder) {
    const stats = lookAt(folder);
    return stats === undefined ? undefined : identify(stats);
}
/** Undefined where there is nothing, or where a file stands for one of the folders above: Node.js 20 throws for that. */
function lookAt(folder) {
    try {
        return (0,external_node_fs_.statSync)(folder, { bigint: true, throwIfNoEntry: false });
    }
    catch (error) {
        if ((0,errors/* systemErrorCode */.vq)(error) === 'ENOTDIR')
            return undefined;
        throw error;
    }
}
function identify(stats) {
    return `${stats.dev}:${stats.ino}`;
}
/** Recognises folders by what the file system says they are, so that no link and no other spelling leads into them. */
class ExcludedFolders {
    #paths;
    #inodes = new Set();
    #identities = new Set();
    constructor(paths) {
        this.#paths = paths;
        for (const path of paths) {
            const stats = lookAt(path);
            if (stats === undefined)
                continue;
            this.#inodes.add(Number(stats.ino));
            this.#identities.add(identify(stats));
        }
    }
    /** Whether the folder at `path`, real but for its own name, is one of them. */
    is(path, stats, throughLink) {
        if (this.#paths.length === 0)
            return false;
        if (throughLink)
            return this.holds(path);
        if (this.#paths.includes(path))
            return true;
        // Inode numbers may be too long for a number (Windows), and then two folders look alike at first.
        return this.#inodes.has(stats.ino) && this.#identities.has(identify((0,external_node_fs_.lstatSync)(path, { bigint: true })));
    }
    /** Whether `path`, or where it leads to, is one of them or lies in one. */
    holds(path) {
        if (this.#paths.length === 0)
            return false;
        let real;
        try {
            real = (0,external_node_fs_.realpathSync)(path);
        }
        catch {
            return false;
        }
        return this.#paths.some((folder) => real === folder || real.startsWith(folder + external_node_path_.sep));
    }
}

;// CONCATENATED MODULE: ./lib/files/index.js
/**
 * Files on this machine: the tree that a save reads, the destination that a restore writes, and the paths between the
 * two. Knows neither stores nor versions.
 */





// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
;// CONCATENATED MODULE: ./lib/doors/path-patterns.js
/**
 * What the lines of a `path` input mean: paths and glob patterns with the rules of @actions/glob, which this leaves to
 * @actions/glob itself. Only its walk is not used: it takes a second for what a plain walk does in the tenth of one.
 */



const IS_WINDOWS = process.platform === 'win32';
/**
 * Reads patterns, one each; empty ones and those that start with `#` are comments.
 * @param workingDirectory Absolute: where relative patterns start.
 * @throws ArtifactStoreError `INVALID_INPUT` naming the pattern.
 */
async function readPathPatterns(patterns, workingDirectory) {
    const lines = patterns.flatMap((pattern) => typeof pattern === 'string'
        ? pattern
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== '' && !line.startsWith('#'))
            .map((line) => readLine(line, workingDirectory))
        : [literalLine(pattern, workingDirectory)]);
    // Most saves name plain paths: those need no interpretation, and then @actions/glob is not even loaded.
    return Promise.all(lines.map(async (line) => line.rest.length === 0 ? literalPattern(line) : globPattern(line, await interpret(line))));
}
function readLine(text, workingDirectory) {
    let pattern = text;
    let negate = false;
    while (pattern.startsWith('!')) {
        negate = !negate;
        pattern = pattern.slice(1).trim();
    }
    if (pattern === '')
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `path: ${(0,errors/* quote */.hD)(text)} names nothing`);
    if (pattern.includes('\0')) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `path: ${(0,errors/* quote */.hD)(text)} holds a NUL character, which no path can`);
    }
    const separators = IS_WINDOWS ? /[\\/]+/ : /\/+/;
    const root = (0,external_node_path_.isAbsolute)(pattern) ? (0,external_node_path_.parse)(pattern).root : '';
    const segments = pattern
        .slice(root.length)
        .split(separators)
        .filter((segment) => segment !== '');
    const wildcardAt = segments.findIndex((segment) => !isPlain(segment));
    const literals = wildcardAt === -1 ? segments : segments.slice(0, wildcardAt);
    const rest = wildcardAt === -1 ? [] : segments.slice(wildcardAt).filter((segment) => segment !== '.');
    if (rest.includes('..')) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `path: ${(0,errors/* quote */.hD)(text)} has '..' after a wildcard; write the path without it`);
    }
    const atHome = root === '' && literals[0] === '~';
    const relative = atHome ? literals.slice(1) : literals;
    return {
        text,
        negate,
        foldersOnly: separators.test(pattern.slice(-1)),
        literalPath: (0,external_node_path_.resolve)(atHome ? (0,external_node_os_.homedir)() : workingDirectory, root + relative.join(external_node_path_.sep)),
        rest
    };
}
function literalLine({ literal }, workingDirectory) {
    return {
        text: literal,
        negate: false,
        foldersOnly: false,
        literalPath: (0,external_node_path_.resolve)(workingDirectory, literal),
        rest: []
    };
}
/** Whether a segment holds nothing that a pattern could give a meaning. */
function isPlain(segment) {
    return IS_WINDOWS ? !/[*?[]/.test(segment) : !/[*?[\\]/.test(segment);
}
function literalPattern(line) {
    const target = fold(line.literalPath);
    const parents = target.endsWith(external_node_path_.sep) ? target : target + external_node_path_.sep;
    return {
        text: line.text,
        negate: line.negate,
        foldersOnly: line.foldersOnly,
        searchPath: line.literalPath,
        isLiteral: true,
        matches: (path) => fold(path) === target,
        mayMatchBelow: (path) => parents.startsWith(path.endsWith(external_node_path_.sep) ? fold(path) : fold(path) + external_node_path_.sep)
    };
}
/** Windows compares names without regard to case, as @actions/glob does there. */
function fold(path) {
    return IS_WINDOWS ? path.toUpperCase() : path;
}
function globPattern(line, glob) {
    return {
        text: line.text,
        negate: line.negate,
        foldersOnly: line.foldersOnly,
        searchPath: glob.searchPath,
        isLiteral: false,
        matches: (path) => glob.match(path) !== 0,
        mayMatchBelow: (path) => glob.partialMatch(path)
    };
}
/** Has @actions/glob interpret a line that holds wildcards. */
async function interpret(line) {
    if (/[\r\n]/.test(line.literalPath)) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `path: ${(0,errors/* quote */.hD)(line.text)} has a wildcard below ${(0,errors/* quote */.hD)(line.literalPath)}, whose name holds a line break; ` +
            'name the folder without a wildcard');
    }
    const { create } = await Promise.all(/* import() */[__webpack_require__.e(224), __webpack_require__.e(377)]).then(__webpack_require__.bind(__webpack_require__, 2377));
    let globber;
    try {
        // Without options: given some, it prints a debug command for each.
        globber = await create((0,external_node_path_.join)(escapeGlob(line.literalPath), ...line.rest));
    }
    catch (error) {
        const why = String(error.message);
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `path: ${(0,errors/* quote */.hD)(line.text)} is no pattern: ${why}`, { cause: error });
    }
    return onlyPatternOf(globber);
}
/**
 * The pattern inside a globber, which its types keep private.
 * @throws Error where @actions/glob is not of the shape that this was written for: a bug to fix here.
 */
function onlyPatternOf(globber) {
    const { patterns } = globber;
    const pattern = Array.isArray(patterns) && patterns.length === 1 ? patterns[0] : undefined;
    if (isGlobPattern(pattern))
        return pattern;
    throw new Error('this release of @actions/glob keeps its patterns elsewhere: path-patterns.ts has to be adapted');
}
function isGlobPattern(value) {
    const pattern = value;
    return (typeof pattern === 'object' &&
        pattern !== null &&
        typeof pattern.searchPath === 'string' &&
        typeof pattern.match === 'function' &&
        typeof pattern.partialMatch === 'function');
}
/** Text that, as a pattern, means this very path. */
function escapeGlob(path) {
    const escaped = path.replace(/[*?[]/g, '[$&]');
    return IS_WINDOWS ? escaped : escaped.replace(/\\/g, '\\\\').replace(/\s$/, '[$&]');
}

;// CONCATENATED MODULE: ./lib/doors/pattern-filter.js
var _a;
/**
 * Chooses among the entries of a walk by patterns, folder by folder.
 *
 * As in @actions/glob the last pattern that matches decides, and a pattern that matches a folder means all below it. So
 * each folder carries, for each pattern, what is known of everything below it, and most entries need no matching.
 */


const NOTHING_BELOW = 0;
const SOME_BELOW = 1;
const ALL_BELOW = 2;
/** The filter for a walk of `folder` (absolute) that looks only at what `searchPaths` lead to. */
function filterByPatterns(folder, searchPaths, options) {
    // A folder above may be matched already: with `!data` nothing below `data/raw` is chosen.
    const { root } = (0,external_node_path_.parse)(folder);
    let filter = new PatternFilter(root, options.patterns.map(() => SOME_BELOW), undefined, options);
    for (const name of folder
        .slice(root.length)
        .split(external_node_path_.sep)
        .filter((part) => part !== '')) {
        filter = filter.enterAny(name);
    }
    return filter.withSearchPaths(searchPaths);
}
const SKIP = { listed: false };
const TAKE = { listed: true };
const pattern_filter_LEAVE_HIDDEN = { listed: false, hidden: TAKE };
class PatternFilter {
    only;
    #folder;
    #reaches;
    #searchPaths;
    #options;
    constructor(folder, reaches, searchPaths, options) {
        this.#folder = folder;
        this.#reaches = reaches;
        this.#searchPaths = searchPaths;
        this.#options = options;
        if (searchPaths !== undefined)
            this.only = [...searchPaths.keys()];
    }
    withSearchPaths(searchPaths) {
        return new _a(this.#folder, this.#reaches, searchPaths, this.#options);
    }
    decide(name, isFolder) {
        const path = this.#pathOf(name);
        const chosen = this.#choose(name, path, isFolder, !this.#options.includeHidden);
        if (this.#options.includeHidden || !name.startsWith('.'))
            return chosen;
        const shown = this.#choose(name, path, isFolder, false);
        if (shown.listed === chosen.listed && (shown.below === undefined) === (chosen.below === undefined))
            return chosen;
        if (!isFolder && !chosen.listed)
            return pattern_filter_LEAVE_HIDDEN;
        return { ...chosen, hidden: shown };
    }
    /** The filter below a folder on the way to what is walked. */
    enterAny(name) {
        const path = this.#pathOf(name);
        const reaches = this.#options.patterns.map((_, index) => this.#look(index, name, path, true, false).below);
        return new _a(path, reaches, undefined, this.#options);
    }
    #pathOf(name) {
        return this.#folder.endsWith(external_node_path_.sep) ? this.#folder + name : this.#folder + external_node_path_.sep + name;
    }
    #choose(name, path, isFolder, leaveHidden) {
        const { patterns } = this.#options;
        let listed = false;
        const reaches = isFolder ? [] : undefined;
        for (let index = 0; index < patterns.length; index++) {
            const { matched, below } = this.#look(index, name, path, isFolder, leaveHidden);
            if (matched)
                listed = !patterns[index].negate;
            reaches?.push(below);
        }
        if (reaches === undefined)
            return listed ? TAKE : SKIP;
        const below = this.#enter(name, path, reaches, leaveHidden);
        return below === undefined ? (listed ? TAKE : SKIP) : { listed, below };
    }
    /** Whether one pattern matches an entry, and what it means for all below. */
    #look(index, name, path, isFolder, leaveHidden) {
        const reach = this.#reaches[index];
        if (reach === NOTHING_BELOW)
            return NO_MATCH;
        const pattern = this.#options.patterns[index];
        if (leaveHidden && !pattern.negate && name.startsWith('.') && !leadsTo(path, pattern.searchPath))
            return NO_MATCH;
        if (reach === ALL_BELOW)
            return MATCH;
        if ((isFolder || !pattern.foldersOnly) && pattern.matches(path))
            return MATCH;
        return isFolder && pattern.mayMatchBelow(path) ? MAY_MATCH_BELOW : NO_MATCH;
    }
    /** The filter for a folder with these reaches; undefined where nothing in it can be chosen. */
    #enter(name, path, reaches, leaveHidden) {
        const { patterns } = this.#options;
        const isNegated = (index) => patterns[index].negate;
        const lastExcludingAll = reaches.findLastIndex((reach, index) => isNegated(index) && reach === ALL_BELOW);
        const mayChoose = reaches.some((reach, index) => index > lastExcludingAll && !isNegated(index) && reach !== NOTHING_BELOW);
        if (!mayChoose)
            return undefined;
        const searchPaths = this.#searchPaths?.get(name);
        const lastChoosingAll = reaches.findLastIndex((reach, index) => !isNegated(index) && reach === ALL_BELOW);
        const choosesAll = lastChoosingAll !== -1 &&
            searchPaths === undefined &&
            reaches.every((reach, index) => index < lastChoosingAll || !isNegated(index) || reach === NOTHING_BELOW) &&
            // A pattern that spells out a hidden name is still to be asked.
            (!leaveHidden || reaches.every((reach, index) => isNegated(index) || reach !== SOME_BELOW));
        if (choosesAll)
            return everything(!leaveHidden);
        return new _a(path, reaches, searchPaths, { patterns, includeHidden: !leaveHidden });
    }
}
_a = PatternFilter;
const NO_MATCH = { matched: false, below: NOTHING_BELOW };
const MAY_MATCH_BELOW = { matched: false, below: SOME_BELOW };
const MATCH = { matched: true, below: ALL_BELOW };
/** Whether `path` is `target`, or a folder on the way to it. What a pattern spells out is not hidden to it. */
function leadsTo(path, target) {
    return target === path || (target.startsWith(path) && (path.endsWith(external_node_path_.sep) || target.charAt(path.length) === external_node_path_.sep));
}

;// CONCATENATED MODULE: ./lib/doors/selection.js
/**
 * What a save reads: the paths and patterns that people give, made into a tree with a root.
 */






/**
 * Finds out what is to be saved. Files are looked at only once the tree is walked.
 * @throws ArtifactStoreError `INVALID_INPUT` naming the pattern or the root that cannot be used.
 */
async function selectFiles(request) {
    const patterns = await readPathPatterns(request.patterns, request.workingDirectory);
    const wanted = patterns.filter((pattern) => !pattern.negate);
    if (wanted.length === 0) {
        const why = patterns.length === 0 ? 'is empty' : 'only holds exclusions';
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `path: it ${why}; name the files or folders to save`);
    }
    const searchPaths = withoutNested(wanted.map((pattern) => pattern.searchPath));
    const root = request.root === undefined ? undefined : (0,external_node_path_.resolve)(request.workingDirectory, request.root);
    if (root !== undefined)
        checkRoot(root, searchPaths);
    const base = walkedFolder(root === undefined ? searchPaths : [...searchPaths, root]);
    const walked = walkTree({
        folder: base,
        filter: filterByPatterns(base, wayTo(searchPaths.filter(exists), base), {
            patterns,
            includeHidden: request.includeHidden
        }),
        symlinks: request.symlinks,
        excludeFolders: request.exclude
    });
    const tree = root === undefined || root === base ? walked : selection_below(walked, base, root);
    return {
        tree,
        root: root ?? base,
        isEmpty: () => holdsNoFile(tree),
        hiddenLeftOut: () => walked.hiddenLeftOut(),
        missing: wanted.filter((pattern) => pattern.isLiteral && !isThere(pattern)).map((pattern) => pattern.text)
    };
}
async function holdsNoFile(tree) {
    for await (const entry of tree.entries()) {
        if (entry.kind !== 'directory')
            return false;
    }
    return true;
}
/** Drops paths that lie below another one. */
function withoutNested(paths) {
    const all = new Set(paths);
    const isNested = (path) => {
        for (let parent = (0,external_node_path_.dirname)(path); parent !== path; parent = (0,external_node_path_.dirname)(parent)) {
            if (all.has(parent))
                return true;
            path = parent;
        }
        return false;
    };
    return [...all].filter((path) => !isNested(path));
}
/** Whether `path` is `folder` or lies in it, by their spelling. */
function isBelow(path, folder) {
    const way = (0,external_node_path_.relative)(folder, path);
    return way !== '..' && !way.startsWith(`..${external_node_path_.sep}`) && !(0,external_node_path_.isAbsolute)(way);
}
function checkRoot(root, searchPaths) {
    if (!exists(root))
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `root: ${(0,errors/* quote */.hD)(root)} does not exist`);
    if (!isFolder(root))
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `root: ${(0,errors/* quote */.hD)(root)} is not a folder`);
    const outside = searchPaths.find((path) => !isBelow(path, root) && !isBelow(root, path));
    if (outside !== undefined)
        throw notBelowRoot(outside, root);
}
function notBelowRoot(path, root) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `root: ${(0,errors/* quote */.hD)(path)}, which path selects, is not below ${(0,errors/* quote */.hD)(root)}; give a root that holds all files, or none`);
}
/** The folder to walk: the deepest that holds all of `paths`, or is the only one. */
function walkedFolder(paths) {
    const [first, ...others] = paths;
    let ancestor = first;
    while (!others.every((path) => isBelow(path, ancestor))) {
        const parent = (0,external_node_path_.dirname)(ancestor);
        if (parent === ancestor) {
            throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `path: ${paths.map(errors/* quote */.hD).join(', ')} have no folder in common`);
        }
        ancestor = parent;
    }
    // A file, or nothing: its name is what the tree holds.
    return isFolder(ancestor) ? ancestor : (0,external_node_path_.dirname)(ancestor);
}
/** The names that lead from `base` to each of `paths`; undefined where `base` is one of them. */
function wayTo(paths, base) {
    const way = new Map();
    for (const path of paths) {
        const names = (0,external_node_path_.relative)(base, path)
            .split(external_node_path_.sep)
            .filter((name) => name !== '');
        const last = names.pop();
        if (last === undefined)
            return undefined;
        let folder = way;
        for (const name of names) {
            const next = folder.get(name) ?? new Map();
            folder.set(name, next);
            folder = next;
        }
        folder.set(last, undefined);
    }
    return way;
}
/** The part of a tree of `base` that lies in `root`, a folder below it. */
function selection_below(walked, base, root) {
    const prefix = `${(0,external_node_path_.relative)(base, root).split(external_node_path_.sep).join('/')}/`;
    const isOutside = (path) => !path.startsWith(prefix) && !prefix.startsWith(`${path}/`);
    return {
        async *entries() {
            // A folder is only named where it is not merely on the way to a file, which says more.
            let folderOutside;
            for await (const entry of walked.entries()) {
                const { kind, path } = entry;
                if (folderOutside !== undefined && !path.startsWith(`${folderOutside}/`))
                    break;
                folderOutside = undefined;
                if (path.startsWith(prefix))
                    yield { ...entry, path: path.slice(prefix.length) };
                else if (isOutside(path)) {
                    folderOutside = path;
                    if (kind !== 'directory')
                        break;
                }
            }
            if (folderOutside !== undefined)
                throw notBelowRoot((0,external_node_path_.resolve)(base, folderOutside), root);
        }
    };
}
/** Whether there is something, if only a broken link. What may not be looked at counts: the walk will say why. */
function exists(path) {
    try {
        return (0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false }) !== undefined;
    }
    catch (error) {
        return !['ENOTDIR', 'ENAMETOOLONG'].includes((0,errors/* systemErrorCode */.vq)(error) ?? '');
    }
}
function isFolder(path) {
    try {
        return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    }
    catch {
        return false;
    }
}
function isThere(pattern) {
    return pattern.foldersOnly ? isFolder(pattern.searchPath) : exists(pattern.searchPath);
}

;// CONCATENATED MODULE: ./lib/doors/label.js
/**
 * The label that `version` asks for: `auto` is none (the number names the version), `timestamp` is the time in UTC,
 * anything else is the label itself.
 */
function labelFor(version, now) {
    if (version === 'auto')
        return undefined;
    // A colon is not allowed in a label. Milliseconds, since a label can be taken once only.
    if (version === 'timestamp')
        return now.toISOString().replaceAll(':', '-');
    return version;
}
/**
 * What an unchanged save does where it was not said: reuses the newest version, unless a label was asked for. Who gives
 * a label wants to restore by it, so there must be a version that carries it; it shares all of its bytes.
 */
function ifUnchangedFor(version, given) {
    return given ?? (version === 'auto' || version === 'timestamp' ? 'reuse' : 'new');
}

// EXTERNAL MODULE: ./lib/doors/suggest.js
var suggest = __webpack_require__(1196);
;// CONCATENATED MODULE: ./lib/doors/real-folder.js



/** The real path of a folder that may be missing yet: of what there is of it, and the rest as it is spelled. */
async function realFolder(path) {
    try {
        return await (0,promises_.realpath)(path);
    }
    catch (error) {
        const parent = (0,external_node_path_.dirname)(path);
        const code = (0,errors/* systemErrorCode */.vq)(error);
        if (parent === path || (code !== 'ENOENT' && code !== 'ENOTDIR'))
            return path;
        return (0,external_node_path_.join)(await realFolder(parent), (0,external_node_path_.basename)(path));
    }
}

;// CONCATENATED MODULE: ./lib/doors/save-source.js
/** The files of a save, with what is the same at both doors: which of them may be missing, and what is never saved. */




/**
 * Finds the files to save, before the store is made or touched.
 * @returns undefined where there is none and that is no error
 * @throws ArtifactStoreError `NOT_FOUND` where a path names nothing, or all of them name no file
 */
async function findSaveSource(request, warn) {
    const { storeFolder } = request;
    const exclude = storeFolder === undefined ? [] : [await realFolder(storeFolder)];
    const selection = await selectFiles({ ...request, exclude });
    const complain = (message) => {
        if (request.ifNoFilesFound === 'error')
            throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', message);
        if (request.ifNoFilesFound === 'warn')
            warn(message);
    };
    if (selection.missing.length > 0)
        complain(`path: ${(0,describe/* quoteList */.JN)(selection.missing)} does not exist`);
    if (!(await selection.isEmpty()))
        return selection;
    const hidden = selection.hiddenLeftOut();
    const hint = hidden === 0 ? '' : ` but ${(0,describe/* plural */.LS)(hidden, 'hidden one')}, left out without ${request.hiddenFilesName}`;
    complain(`path: no file matches ${(0,describe/* quoteList */.JN)(request.patterns.map((path) => (typeof path === 'string' ? path : path.literal)))}${hint}`);
    return undefined;
}
/** Tells what a save left out, which people notice late otherwise. To be called after it. */
function warnOfHiddenFiles(source, request, warn) {
    const hidden = source.hiddenLeftOut();
    if (hidden > 0) {
        warn(`${(0,describe/* plural */.LS)(hidden, 'hidden file or folder', 'hidden files and folders')} left out: ${request.hiddenFilesName} saves them, too`);
    }
}

;// CONCATENATED MODULE: ./lib/doors/run-context.js
/** The run that a version comes from, read from what the runner tells every step, and every shell in one. */

/** Whether this process runs inside of a workflow. */
function isInWorkflow(env) {
    return env['GITHUB_ACTIONS'] === 'true';
}
/** The allow-list: nothing else of the environment is ever recorded. */
const TEXT_VARIABLES = {
    server: 'GITHUB_SERVER_URL',
    repository: 'GITHUB_REPOSITORY',
    repositoryId: 'GITHUB_REPOSITORY_ID',
    repositoryOwnerId: 'GITHUB_REPOSITORY_OWNER_ID',
    sha: 'GITHUB_SHA',
    ref: 'GITHUB_REF',
    refName: 'GITHUB_REF_NAME',
    refType: 'GITHUB_REF_TYPE',
    baseRef: 'GITHUB_BASE_REF',
    headRef: 'GITHUB_HEAD_REF',
    event: 'GITHUB_EVENT_NAME',
    workflowRef: 'GITHUB_WORKFLOW_REF',
    workflowSha: 'GITHUB_WORKFLOW_SHA',
    job: 'GITHUB_JOB',
    runId: 'GITHUB_RUN_ID',
    actor: 'GITHUB_ACTOR',
    triggeringActor: 'GITHUB_TRIGGERING_ACTOR',
    runnerName: 'RUNNER_NAME',
    runnerOs: 'RUNNER_OS',
    runnerArch: 'RUNNER_ARCH',
    runnerEnvironment: 'RUNNER_ENVIRONMENT'
};
const NUMBER_VARIABLES = {
    runNumber: 'GITHUB_RUN_NUMBER',
    runAttempt: 'GITHUB_RUN_ATTEMPT'
};
/**
 * The fields that have a value. `workflow` is the workflow's name (`true` where the runner does not tell it): a record
 * made outside of one has `false` there.
 * @param event the parsed payload of the event, or undefined where there is none
 */
function runContext(env, event) {
    const context = { workflow: env['GITHUB_WORKFLOW'] || true };
    for (const [field, variable] of Object.entries(TEXT_VARIABLES)) {
        const value = env[variable];
        if (value !== undefined && value !== '')
            context[field] = value;
    }
    for (const [field, variable] of Object.entries(NUMBER_VARIABLES)) {
        const value = wholeNumber(env[variable]);
        if (value !== undefined)
            context[field] = value;
    }
    const branch = branchOf(env);
    if (branch !== undefined)
        context['branch'] = branch;
    return { ...context, ...pullRequest(event) };
}
/**
 * Names the run for lineage, the same in all its jobs and attempts: `github.com/owner/repository/123`. Undefined where
 * the runner does not tell enough.
 */
function runKey(env) {
    const repository = env['GITHUB_REPOSITORY'];
    const runId = env['GITHUB_RUN_ID'];
    const server = hostOf(env['GITHUB_SERVER_URL']);
    if (!repository || !runId || server === undefined)
        return undefined;
    return `${server}/${repository}/${runId}`;
}
function runAttempt(env) {
    return wholeNumber(env['GITHUB_RUN_ATTEMPT']);
}
/**
 * The parsed payload of the event that started the workflow. One that is missing or broken costs the commit of a pull
 * request's head, not the step: it is undefined, and `tell` hears why.
 */
function readEvent(env, tell) {
    const path = env['GITHUB_EVENT_PATH'];
    if (path === undefined || path === '')
        return undefined;
    try {
        return JSON.parse((0,external_node_fs_.readFileSync)(path, 'utf8'));
    }
    catch (error) {
        tell(`the event's payload cannot be read: ${String(error)}`);
        return undefined;
    }
}
/** The branch that the run is about: a pull request's own branch, the pushed one, none for a tag. */
function branchOf(env) {
    const headRef = env['GITHUB_HEAD_REF'];
    if (headRef)
        return headRef;
    const ref = env['GITHUB_REF'] ?? '';
    if (ref.startsWith(BRANCH_PREFIX) && ref.length > BRANCH_PREFIX.length)
        return ref.slice(BRANCH_PREFIX.length);
    return undefined;
}
const BRANCH_PREFIX = 'refs/heads/';
/** Of a pull request: its number, its newest commit, and the repository that it comes from. */
function pullRequest(event) {
    const payload = field(event, 'pull_request');
    const number = field(payload, 'number');
    const head = field(payload, 'head');
    const sha = field(head, 'sha');
    const repository = field(field(head, 'repo'), 'full_name');
    return {
        ...(Number.isSafeInteger(number) ? { pullRequest: number } : {}),
        ...(typeof repository === 'string' && /^[\w.-]+\/[\w.-]+$/.test(repository) ? { headRepository: repository } : {}),
        ...(typeof sha === 'string' && /^[0-9a-f]{40,64}$/.test(sha) ? { headSha: sha } : {})
    };
}
function field(value, name) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
        return undefined;
    return value[name];
}
function hostOf(server) {
    try {
        return server ? new URL(server).host : undefined;
    }
    catch {
        return undefined;
    }
}
function wholeNumber(text) {
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

;// CONCATENATED MODULE: ./lib/doors/restore-stored.js
/** A restore with what is the same at both doors: when it is a miss, and where nothing is ever restored to. */




/**
 * Restores a version where there is one. Before the first save there is no store: to who may find nothing, that is the
 * same as a store that lacks the version.
 * @param withStore opens the store for one use
 * @throws ArtifactStoreError whatever else fails, among it `files` that match nothing in the version that was found.
 */
async function restoreIfStored(request, withStore) {
    await refuseStoreAsDestination(request.destination, request.storeFolder, request.destinationName);
    let isOpen = false;
    try {
        return await withStore(async (store) => {
            isOpen = true;
            const result = await restoreOrExplain(store, request);
            if (result instanceof errors/* ArtifactStoreError */.ux)
                return { miss: result };
            return result === undefined ? { miss: noSuchVersion(request, store) } : { result, location: store.location };
        });
    }
    catch (error) {
        if (!isOpen && (0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
            return { miss: error };
        throw error;
    }
}
/** The result, undefined where no version matches, or the error that says that there is no store in the folder. */
async function restoreOrExplain(store, request) {
    try {
        return await store.restore(request);
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
            throw error;
        // Told of a store that is missing, of files that match nothing, and of packs that were pruned: only without a store
        // does the same search fail in the same way when nothing is restored.
        const again = await store
            .resolve(request.name, request.selectors, request.where)
            .catch((reason) => reason);
        if ((0,errors/* isStoreError */.A1)(again, 'NOT_FOUND'))
            return again;
        throw error;
    }
}
/**
 * Files among the store's own would be taken for objects, or replace them.
 * @param destinationName how messages name what gave the folder
 * @throws ArtifactStoreError `INVALID_INPUT`
 */
async function refuseStoreAsDestination(destination, storeFolder, destinationName) {
    if (storeFolder === undefined)
        return;
    const way = (0,external_node_path_.relative)(await realFolder(storeFolder), await realFolder(destination));
    if (way === '..' || way.startsWith(`..${external_node_path_.sep}`) || (0,external_node_path_.isAbsolute)(way))
        return;
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${destinationName}: ${(0,errors/* quote */.hD)(destination)} is in the store ${(0,errors/* quote */.hD)(storeFolder)}; give another folder`);
}
function noSuchVersion(request, store) {
    const { name, selectors, where, versionName } = request;
    const filter = where === undefined ? '' : ` where ${(0,errors/* quote */.hD)(where)}`;
    const wanted = `no version of ${(0,errors/* quote */.hD)(name)} matches ${(0,describe/* quoteList */.JN)(selectors)}${filter}`;
    return new errors/* ArtifactStoreError */.ux('NOT_FOUND', `${versionName}: ${wanted} in the store ${(0,errors/* quote */.hD)(store.location)}`);
}

;// CONCATENATED MODULE: ./lib/doors/index.js
/**
 * What both doors, the action and the command line, share: how values that people type are read (mappings, the store's
 * location, file selections), how numbers are shown, and how a signal becomes a cancellation.
 * Prints nothing and decides no exit code: that is each door's own.
 */



















/***/ }),

/***/ 1196:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ didYouMean)
/* harmony export */ });
/* unused harmony export whatWasMeant */
/* harmony import */ var leven__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7785);
/* harmony import */ var _describe_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4040);


/** Letters that may differ: one in every three, and of a short word one. */
const LETTERS_PER_MISTAKE = 3;
/** Of a longer word nobody mistypes a letter; comparing takes the product of the lengths. */
const LONGEST = 128;
/** What was probably meant, of all that there is; undefined where nothing comes near. */
function whatWasMeant(word, known) {
    if (word.length > LONGEST)
        return undefined;
    const maxDistance = Math.max(1, Math.floor(word.length / LETTERS_PER_MISTAKE));
    const sameButForCase = known.find((one) => one.toLowerCase() === word.toLowerCase());
    return sameButForCase ?? (0,leven__WEBPACK_IMPORTED_MODULE_1__/* .closestMatch */ .h)(word, known, { maxDistance });
}
/** `; did you mean 'x'?`, or nothing. */
function didYouMean(word, known) {
    const meant = whatWasMeant(word, known);
    return meant === undefined ? '' : `; did you mean '${(0,_describe_js__WEBPACK_IMPORTED_MODULE_0__/* .inert */ .tJ)(meant)}'?`;
}


/***/ }),

/***/ 315:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ atDestination),
/* harmony export */   z: () => (/* binding */ toDestinationError)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _system_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1789);


/** Does one thing at the destination; what the system refuses is told as such, with the path. */
function atDestination(doing, path, act) {
    try {
        return act();
    }
    catch (error) {
        throw toDestinationError(doing, path, error);
    }
}
/** What to throw for a failure at the destination: a system error becomes one for the user, others stay. */
function toDestinationError(doing, path, error) {
    if ((0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .systemErrorCode */ .vq)(error) === undefined)
        return error;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux('DESTINATION', `cannot ${doing} ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}: ${(0,_system_error_js__WEBPACK_IMPORTED_MODULE_1__/* .systemErrorReason */ .Q)(error)}`, {
        cause: error
    });
}


/***/ }),

/***/ 3337:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  m: () => (/* binding */ prepareDestination)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/files/destination-errors.js
var destination_errors = __webpack_require__(315);
;// CONCATENATED MODULE: ./lib/files/name-collisions.js
/**
 * Names that a file system takes for one: `README` and `readme`, or an accented letter written as one character and as
 * two. What it really does is asked of it, since it depends on the disk and the folder, not on the platform.
 */



/** Asks the file system that holds `folder`, by a file that is made there and removed again. */
function sameNameIn(folder) {
    return (left, right) => {
        const probe = (0,external_node_path_.join)(folder, left);
        (0,external_node_fs_.writeFileSync)(probe, '', { flag: 'wx' });
        try {
            return (0,external_node_fs_.lstatSync)((0,external_node_path_.join)(folder, right), { throwIfNoEntry: false }) !== undefined;
        }
        finally {
            // Not rmSync: the errors that it throws have no code.
            (0,external_node_fs_.unlinkSync)(probe);
        }
    };
}
/** Whether the file system takes different names for one at all. */
function foldsNames(sameName) {
    return sameName('probe-a', 'probe-A') || sameName('probe-\u00e9', 'probe-e\u0301');
}
/** Makes alike all names that some file system takes for one, and more. */
function foldName(name) {
    // Upper case first: it brings together what has one capital (σ and ς, K and the Kelvin sign).
    return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
/**
 * Finds entries that would be one file, as the entries of a version stream by in tree order. Remembers the names of one
 * folder for each level.
 */
class CollisionCheck {
    #sameName;
    #levels = [];
    constructor(sameName) {
        this.#sameName = sameName;
    }
    /**
     * @param depth How many folders the entry lies in.
     * @throws ArtifactStoreError `DESTINATION` naming both entries.
     */
    next(entry, depth) {
        this.#levels.length = Math.min(this.#levels.length, depth + 1);
        const names = (this.#levels[depth] ??= new Map());
        const { path } = entry;
        const name = path.slice(path.lastIndexOf('/') + 1);
        const folded = foldName(name);
        const others = names.get(folded);
        if (others === undefined) {
            names.set(folded, [name]);
            return;
        }
        const other = others.find((candidate) => this.#sameName(candidate, name));
        if (other !== undefined)
            throw collision(path, name, other);
        others.push(name);
    }
}
function collision(path, name, other) {
    const folder = path.slice(0, path.length - name.length);
    return new errors/* ArtifactStoreError */.ux('DESTINATION', `cannot restore both ${(0,errors/* quote */.hD)(folder + other)} and ${(0,errors/* quote */.hD)(path)} here: ` +
        'this file system takes the two names for one; nothing was written');
}

;// CONCATENATED MODULE: ./lib/files/raw-path.js

/** The path of an entry of a folder, by its name as the file system has it. */
function joinRaw(folder, name) {
    const text = name.toString();
    if (typeof folder === 'string' && Buffer.from(text).equals(name))
        return folder + external_node_path_.sep + text;
    return Buffer.concat([Buffer.from(folder), Buffer.from(external_node_path_.sep), name]);
}

;// CONCATENATED MODULE: ./lib/files/remove-tree.js



/**
 * Removes whatever lies at a path, never what a link points to, also out of folders that their owner may not write.
 * What is gone already is no error.
 * @returns How many files, links and folders were removed.
 */
function removeTree(path) {
    let removed = 0;
    // An explicit stack, since trees may be deeper than calls.
    const stack = [{ path, emptied: false }];
    for (let item = stack.at(-1); item !== undefined; item = stack.at(-1)) {
        const current = item.path;
        const stats = item.emptied ? undefined : (0,external_node_fs_.lstatSync)(current, { throwIfNoEntry: false });
        if (stats?.isDirectory() === true) {
            if ((stats.mode & 0o700) !== 0o700)
                (0,external_node_fs_.chmodSync)(current, 0o700);
            for (const name of (0,external_node_fs_.readdirSync)(current, { encoding: 'buffer' })) {
                stack.push({ path: joinRaw(current, name), emptied: false });
            }
            item.emptied = true;
            continue;
        }
        stack.pop();
        if (item.emptied)
            removed += attempt(() => (0,external_node_fs_.rmdirSync)(current));
        else if (stats !== undefined)
            removed += attempt(() => (0,external_node_fs_.unlinkSync)(current));
    }
    return removed;
}
/** 1, or 0 where somebody else was faster. */
function attempt(remove) {
    try {
        remove();
        return 1;
    }
    catch (error) {
        if ((0,errors/* systemErrorCode */.vq)(error) === 'ENOENT')
            return 0;
        throw error;
    }
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./lib/files/slices.js


/** Entries handled before the event loop gets its turn: some milliseconds on a local disk. */
const SLICE = 256;
/**
 * Does something with each of many entries, synchronously but in slices. For small calls of the file system that is
 * several times faster than going through the thread pool for each.
 * @throws ArtifactStoreError `CANCELLED` once the signal is aborted.
 */
async function forEachInSlices(entries, signal, handle) {
    throwIfCancelled(signal);
    let count = 0;
    for (const entry of entries) {
        handle(entry);
        if (++count % SLICE === 0) {
            await (0,promises_.setImmediate)();
            throwIfCancelled(signal);
        }
    }
}
function throwIfCancelled(signal) {
    if (signal?.aborted === true) {
        throw new errors/* ArtifactStoreError */.ux('CANCELLED', 'the restore was cancelled', { cause: signal.reason });
    }
}

// EXTERNAL MODULE: ./lib/files/staging-name.js
var staging_name = __webpack_require__(9788);
// EXTERNAL MODULE: ./lib/files/well-formed.js
var well_formed = __webpack_require__(4835);
;// CONCATENATED MODULE: ./lib/files/cleaning.js
/** What `clean` does to a destination, and where it is refused. */










/**
 * @param folder The destination's real path.
 * @param protectedFolders Folders that must not be emptied, nor one that holds them.
 * @throws ArtifactStoreError `INVALID_INPUT` where cleaning the folder is too dangerous.
 */
async function refuseUncleanable(folder, exists, protectedFolders, signal) {
    if ((0,external_node_path_.dirname)(folder) === folder)
        throw refused(folder, 'it is the root of the file system');
    for (const path of protectedFolders) {
        const real = realPathOf(path);
        if (real === folder)
            throw refused(folder, 'that folder is never emptied');
        if (real.startsWith(folder + external_node_path_.sep))
            throw refused(folder, `it holds ${(0,errors/* quote */.hD)(path)}, which is never emptied`);
    }
    if (!exists)
        return;
    await forEachInSlices(foldersBelow(folder), signal, ({ path, names }) => {
        if (names.includes('.git'))
            throw refused(folder, `it holds ${(0,errors/* quote */.hD)((0,external_node_path_.join)(path, '.git'))}, a repository`);
    });
}
function realPathOf(path) {
    try {
        return (0,external_node_fs_.realpathSync)(path);
    }
    catch {
        return (0,external_node_path_.resolve)(path);
    }
}
function refused(folder, why) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `clean: refused for ${(0,errors/* quote */.hD)(folder)}: ${why}; restore to a folder of its own, or without clean`);
}
/** All folders of a tree, none through a link, each with the names in it. */
function* foldersBelow(root) {
    const stack = [root];
    for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
        const entries = readEntries(folder);
        for (const entry of entries)
            if (entry.isDirectory())
                stack.push(joinRaw(folder, entry.name));
        yield { path: folder.toString(), names: entries.map((entry) => entry.name.toString()) };
    }
}
function readEntries(folder) {
    return (0,destination_errors/* atDestination */.S)('read the folder', folder.toString(), () => (0,external_node_fs_.readdirSync)(folder, { withFileTypes: true, encoding: 'buffer' }));
}
/**
 * Removes what a folder holds and the version does not, once the version is in place. Links are removed, not followed.
 * Remembers the names of one folder for each level.
 * @param folds Whether the file system takes different names for one; then a name that may be one of the version's
 *   stays.
 * @returns How many files, links and folders were removed.
 */
async function removeOthers(destination, entries, folds, signal) {
    let removed = 0;
    const keyOf = (name) => (folds ? foldName(name) : name);
    const open = (path) => {
        const folder = (0,external_node_path_.join)(destination, path);
        const names = (0,destination_errors/* atDestination */.S)('read the folder', folder, () => (0,external_node_fs_.readdirSync)(folder));
        return { path, unmet: new Map(names.map((name) => [keyOf(name), name])) };
    };
    const close = (frame) => {
        for (const name of frame.unmet.values()) {
            if (staging_name/* STAGING_NAME */.M.test(name))
                continue;
            const folder = (0,external_node_path_.join)(destination, frame.path);
            removed += (0,destination_errors/* atDestination */.S)('remove', (0,external_node_path_.join)(folder, name), () => removeTree((0,external_node_path_.join)(folder, name)));
            if (!(0,well_formed/* isDecodedExactly */.H)(name))
                removed += (0,destination_errors/* atDestination */.S)('remove', folder, () => removeUndecodable(folder));
        }
    };
    const stack = [open('')];
    await forEachInSlices(entries(), signal, ({ kind, path }) => {
        const slash = path.lastIndexOf('/');
        const parent = slash === -1 ? '' : path.slice(0, slash);
        while (stack.at(-1).path !== parent)
            close(stack.pop());
        stack.at(-1).unmet.delete(keyOf(path.slice(slash + 1)));
        if (kind === 'directory')
            stack.push(open(path));
    });
    while (stack.length > 0)
        close(stack.pop());
    return removed;
}
/** Removes what no text leads to: names that are not valid UTF-8. No version holds such a name. */
function removeUndecodable(folder) {
    let removed = 0;
    for (const name of (0,external_node_fs_.readdirSync)(folder, { encoding: 'buffer' })) {
        if (!Buffer.from(name.toString()).equals(name))
            removed += removeTree(joinRaw(folder, name));
    }
    return removed;
}

;// CONCATENATED MODULE: ./lib/files/name-rules.js
/** Which names may be written: what no tree may hold, and what one platform or the other cannot. */


/** Of a name, in the unit that the platform counts. */
const MAX_NAME = 255;
/** Windows takes these for devices, with any extension. */
const RESERVED_ON_WINDOWS = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(?:\.|$)/i;
// eslint-disable-next-line no-control-regex -- control characters are among what Windows refuses
const FORBIDDEN_ON_WINDOWS = /[\u0000-\u001f<>:"|?*\\]/;
/**
 * Checks one segment of a path.
 * @param path The whole path, for the message.
 * @throws ArtifactStoreError `DAMAGED` where no tree may hold it, `DESTINATION` where the platform cannot.
 */
function checkName(name, path, platform) {
    if (name === '' || name === '.' || name === '..' || name.includes('\0') || !(0,well_formed/* isWellFormed */.U)(name)) {
        throw new errors/* ArtifactStoreError */.ux('DAMAGED', `the version holds the path ${(0,errors/* quote */.hD)(path)}, which no save makes; nothing was written`);
    }
    const why = platform === 'win32' ? refusedByWindows(name) : isTooLong(name, platform) ? 'is too long' : undefined;
    if (why === undefined)
        return;
    throw new errors/* ArtifactStoreError */.ux('DESTINATION', `cannot restore ${(0,errors/* quote */.hD)(path)} here: the name ${(0,errors/* quote */.hD)(name)} ${why}; nothing was written`);
}
function refusedByWindows(name) {
    if (FORBIDDEN_ON_WINDOWS.test(name))
        return 'holds a character that Windows does not allow';
    if (/[. ]$/.test(name))
        return 'ends in a dot or a space, which Windows drops';
    if (RESERVED_ON_WINDOWS.test(name))
        return 'is reserved by Windows';
    return name.length > MAX_NAME ? 'is too long' : undefined;
}
function isTooLong(name, platform) {
    // macOS counts characters, where Linux and others count bytes. No character takes more than three bytes for a unit.
    if (name.length * 3 <= MAX_NAME)
        return false;
    return (platform === 'darwin' ? name.length : Buffer.byteLength(name)) > MAX_NAME;
}
/** The longest path that the platform takes, in bytes with the NUL that ends it. */
function maxPathBytes(platform) {
    if (platform === 'win32')
        return 32_767;
    return platform === 'darwin' ? 1024 : 4096;
}

// EXTERNAL MODULE: ./lib/files/tree-path.js
var tree_path = __webpack_require__(6703);
;// CONCATENATED MODULE: ./lib/files/placing.js
/**
 * Moves a restored tree into a folder that holds something already. What is not there yet is renamed as a whole, a
 * folder with all that it holds; folders on both sides are merged; files and links are replaced, never written to.
 */






/** Whether a folder's owner may not read, write or enter it: it gets its mode when all else is done. */
function isClosed(mode) {
    return (mode & 0o700) !== 0o700;
}
async function mergeInto(merge) {
    let inMovedFolder;
    await forEachInSlices(merge.entries(), merge.signal, (entry) => {
        if (inMovedFolder !== undefined && entry.path.startsWith(inMovedFolder))
            return;
        inMovedFolder = undefined;
        if (entry.kind === 'directory') {
            if (moveFolder(merge, entry))
                inMovedFolder = `${entry.path}/`;
        }
        else if (entry.kind === 'file')
            moveFile(merge, entry);
    });
    if (!merge.hasLinks)
        return;
    await forEachInSlices(merge.entries(), merge.signal, (entry) => {
        if (entry.kind !== 'symlink')
            return;
        // Those in a folder that was moved are there already.
        if ((0,external_node_fs_.lstatSync)((0,external_node_path_.join)(merge.staged, entry.path), { throwIfNoEntry: false }) !== undefined)
            moveFile(merge, entry);
    });
}
/** @returns Whether the folder was moved, with all that it holds. */
function moveFolder(merge, entry) {
    const to = (0,external_node_path_.join)(merge.destination, entry.path);
    return (0,destination_errors/* atDestination */.S)('write to', to, () => {
        const existing = (0,external_node_fs_.lstatSync)(to, { throwIfNoEntry: false });
        if (existing?.isDirectory() === true) {
            const mode = existing.mode & 0o777;
            if (mode !== entry.mode && !isClosed(entry.mode))
                merge.onMerged({ path: entry.path, mode: entry.mode });
            if (isClosed(mode))
                (0,external_node_fs_.chmodSync)(to, mode | 0o700);
            return false;
        }
        if (existing !== undefined)
            clearAway(merge.trash, to, existing);
        (0,external_node_fs_.renameSync)((0,external_node_path_.join)(merge.staged, entry.path), to);
        return true;
    });
}
function moveFile(merge, entry) {
    const from = (0,external_node_path_.join)(merge.staged, entry.path);
    const to = (0,external_node_path_.join)(merge.destination, entry.path);
    (0,destination_errors/* atDestination */.S)('write', to, () => {
        try {
            (0,external_node_fs_.renameSync)(from, to);
        }
        catch (error) {
            // Looking first would cost as much as the renaming itself, for each of all files.
            const existing = (0,external_node_fs_.lstatSync)(to, { throwIfNoEntry: false });
            if (existing?.isDirectory() !== true)
                throw error;
            clearAway(merge.trash, to, existing);
            (0,external_node_fs_.renameSync)(from, to);
        }
    });
}
function clearAway(trash, path, existing) {
    if (trash === undefined) {
        throw new errors/* ArtifactStoreError */.ux('DESTINATION', `cannot write ${(0,errors/* quote */.hD)(path)}: something was put there while the version was being restored; remove it`);
    }
    trash.take(path, existing);
}
/** A folder for what has to give way, until all is in place. */
class Trash {
    folder;
    /** Where they were, by their number. */
    #taken = [];
    constructor(folder) {
        this.folder = folder;
    }
    take(path, existing) {
        // A folder that its owner may not write cannot be moved to another one.
        if (existing.isDirectory() && isClosed(existing.mode))
            (0,external_node_fs_.chmodSync)(path, 0o700);
        (0,external_node_fs_.renameSync)(path, (0,external_node_path_.join)(this.folder, String(this.#taken.length)));
        this.#taken.push(path);
    }
    /** On the way out of a failure: puts back what nothing has replaced yet, as far as that can be done. */
    giveBack() {
        for (const [number, path] of this.#taken.entries()) {
            try {
                if ((0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false }) === undefined)
                    (0,external_node_fs_.renameSync)((0,external_node_path_.join)(this.folder, String(number)), path);
            }
            catch {
                // It was to be removed; that the rest of the restore failed is what is to be told.
            }
        }
    }
}
/** Gives folders their modes, the deepest first: the one above may be closed to us after that. */
function setFolderModes(destination, folders) {
    if (process.platform === 'win32')
        return;
    for (const { path, mode } of deepestFirst(folders)) {
        const folder = (0,external_node_path_.join)(destination, path);
        (0,destination_errors/* atDestination */.S)('set the mode of', folder, () => {
            setFolderMode(folder, mode);
        });
    }
}
/** The same on the way out of a failure: for those that are there, as far as that can be done. */
function trySetFolderModes(destination, folders) {
    if (process.platform === 'win32')
        return;
    for (const { path, mode } of deepestFirst(folders)) {
        try {
            setFolderMode((0,external_node_path_.join)(destination, path), mode);
        }
        catch {
            // Not moved yet.
        }
    }
}
function deepestFirst(folders) {
    return [...folders].sort((left, right) => (0,tree_path/* compareTreePaths */.W)(right.path, left.path));
}
function setFolderMode(folder, mode) {
    const descriptor = (0,external_node_fs_.openSync)(folder, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_DIRECTORY | external_node_fs_.constants.O_NOFOLLOW);
    try {
        (0,external_node_fs_.fchmodSync)(descriptor, mode);
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
}

;// CONCATENATED MODULE: ./lib/files/planned-entry.js
/**
 * What a restore is to write, as the version tells it, and the check that it is a tree at all.
 *
 * The list comes from a store, which somebody else may have written: nothing in it is believed. It is checked as it
 * streams by, with one folder's path remembered for each level: the order and the folders that come first rule out
 * duplicates, files that are folders too, and anything below a link.
 */



/** Checks the entries of a version one after the other. */
class PlanCheck {
    #platform;
    /** The folders that the next entry may lie in, outermost first. */
    #folders = [];
    #previous;
    constructor(platform) {
        this.#platform = platform;
    }
    /**
     * Checks the next entry.
     * @returns How many folders it lies in: 0 at the top.
     * @throws ArtifactStoreError `DAMAGED` where no save makes such an entry, `DESTINATION` where the platform cannot
     *   hold its name.
     */
    next(entry) {
        const { path } = entry;
        checkKind(entry);
        const slash = path.lastIndexOf('/');
        const parent = slash === -1 ? undefined : path.slice(0, slash);
        checkName(path.slice(slash + 1), path, this.#platform);
        if (this.#previous !== undefined) {
            const order = (0,tree_path/* compareTreePaths */.W)(this.#previous, path);
            if (order === 0)
                throw damaged(path, 'is there twice');
            if (order > 0)
                throw damaged(path, `comes after ${(0,errors/* quote */.hD)(this.#previous)}, which is out of order`);
        }
        this.#previous = path;
        while (this.#folders.length > 0 && this.#folders.at(-1) !== parent)
            this.#folders.pop();
        if (parent !== undefined && this.#folders.length === 0)
            throw damaged(path, 'lies in what is not a folder');
        const depth = this.#folders.length;
        if (entry.kind === 'directory')
            this.#folders.push(path);
        return depth;
    }
}
function checkKind(entry) {
    const { kind, path } = entry;
    if (typeof path !== 'string')
        throw new errors/* ArtifactStoreError */.ux('DAMAGED', 'the version holds an entry without a path');
    if (kind !== 'file' && kind !== 'directory' && kind !== 'symlink') {
        throw damaged(path, `is of a kind that is not known, ${(0,errors/* quote */.hD)(String(kind))}`);
    }
    if (entry.kind === 'symlink') {
        const target = entry.target;
        if (typeof target !== 'string' || target === '' || target.includes('\0'))
            throw damaged(path, 'is a link without a valid target');
        return;
    }
    if (!Number.isInteger(entry.mode) || entry.mode < 0 || entry.mode > 0o777) {
        throw damaged(path, `has a mode that is none, ${String(entry.mode)}`);
    }
    if (entry.kind === 'file' && !(Number.isSafeInteger(entry.size) && entry.size >= 0)) {
        throw damaged(path, `has a size that is none, ${String(entry.size)}`);
    }
}
function damaged(path, what) {
    return new errors/* ArtifactStoreError */.ux('DAMAGED', `the version's list of files is damaged: ${(0,errors/* quote */.hD)(path)} ${what}`);
}

;// CONCATENATED MODULE: ./lib/files/destination.js
/**
 * Where a restore writes. Everything is checked before the first file is written, everything is written beside its
 * place, in a staging folder that nobody else may enter, and then moved there.
 */












/**
 * Checks that a version can be restored here, and makes the folders to write its files into.
 * @throws ArtifactStoreError `DAMAGED` where the version holds what no save makes, `INVALID_INPUT` where `clean` is
 *   refused, `DESTINATION` naming what is in the way. Nothing is left behind then.
 */
async function prepareDestination(options) {
    try {
        return await prepare(options);
    }
    catch (error) {
        throw (0,destination_errors/* toDestinationError */.z)('restore to', options.folder, error);
    }
}
async function prepare(options) {
    const target = locate(options.folder);
    if (options.clean)
        await refuseUncleanable(target.path, target.exists, options.protectedFolders, options.signal);
    const staging = (0,external_node_path_.join)(target.exists ? target.path : (0,external_node_path_.dirname)(target.path), (0,staging_name/* stagingName */.z)(options.nonce));
    const tree = (0,external_node_path_.join)(staging, 'tree');
    const plan = await checkPlan(options, target, tree);
    const made = new MadeFolders();
    try {
        if (!target.exists)
            made.makeParents((0,external_node_path_.dirname)(target.path), target.nearest);
        made.make(staging, 0o700);
        made.make(tree, 0o777);
        removeAbandoned(staging);
        const folds = await checkCollisions(options, staging);
        if (plan.folders > 0)
            await makeFolders(options, tree);
        return new StagedDestination(options, target, staging, plan, folds, made);
    }
    catch (error) {
        made.discard();
        throw error;
    }
}
function locate(folder) {
    const missing = [];
    let current = (0,external_node_path_.resolve)(folder);
    for (;;) {
        const real = destination_realPathOf(current);
        if (real !== undefined) {
            if (!(0,destination_errors/* atDestination */.S)('use', current, () => (0,external_node_fs_.statSync)(real)).isDirectory()) {
                const role = missing.length === 0 ? 'the destination' : 'on the way to the destination';
                throw new errors/* ArtifactStoreError */.ux('DESTINATION', `${(0,errors/* quote */.hD)(current)}, ${role}, is a file, not a folder`);
            }
            return { path: (0,external_node_path_.join)(real, ...missing), exists: missing.length === 0, nearest: real };
        }
        missing.unshift((0,external_node_path_.basename)(current));
        current = (0,external_node_path_.dirname)(current);
    }
}
/** Undefined where there is nothing. */
function destination_realPathOf(path) {
    try {
        return (0,external_node_fs_.realpathSync)(path);
    }
    catch (error) {
        const code = (0,errors/* systemErrorCode */.vq)(error);
        if (code === 'ENOTDIR')
            return undefined;
        if (code === 'ENOENT') {
            if ((0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false }) === undefined)
                return undefined;
            throw new errors/* ArtifactStoreError */.ux('DESTINATION', `${(0,errors/* quote */.hD)(path)}, the destination or on the way to it, is a link to what does not exist`, { cause: error });
        }
        throw (0,destination_errors/* toDestinationError */.z)('use', path, error);
    }
}
async function checkPlan(options, target, tree) {
    const platform = options.platform ?? process.platform;
    const check = new PlanCheck(platform);
    const obstacles = target.exists ? new ObstacleCheck(target.path, options.clean) : undefined;
    const roomForPath = maxPathBytes(platform) - Math.max(Buffer.byteLength(tree), Buffer.byteLength(target.path)) - 2;
    const closedFolders = [];
    let folders = 0;
    let links = 0;
    await forEachInSlices(options.entries(), options.signal, (entry) => {
        const depth = check.next(entry);
        if (entry.path.length * 3 > roomForPath && Buffer.byteLength(entry.path) > roomForPath) {
            throw new errors/* ArtifactStoreError */.ux('DESTINATION', `cannot restore ${(0,errors/* quote */.hD)(entry.path)} here: the path is too long; restore to a folder with a shorter path`);
        }
        if (entry.kind === 'symlink')
            links++;
        else if (entry.kind === 'directory') {
            folders++;
            if (isClosed(entry.mode))
                closedFolders.push({ path: entry.path, mode: entry.mode });
        }
        obstacles?.next(entry, depth);
    });
    return { folders, links, closedFolders };
}
/** Finds what is in the way at a destination that exists, as the entries of the version stream by. */
class ObstacleCheck {
    #root;
    #device;
    #replace;
    /** For each level whether the folder that holds the entries there exists. */
    #present = [true];
    constructor(root, replace) {
        this.#root = root;
        this.#device = (0,external_node_fs_.statSync)(root).dev;
        this.#replace = replace;
    }
    next(entry, depth) {
        if (this.#present[depth] !== true) {
            this.#present[depth + 1] = false;
            return;
        }
        const path = (0,external_node_path_.join)(this.#root, entry.path);
        const existing = (0,destination_errors/* atDestination */.S)('look at', path, () => (0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false }));
        const isMerged = entry.kind === 'directory' && existing?.isDirectory() === true;
        this.#present[depth + 1] = isMerged;
        if (existing === undefined)
            return;
        if (isMerged)
            this.#checkFolder(entry, existing, path);
        else if (entry.kind === 'directory' || existing.isDirectory()) {
            if (!this.#replace)
                throw inTheWay(entry, existing, path);
        }
    }
    #checkFolder(entry, existing, path) {
        if (existing.dev !== this.#device) {
            throw new errors/* ArtifactStoreError */.ux('DESTINATION', `cannot restore into ${(0,errors/* quote */.hD)(path)}: it is on another file system than the destination; restore to it directly`);
        }
        const user = process.geteuid?.();
        if (user === undefined || user === 0 || user === existing.uid)
            return;
        if ((existing.mode & 0o777) !== entry.mode) {
            throw new errors/* ArtifactStoreError */.ux('DESTINATION', `cannot restore into ${(0,errors/* quote */.hD)(path)}: the folder belongs to another user and has another mode than in the version`);
        }
        (0,destination_errors/* atDestination */.S)('write to', path, () => {
            (0,external_node_fs_.accessSync)(path, external_node_fs_.constants.W_OK | external_node_fs_.constants.X_OK);
        });
    }
}
function inTheWay(entry, existing, path) {
    const there = existing.isSymbolicLink() ? 'a link' : existing.isDirectory() ? 'a folder' : 'a file';
    const wanted = { file: 'a file', directory: 'a folder', symlink: 'a link' }[entry.kind];
    return new errors/* ArtifactStoreError */.ux('DESTINATION', `cannot restore ${(0,errors/* quote */.hD)(entry.path)}: ${(0,errors/* quote */.hD)(path)} is ${there} where the version has ${wanted}; ` +
        'remove it, or restore with clean; nothing was written');
}
/** A killed restore leaves its staging folder; this old, nobody is at work in it any more. */
const ABANDONED_AFTER = 24 * 60 * 60 * 1000;
/** Removes what killed restores left in the same place, as far as that can be done. */
function removeAbandoned(staging) {
    const parent = (0,external_node_path_.dirname)(staging);
    const ours = (0,destination_errors/* atDestination */.S)('look at', staging, () => (0,external_node_fs_.lstatSync)(staging));
    const names = (0,destination_errors/* atDestination */.S)('read the folder', parent, () => (0,external_node_fs_.readdirSync)(parent));
    for (const name of names) {
        if (!staging_name/* STAGING_NAME */.M.test(name) || name === (0,external_node_path_.basename)(staging))
            continue;
        const path = (0,external_node_path_.join)(parent, name);
        try {
            const stats = (0,external_node_fs_.lstatSync)(path);
            // By the file system's own time, as our folder was made this moment. Another user's is not ours to walk into.
            const isOld = ours.mtimeMs - stats.mtimeMs > ABANDONED_AFTER;
            if (isOld && stats.isDirectory() && stats.uid === ours.uid)
                removeTree(path);
        }
        catch {
            // Somebody else removes it at this moment, or may remove it: it is in nobody's way.
        }
    }
}
/** @returns Whether the file system takes different names for one. */
async function checkCollisions(options, staging) {
    const sameName = options.sameName ?? sameNameIn(staging);
    const folds = (0,destination_errors/* atDestination */.S)('write to', staging, () => foldsNames(sameName));
    if (!folds)
        return false;
    const depths = new PlanCheck(options.platform ?? process.platform);
    const collisions = new CollisionCheck(sameName);
    await forEachInSlices(options.entries(), options.signal, (entry) => {
        collisions.next(entry, depths.next(entry));
    });
    return true;
}
async function makeFolders(options, tree) {
    // What this process' umask takes away from a mode shows in the folder that was just made.
    const taken = 0o777 & ~(0,external_node_fs_.statSync)(tree).mode;
    await forEachInSlices(options.entries(), options.signal, (entry) => {
        if (entry.kind !== 'directory')
            return;
        const path = tree + external_node_path_.sep + entry.path;
        // Their owner must be able to fill them; the staging folder keeps everybody else out.
        const mode = entry.mode | 0o700;
        (0,destination_errors/* atDestination */.S)('make the folder', path, () => {
            (0,external_node_fs_.mkdirSync)(path, { mode });
            if ((mode & taken) !== 0)
                (0,external_node_fs_.chmodSync)(path, mode);
        });
    });
}
/** The folders that a restore made, so that they can be removed again. */
class MadeFolders {
    #parents = [];
    #staging;
    /** Makes the folders from below `nearest`, which exists, down to `folder`. */
    makeParents(folder, nearest) {
        const missing = [];
        for (let path = folder; path !== nearest; path = (0,external_node_path_.dirname)(path))
            missing.unshift(path);
        for (const path of missing) {
            (0,destination_errors/* atDestination */.S)('make the folder', path, () => {
                try {
                    // Not `recursive`: Node.js then tells of a disk that fails as of a folder that is missing.
                    (0,external_node_fs_.mkdirSync)(path);
                    this.#parents.push(path);
                }
                catch (error) {
                    // Made by somebody else in the meantime is as good.
                    if ((0,errors/* systemErrorCode */.vq)(error) !== 'EEXIST')
                        throw error;
                }
            });
        }
    }
    /** Makes the staging folder, or one inside of it. */
    make(folder, mode) {
        (0,destination_errors/* atDestination */.S)('make the folder', folder, () => (0,external_node_fs_.mkdirSync)(folder, { mode }));
        this.#staging ??= folder;
    }
    /** Removes the staging folder with what it holds. The parents stay. */
    finish() {
        if (this.#staging !== undefined)
            removeTree(this.#staging);
        this.#staging = undefined;
        this.#parents.length = 0;
    }
    /** Removes everything, as far as that can be done. */
    discard() {
        try {
            if (this.#staging !== undefined)
                removeTree(this.#staging);
            this.#staging = undefined;
            for (let path = this.#parents.pop(); path !== undefined; path = this.#parents.pop())
                (0,external_node_fs_.rmdirSync)(path);
        }
        catch {
            // Called on the way out of a failure, which is what is to be told.
        }
    }
}
class StagedDestination {
    #options;
    #target;
    #staging;
    #tree;
    #plan;
    #folds;
    #made;
    constructor(options, target, staging, plan, folds, made) {
        this.#options = options;
        this.#target = target;
        this.#staging = staging;
        this.#tree = (0,external_node_path_.join)(staging, 'tree');
        this.#plan = plan;
        this.#folds = folds;
        this.#made = made;
    }
    stagedPath(path) {
        return this.#tree + external_node_path_.sep + path;
    }
    async place() {
        try {
            if (this.#plan.links > 0)
                await this.#makeLinks();
            const removed = this.#target.exists ? await this.#merge() : this.#moveWhole();
            this.#made.finish();
            return { removed };
        }
        catch (error) {
            this.#made.discard();
            throw (0,destination_errors/* toDestinationError */.z)('restore to', this.#target.path, error);
        }
    }
    discard() {
        this.#made.discard();
        return Promise.resolve();
    }
    /** After every file is written, so that there is nothing left that could be written through one. */
    async #makeLinks() {
        const { entries, signal } = this.#options;
        await forEachInSlices(entries(), signal, (entry) => {
            if (entry.kind !== 'symlink')
                return;
            (0,destination_errors/* atDestination */.S)('make the link', entry.path, () => {
                (0,external_node_fs_.symlinkSync)(entry.target, this.stagedPath(entry.path));
            });
        });
    }
    #moveWhole() {
        const { path } = this.#target;
        (0,destination_errors/* atDestination */.S)('make the destination', path, () => {
            (0,external_node_fs_.renameSync)(this.#tree, path);
        });
        setFolderModes(path, this.#plan.closedFolders);
        return 0;
    }
    async #merge() {
        const { entries, clean, signal } = this.#options;
        const { path } = this.#target;
        const trash = new Trash((0,external_node_path_.join)(this.#staging, 'trash'));
        this.#made.make(trash.folder, 0o700);
        const modes = [...this.#plan.closedFolders];
        let removed = 0;
        try {
            await mergeInto({
                staged: this.#tree,
                destination: path,
                entries,
                hasLinks: this.#plan.links > 0,
                trash: clean ? trash : undefined,
                signal,
                onMerged: (folder) => modes.push(folder)
            });
            if (clean) {
                removed = (0,destination_errors/* atDestination */.S)('remove', trash.folder, () => removeTree(trash.folder)) - 1;
                removed += await removeOthers(path, entries, this.#folds, signal);
            }
        }
        catch (error) {
            trash.giveBack();
            trySetFolderModes(path, modes);
            throw error;
        }
        setFolderModes(path, modes);
        return removed;
    }
}


/***/ }),

/***/ 4152:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ compileFileFilter)
/* harmony export */ });
/* harmony import */ var picomatch__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4006);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/** Which files of a version are wanted: glob patterns over the paths of its tree. */


/** Far more than anybody writes by hand, far less than what takes long to compile. */
const MAX_PATTERN = 4096;
/**
 * Reads patterns over the paths of a tree: `*` and `?` within a segment, `**` over segments, `[a-z]`, `{a,b}`; a folder
 * means all below it. The last pattern that matches decides, one with a leading `!` excludes; where all of them do, the
 * rest is wanted. Hidden files are like any other, `#` starts no comment, and a path that is spelled out as it is means
 * that file, whatever its name holds.
 * @throws ArtifactStoreError `INVALID_INPUT` naming the pattern.
 */
function compileFileFilter(patterns) {
    const rules = patterns.map(compileRule);
    const otherwise = rules.every((rule) => rule.negate);
    return (path) => {
        const last = rules.findLast((rule) => rule.matches(path));
        return last === undefined ? otherwise : !last.negate;
    };
}
function compileRule(text) {
    const negate = text.startsWith('!');
    const pattern = (negate ? text.slice(1) : text).replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
    const why = whatIsWrong(text, pattern);
    if (why !== undefined)
        throw invalid(text, why);
    if (pattern === '.' || pattern === '**')
        return { negate, matches: () => true };
    // Names may hold line breaks: `s` lets wildcards match them as well.
    const options = { dot: true, nonegate: true, strictBrackets: true, windows: false, flags: 's' };
    const below = `${pattern}/`;
    let isMatch;
    try {
        isMatch = picomatch__WEBPACK_IMPORTED_MODULE_1__([pattern, `${pattern}/**`], options);
    }
    catch (error) {
        throw invalid(text, String(error.message));
    }
    return { negate, matches: (path) => path === pattern || path.startsWith(below) || isMatch(path) };
}
function whatIsWrong(text, pattern) {
    if (pattern === '')
        return text.startsWith('/') ? 'it must be relative to the version' : 'it is empty';
    if (pattern.length > MAX_PATTERN)
        return `it is longer than ${MAX_PATTERN} characters`;
    if (pattern.includes('\0'))
        return 'it holds a NUL character';
    if (pattern.startsWith('/'))
        return 'it must be relative to the version';
    if (pattern.split('/').includes('..'))
        return "it holds '..', and nothing lies outside of a version";
    return undefined;
}
function invalid(text, why) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux('INVALID_INPUT', `files: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(text)} is not a pattern: ${why}`);
}


/***/ }),

/***/ 9788:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ STAGING_NAME),
/* harmony export */   z: () => (/* binding */ stagingName)
/* harmony export */ });
/**
 * The names of the folders that a restore works in before it moves what it wrote into place. A save leaves such
 * folders out: one that it meets belongs to a restore that runs at the same time, or was killed.
 */
const STAGING_NAME = /^\.artifact-store-[0-9A-Za-z_-]{1,200}\.tmp$/;
/** The staging folder of one restore; `nonce` is random and of letters, digits, `_` and `-`. */
function stagingName(nonce) {
    const name = `.artifact-store-${nonce}.tmp`;
    if (!STAGING_NAME.test(name))
        throw new TypeError(`not a nonce: ${nonce}`);
    return name;
}


/***/ }),

/***/ 1789:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ systemErrorReason)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** A system error in words for a message: `permission denied (EACCES)`. */
function systemErrorReason(error) {
    const code = (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .systemErrorCode */ .vq)(error);
    // No `instanceof`: the error may be of another realm.
    const { message } = Object(error);
    const text = typeof message === 'string' ? message : String(error);
    if (code === undefined)
        return text;
    // Node's own messages read `EACCES: permission denied, open '/path'`.
    const words = /^[A-Z0-9_]+: ([^,]+)/.exec(text)?.[1];
    return words === undefined ? code : `${words} (${code})`;
}


/***/ }),

/***/ 6703:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ compareTreePaths)
/* harmony export */ });
/**
 * The order of paths in a tree: segment by segment, each by the bytes of its UTF-8. A folder comes before what it
 * holds and what it holds before its next sibling, so a walk that sorts each folder gives it without holding the list.
 *
 * Equals comparing code points with `/` below every other character. JavaScript compares UTF-16 units, which differs
 * where a surrogate meets a unit of U+E000 or above; the last lines put that right.
 */
function compareTreePaths(left, right) {
    const length = Math.min(left.length, right.length);
    for (let index = 0; index < length; index++) {
        const a = left.charCodeAt(index);
        const b = right.charCodeAt(index);
        if (a === b)
            continue;
        if (a === SLASH)
            return -1;
        if (b === SLASH)
            return 1;
        if (a >= SURROGATES && b >= SURROGATES)
            return rotateSurrogates(a) - rotateSurrogates(b);
        return a - b;
    }
    return left.length - right.length;
}
const SLASH = 0x2f;
const SURROGATES = 0xd800;
/** Moves the surrogates (code points above U+FFFF) behind U+E000…U+FFFF. */
function rotateSurrogates(unit) {
    return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}


/***/ }),

/***/ 4835:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ isDecodedExactly),
/* harmony export */   U: () => (/* binding */ isWellFormed)
/* harmony export */ });
/** A surrogate without its other half. */
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Whether `text` can be written as UTF-8 and read back the same. */
function isWellFormed(text) {
    return !LONE_SURROGATE.test(text);
}
/** Whether a name surely stands for the bytes that it was decoded from; false means: look closer. */
function isDecodedExactly(name) {
    return !name.includes('\ufffd') && isWellFormed(name);
}


/***/ }),

/***/ 9472:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ checkedStorage)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _failures_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5386);
/* harmony import */ var _keys_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7433);
/**
 * Holds any storage to the contract while it runs, so that a mistake of an adapter (or of the server behind it) ends
 * in a clear error and not in wrong bytes or a version that is overlooked. The store wraps every storage it is given.
 */



/**
 * What it adds to `inner`:
 * - malformed keys, prefixes and ranges never reach it;
 * - whatever it throws arrives as an `ArtifactStoreError` (`STORAGE` where it is none yet) that names store and object;
 * - a range is as long as was asked for (`DAMAGED` otherwise), and the bytes own their buffer;
 * - listings are in order, below the prefix and after `after` (`STORAGE` otherwise: an entry may be missing as well);
 *   what is no key is left out;
 * - sizes and times are real ones;
 * - a writer does one thing at a time, in order, and nothing more after its end or its first failure; `abort` never
 *   rejects.
 *
 * The length of an object that is read whole is not known here: whoever wrote it knows, and keeps a checksum in it. No
 * more does this see a flipped bit.
 */
function checkedStorage(inner) {
    return new CheckedStorage(inner);
}
class CheckedStorage {
    #inner;
    constructor(inner) {
        this.#inner = inner;
    }
    get location() {
        return this.#inner.location;
    }
    async #try(doing, key, act) {
        try {
            return await act();
        }
        catch (error) {
            throw (0,_failures_js__WEBPACK_IMPORTED_MODULE_1__/* .storageFailure */ .Ky)(this.location, doing, key, error);
        }
    }
    #broken(what) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux('STORAGE', `the store at ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(this.location)} cannot be relied on: ${what}`);
    }
    #checkResult(result, key) {
        // An adapter may be written in JavaScript: anything but these two must not be taken for one of them.
        const told = result;
        if (told !== 'created' && told !== 'exists') {
            throw this.#broken(`it says ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(told)} of the new object ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(key)}`);
        }
        return result;
    }
    #checkInfo(info) {
        if (!Number.isSafeInteger(info.size) || info.size < 0) {
            throw this.#broken(`it says that ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(info.key)} has ${info.size} bytes`);
        }
        this.#checkTime(info.modifiedAt, info.key);
        return info;
    }
    #checkTime(time, of) {
        if (Number.isNaN(time.getTime()))
            throw this.#broken(`it gives no valid time for ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(of)}`);
        return time;
    }
    async create(key, bytes) {
        (0,_keys_js__WEBPACK_IMPORTED_MODULE_2__/* .checkKey */ .yR)(key);
        return this.#try('create', key, async () => this.#checkResult(await this.#inner.create(key, bytes), key));
    }
    writer() {
        const inner = this.#inner.writer();
        let ended;
        let last = Promise.resolve();
        const next = (doing, key, act) => {
            const run = last.then(async () => {
                if (ended)
                    throw new Error(`the writer ${ended}`);
                try {
                    return await this.#try(doing, key, act);
                }
                catch (error) {
                    ended ??= 'has failed before';
                    throw error;
                }
            });
            last = run.catch(() => undefined);
            return run;
        };
        return {
            append: (parts) => next('write', 'a new object', () => inner.append(parts)),
            commit: async (key) => {
                (0,_keys_js__WEBPACK_IMPORTED_MODULE_2__/* .checkKey */ .yR)(key);
                return next('write', key, async () => {
                    const result = this.#checkResult(await inner.commit(key), key);
                    ended = 'was committed or aborted';
                    return result;
                });
            },
            abort: async () => {
                ended = 'was committed or aborted';
                // Whatever is left is a temporary object.
                await this.#try('abort', 'a new object', () => inner.abort()).catch(() => undefined);
            }
        };
    }
    async read(key, range, maximum) {
        (0,_keys_js__WEBPACK_IMPORTED_MODULE_2__/* .checkKey */ .yR)(key);
        if (range)
            (0,_keys_js__WEBPACK_IMPORTED_MODULE_2__/* .checkRange */ .cd)(range);
        return this.#try('read', key, async () => {
            const bytes = await this.#inner.read(key, range, maximum);
            if (maximum !== undefined && bytes.length > maximum)
                throw (0,_failures_js__WEBPACK_IMPORTED_MODULE_1__/* .tooLarge */ .g$)(this.location, key, bytes.length, maximum);
            if (range && bytes.length !== range.length) {
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux('DAMAGED', `the store at ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(this.location)} gave ${bytes.length} bytes of ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(key)} where ${range.length} ` +
                    'were asked for; run again, and if it stays so the object is damaged');
            }
            return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
        });
    }
    async stat(key) {
        (0,_keys_js__WEBPACK_IMPORTED_MODULE_2__/* .checkKey */ .yR)(key);
        return this.#try('look at', key, async () => {
            const info = await this.#inner.stat(key);
            return info && this.#checkInfo(info);
        });
    }
    list(prefix, options = {}) {
        (0,_keys_js__WEBPACK_IMPORTED_MODULE_2__/* .checkPrefix */ .by)(prefix);
        if (options.after !== undefined)
            (0,_keys_js__WEBPACK_IMPORTED_MODULE_2__/* .checkKey */ .yR)(options.after);
        return this.#list(prefix, options);
    }
    async *#list(prefix, options) {
        let last = options.after;
        try {
            for await (const info of this.#inner.list(prefix, options)) {
                if (!(0,_keys_js__WEBPACK_IMPORTED_MODULE_2__/* .isKey */ .m0)(info.key))
                    continue;
                if (!info.key.startsWith(prefix))
                    throw this.#broken(`it lists ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(info.key)} below ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(prefix)}`);
                if (last !== undefined && info.key <= last) {
                    throw this.#broken(`it lists ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(info.key)} after ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(last)}`);
                }
                last = info.key;
                yield this.#checkInfo(info);
            }
        }
        catch (error) {
            throw (0,_failures_js__WEBPACK_IMPORTED_MODULE_1__/* .storageFailure */ .Ky)(this.location, 'list', prefix, error);
        }
    }
    async remove(key) {
        (0,_keys_js__WEBPACK_IMPORTED_MODULE_2__/* .checkKey */ .yR)(key);
        await this.#try('remove', key, () => this.#inner.remove(key));
    }
    async now() {
        return this.#try('tell the time of', 'its clock', async () => this.#checkTime(await this.#inner.now(), 'now'));
    }
    async createMayTear() {
        return this.#try('probe', 'itself', () => this.#inner.createMayTear());
    }
    async clearAbandoned(before, dryRun) {
        return this.#try('clear', 'abandoned objects', async () => {
            const cleared = await this.#inner.clearAbandoned?.(before, dryRun);
            return cleared ?? { objects: 0, bytes: 0 };
        });
    }
}


/***/ }),

/***/ 5386:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FL: () => (/* binding */ outOfRange),
/* harmony export */   Ku: () => (/* binding */ missingObject),
/* harmony export */   Ky: () => (/* binding */ storageFailure),
/* harmony export */   g$: () => (/* binding */ tooLarge),
/* harmony export */   sf: () => (/* binding */ sizeMismatch),
/* harmony export */   vr: () => (/* binding */ NotDurableError)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/** What storages say when something goes wrong: one sentence that names the object and what to do. */

function errorText(error) {
    if (typeof error === 'object' && error !== null && 'message' in error)
        return String(error.message);
    return String(error);
}
function missingObject(location, key, cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux('NOT_FOUND', `the store at ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(location)} has no object ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(key)}`, { cause });
}
function outOfRange(location, key, size, range) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux('DAMAGED', `the object ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(key)} of the store at ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(location)} is too short: ` +
        `it has ${size} bytes where at least ${range.offset + range.length} belong`);
}
function tooLarge(location, key, size, maximum) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux('DAMAGED', `the object ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(key)} of the store at ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(location)} is damaged: it has ${size} bytes and may have ${maximum}`);
}
/** An object named by its contents that has another size than those contents. */
function sizeMismatch(location, key, size, expected) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux('DAMAGED', `the object ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(key)} of the store at ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(location)} is damaged: it has ${size} bytes where ${expected} ` +
        'belong; move it out of the store and run again');
}
const reasons = {
    ENOSPC: 'its disk is full; free some space and run again',
    EDQUOT: 'the disk quota is used up; free some space and run again',
    EFBIG: 'the file is larger than the file system or a limit (ulimit -f) allows',
    EROFS: 'its file system is read-only',
    EACCES: 'permission denied; check who owns the folder and its mode',
    EPERM: 'the operation is not permitted; check who owns the folder and its mode',
    EIO: 'its disk reports an input/output error; check the disk before you trust it again',
    EMFILE: 'too many open files; raise the limit (ulimit -n)',
    ENFILE: 'the system has too many open files',
    ENAMETOOLONG: 'the path is too long for its file system',
    ESTALE: 'the file server has lost the folder (stale handle); mount it again',
    ENOENT: 'a folder of the store has vanished; is its file system still mounted?',
    ENOTDIR: 'a file lies where a folder of the store belongs',
    ELOOP: 'a symbolic link lies where an object belongs, and links inside a store are not followed'
};
/**
 * An object that is there and can be read, and may be gone after a crash: its name could not be flushed. Whoever made it
 * must not report success, though he finds it when he looks.
 */
class NotDurableError extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux {
    constructor(failure) {
        super(failure.code, failure.message, { cause: failure.cause });
    }
}
/**
 * What a system call's failure means to whoever runs the program.
 * @param doing what could not be done: `write`, `read`, …
 * @param path the file or folder that it was done to
 */
function storageFailure(location, doing, path, cause) {
    if (cause instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux)
        return cause;
    const code = (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .systemErrorCode */ .vq)(cause);
    const reason = (code === undefined ? undefined : reasons[code]) ?? errorText(cause);
    const told = code === undefined ? reason : `${reason} (${code})`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux('STORAGE', `the store at ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(location)} could not ${doing} ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}: ${told}`, {
        cause
    });
}


/***/ }),

/***/ 7433:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z0: () => (/* binding */ TEMPORARY_FOLDER),
/* harmony export */   by: () => (/* binding */ checkPrefix),
/* harmony export */   cd: () => (/* binding */ checkRange),
/* harmony export */   lN: () => (/* binding */ MAX_SEGMENT_BYTES),
/* harmony export */   m0: () => (/* binding */ isKey),
/* harmony export */   tA: () => (/* binding */ isKeySegment),
/* harmony export */   yR: () => (/* binding */ checkKey)
/* harmony export */ });
/* unused harmony export MAX_KEY_BYTES */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/**
 * What a key may look like: narrow enough that it means the same in a folder of any operating system and in a bucket,
 * and that no key, wherever it was read, names anything outside the store.
 */

/** Bytes of a whole key: what S3 allows (1,024), less room for a bucket's prefix. */
const MAX_KEY_BYTES = 768;
/** Bytes of a segment: one less than a file's name may have, which is where some S3 servers end too. */
const MAX_SEGMENT_BYTES = 254;
/** The folder of temporary objects, beside which no key may lie. */
const TEMPORARY_FOLDER = 'tmp';
/**
 * Printable ASCII, less what Windows refuses in a name (its separators `\` and `:` among it) and a space at either end.
 * No leading dot: that keeps out `.` and `..`, and tells objects from what file servers and desktops leave lying about
 * (`.nfs…`, `.snapshot`, `.DS_Store`).
 */
const segmentPattern = /^(?![. ])[\x20-\x7e]+(?<! )$/;
const refusedCharacters = /["*/:<>?\\|]/;
/** Whether `segment` may stand between two slashes of a key. */
function isKeySegment(segment) {
    return segment.length <= MAX_SEGMENT_BYTES && segmentPattern.test(segment) && !refusedCharacters.test(segment);
}
/** Whether `text` is a key. For text that a stranger wrote; keys that the program makes go through {@link checkKey}. */
function isKey(text) {
    if (text.length > MAX_KEY_BYTES)
        return false;
    const segments = text.split('/');
    return segments[0] !== TEMPORARY_FOLDER && segments.every(isKeySegment);
}
/**
 * Every storage calls it before it touches anything, so no caller's mistake reaches the disk.
 * @throws Error (a bug of the caller, no user's mistake) where `key` is no key.
 */
function checkKey(key) {
    if (!isKey(key))
        throw new Error(`not a storage key: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(key)}`);
    return key;
}
/**
 * @throws Error (a bug of the caller) where `prefix` is neither empty nor a key followed by `/`.
 */
function checkPrefix(prefix) {
    if (prefix !== '' && !(prefix.endsWith('/') && isKey(prefix.slice(0, -1)))) {
        throw new Error(`not a prefix of storage keys: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(prefix)}`);
    }
    return prefix;
}
/** Whether a range is one at all: whole numbers, from 0 on. */
function checkRange(range) {
    const { offset, length } = range;
    const fits = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && Number.isSafeInteger(offset + length);
    if (!fits || offset < 0 || length < 0)
        throw new RangeError(`not a range of bytes: ${offset} + ${length}`);
}


/***/ }),

/***/ 3085:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bq: () => (/* binding */ flatten),
/* harmony export */   In: () => (/* binding */ diffValues),
/* harmony export */   Rh: () => (/* binding */ diffMetrics)
/* harmony export */ });
/** @param limit how many are listed. */
function diffMetrics(from, to, limit) {
    return diffMaps(new Map(Object.entries(from)), new Map(Object.entries(to)), limit);
}
/** As {@link diffMetrics}; what is in mappings inside of the mapping is compared one by one. */
function diffValues(from, to, limit) {
    return diffMaps(flatten(from), flatten(to), limit);
}
function diffMaps(from, to, limit) {
    const changed = [];
    const unchanged = [];
    for (const name of [...new Set([...from.keys(), ...to.keys()])].sort()) {
        const change = changeOf(name, from.get(name), to.get(name));
        if (change.isChanged)
            changed.push(change);
        else
            unchanged.push(change);
    }
    return { changed: changed.length, unchanged: unchanged.length, listed: [...changed, ...unchanged].slice(0, limit) };
}
function changeOf(name, from, to) {
    const delta = typeof from === 'number' && typeof to === 'number' ? to - from : undefined;
    return { name, from, to, delta, isChanged: !isSame(from, to) };
}
function isSame(from, to) {
    // NaN is NaN here, and 0 is -0: nobody means something else by it.
    if (typeof from === 'number' && typeof to === 'number')
        return from === to || (Number.isNaN(from) && Number.isNaN(to));
    return canonical(from) === canonical(to);
}
/** JSON with the keys of mappings in order. */
function canonical(value) {
    return JSON.stringify(value, (_key, inner) => typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner);
}
/** Deeper than people write by hand; what is below is compared as one. */
const MAXIMUM_DEPTH = 8;
/** The values of a mapping, those in mappings inside of it by names joined with `.`. */
function flatten(object) {
    const values = new Map();
    const add = (name, value, depth) => {
        const inner = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
        if (inner.length === 0 || depth >= MAXIMUM_DEPTH)
            values.set(name, value);
        else
            for (const [key, one] of inner)
                add(`${name}.${key}`, one, depth + 1);
    };
    for (const [name, value] of Object.entries(object))
        add(name, value, 1);
    return values;
}


/***/ }),

/***/ 9393:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Mv: () => (/* reexport */ bisectToJson),
  r3: () => (/* reexport */ bisectToText),
  ff: () => (/* reexport */ checkAlias),
  CN: () => (/* reexport */ checkArtifactName),
  v8: () => (/* reexport */ checkLabel),
  Eb: () => (/* reexport */ compilePattern),
  tM: () => (/* reexport */ diffToJson),
  gi: () => (/* reexport */ diffToMarkdown),
  SQ: () => (/* reexport */ diffToText),
  ZD: () => (/* reexport */ show/* escapeHtml */.ZD),
  Ad: () => (/* reexport */ historyToJson),
  JO: () => (/* reexport */ historyToText),
  v9: () => (/* reexport */ lineageToJson),
  WF: () => (/* reexport */ lineageToMermaid),
  G6: () => (/* reexport */ lineageToText),
  MT: () => (/* reexport */ matchesPattern),
  f: () => (/* reexport */ metadataToJson),
  Ch: () => (/* reexport */ openStore),
  zB: () => (/* reexport */ parseCondition),
  Pl: () => (/* reexport */ parseSelector),
  Nb: () => (/* reexport */ readsBase),
  Gj: () => (/* reexport */ viewerOf)
});

// UNUSED EXPORTS: KEEP_REASONS, combineRules, commitOf, commitUrl, compareUrl, directionOf, filesLine, isLabel, judgeMetric, metricChart, metricSeries, parseReference, pruneToJson, repositoryUrl, runUrl, showVerdict, silentLogger, sparkline

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/content/hash.js
var content_hash = __webpack_require__(3749);
// EXTERNAL MODULE: ./lib/storage/failures.js
var failures = __webpack_require__(5386);
;// CONCATENATED MODULE: ./lib/store/documents.js
/**
 * The small JSON objects of a store: readable by a person and by jq, with a checksum that `sha256sum` can confirm.
 * docs/FORMAT.md, "Documents".
 */



const FORMAT = 1;
/** Larger documents are refused unread. */
const DOCUMENT_MAXIMUM = 16 * 1024 * 1024;
const CHECKSUM_LINE = /^ {2}"checksum": "([0-9a-f]{64})"\n\}\n$/;
/** Bytes of the last two lines. */
const CHECKSUM_BYTES = '  "checksum": ""\n}\n'.length + 64;
/** @param maximum bytes */
function encodeDocument(fields, maximum = DOCUMENT_MAXIMUM) {
    const text = JSON.stringify({ format: FORMAT, ...fields }, undefined, 2);
    // Everything before the last line of JSON, as it would look with a field after it.
    const body = `${text.slice(0, -2)},\n`;
    const bytes = Buffer.from(`${body}  "checksum": "${(0,content_hash/* sha256Hex */.fg)(body)}"\n}\n`, 'utf8');
    if (bytes.length > maximum) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `the record of this version would have ${bytes.length} bytes and may have ${maximum}: give less params or metadata`);
    }
    return bytes;
}
/**
 * The bytes of a document.
 * @throws ArtifactStoreError `NOT_FOUND`; `DAMAGED` where it is larger than any document.
 */
async function readDocument(storage, key, maximum = DOCUMENT_MAXIMUM) {
    return await storage.read(key, undefined, maximum);
}
/**
 * Reads a document and checks it.
 * @throws ArtifactStoreError `UNSUPPORTED` where it is of a newer format.
 */
function decodeDocument(bytes, describe) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (!buffer.subarray(-3).equals(Buffer.from('\n}\n')))
        return { state: 'torn' };
    const split = buffer.length - CHECKSUM_BYTES;
    const checksum = split < 0 ? null : CHECKSUM_LINE.exec(buffer.subarray(split).toString('latin1'));
    if (checksum === null)
        return { state: 'damaged', reason: 'its checksum is missing' };
    if ((0,content_hash/* sha256Hex */.fg)(buffer.subarray(0, split)) !== checksum[1]) {
        return { state: 'damaged', reason: 'its bytes do not have its checksum' };
    }
    let fields;
    try {
        fields = JSON.parse(buffer.toString('utf8'));
    }
    catch {
        return { state: 'damaged', reason: 'it is not JSON' };
    }
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
        return { state: 'damaged', reason: 'it is not an object' };
    }
    const { format } = fields;
    if (typeof format === 'number' && format > FORMAT) {
        throw new errors/* ArtifactStoreError */.ux('UNSUPPORTED', `${describe} is of format ${format}, and this version of Artifact Store knows format ${FORMAT}: use a newer version`);
    }
    if (format !== FORMAT)
        return { state: 'damaged', reason: 'it has no known format' };
    return { state: 'whole', fields: fields };
}
/**
 * The fields of a document, or undefined where an interrupted create left it without its end: then it was never
 * published. Only where the storage has no better create; elsewhere it is damage.
 */
async function readUnlessTorn(storage, key, maximum = DOCUMENT_MAXIMUM) {
    return await unlessTorn(storage, await readDocument(storage, key, maximum), `${storage.location}: ${key}`);
}
/** As {@link readUnlessTorn}, of bytes that were read already. */
async function unlessTorn(storage, bytes, describe) {
    if (decodeDocument(bytes, describe).state === 'torn' && (await storage.createMayTear()))
        return undefined;
    return expectDocument(bytes, describe);
}
/**
 * Creates a document that holds a nonce.
 * @returns Whether it is this one that lies there now. No answer does not mean no effect: the document is then read
 *   back and compared.
 * @throws ArtifactStoreError where it could not be created and is not there, or would not outlast a crash.
 */
async function publish(storage, key, document) {
    try {
        return (await storage.create(key, document)) === 'created';
    }
    catch (error) {
        if (error instanceof failures/* NotDurableError */.vr)
            throw error;
        const found = await storage.read(key).catch(() => undefined);
        if (found === undefined)
            throw error;
        return Buffer.compare(found, document) === 0;
    }
}
/** The fields of a document that must be whole. */
function expectDocument(bytes, describe) {
    const decoded = decodeDocument(bytes, describe);
    if (decoded.state === 'whole')
        return decoded.fields;
    const reason = decoded.state === 'torn' ? 'its end is missing' : decoded.reason;
    throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${describe} is damaged: ${reason}`);
}

;// CONCATENATED MODULE: ./lib/store/layout.js
const STORE_KEY = 'store.json';
const ARTIFACTS_PREFIX = 'artifacts/';
const PACKS_PREFIX = 'packs/';
const RUNS_PREFIX = 'runs/';
const CONDEMNED_PREFIX = 'condemned/';
const DAMAGED_PREFIX = 'damaged/';
const DIGITS = 10;
const LARGEST_NUMBER = 10 ** DIGITS - 1;
const DOCUMENT_KEY = /\/(\d{10})\.json$/;
const DOUBLE_KEY = /^(\d{10})\/(\d{10})\.json$/;
const PACK_KEY = /^packs\/([0-9a-f]{2})\/(\1[0-9a-f]{62})\.pack$/;
const MARK_KEY = /^damaged\/([0-9a-f]{64})\.json$/;
const SEGMENT_KEY = /^(\d+)\/(\d{10})\.jsonl\.gz$/;
const EXCERPT_KEY = /^(parts|groups)\/(\d{10})\.jsonl\.gz$/;
const OF_ARTIFACT = /^artifacts\/[^/]+\/(versions|notes|aliases)\//;
function packKey(pack) {
    return `${PACKS_PREFIX}${pack.slice(0, 2)}/${pack}.pack`;
}
/** The pack that a key is, where it is one. */
function packOfKey(key) {
    return PACK_KEY.exec(key)?.[2];
}
function condemnedKey(id) {
    return `${CONDEMNED_PREFIX}${id}.json`;
}
/** The mark that a pack was found damaged. */
function layout_damagedKey(pack) {
    return `${DAMAGED_PREFIX}${pack}.json`;
}
/** The pack that a key below {@link DAMAGED_PREFIX} marks. */
function packOfMark(key) {
    return MARK_KEY.exec(key)?.[1];
}
function artifactPrefix(name) {
    return `${ARTIFACTS_PREFIX}${encodeName(name)}/`;
}
/**
 * A name, label or alias as one segment of a key: a `/` would make two, and storages keep a leading dot for what is no
 * object. Neither holds a `%`.
 */
function encodeName(name) {
    return name.replaceAll('/', '%2F').replace(/^\./, '%2E');
}
function decodeName(segment) {
    return segment.replaceAll('%2F', '/').replace(/^%2E/, '.');
}
/** The artifact whose objects a key belongs to, where it is one. */
function artifactOfKey(key) {
    const segment = key.startsWith(ARTIFACTS_PREFIX) ? key.slice(ARTIFACTS_PREFIX.length).split('/')[0] : undefined;
    return segment === undefined || segment === '' ? undefined : decodeName(segment);
}
function versionsPrefix(name) {
    return `${artifactPrefix(name)}versions/`;
}
function versionKey(name, number) {
    return `${versionsPrefix(name)}${pad(number)}.json`;
}
function labelsPrefix(name) {
    return `${artifactPrefix(name)}labels/`;
}
function labelKey(name, label) {
    return `${labelsPrefix(name)}${encodeName(label)}.json`;
}
/** The label whose reservation a key below {@link labelsPrefix} is. */
function labelOfKey(name, key) {
    const match = /^([^/]+)\.json$/.exec(key.slice(labelsPrefix(name).length));
    return match === null ? undefined : decodeName(match[1]);
}
function aliasesPrefix(name) {
    return `${artifactPrefix(name)}aliases/`;
}
function aliasPrefix(name, alias) {
    return `${aliasesPrefix(name)}${encodeName(alias)}/`;
}
/** The alias whose move a key below {@link aliasesPrefix} is. */
function aliasOfKey(name, key) {
    return decodeName(key.slice(aliasesPrefix(name).length).split('/')[0]);
}
function aliasKey(name, alias, move) {
    return `${aliasPrefix(name, alias)}${pad(move)}.json`;
}
function gonePrefix(name) {
    return `${artifactPrefix(name)}gone/`;
}
/** The changes of one version, removed and brought back. */
function changesPrefix(name, number) {
    return `${gonePrefix(name)}${pad(number)}/`;
}
function goneKey(name, number, change) {
    return `${changesPrefix(name, number)}${pad(change)}.json`;
}
/** The change of a version that a key below {@link gonePrefix} is, where it is one. */
function changeOfKey(name, key) {
    const numbers = numbersBelow(gonePrefix(name), key);
    return numbers === undefined ? undefined : { number: numbers[0], change: numbers[1] };
}
function notesPrefix(name) {
    return `${artifactPrefix(name)}notes/`;
}
/** The notes of one version. */
function notesOfPrefix(name, number) {
    return `${notesPrefix(name)}${pad(number)}/`;
}
function noteKey(name, number, note) {
    return `${notesOfPrefix(name, number)}${pad(note)}.json`;
}
/** The note that a key below {@link notesPrefix} is, where it is one. */
function noteOfKey(name, key) {
    const numbers = numbersBelow(notesPrefix(name), key);
    return numbers === undefined ? undefined : { number: numbers[0], note: numbers[1] };
}
/** A series for each version: both numbers, which start at 1. */
function numbersBelow(prefix, key) {
    const match = DOUBLE_KEY.exec(key.slice(prefix.length));
    if (match === null)
        return undefined;
    const [number, item] = [Number(match[1]), Number(match[2])];
    return number > 0 && item > 0 ? [number, item] : undefined;
}
function signaturesPrefix(name) {
    return `${artifactPrefix(name)}signatures/`;
}
/** The signatures of one version. */
function signaturesOfPrefix(name, number) {
    return `${signaturesPrefix(name)}${pad(number)}/`;
}
function signatureKey(name, number, signature) {
    return `${signaturesOfPrefix(name, number)}${pad(signature)}.json`;
}
function indexPrefix(name) {
    return `${artifactPrefix(name)}index/`;
}
/** So many versions a segment of the index tells of. In the order in which a listing gives them. */
const SEGMENT_LEVELS = [4096, 64];
/** @param position 1 for the segment of the oldest versions. */
function segmentAt(level, position) {
    return { level, first: (position - 1) * level + 1, last: position * level };
}
/** Counted down, so that the newest segment is listed first. */
function segmentKey(name, { level, last }) {
    return `${indexPrefix(name)}${level}/${pad(LARGEST_NUMBER - last / level)}.jsonl.gz`;
}
/** The segment that a key below {@link indexPrefix} is, where it is one. */
function segmentOfKey(name, key) {
    const match = SEGMENT_KEY.exec(key.slice(indexPrefix(name).length));
    const level = SEGMENT_LEVELS.find((size) => String(size) === match?.[1]);
    if (match === null || level === undefined)
        return undefined;
    const position = LARGEST_NUMBER - Number(match[2]);
    return position >= 1 && position * level <= LARGEST_NUMBER ? segmentAt(level, position) : undefined;
}
/** The excerpt of the whole store. */
const STORE_EXCERPT = { prefix: 'index/', of: ARTIFACTS_PREFIX };
/** The excerpt of an artifact's notes. */
function notesExcerpt(name) {
    return { prefix: `${indexPrefix(name)}notes/`, of: notesPrefix(name) };
}
/** So many parts make a group. */
const GROUP = 32;
/** Counted down, so that the newest is listed first; and groups are listed before parts. */
function excerptKey({ prefix }, { kind, number }) {
    return `${prefix}${kind}s/${pad(LARGEST_NUMBER - number)}.jsonl.gz`;
}
/** The piece of an excerpt that a key below its prefix is, where it is one. */
function excerptPieceOfKey({ prefix }, key) {
    const match = EXCERPT_KEY.exec(key.slice(prefix.length));
    const number = LARGEST_NUMBER - Number(match?.[2]);
    if (match === null || number < 1)
        return undefined;
    return { kind: match[1] === 'parts' ? 'part' : 'group', number };
}
function tellableOfKey(key) {
    const folder = OF_ARTIFACT.exec(key)?.[1];
    const name = artifactOfKey(key);
    const last = numberOfKey(key);
    if (folder === undefined || name === undefined || last === undefined || last === 0)
        return undefined;
    if (folder === 'aliases') {
        const alias = aliasOfKey(name, key);
        return key === aliasKey(name, alias, last) ? { kind: 'alias', name, alias } : undefined;
    }
    if (folder === 'versions')
        return key === versionKey(name, last) ? { kind: 'version', name, number: last } : undefined;
    const noted = noteOfKey(name, key);
    return noted === undefined ? undefined : { kind: 'note', name, number: noted.number };
}
function runPrefix(runKey) {
    return `${RUNS_PREFIX}${encodeSegment(runKey)}/`;
}
/** The number that a key of a numbered series ends in. */
function numberOfKey(key) {
    const match = DOCUMENT_KEY.exec(key);
    return match === null ? undefined : Number(match[1]);
}
function pad(number) {
    return String(number).padStart(DIGITS, '0');
}
/** Any text as one segment of a key: safe characters as they are, other bytes as `%XX`; long text is cut, by its end. */
function encodeSegment(text) {
    const encoded = [...Buffer.from(text, 'utf8')]
        .map((byte) => {
        const character = String.fromCharCode(byte);
        return /[A-Za-z0-9._-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
        .join('');
    // A run's id is at the end and tells runs apart. No segment of a key starts with a dot.
    return encoded.slice(-240).replace(/^\./, '%2E');
}

;// CONCATENATED MODULE: ./lib/store/aliases.js
/** Aliases: movable names of versions, kept as append-only series; the highest entry holds. */



/** So many moves are read at once. */
const READ_AT_ONCE = 16;
/** Points an alias at a version, or removes it. @returns the number of the move. */
async function moveAlias(storage, name, alias, number, { movedAt, run, nonce }) {
    // 0 stands for an alias that was removed.
    const document = encodeDocument({ alias, number: number ?? 0, movedAt, run, nonce });
    const moves = await movesOf(storage, name, alias);
    for (let move = (moves[0]?.move ?? 0) + 1;; move++) {
        if (await publish(storage, aliasKey(name, alias, move), document))
            return move;
    }
}
/** Takes a move back, unless somebody has moved the alias since. */
async function takeBack(storage, name, alias, move, number, { movedAt, run, nonce }) {
    const moves = await movesOf(storage, name, alias);
    if (moves[0]?.move !== move)
        return;
    const document = encodeDocument({ alias, number: number ?? 0, movedAt, run, nonce });
    await publish(storage, aliasKey(name, alias, move + 1), document);
}
/**
 * The moves of an alias, newest first; one that was interrupted never happened.
 * @param logger is told of a damaged one, which is passed over; without one that is an error.
 * @param known the moves of all aliases, where somebody has listed them.
 */
async function* aliasMoves(storage, name, alias, logger, known) {
    const moves = known === undefined ? await movesOf(storage, name, alias) : movesAmong(known, name, alias);
    // The newest is most often all that is wanted, and the one before it next to always.
    for (let start = 0, width = 1; start < moves.length; start += width, width = READ_AT_ONCE) {
        const reading = moves.slice(start, start + width).map((move) => readMove(storage, move));
        for (const one of reading)
            one.catch(() => undefined);
        for (const one of reading) {
            const move = await one.catch((error) => {
                if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED') || logger === undefined)
                    throw error;
                logger.warn(`${error.message}; the move is left out`);
                return undefined;
            });
            if (move !== undefined)
                yield move;
        }
    }
}
/** The version that an alias points at, or undefined where there is no such alias. */
async function resolveAlias(storage, name, alias) {
    return await readTarget(storage, await movesOf(storage, name, alias));
}
/**
 * All aliases of an artifact, by the number of the version that they point at.
 * @param logger is told of one that cannot be read, which is left out; without one that is an error.
 * @param known `moves`: those that a listing of the artifact had; where they are missing they are listed.
 */
async function aliasesByVersion(storage, logger, name, known = {}) {
    const byAlias = new Map();
    for await (const info of known.moves ?? storage.list(aliasesPrefix(name))) {
        const move = numberOfKey(info.key);
        if (move === undefined)
            continue;
        const alias = aliasOfKey(name, info.key);
        const moves = byAlias.get(alias);
        if (moves === undefined)
            byAlias.set(alias, [{ ...info, move }]);
        else
            moves.push({ ...info, move });
    }
    const byVersion = new Map();
    const aliases = [...byAlias];
    for (let start = 0; start < aliases.length; start += READ_AT_ONCE) {
        const window = aliases.slice(start, start + READ_AT_ONCE);
        const targets = window.map(([, moves]) => targetOrWarn(storage, logger, moves.reverse(), known.excerpts));
        for (const [at, number] of (await Promise.all(targets)).entries()) {
            const alias = window[at][0];
            if (number !== undefined)
                byVersion.set(number, [...(byVersion.get(number) ?? []), alias]);
        }
    }
    return byVersion;
}
async function targetOrWarn(storage, logger, moves, excerpts) {
    try {
        return await readTarget(storage, moves, excerpts);
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED') || logger === undefined)
            throw error;
        logger.warn(`${error.message}; the alias is left out`);
        return undefined;
    }
}
/** Where the move of a key leads: a number, `none` where it removes the alias, `torn` where it is not whole (yet). */
async function readMoveTarget(storage, key) {
    const move = await readMove(storage, { key, move: 0 });
    return move === undefined ? 'torn' : (move.number ?? 'none');
}
/** The moves of an alias, newest first. */
async function movesOf(storage, name, alias) {
    const moves = [];
    for await (const info of storage.list(aliasPrefix(name, alias))) {
        const move = numberOfKey(info.key);
        if (move !== undefined)
            moves.push({ ...info, move });
    }
    return moves.reverse();
}
/** As {@link movesOf}. @param known in the order of keys. */
function movesAmong(known, name, alias) {
    const prefix = aliasPrefix(name, alias);
    const moves = known.flatMap((info) => {
        const move = info.key.startsWith(prefix) ? numberOfKey(info.key) : undefined;
        return move === undefined ? [] : [{ ...info, move }];
    });
    return moves.reverse();
}
/** Where the newest of the moves leads; one that was interrupted never happened. */
async function readTarget(storage, moves, excerpts) {
    for (const move of moves) {
        const says = (await excerpts?.find(move))?.says;
        if (says?.kind === 'alias')
            return says.number === 0 ? undefined : says.number;
        const read = await readMove(storage, move);
        if (read !== undefined)
            return read.number;
    }
    return undefined;
}
async function readMove(storage, { key, move }) {
    const fields = await readUnlessTorn(storage, key);
    if (fields === undefined)
        return undefined;
    const number = aliasTarget(fields, `${storage.location}: ${key}`);
    const { movedAt, run } = fields;
    return {
        move,
        number: number === 0 ? undefined : number,
        movedAt: typeof movedAt === 'string' ? movedAt : '',
        run: typeof run === 'object' && run !== null && !Array.isArray(run) ? run : {}
    };
}
/** Where a move leads; 0: the alias was removed. @throws ArtifactStoreError `DAMAGED`; `describe` names the document. */
function aliasTarget({ number }, describe) {
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0)
        return number;
    throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${describe} is damaged: it points at no version`);
}

// EXTERNAL MODULE: ./lib/files/tree-path.js
var tree_path = __webpack_require__(6703);
;// CONCATENATED MODULE: ./lib/store/diff-files.js

/** Of files that were added, or removed, so many are held to find renames. */
const RENAME_MAXIMUM = 200_000;
/**
 * Compares two lists of files, each in tree order. What is left out of both is the same in both.
 * @param totals of the older version, whole.
 * @param limit how many are listed of each kind.
 */
async function diffFiles(from, to, totals, limit, renameMaximum = RENAME_MAXIMUM) {
    const added = new Candidates(renameMaximum, limit);
    const removed = new Candidates(renameMaximum, limit);
    const changed = { count: 0, bytesFrom: 0, bytesTo: 0, listed: [] };
    const folders = { added: 0, removed: 0 };
    for await (const [before, after] of sideBySide(from, to)) {
        const was = before?.type === 'directory' ? undefined : before;
        const is = after?.type === 'directory' ? undefined : after;
        if (before?.type === 'directory' && after?.type !== 'directory')
            folders.removed++;
        if (after?.type === 'directory' && before?.type !== 'directory')
            folders.added++;
        if (was !== undefined && is !== undefined) {
            const changes = changesOf(was, is);
            if (changes.length === 0)
                continue;
            changed.count++;
            changed.bytesFrom += bytesOf(was);
            changed.bytesTo += bytesOf(is);
            if (changed.listed.length < limit) {
                changed.listed.push({ path: is.path, from: stateOf(was), to: stateOf(is), changes });
            }
        }
        else if (was !== undefined)
            removed.add(was);
        else if (is !== undefined)
            added.add(is);
    }
    const renamesSought = added.isWhole && removed.isWhole;
    const renames = renamesSought ? findRenames(removed.held, added.held) : [];
    const renamedBytes = renames.reduce((sum, { to: file }) => sum + bytesOf(file), 0);
    return {
        added: added.summary(new Set(renames.map((rename) => rename.to))),
        removed: removed.summary(new Set(renames.map((rename) => rename.from))),
        changed,
        renamed: {
            count: renames.length,
            bytes: renamedBytes,
            listed: renames.slice(0, limit).map((rename) => ({
                from: rename.from.path,
                to: rename.to.path,
                size: bytesOf(rename.to)
            }))
        },
        unchanged: {
            count: Math.max(0, totals.files - removed.count - changed.count),
            bytes: Math.max(0, totals.size - removed.bytes - changed.bytesFrom)
        },
        folders,
        renamesSought
    };
}
async function* sideBySide(left, right) {
    try {
        let [a, b] = await Promise.all([left.next(), right.next()]);
        while (a.done !== true || b.done !== true) {
            const order = a.done === true ? 1 : b.done === true ? -1 : (0,tree_path/* compareTreePaths */.W)(a.value.path, b.value.path);
            const first = order <= 0 && a.done !== true ? a.value : undefined;
            const second = order >= 0 && b.done !== true ? b.value : undefined;
            yield [first, second];
            if (first !== undefined)
                a = await left.next();
            if (second !== undefined)
                b = await right.next();
        }
    }
    finally {
        // Who stops early, or fails, must not leave the other one waiting.
        await Promise.allSettled([left.return(undefined), right.return(undefined)]);
    }
}
function changesOf(from, to) {
    if (from.type === 'symlink' || to.type === 'symlink') {
        if (from.type !== to.type)
            return ['type'];
        return from.type === 'symlink' && to.type === 'symlink' && from.target !== to.target ? ['target'] : [];
    }
    return [
        ...(from.sha256 === to.sha256 ? [] : ['contents']),
        ...(isExecutable(from.mode) === isExecutable(to.mode) ? [] : ['executable'])
    ];
}
/** As the digest sees it: whether the owner may. */
function isExecutable(mode) {
    return (mode & 0o100) !== 0;
}
function bytesOf(file) {
    return file.type === 'file' ? file.size : 0;
}
function stateOf(file) {
    return file.type === 'file'
        ? { type: 'file', size: file.size, isExecutable: isExecutable(file.mode) }
        : { type: 'symlink', target: file.target };
}
/** What is in one version only: all of it is held, for renames, up to a bound; behind that no more than is listed. */
class Candidates {
    count = 0;
    bytes = 0;
    held = [];
    maximum;
    limit;
    constructor(maximum, limit) {
        this.maximum = maximum;
        this.limit = limit;
    }
    get isWhole() {
        return this.count <= this.maximum;
    }
    add(file) {
        this.count++;
        this.bytes += bytesOf(file);
        if (this.isWhole)
            this.held.push(file);
        else if (this.held.length > this.limit)
            this.held = this.held.slice(0, this.limit);
    }
    summary(renamed) {
        const listed = [];
        for (const file of this.held) {
            if (listed.length >= this.limit)
                break;
            if (!renamed.has(file))
                listed.push({ path: file.path, file: stateOf(file) });
        }
        let bytes = this.bytes;
        for (const file of renamed)
            bytes -= bytesOf(file);
        return { count: this.count - renamed.size, bytes, listed };
    }
}
/**
 * Pairs what was removed with what was added: of the same content, each at most once. Of several those of the same file
 * name belong together, and what is left in the order of paths. Empty files are all alike, so they tell nothing.
 */
function findRenames(removed, added) {
    const before = byContent(removed);
    const after = byContent(added);
    const origins = new Map();
    for (const [sha256, files] of after) {
        const sources = before.get(sha256);
        if (sources !== undefined)
            pair(sources, files, origins);
    }
    return added.flatMap((to) => {
        const from = origins.get(to);
        return from === undefined ? [] : [{ from, to }];
    });
}
function pair(sources, files, origins) {
    const byName = new Map();
    // Backwards, so that the first path is the one that `pop` gives.
    for (const source of sources.toReversed()) {
        const name = fileName(source.path);
        const same = byName.get(name);
        if (same === undefined)
            byName.set(name, [source]);
        else
            same.push(source);
    }
    const left = [];
    const taken = new Set();
    for (const file of files) {
        const source = byName.get(fileName(file.path))?.pop();
        if (source === undefined)
            left.push(file);
        else {
            origins.set(file, source);
            taken.add(source);
        }
    }
    const free = sources.filter((source) => !taken.has(source));
    for (const [index, file] of left.slice(0, free.length).entries())
        origins.set(file, free[index]);
}
function byContent(files) {
    const groups = new Map();
    for (const file of files) {
        if (file.type !== 'file' || file.size === 0)
            continue;
        const group = groups.get(file.sha256);
        if (group === undefined)
            groups.set(file.sha256, [file]);
        else
            group.push(file);
    }
    return groups;
}
function fileName(path) {
    return path.slice(path.lastIndexOf('/') + 1);
}

// EXTERNAL MODULE: ./lib/store/diff-values.js
var diff_values = __webpack_require__(3085);
;// CONCATENATED MODULE: ./lib/content/spans.js
/** Reading many chunks with few reads: neighbours in a pack are read together, small gaps read through. */
/** A longer gap is never read through. Bytes. */
const MAXIMUM_GAP = 1024 * 1024;
/** All gaps that are read through in a pack are at most this share of what is needed of it: a bucket counts bytes too. */
const MAXIMUM_WASTE = 0.25;
/** Longer spans are cut, so that memory stays bounded. Bytes. */
const MAXIMUM_SPAN = 4 * 1024 * 1024;
/** As are those of more items: many small files, or one chunk that many files share. */
const MAXIMUM_ITEMS = 4096;
/**
 * Cuts items that are sorted by pack and offset into spans.
 * @param count how many items there are.
 * @param at gives pack (any number that tells packs apart), offset and stored bytes of an item.
 */
function* planSpans(count, at) {
    let item = 0;
    while (item < count) {
        const { pack } = at(item);
        let end = item + 1;
        while (end < count && at(end).pack === pack)
            end++;
        const gap = longestGap(item, end, at);
        while (item < end) {
            const span = nextSpan(item, end, gap, at);
            yield { pack, ...span };
            item = span.last + 1;
        }
    }
}
function nextSpan(first, count, gap, at) {
    const { offset, stored } = at(first);
    let end = offset + stored;
    let item = first + 1;
    while (item < count && item - first < MAXIMUM_ITEMS) {
        const next = at(item);
        const grown = Math.max(end, next.offset + next.stored);
        if (next.offset - end > gap || grown - offset > MAXIMUM_SPAN)
            break;
        end = grown;
        item++;
    }
    return { offset, length: end - offset, first, last: item - 1 };
}
/** The length up to which the gaps between the items of a pack are read through: the shortest ones, within the waste. */
function longestGap(first, count, at) {
    const gaps = [];
    let needed = 0;
    let end = at(first).offset;
    for (let item = first; item < count; item++) {
        const { offset, stored } = at(item);
        if (offset > end)
            gaps.push(offset - end);
        needed += Math.max(0, offset + stored - Math.max(end, offset));
        end = Math.max(end, offset + stored);
    }
    gaps.sort((a, b) => a - b);
    let waste = 0;
    let longest = 0;
    for (let start = 0; start < gaps.length;) {
        const length = gaps[start];
        let after = start;
        while (gaps[after] === length)
            after++;
        waste += length * (after - start);
        if (length > MAXIMUM_GAP || waste > needed * MAXIMUM_WASTE)
            break;
        longest = length;
        start = after;
    }
    return longest;
}

// EXTERNAL MODULE: ./lib/content/stored-chunk.js
var stored_chunk = __webpack_require__(7034);
;// CONCATENATED MODULE: ./lib/store/at-once.js
/** Does something for each item, of so many at the same time. The first failure ends it, once what was begun is done. */
async function eachAtOnce(items, width, act) {
    const rest = items[Symbol.iterator]();
    let failed = false;
    const work = async () => {
        for (let next = rest.next(); !failed && next.done !== true; next = rest.next()) {
            try {
                await act(next.value);
            }
            catch (error) {
                failed = true;
                throw error;
            }
        }
    };
    const ends = await Promise.allSettled(Array.from({ length: width }, work));
    for (const end of ends)
        if (end.status === 'rejected')
            throw end.reason;
}

;// CONCATENATED MODULE: ./lib/store/condemned.js
/** The lists of packs that prune runs found unused. To a save, a listed pack does not exist. docs/PROTOCOL.md. */





/** Every prune run may have left one, and each save reads them all. */
const condemned_READ_AT_ONCE = 16;
/** Reads the lists; those that it has read before are not read again, since nothing is ever overwritten. */
class CondemnedLists {
    storage;
    seen = new Set();
    packs = new Set();
    lists = [];
    newest = null;
    constructor(storage) {
        this.storage = storage;
    }
    /** @throws ArtifactStoreError `DAMAGED`: a list that cannot be read may name any pack. */
    async refresh() {
        const unread = [];
        for await (const info of this.storage.list(CONDEMNED_PREFIX))
            if (!this.seen.has(info.key))
                unread.push(info);
        await eachAtOnce(unread, condemned_READ_AT_ONCE, async (info) => {
            const list = await this.read(info);
            // A list that is still being written is looked at again the next time.
            if (list !== undefined)
                this.add(info.key, list);
        });
        return { newest: this.newest, packs: this.packs, lists: this.lists };
    }
    add(key, list) {
        for (const pack of list.packs)
            this.packs.add(pack);
        this.lists.push(list);
        this.seen.add(key);
        if (this.newest === null || list.id > this.newest)
            this.newest = list.id;
    }
    async read({ key, modifiedAt }) {
        const fields = await readUnlessTorn(this.storage, key);
        if (fields === undefined)
            return undefined;
        const packs = fields['packs'];
        if (!Array.isArray(packs) || !packs.every(content_hash/* isSha256 */._h)) {
            throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${this.storage.location}: ${key} is damaged: it lists no packs`);
        }
        return { id: key.slice(CONDEMNED_PREFIX.length).replace(/\.json$/, ''), condemnedAt: modifiedAt, packs };
    }
}

;// CONCATENATED MODULE: ./lib/store/pack-reader.js





/** Reads chunks out of packs, for one operation. */
class PackReader {
    storage;
    /** Bytes read so far. */
    bytesRead = 0;
    constructor(storage) {
        this.storage = storage;
    }
    /** Bytes of a pack. A missing pack is told as what it is: damage, or a version that was removed. */
    async read(pack, offset, length) {
        this.bytesRead += length;
        try {
            return await this.storage.read(packKey(pack), { offset, length });
        }
        catch (error) {
            if ((0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
                throw await this.missing(pack, error);
            throw error;
        }
    }
    /** The bytes of small chunks, checked, in the order asked for. All are held at once. */
    async fetch(chunks) {
        const numbers = new Map();
        const names = [];
        for (const { pack } of chunks)
            if (!numbers.has(pack))
                numbers.set(pack, names.push(pack) - 1);
        const order = chunks
            .map((chunk, index) => ({ chunk, index, pack: numbers.get(chunk.pack) }))
            .sort((a, b) => a.pack - b.pack || a.chunk.offset - b.chunk.offset);
        const contents = new Array(chunks.length);
        const spans = [
            ...planSpans(order.length, (item) => {
                const { chunk, pack } = order[item];
                return { pack, offset: chunk.offset, stored: chunk.stored };
            })
        ];
        await Promise.all(spans.map(async (span) => {
            const pack = names[span.pack];
            const bytes = await this.read(pack, span.offset, span.length);
            for (const { chunk, index } of order.slice(span.first, span.last + 1)) {
                const stored = { ...chunk, offset: chunk.offset - span.offset, hash: Buffer.from(chunk.sha256, 'hex') };
                contents[index] = (0,stored_chunk/* openChunk */.w)(bytes, stored, this.describe(pack));
            }
        }));
        return contents;
    }
    /** Names a pack in messages. */
    describe(pack) {
        return `pack ${packKey(pack)} in ${this.storage.location}`;
    }
    async missing(pack, cause) {
        const condemned = await new CondemnedLists(this.storage).refresh();
        return condemned.packs.has(pack)
            ? new errors/* ArtifactStoreError */.ux('NOT_FOUND', `this version was removed by pruning, or its save never finished: ${this.describe(pack)} was pruned`, { cause })
            : new errors/* ArtifactStoreError */.ux('DAMAGED', `${this.describe(pack)} is missing: the store is damaged`, { cause });
    }
}

;// CONCATENATED MODULE: ./lib/content/pack.js
/**
 * Packs: objects that hold many chunks and end in a trailer that lists them; named by the SHA-256 of the trailer.
 * docs/FORMAT.md, "Packs".
 */


/** Writers start another pack when one has so many bytes. */
const PACK_TARGET = 64 * 1024 * 1024;
/** Readers refuse larger ones. */
const PACK_MAXIMUM = 80 * 1024 * 1024;
/** Writers start another pack at so many chunks: the trailer is read whole by every later save. */
const PACK_MAXIMUM_CHUNKS = 65536;
const FOOTER_PATTERN = /^artifact-store pack 1 (\d{9})\n$/;
const FOOTER_BYTES = 32;
/** Nearly every trailer of 64 MiB of large chunks fits, so that one read finds it. */
const TAIL_GUESS = 64 * 1024;
/** The end of a pack, trailer and footer, and the name that follows from it. */
function encodeTrailer(trailer) {
    const text = JSON.stringify({
        format: 1,
        condemned: trailer.condemned,
        salt: trailer.salt,
        chunks: trailer.chunks.map((chunk) => [chunk.stored, chunk.size, chunk.hash])
    });
    const bytes = Buffer.from(text, 'utf8');
    const footer = Buffer.from(`artifact-store pack 1 ${String(bytes.length).padStart(9, '0')}\n`, 'ascii');
    return { name: (0,content_hash/* sha256Hex */.fg)(bytes), bytes: Buffer.concat([bytes, footer]) };
}
/**
 * Reads and checks the trailer of a pack.
 * @param read gives bytes of the pack.
 * @param size bytes of the whole pack.
 * @throws ArtifactStoreError `DAMAGED` where it is not the trailer of a pack of this name and size.
 */
async function readTrailer(name, size, read) {
    return (await fetchTrailer(name, size, read))();
}
/**
 * As {@link readTrailer}, in two steps: what it gives parses the trailer, and throws as that does. The text of a long
 * trailer is five megabytes, what it says twenty: whoever reads many has them parsed one at a time.
 */
async function fetchTrailer(name, size, read) {
    if (size < FOOTER_BYTES || size > PACK_MAXIMUM)
        throw damaged(name, `it has ${size} bytes`);
    const guess = Math.min(size, TAIL_GUESS);
    const tail = await read(size - guess, guess);
    const footer = FOOTER_PATTERN.exec(latin1(tail.subarray(guess - FOOTER_BYTES)));
    if (footer === null)
        throw damaged(name, 'its end is not the end of a pack');
    const length = Number(footer[1]);
    if (length + FOOTER_BYTES > size)
        throw damaged(name, 'its trailer is longer than the pack');
    const bytes = length + FOOTER_BYTES <= guess
        ? tail.subarray(guess - FOOTER_BYTES - length, guess - FOOTER_BYTES)
        : await read(size - FOOTER_BYTES - length, length);
    if ((0,content_hash/* sha256Hex */.fg)(bytes) !== name)
        throw damaged(name, 'its trailer is not the one that its name stands for');
    return () => parseTrailer(name, bytes, size - FOOTER_BYTES - length);
}
function parseTrailer(name, bytes, chunkBytes) {
    // The hash was right, so whatever is wrong from here on was written so: by a newer or a hostile writer.
    let trailer;
    try {
        trailer = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
    }
    catch (error) {
        throw damaged(name, 'its trailer is not JSON', error);
    }
    if (typeof trailer !== 'object' || trailer === null)
        throw damaged(name, 'its trailer is not an object');
    const { format, condemned, chunks } = trailer;
    if (format !== 1)
        throw new errors/* ArtifactStoreError */.ux('UNSUPPORTED', `pack ${name} is of a newer format: use a newer version of Artifact Store`);
    if (condemned !== null && typeof condemned !== 'string')
        throw damaged(name, 'its trailer is malformed');
    if (!Array.isArray(chunks))
        throw damaged(name, 'its trailer lists no chunks');
    let total = 0;
    const packed = chunks.map((chunk) => {
        if (!Array.isArray(chunk))
            throw damaged(name, 'its trailer is malformed');
        const [stored, size, hash] = chunk;
        if (!isChunkSize(stored) || !isChunkSize(size) || stored > size || !(0,content_hash/* isSha256 */._h)(hash)) {
            throw damaged(name, 'its trailer lists an impossible chunk');
        }
        total += stored;
        return { stored, size, hash };
    });
    if (total !== chunkBytes)
        throw damaged(name, 'its size is not that of the chunks it lists');
    return { condemned, chunks: packed };
}
/** Bytes of the largest chunk that a reader takes: of a file 1 MiB, of a tree less. */
const CHUNK_MAXIMUM = 1024 * 1024;
function isChunkSize(value) {
    return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= CHUNK_MAXIMUM;
}
function latin1(bytes) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
function damaged(name, reason, cause) {
    return new errors/* ArtifactStoreError */.ux('DAMAGED', `pack ${name} is damaged: ${reason}`, cause === undefined ? undefined : { cause });
}

// EXTERNAL MODULE: ./lib/storage/keys.js
var keys = __webpack_require__(7433);
;// CONCATENATED MODULE: ./lib/store/names.js
/**
 * What artifacts, labels and aliases may be called: names that are safe in keys and paths everywhere, and that no
 * selector can be mistaken for.
 */



/** Characters. */
const NAME_MAXIMUM = 128;
/** The first segment of the names that runs of forks' pull requests save under, and nobody else. */
const QUARANTINE = 'quarantine';
const SEGMENT = /^[A-Za-z0-9._-]+$/;
/** What selectors look like, in any case of letters. */
const SELECTOR_WORDS = /^(?:latest|newest|nearest|previous|pr-base|auto|timestamp|v\d+)$/i;
const SELECTOR_PREFIX = /^(?:sha256|as-of|commit|branch|run|max|min):/i;
/** @throws ArtifactStoreError `INVALID_INPUT` saying what is wrong with it. */
function checkArtifactName(name, input = 'name') {
    const problem = nameProblem(name);
    if (problem !== undefined)
        throw badName(input, name, problem);
    return name;
}
/** Whether a name is of the quarantine: in any case of letters, which not every file system tells apart. */
function isQuarantined(name) {
    return name.split('/', 1)[0].toLowerCase() === QUARANTINE;
}
/** Whether text, found in a store, can be an artifact's name. */
function isArtifactName(text) {
    return nameProblem(text) === undefined;
}
/** A label: one segment. Throws as {@link checkArtifactName}. */
function checkLabel(label, input = 'version') {
    return checkSegment(label, input);
}
/** An alias: one segment. Throws as {@link checkArtifactName}. */
function checkAlias(alias, input = 'aliases') {
    return checkSegment(alias, input);
}
function checkSegment(text, input) {
    const problem = commonProblem(text) ?? selectorProblem(text) ?? (text.includes('/') ? "it holds a '/'" : segmentsProblem([text]));
    if (problem !== undefined)
        throw badName(input, text, problem);
    return text;
}
/** Whether a word can be a label or an alias. */
function isLabel(text) {
    return (commonProblem(text) === undefined && selectorProblem(text) === undefined && segmentsProblem([text]) === undefined);
}
function nameProblem(name) {
    return commonProblem(name) ?? selectorProblem(name) ?? segmentsProblem(name.split('/')) ?? keyProblem(name);
}
function commonProblem(name) {
    if (name === '')
        return 'it is empty';
    if (name.length > NAME_MAXIMUM)
        return `it has ${name.length} characters, and ${NAME_MAXIMUM} are allowed`;
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/[\u0000-\u001f\u007f]/.test(name))
        return 'it holds control characters';
    return undefined;
}
function segmentsProblem(segments) {
    if (segments[0] === '' && segments.length > 1)
        return 'it is an absolute path';
    for (const segment of segments) {
        if (segment === '')
            return 'it holds an empty segment';
        if (segment === '.' || segment === '..')
            return `it holds the segment '${segment}'`;
        if (!SEGMENT.test(segment))
            return "only letters (a-z, A-Z), digits, '.', '_' and '-' are allowed";
    }
    return undefined;
}
function selectorProblem(name) {
    return SELECTOR_WORDS.test(name) || SELECTOR_PREFIX.test(name) ? 'it looks like a selector' : undefined;
}
/** Only a leading dot and 63 slashes together come that far. */
function keyProblem(name) {
    return encodeName(name).length > keys/* MAX_SEGMENT_BYTES */.lN ? 'it is too long for the key of an object' : undefined;
}
function badName(input, name, problem) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${input}: ${(0,errors/* quote */.hD)(name)} cannot be used as a name: ${problem}`);
}

;// CONCATENATED MODULE: ./lib/store/record.js
/** Version records: the one object whose creation is the commit of a save. docs/FORMAT.md, "Version records". */




/** The fields of the document. */
function encodeRecord(record) {
    return {
        ...encodeSummary(record),
        condemned: record.condemned,
        tree: record.tree,
        packs: record.packs
    };
}
/** The fields of a record that {@link parseSummary} reads. */
function encodeSummary(version) {
    return {
        ...metadataToJson(version.metadata),
        ...(version.label === undefined ? {} : { label: version.label }),
        ...(version.origin === undefined ? {} : { origin: version.origin }),
        nonce: version.nonce
    };
}
/** What readers of `metadata` get, as JSON: metrics that JSON cannot hold are the strings `NaN`, `Infinity`, `-Infinity`. */
function metadataToJson(version) {
    const { name, number, type, description, createdAt, digest, files, size, storedSize } = version;
    return {
        name,
        number,
        version: version.version,
        ...(type === undefined ? {} : { type }),
        ...(description === undefined ? {} : { description }),
        createdAt,
        digest,
        files,
        size,
        storedSize,
        params: version.params,
        metrics: metricsToJson(version.metrics),
        metadata: version.metadata,
        inputs: version.inputs.map((input) => ({ ...input })),
        run: version.run
    };
}
/** @throws ArtifactStoreError `INVALID_INPUT` naming a metric that is no number. */
function checkMetrics(metrics) {
    for (const [key, value] of Object.entries(metrics)) {
        if (typeof value !== 'number') {
            throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `metrics: ${(0,errors/* quote */.hD)(key)} is not a number`);
        }
    }
}
function metricsToJson(metrics) {
    return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, metricToJson(value)]));
}
function metricToJson(value) {
    return Number.isFinite(value) ? value : String(value);
}
const NOT_FINITE = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };
/**
 * Reads the fields of a record, believing none.
 * @param describe names the record in errors.
 * @throws ArtifactStoreError `DAMAGED` naming the field.
 */
function parseRecord(fields, name, number, describe) {
    const summary = parseSummary(fields, name, number, describe);
    const read = new FieldReader(fields, describe);
    const tree = read.tree('tree');
    const packs = read.array('packs', parseUsedPack);
    // What prune keeps is `packs`.
    const named = new Set(packs.map(({ pack }) => pack));
    if (!('entries' in tree ? tree.packs : [tree.pack]).every((pack) => named.has(pack)))
        throw read.damaged('tree');
    const condemned = fields['condemned'];
    if (condemned !== null && typeof condemned !== 'string')
        throw read.damaged('condemned');
    return { ...summary, condemned, tree, packs };
}
/** Reads what {@link encodeSummary} gives, as {@link parseRecord} does. */
function parseSummary(fields, name, number, describe) {
    const read = new FieldReader(fields, describe);
    if (fields['name'] !== name) {
        throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${describe} is the record of another artifact (${JSON.stringify(fields['name'])}): on a file system that ignores case, names that differ only by case cannot share a store`);
    }
    if (fields['number'] !== number)
        throw read.damaged('number');
    const type = read.optionalString('type');
    const description = read.optionalString('description');
    const label = read.optionalString('label');
    const origin = fields['origin'] === undefined ? undefined : parseOrigin(fields['origin']);
    if (origin === undefined && fields['origin'] !== undefined)
        throw read.damaged('origin');
    const version = read.string('version');
    if (version !== (label ?? `v${number}`))
        throw read.damaged('version');
    const metadata = {
        name,
        number,
        version,
        ...(type === undefined ? {} : { type }),
        ...(description === undefined ? {} : { description }),
        createdAt: read.time('createdAt'),
        digest: read.digest('digest'),
        files: read.count('files'),
        size: read.count('size'),
        storedSize: read.count('storedSize'),
        params: read.object('params'),
        metrics: read.metrics('metrics'),
        metadata: read.object('metadata'),
        inputs: read.array('inputs', parseInput),
        run: read.object('run')
    };
    return {
        metadata,
        ...(label === undefined ? {} : { label }),
        ...(origin === undefined ? {} : { origin }),
        nonce: read.string('nonce')
    };
}
/** The fields of a note; `describe` and errors are as of {@link parseRecord}. */
function parseNoteFields(fields, describe) {
    const read = new FieldReader(fields, describe);
    return {
        ...parseAdded(fields, describe),
        recordedAt: read.time('recordedAt'),
        run: read.object('run')
    };
}
/** Reads what {@link encodeAdded} gives. */
function parseAdded(fields, describe) {
    const read = new FieldReader({ params: {}, metrics: {}, metadata: {}, ...fields }, describe);
    return { params: read.object('params'), metrics: read.metrics('metrics'), metadata: read.object('metadata') };
}
/** What is empty is left out. */
function encodeAdded({ metrics, params, metadata }) {
    return {
        ...(isEmpty(metrics) ? {} : { metrics: metricsToJson(metrics) }),
        ...(isEmpty(params) ? {} : { params }),
        ...(isEmpty(metadata) ? {} : { metadata })
    };
}
function isEmpty(fields) {
    return Object.keys(fields).length === 0;
}
function parseOrigin(value) {
    if (!isObject(value))
        return undefined;
    const { name, number, nonce } = value;
    return typeof name === 'string' && isCount(number) && typeof nonce === 'string' ? { name, number, nonce } : undefined;
}
/** Which version this is, in whatever store and under whatever number it lies. */
function originOf(record) {
    const { name, number } = record.metadata;
    return record.origin ?? { name, number, nonce: record.nonce };
}
/**
 * What stands under a number that no version has: numbers are dense, also where a copy keeps the numbers of another store
 * that has removed some.
 */
function encodePlaceholder(name, number, at, nonce) {
    return { name, number, placeholder: true, at, nonce };
}
function isPlaceholder(fields, name, number) {
    return fields['placeholder'] === true && fields['name'] === name && fields['number'] === number;
}
/** A version as `inputs` and the documents of runs name it. */
function parseInput(value) {
    if (!isObject(value))
        return undefined;
    const { name, number, digest } = value;
    // The name becomes part of a key.
    if (typeof name !== 'string' || !isArtifactName(name))
        return undefined;
    if (!isCount(number) || number === 0 || !isDigest(digest))
        return undefined;
    return { name, number, digest };
}
function parseUsedPack(value) {
    if (!isObject(value))
        return undefined;
    const { pack, size, used } = value;
    return (0,content_hash/* isSha256 */._h)(pack) && isCount(size) && isCount(used) ? { pack, size, used } : undefined;
}
function parseTree(value) {
    if (!isObject(value))
        return undefined;
    const { packs, entries, level, pack, offset, stored, size, sha256 } = value;
    if (Array.isArray(entries))
        return Array.isArray(packs) && packs.every(content_hash/* isSha256 */._h) ? { packs, entries } : undefined;
    if (!isCount(level) || !(0,content_hash/* isSha256 */._h)(pack) || !isCount(offset) || !isChunkSize(stored) || !isChunkSize(size))
        return undefined;
    return (0,content_hash/* isSha256 */._h)(sha256) && stored <= size ? { level, pack, offset, stored, size, sha256 } : undefined;
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isCount(value) {
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
function isDigest(value) {
    return typeof value === 'string' && value.startsWith('sha256:') && (0,content_hash/* isSha256 */._h)(value.slice('sha256:'.length));
}
/** The hexadecimal digits of a digest. */
function digestHex(digest) {
    return digest.slice('sha256:'.length);
}
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;
class FieldReader {
    fields;
    describe;
    constructor(fields, describe) {
        this.fields = fields;
        this.describe = describe;
    }
    damaged(field) {
        return new errors/* ArtifactStoreError */.ux('DAMAGED', `${this.describe} is damaged: its field '${field}' is missing or impossible`);
    }
    string(field) {
        const value = this.fields[field];
        if (typeof value !== 'string')
            throw this.damaged(field);
        return value;
    }
    optionalString(field) {
        return this.fields[field] === undefined ? undefined : this.string(field);
    }
    time(field) {
        const value = this.string(field);
        // Date.parse alone takes nearly any text, with comments in it; and this one is shown as it is.
        if (!ISO_TIME.test(value) || Number.isNaN(Date.parse(value)))
            throw this.damaged(field);
        return value;
    }
    digest(field) {
        const value = this.fields[field];
        if (!isDigest(value))
            throw this.damaged(field);
        return value;
    }
    count(field) {
        const value = this.fields[field];
        if (!isCount(value))
            throw this.damaged(field);
        return value;
    }
    object(field) {
        const value = this.fields[field];
        if (!isObject(value))
            throw this.damaged(field);
        return value;
    }
    metrics(field) {
        const entries = Object.entries(this.object(field)).map(([key, value]) => {
            const number = typeof value === 'string' && Object.hasOwn(NOT_FINITE, value) ? NOT_FINITE[value] : value;
            if (typeof number !== 'number')
                throw this.damaged(field);
            return [key, number];
        });
        return Object.fromEntries(entries);
    }
    array(field, parse) {
        const values = this.fields[field];
        if (!Array.isArray(values))
            throw this.damaged(field);
        return values.map((value) => {
            const parsed = parse(value);
            if (parsed === undefined)
                throw this.damaged(field);
            return parsed;
        });
    }
    tree(field) {
        const tree = parseTree(this.fields[field]);
        if (tree === undefined)
            throw this.damaged(field);
        return tree;
    }
}

// EXTERNAL MODULE: ./lib/store/runs.js
var runs = __webpack_require__(2783);
// EXTERNAL MODULE: ./lib/store/show.js
var show = __webpack_require__(7972);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./lib/content/digest.js


/** The digest of a tree, fed entry by entry in tree order. docs/FORMAT.md, "The digest". */
class TreeDigest {
    hash = (0,external_node_crypto_.createHash)('sha256');
    add(entry) {
        this.hash.update(describe(entry));
    }
    finish() {
        return `sha256:${this.hash.digest('hex')}`;
    }
}
const OWNER_EXECUTE = 0o100;
function describe(entry) {
    switch (entry.type) {
        case 'file':
            return `file ${entry.mode & OWNER_EXECUTE ? 'x' : '-'} ${entry.size} ${entry.sha256} ${entry.path}\0`;
        case 'symlink':
            return `symlink - ${Buffer.byteLength(entry.target)} ${(0,content_hash/* sha256Hex */.fg)(entry.target)} ${entry.path}\0`;
        case 'directory':
            return `directory - 0 - ${entry.path}\0`;
    }
}

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __webpack_require__(4573);
;// CONCATENATED MODULE: ./lib/content/tree.js
/**
 * Trees: the list of files of a version, as JSON lines cut into leaves, with nodes over them. Pure: where the pieces
 * are kept is the caller's. docs/FORMAT.md, "Trees".
 */





/** Trees up to this size (bytes of JSON) go into the record: one object less to write, and to read. */
const INLINE_TREE_BYTES = 8 * 1024;
const LEAF_MINIMUM = 1024;
const LEAF_MAXIMUM = 64 * 1024;
/** A leaf ends after the line that makes it long, and must not be longer than a chunk may be. */
const LINE_MAXIMUM = 512 * 1024;
const NODE_MAXIMUM_CHILDREN = 512;
/** Chunks on one line: a line stays near 10 KiB. */
const CHUNKS_PER_LINE = 96;
/** Builds a tree from entries that come in tree order. */
class TreeWriter {
    store;
    levels = [];
    leaf = new Lines();
    leaves = 0;
    entries = [];
    constructor(store) {
        this.store = store;
    }
    async add(entry) {
        if (entry.type !== 'file') {
            await this.addLine({ ...pick(entry) }, pathEndsLeaf(entry.path));
            return;
        }
        const { type, path, mode, size, sha256, chunks } = entry;
        const only = chunks.length === 1;
        let start = 0;
        do {
            const part = chunks.slice(start, start + CHUNKS_PER_LINE);
            const tuples = part.map((chunk) => this.leaf.tuple(chunk, only));
            const line = start === 0 ? { path, type, mode, size, sha256, chunks: tuples } : { chunks: tuples };
            start += part.length;
            // Where the file goes on, the leaf may be cut by its chunks: an insertion early in a large file moves few lines.
            const last = part.at(-1);
            await this.addLine(line, last === undefined || only ? pathEndsLeaf(path) : hashEndsLeaf(last.sha256));
        } while (start < chunks.length);
    }
    /** Ends the tree. */
    async finish() {
        if (this.leaves === 0 && this.entries !== undefined) {
            return { packs: this.leaf.packNumbers().map((pack) => this.store.nameOf(pack)), entries: this.entries };
        }
        if (this.leaf.count > 0)
            await this.endLeaf();
        // Close level by level; a level that closes with one child only has that child as the root.
        for (let level = 0;; level++) {
            const only = this.levels[level].onlyChild();
            if (only !== undefined)
                return { level, root: only };
            await this.endNode(level);
        }
    }
    async addLine(line, mayEnd) {
        const before = this.leaf.length;
        this.leaf.add(line);
        if (this.leaf.length - before > LINE_MAXIMUM) {
            const { path } = line;
            throw new errors/* ArtifactStoreError */.ux('SOURCE', `${(0,errors/* quote */.hD)(path)} cannot be saved: its path or its target is too long`);
        }
        if (this.leaves === 0 && this.leaf.length <= INLINE_TREE_BYTES)
            this.entries?.push(line);
        else
            this.entries = undefined;
        // A tree that still fits into the record is not cut.
        const isLong = (mayEnd && this.leaf.length >= LEAF_MINIMUM) || this.leaf.length >= LEAF_MAXIMUM;
        if (isLong && this.entries === undefined)
            await this.endLeaf();
    }
    async endLeaf() {
        const lines = this.leaf;
        this.leaf = new Lines();
        this.leaves++;
        await this.addChild(0, await this.storeLines(lines));
    }
    async storeLines(lines) {
        const nameOf = (pack) => this.store.nameOf(pack);
        return await this.store.store((ownPack) => lines.encode(ownPack, nameOf), lines.packNumbers());
    }
    async addChild(level, child) {
        const builder = (this.levels[level] ??= new NodeBuilder());
        builder.add(child);
        if (builder.isFull(child))
            await this.endNode(level);
    }
    async endNode(level) {
        const builder = this.levels[level];
        if (builder.isEmpty())
            return;
        this.levels[level] = new NodeBuilder(builder);
        await this.addChild(level + 1, await this.storeLines(builder.lines()));
    }
}
function pick(entry) {
    return entry.type === 'directory'
        ? { path: entry.path, type: entry.type, mode: entry.mode }
        : { path: entry.path, type: entry.type, target: entry.target };
}
/** JSON lines with a table of packs before them. */
class Lines {
    numbers = new Map();
    lines = [];
    /** Bytes so far, nearly. */
    length = 0;
    get count() {
        return this.lines.length;
    }
    /** The packs that the lines refer to, in the order of the table. */
    packNumbers() {
        return [...this.numbers.keys()];
    }
    /** A chunk as lines write it; `only`: the chunk's hash is told elsewhere. */
    tuple(chunk, only) {
        let pack = this.numbers.get(chunk.pack);
        if (pack === undefined) {
            pack = this.numbers.size;
            this.numbers.set(chunk.pack, pack);
            this.length += 67;
        }
        const { offset, stored, size, sha256 } = chunk;
        return only ? [pack, offset, stored, size] : [pack, offset, stored, size, sha256];
    }
    add(line) {
        const text = JSON.stringify(line);
        this.lines.push(text);
        this.length += Buffer.byteLength(text) + 1;
    }
    encode(ownPack, nameOf) {
        const packs = this.packNumbers().map((pack) => (pack === ownPack ? null : nameOf(pack)));
        return Buffer.from(`${JSON.stringify({ packs })}\n${this.lines.join('\n')}\n`, 'utf8');
    }
}
class NodeBuilder {
    children = [];
    /** Whether nodes of this level were ended before: then this one is not the only one. */
    hasPredecessor;
    constructor(predecessor) {
        this.hasPredecessor = predecessor !== undefined;
    }
    add(child) {
        this.children.push(child);
    }
    /** Whether the node ends after its last child: seven leading zero bits of the child's hash, or too many children. */
    isFull(last) {
        return this.children.length >= NODE_MAXIMUM_CHILDREN || parseInt(last.sha256.slice(0, 2), 16) < 2;
    }
    isEmpty() {
        return this.children.length === 0;
    }
    onlyChild() {
        return this.hasPredecessor || this.children.length !== 1 ? undefined : this.children[0];
    }
    lines() {
        const lines = new Lines();
        for (const child of this.children)
            lines.add(lines.tuple(child, false));
        return lines;
    }
}
/** Four leading zero bits of the path's FNV-1a hash: cuts follow names, so that new contents leave them alone. */
function pathEndsLeaf(path) {
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(path, 'utf8'))
        hash = Math.imul(hash ^ byte, 0x01000193);
    return hash >>> 28 === 0;
}
function hashEndsLeaf(sha256) {
    return sha256.startsWith('0');
}
/** Leaves and nodes that are fetched and held at once. */
const FETCH_BYTES = 4 * 1024 * 1024;
const FETCH_NODES = 64;
const FETCH_LEAVES = 2048;
/** More levels than a million million files need. */
const MAXIMUM_LEVEL = 8;
/**
 * The entries of a tree, in order, checked: paths legal and strictly ascending, each in a folder that came before,
 * chunks that add up to their file's size.
 * @throws ArtifactStoreError `DAMAGED` for a tree that is otherwise.
 */
async function* readTree(root, fetch) {
    const checker = new OrderChecker();
    let file;
    for await (const line of readLines(root, fetch)) {
        if (isContinuation(line.value)) {
            if (file === undefined)
                throw tree_damaged('chunks that belong to no file');
            file.continueWith(line.value.chunks, line.packs);
        }
        else {
            if (file !== undefined)
                yield file.finish();
            file = undefined;
            const entry = parseEntry(line.value);
            checker.check(entry);
            if (entry.type === 'file') {
                file = new FileInProgress(entry);
                file.addChunks(line.value.chunks, line.packs);
            }
            else {
                yield entry;
            }
        }
    }
    if (file !== undefined)
        yield file.finish();
}
function checkLevel(root) {
    if (root.level > MAXIMUM_LEVEL)
        throw tree_damaged('more levels than a tree has');
}
/**
 * The leaves of a tree, in order, without reading them; none of an inline tree. Undefined where there are more than
 * `maximum`: a damaged tree may be without end.
 */
async function treeLeaves(root, fetch, maximum) {
    if ('entries' in root)
        return [];
    checkLevel(root);
    const leaves = [];
    const descend = async (chunks, level) => {
        if (level === 0) {
            if (leaves.length + chunks.length > maximum)
                return false;
            for (const chunk of chunks)
                leaves.push(chunk);
            return true;
        }
        for (const window of windows(chunks, FETCH_NODES)) {
            const pieces = await fetch(window);
            const children = pieces.flatMap((piece, index) => parseNode(piece, window[index].pack));
            if (!(await descend(children, level - 1)))
                return false;
        }
        return true;
    };
    return (await descend([root], root.level)) ? leaves : undefined;
}
/**
 * The entries of the leaves that are wanted, in order, without their chunks: for who compares trees. Paths are legal and
 * strictly ascending; the rest of what {@link readTree} checks is not. Only for a tree whose leaves were counted.
 * @throws ArtifactStoreError `DAMAGED`.
 */
async function* readTreeHeaders(root, fetch, isWanted) {
    let previous;
    for await (const { value } of readLines(root, fetch, isWanted)) {
        if (isContinuation(value))
            continue;
        const entry = parseEntry(value);
        if (previous !== undefined && (0,tree_path/* compareTreePaths */.W)(previous, entry.path) >= 0) {
            throw tree_damaged(`paths out of order: ${(0,errors/* quote */.hD)(entry.path)}`);
        }
        previous = entry.path;
        yield entry;
    }
}
async function* readLines(root, fetch, isWanted) {
    if ('entries' in root) {
        for (const value of root.entries)
            yield { value, packs: root.packs };
        return;
    }
    checkLevel(root);
    yield* readLevel([root], root.level, fetch, isWanted);
}
async function* readLevel(all, level, fetch, isWanted) {
    const chunks = level === 0 && isWanted !== undefined ? all.filter(isWanted) : all;
    for (const window of windows(chunks, level === 0 ? FETCH_LEAVES : FETCH_NODES)) {
        const pieces = await fetch(window);
        if (level > 0) {
            const children = pieces.flatMap((piece, index) => parseNode(piece, window[index].pack));
            yield* readLevel(children, level - 1, fetch, isWanted);
        }
        else {
            for (const [index, piece] of pieces.entries())
                yield* parseLines(piece, window[index].pack);
        }
    }
}
function* windows(chunks, maximum) {
    let window = [];
    let bytes = 0;
    for (const chunk of chunks) {
        window.push(chunk);
        bytes += chunk.size;
        if (window.length >= maximum || bytes >= FETCH_BYTES) {
            yield window;
            window = [];
            bytes = 0;
        }
    }
    if (window.length > 0)
        yield window;
}
function* parseLines(bytes, ownPack) {
    if (!(0,external_node_buffer_.isUtf8)(bytes))
        throw tree_damaged('a piece that is not UTF-8');
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    if (!text.endsWith('\n'))
        throw tree_damaged('a piece without its end');
    const lines = text.slice(0, -1).split('\n');
    const header = parseJson(lines[0]);
    const table = tree_isObject(header) ? header['packs'] : undefined;
    if (!Array.isArray(table))
        throw tree_damaged('a piece without its packs');
    const packs = table.map((pack) => pack ?? ownPack);
    if (!packs.every(content_hash/* isSha256 */._h))
        throw tree_damaged('a piece without its packs');
    // Were empty pieces allowed, a few nodes that name one another a thousand times would never be read to the end.
    if (lines.length === 1)
        throw tree_damaged('a piece without entries');
    for (let index = 1; index < lines.length; index++)
        yield { value: parseJson(lines[index]), packs };
}
function parseNode(bytes, ownPack) {
    return [...parseLines(bytes, ownPack)].map((line) => parseChunk(line.value, line.packs, undefined));
}
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch (error) {
        throw tree_damaged('a line that is not JSON', error);
    }
}
function tree_isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isContinuation(value) {
    return tree_isObject(value) && 'chunks' in value && !('path' in value);
}
function parseEntry(value) {
    if (!tree_isObject(value))
        throw tree_damaged('a line that is no entry');
    const { path, type, mode, size, sha256, target } = value;
    if (typeof path !== 'string')
        throw tree_damaged('a path that is no text');
    if (!isTreePath(path))
        throw tree_damaged(`an impossible path: ${(0,errors/* quote */.hD)(path)}`);
    switch (type) {
        case 'file':
            if (!isMode(mode) || !isSize(size) || !(0,content_hash/* isSha256 */._h)(sha256))
                throw tree_damaged(`a malformed entry: ${(0,errors/* quote */.hD)(path)}`);
            return { type, path, mode, size, sha256 };
        case 'directory':
            if (!isMode(mode))
                throw tree_damaged(`a malformed entry: ${(0,errors/* quote */.hD)(path)}`);
            return { type, path, mode };
        case 'symlink':
            if (typeof target !== 'string' || target === '' || target.includes('\0') || !target.isWellFormed()) {
                throw tree_damaged(`a malformed link: ${(0,errors/* quote */.hD)(path)}`);
            }
            return { type, path, target };
        default:
            throw new errors/* ArtifactStoreError */.ux('UNSUPPORTED', `the tree holds an entry of an unknown type (${typeof type === 'string' ? (0,errors/* quote */.hD)(type) : 'no text'}): use a newer version of Artifact Store`);
    }
}
function isMode(value) {
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0o777;
}
function isSize(value) {
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
/** Whether a path stays inside its tree: relative, no empty, `.` or `..` segment, no NUL, well-formed. */
function isTreePath(path) {
    if (path === '' || path.includes('\0') || !path.isWellFormed())
        return false;
    return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}
function parseChunk(value, packs, onlyHash) {
    if (!Array.isArray(value))
        throw tree_damaged('a malformed chunk');
    const [number, offset, stored, size, sha256 = onlyHash] = value;
    const pack = typeof number === 'number' ? packs[number] : undefined;
    if (pack === undefined ||
        !isSize(offset) ||
        !isChunkSize(stored) ||
        !isChunkSize(size) ||
        stored > size ||
        !(0,content_hash/* isSha256 */._h)(sha256)) {
        throw tree_damaged('a malformed chunk');
    }
    return { pack, offset, stored, size, sha256 };
}
const EMPTY_SHA256 = (0,content_hash/* sha256Hex */.fg)('');
/** A file whose chunks may go on in later lines. */
class FileInProgress {
    header;
    chunks = [];
    bytes = 0;
    constructor(header) {
        this.header = header;
    }
    addChunks(values, packs) {
        if (!Array.isArray(values))
            throw this.malformed();
        for (const value of values) {
            const chunk = parseChunk(value, packs, this.header.sha256);
            this.bytes += chunk.size;
            // Checked at once, so that a hostile tree cannot make the list grow without end.
            if (this.bytes > this.header.size)
                throw this.malformed();
            this.chunks.push(chunk);
        }
    }
    /** Chunks of a line of their own: some, or a tree could go on without end. */
    continueWith(values, packs) {
        const before = this.chunks.length;
        this.addChunks(values, packs);
        if (this.chunks.length === before)
            throw this.malformed();
    }
    finish() {
        if (this.bytes !== this.header.size)
            throw this.malformed();
        // The digest vouches for the file's hash; what is checked when bytes are read is the chunk's.
        const whole = this.chunks.length === 0 ? EMPTY_SHA256 : this.chunks.length === 1 ? this.chunks[0].sha256 : undefined;
        if (whole !== undefined && whole !== this.header.sha256)
            throw this.malformed();
        return { ...this.header, chunks: this.chunks };
    }
    malformed() {
        return tree_damaged(`chunks that are not those of ${(0,errors/* quote */.hD)(this.header.path)}`);
    }
}
/** Strictly ascending, and every entry in a folder of the tree. */
class OrderChecker {
    previous;
    /** The folders that lead to the previous entry, itself included if it is one. */
    folders = [];
    check(entry) {
        const { path } = entry;
        if (this.previous !== undefined && (0,tree_path/* compareTreePaths */.W)(this.previous, path) >= 0) {
            throw tree_damaged(`paths out of order: ${(0,errors/* quote */.hD)(path)}`);
        }
        this.previous = path;
        while (this.folders.length > 0 && !path.startsWith(`${this.folders.at(-1)}/`))
            this.folders.pop();
        const slash = path.lastIndexOf('/');
        const parent = slash < 0 ? undefined : path.slice(0, slash);
        if (parent !== this.folders.at(-1))
            throw tree_damaged(`an entry outside of the tree's folders: ${(0,errors/* quote */.hD)(path)}`);
        if (entry.type === 'directory')
            this.folders.push(path);
    }
}
function tree_damaged(what, cause) {
    return new errors/* ArtifactStoreError */.ux('DAMAGED', `the list of files (tree) is damaged: it holds ${what}`, cause === undefined ? undefined : { cause });
}

;// CONCATENATED MODULE: ./lib/store/tree-reader.js
/** Reading the tree of a version, held against its record. */



/**
 * The entries of a version, in order. That they have the digest of the record is known when the last one has come.
 * @throws ArtifactStoreError `DAMAGED` where they have not, or a part of the tree lies where the record names no pack.
 */
async function* readVersionTree(reader, record) {
    const digest = new TreeDigest();
    const entries = readTree(record.tree, fetchNamed(reader, record));
    for await (const entry of entries) {
        digest.add(entry);
        yield entry;
    }
    const { name, number, digest: recorded } = record.metadata;
    if (digest.finish() !== recorded) {
        throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${name}@v${number} is damaged: its list of files does not have the digest ${recorded}`);
    }
}
/** More leaves than a tree of ten million files has. */
const MAXIMUM_LEAVES = 250_000;
/**
 * The entries of two versions but for those that lie in leaves that both have: a leaf is its entries, so such hold
 * nothing that differs. Neither list is held against the digest, which would take all of it.
 */
async function readDifferingTrees(reader, from, to) {
    const leaves = await differingLeaves(reader, from, to);
    return leaves === undefined
        ? { from: readVersionTree(reader, from), to: readVersionTree(reader, to) }
        : readLeaves(reader, from, to, leaves);
}
/** As {@link readDifferingTrees}; undefined where the leaves that differ have more bytes than `maximum`. */
async function readDifferingTreesUpTo(reader, from, to, maximum) {
    const leaves = await differingLeaves(reader, from, to);
    if (leaves === undefined || leaves.bytes > maximum)
        return undefined;
    return readLeaves(reader, from, to, leaves);
}
/** Undefined where there are too many of them. */
async function differingLeaves(reader, from, to) {
    const [fromLeaves, toLeaves] = await Promise.all([from, to].map(async (record) => await treeLeaves(record.tree, fetchNamed(reader, record), MAXIMUM_LEAVES)));
    if (fromLeaves === undefined || toLeaves === undefined)
        return undefined;
    const inFrom = new Set(fromLeaves.map(({ sha256 }) => sha256));
    const inBoth = new Set(toLeaves.map(({ sha256 }) => sha256).filter((sha256) => inFrom.has(sha256)));
    const alone = [...fromLeaves, ...toLeaves].filter(({ sha256 }) => !inBoth.has(sha256));
    return { inBoth, bytes: alone.reduce((sum, { size }) => sum + size, 0) };
}
function readLeaves(reader, from, to, { inBoth }) {
    const isWanted = ({ sha256 }) => !inBoth.has(sha256);
    return {
        from: readTreeHeaders(from.tree, fetchNamed(reader, from), isWanted),
        to: readTreeHeaders(to.tree, fetchNamed(reader, to), isWanted)
    };
}
function fetchNamed(reader, record) {
    const checkNamed = namedPackCheck(record);
    return async (chunks) => {
        for (const { pack } of chunks)
            checkNamed(pack);
        return await reader.fetch(chunks);
    };
}
/** Refuses a pack that the record does not name: pruning keeps what records name. */
function namedPackCheck(record) {
    const packs = new Set(record.packs.map(({ pack }) => pack));
    return (pack) => {
        if (packs.has(pack))
            return;
        const { name, number } = record.metadata;
        throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${name}@v${number} is damaged: a part of it lies in pack ${pack}, which its record does not name`);
    };
}

;// CONCATENATED MODULE: ./lib/store/diff.js
/** What is different between two versions: of one artifact, or of two. */








const DEFAULT_LIMIT = 100;
/** @throws ArtifactStoreError `INVALID_INPUT`. */
function checkDiffLimit(limit = DEFAULT_LIMIT) {
    if (Number.isInteger(limit) && limit >= 0)
        return limit;
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `limit: ${(0,errors/* quote */.hD)(String(limit))} is not a number from 0 on`);
}
async function diffVersions(storage, from, to, limit) {
    const isSameContent = from.metadata.digest === to.metadata.digest;
    return {
        from: from.metadata,
        to: to.metadata,
        isSameContent,
        files: isSameContent ? noDifference(to.metadata) : await diffTrees(storage, from, to, limit),
        metrics: (0,diff_values/* diffMetrics */.Rh)(from.metadata.metrics, to.metadata.metrics, limit),
        params: (0,diff_values/* diffValues */.In)(from.metadata.params, to.metadata.params, limit),
        metadata: (0,diff_values/* diffValues */.In)(from.metadata.metadata, to.metadata.metadata, limit),
        commits: { from: (0,runs/* commitOf */.D3)(from.metadata.run), to: (0,runs/* commitOf */.D3)(to.metadata.run) },
        compareUrl: (0,runs/* compareUrl */.XH)(from.metadata.run, to.metadata.run)
    };
}
async function diffTrees(storage, from, to, limit) {
    const trees = await readDifferingTrees(new PackReader(storage), from, to);
    return await diffFiles(trees.from, trees.to, from.metadata, limit);
}
/**
 * The files alone, unless there is too much to read. Records are asked for where the contents differ.
 * @returns undefined where a record cannot be had.
 */
async function diffFilesUpTo(storage, { from, to, limit, maximum }, read) {
    if (from.digest === to.digest)
        return noDifference(to);
    const [before, after] = await Promise.all([read(from), read(to)]);
    if (before === undefined || after === undefined)
        return undefined;
    const trees = await readDifferingTreesUpTo(new PackReader(storage), before, after, maximum);
    return trees === undefined ? 'too many' : await diffFiles(trees.from, trees.to, before.metadata, limit);
}
function noDifference({ files, size }) {
    const none = { count: 0, bytes: 0, listed: [] };
    return {
        added: none,
        removed: none,
        changed: { count: 0, bytesFrom: 0, bytesTo: 0, listed: [] },
        renamed: none,
        unchanged: { count: files, bytes: size },
        folders: { added: 0, removed: 0 },
        renamesSought: true
    };
}
/** As JSON: what is undefined is left out, and numbers that JSON does not know are strings, as in records. */
function diffToJson(diff) {
    const { files } = diff;
    return {
        from: metadataToJson(diff.from),
        to: metadataToJson(diff.to),
        sameContent: diff.isSameContent,
        ...(diff.commits.from === undefined ? {} : { fromCommit: diff.commits.from }),
        ...(diff.commits.to === undefined ? {} : { toCommit: diff.commits.to }),
        ...(diff.compareUrl === undefined ? {} : { compareUrl: diff.compareUrl }),
        files: {
            added: { ...files.added, listed: files.added.listed.map(({ path, file }) => ({ path, ...stateToJson(file) })) },
            removed: {
                ...files.removed,
                listed: files.removed.listed.map(({ path, file }) => ({ path, ...stateToJson(file) }))
            },
            changed: {
                ...files.changed,
                listed: files.changed.listed.map(({ path, from, to, changes }) => ({
                    path,
                    changes,
                    from: stateToJson(from),
                    to: stateToJson(to)
                }))
            },
            renamed: { ...files.renamed, listed: files.renamed.listed.map((file) => ({ ...file })) },
            unchanged: { ...files.unchanged },
            folders: { ...files.folders },
            renamesSought: files.renamesSought
        },
        metrics: valuesToJson(diff.metrics),
        params: valuesToJson(diff.params),
        metadata: valuesToJson(diff.metadata)
    };
}
function stateToJson(file) {
    return file.type === 'file'
        ? { type: 'file', size: file.size, executable: file.isExecutable }
        : { type: 'symlink', target: file.target };
}
function valuesToJson({ changed, unchanged, listed }) {
    return { changed, unchanged, listed: listed.map(changeToJson) };
}
function changeToJson({ name, from, to, delta, isChanged }) {
    return {
        name,
        ...(from === undefined ? {} : { from: valueToJson(from) }),
        ...(to === undefined ? {} : { to: valueToJson(to) }),
        ...(delta === undefined ? {} : { delta: (0,show/* numberToJson */.ZB)(delta) }),
        changed: isChanged
    };
}
function valueToJson(value) {
    return typeof value === 'number' ? (0,show/* numberToJson */.ZB)(value) : value;
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./lib/store/cache-lines.js
/**
 * What the caches of a store are written in: gzip files of lines of JSON, in blocks, each with a line of its own that
 * says what it is and one that ends it with a checksum. docs/FORMAT.md, "Index segments" and "Excerpts".
 */





const compress = (0,external_node_util_.promisify)(external_node_zlib_.gzip);
const decompress = (0,external_node_util_.promisify)(external_node_zlib_.gunzip);
/** A cache is not what it should be. The message says what is wrong, in the words of a user. */
class WrongCache extends Error {
}
/** A block. @param header what it is of; `format` is added. */
async function encodeBlock(header, lines) {
    const text = `${[JSON.stringify({ format: FORMAT, ...header }), ...lines].join('\n')}\n`;
    return await compress(`${text}${JSON.stringify({ sha256: (0,content_hash/* sha256Hex */.fg)(text) })}\n`);
}
/** Blocks one after the other: gzip files one after the other are one gzip file. */
function joinBlocks(blocks) {
    return Buffer.concat(blocks);
}
/** @throws WrongCache where it is no gzip file, or holds more bytes than `maximum`. */
async function openBlocks(bytes, maximum) {
    try {
        return new BlockReader(await decompress(bytes, { maxOutputLength: maximum }));
    }
    catch (error) {
        throw new WrongCache('it cannot be decompressed', { cause: error });
    }
}
/** Reads line by line, believing none. Its methods throw {@link WrongCache}. */
class BlockReader {
    text;
    offset = 0;
    start = 0;
    constructor(text) {
        this.text = text;
    }
    /** Bytes of all blocks. */
    get length() {
        return this.text.length;
    }
    get isAtEnd() {
        return this.offset === this.text.length;
    }
    /** The first line of a block. @throws ArtifactStoreError `UNSUPPORTED` where it is of a newer format. */
    header() {
        this.start = this.offset;
        const fields = this.next();
        const { format } = fields;
        if (typeof format === 'number' && format > FORMAT) {
            throw new errors/* ArtifactStoreError */.ux('UNSUPPORTED', `it is of format ${format}`);
        }
        if (format !== FORMAT)
            throw new WrongCache('it has no known format');
        return fields;
    }
    next() {
        const end = this.text.indexOf(0x0a, this.offset);
        if (end < 0)
            throw new WrongCache('its end is missing');
        const line = this.text.toString('utf8', this.offset, end);
        this.offset = end + 1;
        return parseFields(line);
    }
    /** The last line of a block, where the next line is to be it. */
    end() {
        const end = this.offset;
        this.checkEnd(this.next(), end);
    }
    /** The next line; undefined where it was the last one of the block: the one that has no `key`. */
    nextWithKey() {
        const end = this.offset;
        const fields = this.next();
        if (fields['key'] !== undefined)
            return fields;
        this.checkEnd(fields, end);
        return undefined;
    }
    checkEnd(fields, end) {
        if (fields['sha256'] !== (0,content_hash/* sha256Hex */.fg)(this.text.subarray(this.start, end))) {
            throw new WrongCache('its bytes do not have its checksum');
        }
    }
}
function parseFields(line) {
    let value;
    try {
        value = JSON.parse(line);
    }
    catch {
        throw new WrongCache('a line of it is not JSON');
    }
    if (!cache_lines_isObject(value))
        throw new WrongCache('a line of it is not an object');
    return value;
}
function cache_lines_isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

;// CONCATENATED MODULE: ./lib/store/segment.js
/** What a segment of the index holds: docs/FORMAT.md, "Index segments". Of where it lies, segment-index.ts knows. */






/** Versions of a block. A segment is one or more blocks, each whole by itself. */
const BLOCK = SEGMENT_LEVELS[1];
/** A version that would take a longer line is read from its record. */
const segment_LINE_MAXIMUM = 16 * 1024;
/** Bytes of a block's first and last line, and more. */
const BLOCK_FRAME = 1024;
/** Bytes that a segment has at most, before and after it was decompressed. */
function segmentMaximum({ first, last }) {
    return ((last - first + 1) / BLOCK) * (BLOCK * (segment_LINE_MAXIMUM + 1) + BLOCK_FRAME);
}
// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────
/**
 * The line of a number.
 * @param bytes of the record; undefined where it is missing, or so large that it was not read.
 */
function segmentLine(name, number, bytes) {
    if (bytes === undefined)
        return JSON.stringify({ number });
    const sha256 = (0,content_hash/* sha256Hex */.fg)(bytes);
    const told = JSON.stringify({ number, sha256, ...describeRecord(name, number, bytes) });
    return Buffer.byteLength(told) <= segment_LINE_MAXIMUM ? told : JSON.stringify({ number, sha256 });
}
/** What a cache tells of a record; nothing where it is not whole. */
function describeRecord(name, number, bytes) {
    try {
        const document = decodeDocument(bytes, '');
        if (document.state !== 'whole')
            return {};
        if (isPlaceholder(document.fields, name, number))
            return { placeholder: true };
        return { version: encodeSummary(parseRecord(document.fields, name, number, '')) };
    }
    catch (error) {
        // Who reads the record is told what is the matter with it.
        if ((0,errors/* isStoreError */.A1)(error))
            return {};
        throw error;
    }
}
/** A segment of one block. @param lines of all its numbers, ascending. */
async function segment_encodeSegment(name, { first, last }, lines) {
    return await encodeBlock({ name, first, last }, lines);
}
// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────
/**
 * The lines of a segment, ascending, one for each of its numbers.
 * @throws WrongCache; ArtifactStoreError `UNSUPPORTED` where it is of a newer format.
 */
async function decodeSegment(bytes, name, segment) {
    const reader = await openBlocks(bytes, segmentMaximum(segment));
    const lines = [];
    for (let first = segment.first; first <= segment.last; first += BLOCK) {
        checkHeader(reader.header(), name, first);
        for (let number = first; number < first + BLOCK; number++)
            lines.push(parseLine(reader.next(), name, number));
        reader.end();
    }
    if (!reader.isAtEnd)
        throw new WrongCache('it goes on behind its end');
    return lines;
}
function checkHeader({ name, first, last }, expected, from) {
    if (name !== expected)
        throw new WrongCache('it is that of another artifact');
    if (first !== from || last !== from + BLOCK - 1)
        throw new WrongCache('it tells of other numbers');
}
function parseLine(fields, name, expected) {
    const { number, sha256, placeholder, version } = fields;
    if (number !== expected)
        throw new WrongCache('its numbers are not in order');
    if (sha256 !== undefined && !(0,content_hash/* isSha256 */._h)(sha256))
        throw new WrongCache(`the checksum of v${number} is none`);
    if (placeholder === undefined && version === undefined)
        return { kind: 'untold', number, sha256 };
    if (sha256 === undefined)
        throw new WrongCache(`v${number} has no checksum`);
    const told = parseTold(fields, name, number);
    return told === 'placeholder'
        ? { kind: 'placeholder', number, sha256 }
        : { kind: 'version', number, sha256, version: told };
}
/** What a cache tells of a record: the reverse of {@link describeRecord}. @throws WrongCache */
function parseTold({ placeholder, version }, name, number) {
    const impossible = `what it tells of v${number} is impossible`;
    if (version === undefined) {
        if (placeholder !== true)
            throw new WrongCache(impossible);
        return 'placeholder';
    }
    if (!cache_lines_isObject(version))
        throw new WrongCache(impossible);
    try {
        return parseSummary(version, name, number, '');
    }
    catch (error) {
        if ((0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
            throw new WrongCache(impossible);
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/store/segment-index.js
/**
 * The index segments of an artifact: a cache, so that a series of thousands is known by a few objects. Nothing is
 * decided by it that could lose data, and whatever is wrong with a segment, it counts as absent. docs/PROTOCOL.md, "The index".
 */






/** So many objects a bucket lists for one request. */
const LISTING_PAGE = 1000;
/** Of segments that are wrong, so many are removed in one go. */
const REMOVED_AT_ONCE = 16;
/** Segments of the lowest level that are read before larger ones: most searches end there. */
const SMALL_ONES = 4;
/** Segments of the lowest level that are read at once. */
const WIDTH = 8;
/**
 * The segments that an artifact has: those of the higher level, and the newest of the lower, a thousand in all. In a
 * series so long the higher level stands for what is older.
 */
async function listSegments(storage, name) {
    const ids = [];
    let count = 0;
    for await (const { key } of storage.list(indexPrefix(name))) {
        const id = segmentOfKey(name, key);
        if (id !== undefined)
            ids.push(id);
        // Asking for one more would be another request.
        if (++count === LISTING_PAGE)
            return { ids, from: ids.at(-1)?.first ?? Infinity };
    }
    return { ids, from: 1 };
}
/** The segments that one of the higher level is made of, ascending. */
function smallOf({ first, last }) {
    return Array.from({ length: (last - first + 1) / 64 }, (_, at) => segmentAt(64, (first - 1) / 64 + at + 1));
}
/** The newest segment of versions up to a number; where there is none, one that begins below 1. */
function lastWithin(level, newest) {
    return segmentAt(level, Math.floor(newest / level));
}
function before({ level, first }) {
    return segmentAt(level, (first - 1) / level);
}
class SegmentIndex {
    storage;
    name;
    logger;
    /** By the last number of each. */
    levels = new Map();
    from;
    constructor(storage, name, logger, { ids, from }) {
        this.storage = storage;
        this.name = name;
        this.logger = logger;
        this.from = from;
        for (const level of SEGMENT_LEVELS)
            this.levels.set(level, new Map());
        for (const id of ids)
            this.add(id);
    }
    add(id) {
        this.of(id.level).set(id.last, id);
    }
    /** The highest number that a segment tells of; 0 where there is none. */
    get newest() {
        return this.newestBelow(Infinity);
    }
    /** The highest number below another one that is the last of a segment; 0 where there is none. */
    newestBelow(number) {
        let newest = 0;
        for (const segments of this.levels.values()) {
            for (const last of segments.keys())
                if (last < number && last > newest)
                    newest = last;
        }
        return newest;
    }
    /** The segment of a level that holds a number, where there is one. */
    find(level, number) {
        return this.of(level).get(segmentAt(level, Math.ceil(number / level)).last);
    }
    /**
     * The segments to read next, one behind the other, newest first, the first of which holds `number`; none where no
     * segment does.
     * @param read how many were read before.
     */
    following(number, read) {
        const large = this.find(4096, number);
        if (large !== undefined && (read >= SMALL_ONES || this.find(64, number) === undefined))
            return [large];
        const segments = [];
        const width = Math.max(1, Math.min(read, WIDTH));
        for (let next = number; segments.length < width && next > 0;) {
            const segment = this.find(64, next);
            // Where a large one begins it is the better choice.
            if (segment === undefined || (segments.length > 0 && read >= SMALL_ONES && this.find(4096, next) !== undefined)) {
                break;
            }
            segments.push(segment);
            next = segment.first - 1;
        }
        return segments;
    }
    /** The segments of the lower level that could be made of versions up to a number, newest first. */
    missingSmall(newest) {
        const missing = [];
        for (let id = lastWithin(64, newest); id.first >= this.from; id = before(id)) {
            if (this.find(64, id.last) === undefined && this.find(4096, id.last) === undefined)
                missing.push(id);
        }
        return missing;
    }
    /** The newest segment of the higher level that could be made of those of the lower one. */
    missingLarge(newest) {
        for (let id = lastWithin(4096, newest); id.first >= this.from; id = before(id)) {
            if (this.find(4096, id.last) !== undefined)
                continue;
            if (smallOf(id).every(({ last }) => this.find(64, last) !== undefined))
                return id;
        }
        return undefined;
    }
    /** What a segment holds; undefined where it is missing or wrong: then it counts as absent from here on. */
    async read(id) {
        const key = segmentKey(this.name, id);
        try {
            const bytes = await this.storage.read(key, undefined, segmentMaximum(id));
            const lines = await decodeSegment(bytes, this.name, id);
            await this.compare(lines);
            return { id, lines, bytes };
        }
        catch (error) {
            if (error instanceof WrongCache)
                await this.discard(id, error.message);
            else if ((0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                await this.discard(id, 'it is too large');
            else if ((0,errors/* isStoreError */.A1)(error))
                this.passOver(id, error);
            else
                throw error;
            return undefined;
        }
    }
    /** By one record it shows whether the segment is of this series, or of one that was there before. */
    async compare(lines) {
        const witness = lines.findLast((line) => line.sha256 !== undefined);
        if (witness === undefined)
            return;
        const { number, sha256 } = witness;
        let bytes;
        try {
            bytes = await readDocument(this.storage, versionKey(this.name, number));
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error, 'NOT_FOUND') && !(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
            throw new WrongCache(`the record of v${number} cannot be read`);
        }
        if ((0,content_hash/* sha256Hex */.fg)(bytes) !== sha256)
            throw new WrongCache(`the record of v${number} is another one`);
    }
    /** A segment turned out wrong: it is forgotten, and removed if that can be done, so that a save makes it anew. */
    async discard(id, reason) {
        this.of(id.level).delete(id.last);
        this.warn(id, `is wrong: ${reason}`);
        await this.remove(id);
    }
    /** Segments of numbers that do not exist are of another series. */
    async discardBehind(newest) {
        const wrong = [...this.levels.values()].flatMap((segments) => [...segments.values()].filter(({ last }) => last > newest));
        if (wrong.length === 0)
            return;
        this.warn(wrong[0], `is wrong: there is no v${wrong[0].last}`);
        for (const { level, last } of wrong)
            this.of(level).delete(last);
        await Promise.all(wrong.slice(0, REMOVED_AT_ONCE).map((id) => this.remove(id)));
    }
    passOver(id, error) {
        this.of(id.level).delete(id.last);
        // Somebody else found it wrong, or knows more.
        if (error.code === 'NOT_FOUND' || error.code === 'UNSUPPORTED')
            return;
        this.warn(id, `cannot be read (${error.message})`);
    }
    warn(id, what) {
        this.logger.warn(`${segmentKey(this.name, id)} in ${this.storage.location} ${what}; it is only a cache, and the records are read instead`);
    }
    async remove(id) {
        try {
            await this.storage.remove(segmentKey(this.name, id));
        }
        catch (error) {
            // Who may only read goes on without it.
            if (!(0,errors/* isStoreError */.A1)(error))
                throw error;
        }
    }
    of(level) {
        return this.levels.get(level);
    }
}

;// CONCATENATED MODULE: ./lib/store/notes.js
/**
 * Notes: metrics, params and metadata that were added to a version after its save. The record never changes; who reads
 * the version gets it merged with its notes. docs/PROTOCOL.md, "Notes".
 */





/** Bytes. */
const NOTE_MAXIMUM = 1024 * 1024;
const notes_READ_AT_ONCE = 16;
/** For so many numbers it is asked at first which have notes: by one page, where each has one. Then for four times as many. */
const FIRST_WINDOW = LISTING_PAGE - 1;
/** Appends a note. @returns its number. */
async function appendNote(storage, name, number, note, nonce) {
    const { recordedAt, run } = note;
    const document = encodeDocument({ number, ...encodeAdded(note), recordedAt, run, nonce });
    if (document.length > NOTE_MAXIMUM) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `metadata: what is to be recorded of ${name}@v${number} has ${document.length} bytes and may have ${NOTE_MAXIMUM}: give less params or metadata`);
    }
    const last = (await listNotes(storage, name, number)).at(-1);
    for (let next = (last === undefined ? 0 : numberOfKey(last.key)) + 1;; next++) {
        if (await publish(storage, noteKey(name, number, next), document))
            return next;
    }
}
/**
 * Appends those notes of a version that a copy of it does not have, told by their nonces.
 * @returns their numbers there.
 */
async function copyNotes(from, to, notes, logger) {
    const added = [];
    if (notes.length === 0)
        return added;
    const there = await readNonces(to, await listNotes(to.storage, to.name, to.number), logger);
    const nonces = new Set(there.map(([, nonce]) => nonce));
    for (const [note, nonce] of await readNonces(from, notes, logger)) {
        if (nonces.has(nonce))
            continue;
        const [copied] = await readNotes(from.storage, logger, from.name, from.number, [note]);
        if (copied !== undefined)
            added.push(await appendNote(to.storage, to.name, to.number, copied, nonce));
    }
    return added;
}
async function readNonces({ storage }, notes, logger) {
    const found = [];
    for (const note of notes) {
        try {
            const nonce = (await readUnlessTorn(storage, note.key, NOTE_MAXIMUM))?.['nonce'];
            if (typeof nonce === 'string')
                found.push([note, nonce]);
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
            logger.warn(`${error.message}; the note is left out`);
        }
    }
    return found;
}
/** A version's notes, in the order in which they were added. */
async function listNotes(storage, name, number) {
    const notes = [];
    for await (const info of storage.list(notesOfPrefix(name, number))) {
        if (noteOfKey(name, info.key)?.number === number)
            notes.push(info);
    }
    return notes;
}
/**
 * Reads notes of a version. One whose create was interrupted never was.
 * @param logger is told of a damaged one, which is passed over; without one that is an error.
 */
async function readNotes(storage, logger, name, number, notes) {
    const found = [];
    for (let start = 0; start < notes.length; start += notes_READ_AT_ONCE) {
        const window = notes.slice(start, start + notes_READ_AT_ONCE);
        for (const note of await Promise.all(window.map((one) => readNote(storage, logger, name, number, one)))) {
            if (note !== undefined)
                found.push(note);
        }
    }
    return found;
}
/** As {@link readNotes}, of one note. */
async function readNote(storage, logger, name, number, { key }) {
    try {
        const fields = await readUnlessTorn(storage, key, NOTE_MAXIMUM);
        if (fields === undefined)
            return undefined;
        const describe = `${storage.location}: ${key}`;
        if (fields['number'] !== number) {
            throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${describe} is damaged: it is a note of another version`);
        }
        return { note: numberOfKey(key), ...parseNoteFields(fields, describe) };
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED') || logger === undefined)
            throw error;
        logger.warn(`${error.message}; what it adds to ${name}@v${number} is left out`);
        return undefined;
    }
}
/** A version as readers see it: of each key the last note that has it holds. */
function mergeNotes(version, notes) {
    if (notes.length === 0)
        return version;
    return {
        ...version,
        params: merge([version, ...notes].map(({ params }) => params)),
        metrics: mergeMetrics(version.metrics, notes),
        metadata: merge([version, ...notes].map(({ metadata }) => metadata))
    };
}
/** The metrics of a version as readers see them. */
function mergeMetrics(metrics, notes) {
    return merge([metrics, ...notes.map((note) => note.metrics)]);
}
/** Entry by entry: as an own property `__proto__` is a key like any other. */
function merge(parts) {
    return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}
/** Which versions have notes, asked for as far down as somebody wants to know. */
class NoteLookup {
    storage;
    name;
    notes;
    /** From this number on it is known. */
    known;
    window = FIRST_WINDOW;
    /** @param known from this number on `listed` are all. */
    constructor(storage, name, listed, known) {
        this.storage = storage;
        this.name = name;
        this.known = known;
        this.notes = new Map();
        for (const info of listed)
            this.add(info);
    }
    /** The notes of one version, in the order in which they were added. */
    async of(number) {
        return number < this.known ? await listNotes(this.storage, this.name, number) : this.listed(number);
    }
    /** As {@link of}, for who goes through many versions, newest first. */
    async following(number) {
        if (number < this.known)
            await this.extend(number);
        return this.listed(number);
    }
    listed(number) {
        return this.notes.get(number) ?? NONE;
    }
    async extend(number) {
        const from = Math.max(1, Math.min(number, this.known - this.window));
        this.window *= 4;
        for await (const info of this.storage.list(notesPrefix(this.name), { after: noteKey(this.name, from, 0) })) {
            if ((noteOfKey(this.name, info.key)?.number ?? 0) >= this.known)
                break;
            this.add(info);
        }
        this.known = from;
    }
    /** Other keys are passed over. */
    add(info) {
        const number = noteOfKey(this.name, info.key)?.number;
        if (number === undefined)
            return;
        const notes = this.notes.get(number);
        if (notes === undefined)
            this.notes.set(number, [info]);
        else
            notes.push(info);
    }
}
const NONE = [];

;// CONCATENATED MODULE: ./lib/store/artifact-objects.js



/** @param objects the first ones of the artifact, in the order of their keys. */
function sortObjects(name, objects, isWhole) {
    const records = new Map();
    const segments = [];
    const notes = [];
    const moves = [];
    const gone = new GoneNumbers(name);
    const [ofVersions, ofNotes, ofIndex, ofAliases] = [versionsPrefix, notesPrefix, indexPrefix, aliasesPrefix].map((prefixOf) => prefixOf(name));
    for (const info of objects) {
        const { key } = info;
        if (key.startsWith(ofVersions)) {
            const number = numberOfKey(key);
            if (number !== undefined && number > 0)
                records.set(number, info);
        }
        else if (key.startsWith(ofNotes)) {
            notes.push(info);
        }
        else if (key.startsWith(ofIndex)) {
            const segment = segmentOfKey(name, key);
            if (segment !== undefined)
                segments.push(segment);
        }
        else if (key.startsWith(ofAliases)) {
            moves.push(info);
        }
        else {
            gone.add(key);
        }
    }
    const end = objects.at(-1)?.key ?? '';
    const isBehind = (prefix) => isWhole || (end > prefix && !end.startsWith(prefix));
    return {
        count: objects.length,
        isWhole,
        tellsAliases: isBehind(ofAliases),
        tellsGone: isBehind(gonePrefix(name)),
        tellsIndex: isBehind(ofIndex),
        tellsNotes: isBehind(ofNotes),
        records,
        gone: isBehind(gonePrefix(name)) ? gone : new GoneNumbers(name),
        segments,
        notes,
        moves
    };
}
/** Takes the keys of changes in ascending order; the last one of a version holds. */
class GoneNumbers {
    prefix;
    last = new Map();
    constructor(name) {
        this.prefix = gonePrefix(name);
    }
    /** Other keys are passed over. */
    add(key) {
        const change = numberOfKey(key);
        if (change === undefined || change === 0 || !key.startsWith(this.prefix))
            return;
        this.last.set(Number(key.slice(this.prefix.length).split('/')[0]), change);
    }
    has(number) {
        return isRemoval(this.last.get(number) ?? 0);
    }
}
/** The first change removes a version, the second brings it back, and so on: the key tells, without reading it. */
function isRemoval(change) {
    return change % 2 === 1;
}
/** What is shown to who names no artifact: all but the quarantine, however many pull requests have something there. */
function listShownArtifacts(storage, listing = {}) {
    return listArtifacts(storage, { ...listing, skipsQuarantine: true });
}
/**
 * The artifacts of a store, in the order of their keys: a page for each thousand objects; of an artifact that has
 * thousands, those behind the first ones are passed over.
 */
async function* listArtifacts(storage, { from, pages = Infinity, skipsQuarantine = false } = {}) {
    const quarantine = `${ARTIFACTS_PREFIX}${encodeName(`${QUARANTINE}/`)}`;
    let after = from === undefined ? undefined : artifactPrefix(from).slice(0, -1);
    let pagesRead = 0;
    for (;;) {
        let current;
        let count = 0;
        let next;
        for await (const info of storage.list(ARTIFACTS_PREFIX, after === undefined ? {} : { after })) {
            const name = artifactOfKey(info.key);
            if (name === undefined)
                continue;
            if (name !== current?.name) {
                if (current !== undefined)
                    yield wholeArtifact(current.name, current.objects);
                current = { name, objects: [] };
            }
            if (skipsQuarantine && info.key.startsWith(quarantine)) {
                current = undefined;
                next = `${quarantine}~`;
                break;
            }
            current.objects.push(info);
            if (++count % LISTING_PAGE > 0)
                continue;
            // A page ends here, and the next one may bring more of the same.
            const isLong = current.objects.length >= LISTING_PAGE;
            if (isLong)
                next = `${artifactPrefix(name)}~`;
            if (++pagesRead >= pages && !isLong)
                return;
            if (isLong)
                break;
        }
        if (next === undefined) {
            if (current !== undefined)
                yield wholeArtifact(current.name, current.objects);
            return;
        }
        if (current !== undefined)
            yield { name: current.name, objects: undefined };
        if (pagesRead >= pages)
            return;
        after = next;
    }
}
function wholeArtifact(name, objects) {
    return { name, objects: sortObjects(name, objects, true) };
}

;// CONCATENATED MODULE: ./lib/store/excerpt.js
/** What a piece of an excerpt holds: docs/FORMAT.md, "Excerpts". Of where it lies, excerpts.ts knows. */








/** A part is full with so many lines, or so many bytes. */
const PART_LINES = 1024;
const PART_BYTES = 2 * 1024 * 1024;
/** Bytes of a part before it is compressed, with room to spare. */
const PART_MAXIMUM = 2 * PART_BYTES;
/** Storages list times in seconds or finer. */
function wholeSeconds(time) {
    return Math.floor(time.getTime() / 1000);
}
/** Bytes that a piece has at most, before and after it was decompressed. */
function pieceMaximum({ kind }) {
    return kind === 'part' ? PART_MAXIMUM : GROUP * PART_MAXIMUM;
}
// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────
/** The line of a document. @param bytes undefined where it is so large that it was not read. */
function excerptLine({ key, size, modifiedAt }, bytes) {
    const listed = { key, size, modifiedAt: wholeSeconds(modifiedAt) };
    if (bytes === undefined)
        return JSON.stringify(listed);
    const sha256 = (0,content_hash/* sha256Hex */.fg)(bytes);
    const document = tellableOfKey(key);
    const says = document === undefined ? {} : encodeSaid(document, bytes);
    const told = JSON.stringify({ ...listed, sha256, ...says });
    return Buffer.byteLength(told) <= segment_LINE_MAXIMUM ? told : JSON.stringify({ ...listed, sha256 });
}
function encodeSaid(document, bytes) {
    if (document.kind === 'version')
        return describeRecord(document.name, document.number, bytes);
    try {
        const decoded = decodeDocument(bytes, '');
        if (decoded.state !== 'whole')
            return {};
        if (document.kind === 'alias')
            return { alias: aliasTarget(decoded.fields, '') };
        // Of another version it is damaged.
        return decoded.fields['number'] === document.number
            ? { note: encodeAdded(parseNoteFields(decoded.fields, '')) }
            : {};
    }
    catch (error) {
        // Who reads the document is told what is the matter with it.
        if ((0,errors/* isStoreError */.A1)(error))
            return {};
        throw error;
    }
}
/** @param of what the keys of all documents begin with. */
async function encodePart(part, of, lines) {
    return await encodeBlock({ part, of }, lines);
}
/**
 * The parts of a piece, ascending, and how many bytes they had before they were compressed.
 * @throws WrongCache; ArtifactStoreError `UNSUPPORTED` where it is of a newer format.
 */
async function decodePiece(bytes, of, piece) {
    const reader = await openBlocks(bytes, pieceMaximum(piece));
    const last = piece.kind === 'part' ? piece.number : piece.number * GROUP;
    let before = piece.kind === 'part' ? last - 1 : last - GROUP;
    const parts = [];
    do {
        const part = excerpt_checkHeader(reader.header(), of, before, last);
        parts.push({ part, lines: excerpt_readLines(reader, of) });
        before = part;
    } while (!reader.isAtEnd);
    return { parts, length: reader.length };
}
function excerpt_checkHeader({ part, of }, expected, before, last) {
    if (of !== expected)
        throw new WrongCache('it is of other documents');
    if (typeof part !== 'number' || !Number.isInteger(part) || part <= before || part > last) {
        throw new WrongCache('it has the number of another part');
    }
    return part;
}
function excerpt_readLines(reader, of) {
    const lines = [];
    for (let fields = reader.nextWithKey(); fields !== undefined; fields = reader.nextWithKey()) {
        lines.push(excerpt_parseLine(fields, of));
    }
    return lines;
}
function excerpt_parseLine(fields, of) {
    const { key, size, modifiedAt, sha256 } = fields;
    if (typeof key !== 'string' || !key.startsWith(of))
        throw new WrongCache('it tells of other documents');
    if (typeof size !== 'number' || typeof modifiedAt !== 'number')
        throw impossible(key);
    if (sha256 === undefined)
        return { key, size, modifiedAt, sha256, says: undefined };
    if (!(0,content_hash/* isSha256 */._h)(sha256))
        throw impossible(key);
    return { key, size, modifiedAt, sha256, says: parseSaid(fields, key) };
}
function parseSaid(fields, key) {
    const document = tellableOfKey(key);
    if (document?.kind === 'version') {
        if (fields['version'] === undefined && fields['placeholder'] === undefined)
            return undefined;
        const told = parseTold(fields, document.name, document.number);
        return told === 'placeholder' ? { kind: told } : { kind: 'version', version: told };
    }
    if (document?.kind === 'note') {
        const { note } = fields;
        if (note === undefined)
            return undefined;
        if (!cache_lines_isObject(note))
            throw impossible(key);
        return { kind: 'note', note: parseAddedOf(note, key) };
    }
    const { alias } = fields;
    if (document === undefined || alias === undefined)
        return undefined;
    if (typeof alias !== 'number' || !Number.isSafeInteger(alias) || alias < 0)
        throw impossible(key);
    return { kind: 'alias', number: alias };
}
function parseAddedOf(note, key) {
    try {
        return parseAdded(note, '');
    }
    catch (error) {
        if ((0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
            throw impossible(key);
        throw error;
    }
}
function impossible(key) {
    return new WrongCache(`what it tells of ${(0,errors/* quote */.hD)(key)} is impossible`);
}

;// CONCATENATED MODULE: ./lib/store/excerpts.js
/**
 * An excerpt of many small documents, as a reader meets it: a cache, so that thousands of documents are known by a few
 * objects. Which documents there are is never taken from it. docs/PROTOCOL.md, "Excerpts".
 */





/** So many documents are read as they are first: most questions end there. */
const PATIENCE = 32;
/** So many pieces are fetched at once, and so many bytes. */
const PIECES_AT_ONCE = 8;
const BYTES_AT_ONCE = 16 * 1024 * 1024;
/** So many bytes of an excerpt are held, before they are compressed. */
const TEXT_MAXIMUM = 128 * 1024 * 1024;
class Excerpts {
    storage;
    scope;
    logger;
    asked = 0;
    contents;
    constructor(storage, scope, logger) {
        this.storage = storage;
        this.scope = scope;
        this.logger = logger;
    }
    /**
     * What is told of a document that a listing has; undefined where that is nothing, or where so few were asked for that
     * reading them is no more work.
     */
    async find(info) {
        if (this.contents === undefined && ++this.asked <= PATIENCE)
            return undefined;
        return tellsOf((await this.read()).told, info);
    }
    /** All of it; read once. */
    async read() {
        return await (this.contents ??= this.readContents());
    }
    /** A document is not what was told of it: what else the piece tells is not believed either. */
    async distrust({ piece, key }) {
        const { told } = await this.read();
        for (const [of, line] of told)
            if (line.piece === piece)
                told.delete(of);
        await this.discard(piece, `${key} is another one`);
    }
    /** The parts of a piece; undefined where it is missing or wrong. */
    async readPiece(piece) {
        return await this.decode(piece, this.fetch(piece));
    }
    async readContents() {
        const listed = await this.list();
        const numbersOf = (wanted) => new Set(listed.flatMap(({ piece: { kind, number } }) => (kind === wanted ? [number] : [])));
        const groups = numbersOf('group');
        const queue = listed
            .filter(({ piece: { kind, number } }) => kind === 'group' || !groups.has(groupOf(number)))
            .sort((a, b) => lastPart(b.piece) - lastPart(a.piece));
        const found = [];
        let held = 0;
        while (queue.length > 0 && held < TEXT_MAXIMUM) {
            const window = takeWindow(queue);
            const fetched = window.map(({ piece }) => this.fetch(piece));
            for (const [at, { piece }] of window.entries()) {
                const read = await this.decode(piece, fetched[at]);
                if (read !== undefined) {
                    found.push({ piece, parts: read.parts });
                    held += read.length;
                }
                else if (piece.kind === 'group') {
                    queue.unshift(...listed.filter((one) => one.piece.kind === 'part' && groupOf(one.piece.number) === piece.number));
                }
            }
        }
        const newest = Math.max(0, ...listed.map(({ piece }) => lastPart(piece)));
        return { told: inOrder(found), newest, parts: numbersOf('part'), groups, isWhole: queue.length === 0 };
    }
    /** The groups, and the newest parts, a thousand in all. */
    async list() {
        const listed = [];
        let count = 0;
        for await (const { key, size } of this.storage.list(this.scope.prefix)) {
            const piece = excerptPieceOfKey(this.scope, key);
            if (piece !== undefined)
                listed.push({ piece, size });
            // Asking for one more would be another request.
            if (++count === LISTING_PAGE)
                break;
        }
        return listed;
    }
    fetch(piece) {
        const fetching = this.storage.read(excerptKey(this.scope, piece), undefined, pieceMaximum(piece));
        // Who awaits one after the other learns of a failure when its turn has come.
        fetching.catch(() => undefined);
        return fetching;
    }
    async decode(piece, fetching) {
        try {
            const bytes = await fetching;
            return { bytes, ...(await decodePiece(bytes, this.scope.of, piece)) };
        }
        catch (error) {
            if (error instanceof WrongCache)
                await this.discard(piece, error.message);
            else if ((0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                await this.discard(piece, 'it is too large');
            else if ((0,errors/* isStoreError */.A1)(error))
                this.passOver(piece, error);
            else
                throw error;
            return undefined;
        }
    }
    passOver(piece, error) {
        // Somebody else found it wrong, or knows more.
        if (error.code === 'NOT_FOUND' || error.code === 'UNSUPPORTED')
            return;
        this.warn(piece, `cannot be read (${error.message})`);
    }
    /** It is removed if that can be done; what it told of is told of anew by and by. */
    async discard(piece, reason) {
        this.warn(piece, `is wrong: ${reason}`);
        try {
            await this.storage.remove(excerptKey(this.scope, piece));
        }
        catch (error) {
            // Who may only read goes on without it.
            if (!(0,errors/* isStoreError */.A1)(error))
                throw error;
        }
    }
    warn(piece, what) {
        this.logger.warn(`${excerptKey(this.scope, piece)} in ${this.storage.location} ${what}; it is only a cache, and the documents are read instead`);
    }
}
/** What lines tell of a document, where the listing says that it is the same one. */
function tellsOf(told, { key, size, modifiedAt }) {
    const line = told.get(key);
    return line?.size === size && line.modifiedAt === wholeSeconds(modifiedAt) ? line : undefined;
}
function groupOf(part) {
    return Math.ceil(part / GROUP);
}
function lastPart({ kind, number }) {
    return kind === 'part' ? number : number * GROUP;
}
/** Takes the first ones of a queue: some, or one large one. */
function takeWindow(queue) {
    let bytes = 0;
    let count = 0;
    while (count < Math.min(queue.length, PIECES_AT_ONCE) &&
        (count === 0 || bytes + queue[count].size <= BYTES_AT_ONCE)) {
        bytes += queue[count].size;
        count++;
    }
    return queue.splice(0, count);
}
/** Of two lines on one document that of the newer part holds. */
function inOrder(found) {
    const told = new Map();
    const parts = found.flatMap(({ piece, parts: read }) => read.map((part) => ({ piece, ...part })));
    for (const { piece, lines } of parts.sort((a, b) => a.part - b.part)) {
        for (const line of lines)
            told.set(line.key, { ...line, piece });
    }
    return told;
}

;// CONCATENATED MODULE: ./lib/store/conditions/fields.js
/** Every field of a version; the compiler asks for new ones. */
const KINDS = {
    name: 'text',
    number: 'number',
    version: 'text',
    label: 'text',
    aliases: 'texts',
    type: 'text',
    description: 'text',
    createdAt: 'time',
    digest: 'text',
    files: 'number',
    size: 'number',
    storedSize: 'number',
    params: 'group',
    metrics: 'group',
    metadata: 'group',
    inputs: 'group',
    run: 'group'
};
const FIELD_NAMES = Object.keys(KINDS);
/** The kind of a field of a version by its first name; undefined where there is none of that name. */
function rootKind(name) {
    return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}
/** @param path starts with a name that {@link rootKind} knows. */
function makeField(of, path, start) {
    // Metrics are not nested, and dots are usual in their names.
    const keys = path[0] === 'metrics' && path.length > 2 ? ['metrics', path.slice(1).join('.')] : path;
    return {
        kind: 'field',
        of,
        path: keys,
        holds: kindOf(keys),
        name: showPath(of === 'base' ? ['base', ...keys] : keys),
        start
    };
}
function kindOf([root, ...rest]) {
    const kind = root === undefined ? 'group' : rootKind(root);
    if (rest.length === 0)
        return kind;
    if (root === 'metrics')
        return 'number';
    return kind === 'texts' ? 'text' : 'any';
}
/** What may stand in a path without quotes. */
const PLAIN_KEY = /^[\p{L}\p{M}\p{N}_$]+$/u;
/** A path as it can be written. */
function showPath(keys) {
    return keys
        .map((key, index) => {
        if (!PLAIN_KEY.test(key))
            return `["${key.replaceAll('"', '""')}"]`;
        return index === 0 ? key : `.${key}`;
    })
        .join('');
}
/**
 * What a version holds there; undefined where it holds nothing. Own properties alone: `metadata.constructor` is a
 * field like any other. A path through a list takes the entry of that number, or the field of each entry.
 */
function readField({ path }, version) {
    if (version === undefined)
        return undefined;
    if (path[0] === 'label' && !Object.hasOwn(version, 'label'))
        return labelOf(version);
    let value = version;
    for (const key of path) {
        value = readKey(value, key);
        if (value === undefined)
            return undefined;
    }
    return path[0] === 'metrics' && path.length > 1 ? metric(value) : value;
}
/** Records of a list know a label only as what the version is called. */
function labelOf(version) {
    return version.version === `v${version.number}` ? undefined : version.version;
}
function readKey(value, key) {
    if (typeof value !== 'object' || value === null)
        return undefined;
    if (Array.isArray(value))
        return readEntries(value, key);
    if (Object.hasOwn(value, key))
        return value[key];
    return undefined;
}
function readEntries(list, key) {
    if (/^\d+$/.test(key))
        return list[Number(key)];
    const found = list.flatMap((entry) => {
        if (Array.isArray(entry))
            return [];
        const value = readKey(entry, key);
        if (value === undefined)
            return [];
        return Array.isArray(value) ? value : [value];
    });
    return found.length === 0 && list.length > 0 ? undefined : found;
}
/** As JSON, metrics that are no finite number are text. */
function metric(value) {
    if (value === 'NaN')
        return NaN;
    if (value === 'Infinity')
        return Infinity;
    return value === '-Infinity' ? -Infinity : value;
}

;// CONCATENATED MODULE: ./lib/store/conditions/literals.js
/**
 * Values as they are written in a condition. One has no kind of its own: it is read as what the field holds that it is
 * compared with, so `1.4` is a number beside a number and a text beside a text.
 */
class Literal {
    kind = 'literal';
    text;
    /** In quotes it is never `true`, `false` or `null`. */
    quoted;
    /** As a number, where it can be one. */
    number;
    /** As a time, where it can be one. */
    time;
    start;
    constructor(text, quoted, start) {
        this.text = text;
        this.quoted = quoted;
        this.number = readNumber(text);
        this.time = readTime(text);
        this.start = start;
    }
}
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
/** `0.9`, `-1e3`, `NaN`, `Infinity`, `-inf`, of any case. */
function readNumber(text) {
    if (NUMBER.test(text))
        return Number(text);
    if (/^nan$/i.test(text))
        return NaN;
    const sign = INFINITE.exec(text)?.[1];
    if (sign === undefined)
        return undefined;
    return sign === '-' ? -Infinity : Infinity;
}
const DAY = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i;
/** A date in UTC, or a time; one without a zone is UTC. */
function readTime(text) {
    if (DATE.test(text)) {
        const start = readDate(text);
        return start === undefined ? undefined : { start, end: start + DAY };
    }
    const match = TIME.exec(text);
    if (match === null)
        return undefined;
    const [, date, time, zone = 'Z'] = match;
    const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
    const start = Date.parse(`${date}T${time}${offset}`);
    return Number.isNaN(start) || readDate(date) === undefined ? undefined : { start, end: start + 1 };
}
/** Date.parse takes the 30th of February for the 2nd of March. */
function readDate(day) {
    const midnight = new Date(`${day}T00:00:00Z`);
    return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day) ? midnight.getTime() : undefined;
}
const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY };
/** `7d`, `1.5h`: seconds, minutes, hours, days or weeks, in milliseconds. */
function readDuration(text) {
    const match = /^(\d{1,9}(?:\.\d{1,9})?)([smhdw])$/i.exec(text);
    return match === null ? undefined : Number(match[1]) * UNITS[match[2].toLowerCase()];
}

;// CONCATENATED MODULE: ./lib/store/conditions/pattern.js
/** Patterns of `~`: compared with a whole value, by steps that can be counted and never by a regular expression. */
/**
 * Characters of a pattern. A value is gone through at most that many times, so the longest text that a record may hold
 * (a mebibyte) takes two seconds with the worst pattern, and milliseconds with those that people write.
 */
const MAX_PATTERN = 256;
const ANY = -1;
const ONE = -2;
/** `*` is any characters, also none and also `/`; `?` is one character; `\` takes the next one as it is. */
function compilePattern(text) {
    const steps = [];
    for (let at = 0; at < text.length; at++) {
        const character = text[at];
        if (character === '\\' && at + 1 < text.length)
            steps.push(text.charCodeAt(++at));
        else if (character === '?')
            steps.push(ONE);
        else if (character !== '*')
            steps.push(text.charCodeAt(at));
        else if (steps.at(-1) !== ANY)
            steps.push(ANY);
    }
    return Int32Array.from(steps);
}
/** Whether the whole of `value` is what the pattern says. Capital letters are not small ones. */
function matchesPattern(pattern, value) {
    let at = 0;
    let step = 0;
    // Where to go on after a mismatch: behind the last `*`, which then takes a character more.
    let afterStar = -1;
    let taken = 0;
    while (at < value.length) {
        const wanted = pattern[step];
        if (wanted === value.charCodeAt(at)) {
            step++;
            at++;
        }
        else if (wanted === ANY) {
            afterStar = ++step;
            taken = at;
        }
        else if (wanted === ONE) {
            step++;
            at += lengthAt(value, at);
        }
        else if (afterStar >= 0) {
            step = afterStar;
            at = ++taken;
        }
        else
            return false;
    }
    while (pattern[step] === ANY)
        step++;
    return step === pattern.length;
}
/** 2 where a surrogate pair begins. */
function lengthAt(text, at) {
    return text.codePointAt(at) > 0xffff ? 2 : 1;
}

;// CONCATENATED MODULE: ./lib/store/conditions/values.js
/** How two values are compared: what equals what, and what has an order. */

/** A time that was calculated, in milliseconds since 1970. */
class Instant {
    milliseconds;
    constructor(milliseconds) {
        this.milliseconds = milliseconds;
    }
}
/**
 * Whether the two are in the relation; where one of them is a list, whether one of its entries is.
 * @param asText whether a text that looks like a time is text all the same.
 * @returns undefined where they cannot be compared so: mappings, lists with lists, an order of what has none.
 */
function areRelated(left, relation, right, asText) {
    if (left instanceof Literal)
        return areRelated(right, FLIPPED[relation], left, asText);
    if (Array.isArray(left)) {
        // Entry by entry with each other would take for ever.
        if (Array.isArray(right))
            return undefined;
        return anyEntry(left, (entry) => relate(entry, relation, right, asText));
    }
    if (Array.isArray(right))
        return anyEntry(right, (entry) => relate(left, relation, entry, asText));
    return relate(left, relation, right, asText);
}
const FLIPPED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
/** True if `judge` says so of an entry; else undefined if it cannot judge one. */
function anyEntry(list, judge) {
    let result = false;
    for (const entry of list) {
        const verdict = judge(entry);
        if (verdict === true)
            return true;
        if (verdict === undefined)
            result = undefined;
    }
    return result;
}
/** In milliseconds since 1970; a date in a field is the moment at which it begins. */
function timeOf(value) {
    if (value instanceof Instant)
        return value.milliseconds;
    return typeof value === 'string' ? readTime(value)?.start : undefined;
}
function relate(left, relation, right, asText) {
    if (!isScalar(left))
        return undefined;
    if (right instanceof Literal) {
        return relation === '=' ? equalsLiteral(left, right, asText) : orderLiteral(left, relation, right);
    }
    if (!isScalar(right))
        return undefined;
    return relation === '=' ? equalValues(left, right, asText) : orderValues(left, relation, right);
}
function isScalar(value) {
    return value === null || ['string', 'number', 'boolean'].includes(typeof value) || value instanceof Instant;
}
function equalsLiteral(value, literal, asText) {
    if (typeof value === 'number')
        return literal.number !== undefined && sameNumber(value, literal.number);
    if (typeof value === 'string') {
        const time = asText || literal.time === undefined ? undefined : timeOf(value);
        return time === undefined ? value === literal.text : isWithin(time, literal.time);
    }
    if (value instanceof Instant)
        return literal.time !== undefined && isWithin(value.milliseconds, literal.time);
    return !literal.quoted && literal.text.toLowerCase() === String(value);
}
function equalValues(left, right, asText) {
    if (typeof left === 'number' && typeof right === 'number')
        return sameNumber(left, right);
    if (left === right)
        return true;
    const time = asText ? undefined : timeOf(left);
    return time !== undefined && time === timeOf(right);
}
function orderLiteral(value, order, { number, time }) {
    if (typeof value === 'number')
        return number === undefined ? undefined : isInOrder(value, order, number);
    const at = timeOf(value);
    return at === undefined || time === undefined ? undefined : isInSpanOrder(at, order, time);
}
function orderValues(left, order, right) {
    if (typeof left === 'number' && typeof right === 'number')
        return isInOrder(left, order, right);
    const first = timeOf(left);
    const second = timeOf(right);
    return first === undefined || second === undefined ? undefined : isInOrder(first, order, second);
}
/** NaN is NaN here, so that it can be looked for. */
function sameNumber(left, right) {
    return left === right || (Number.isNaN(left) && Number.isNaN(right));
}
/** NaN is neither less nor greater: an answer of 'no' would let a broken metric through a gate. */
function isInOrder(left, order, right) {
    if (Number.isNaN(left) || Number.isNaN(right))
        return undefined;
    switch (order) {
        case '<':
            return left < right;
        case '<=':
            return left <= right;
        case '>':
            return left > right;
        case '>=':
            return left >= right;
    }
}
function isWithin(time, { start, end }) {
    return start <= time && time < end;
}
function isInSpanOrder(time, order, { start, end }) {
    switch (order) {
        case '<':
            return time < start;
        case '<=':
            return time < end;
        case '>':
            return time >= end;
        case '>=':
            return time >= start;
    }
}

;// CONCATENATED MODULE: ./lib/store/conditions/evaluate.js
/**
 * Whether a condition holds of a version: true, false, or unknown where that rests on a field that is missing or that
 * cannot be compared so. `and`, `or` and `not` deal with the unknown as SQL's do.
 */




/** Neither true nor false. */
class Unknown {
    problems;
    constructor(problems) {
        this.problems = problems;
    }
}
function evaluate(condition, subject) {
    switch (condition.kind) {
        case 'and':
            return decide(condition.operands, subject, false);
        case 'or':
            return decide(condition.operands, subject, true);
        case 'not':
            return negate(evaluate(condition.operand, subject));
        case 'presence':
            return isPresent(readFrom(subject, condition.field)) === (condition.presence === 'exists');
        case 'match':
            return match(condition, subject);
        case 'in': {
            const verdict = decide(condition.items, subject, true);
            return condition.negated ? negate(verdict) : verdict;
        }
        case 'compare':
            return compare(condition, subject);
    }
}
/** What a field holds for that subject; undefined where it is missing. */
function readFrom({ version, base }, field) {
    return readField(field, field.of === 'base' ? base : version);
}
/** A part that is `decisive` decides, wherever it stands; else one that is unknown; else all are the opposite. */
function decide(parts, subject, decisive) {
    const problems = [];
    for (const part of parts) {
        const verdict = evaluate(part, subject);
        if (verdict === decisive)
            return decisive;
        if (verdict instanceof Unknown)
            problems.push(...verdict.problems);
    }
    return problems.length > 0 ? new Unknown(problems) : !decisive;
}
function negate(verdict) {
    return verdict instanceof Unknown ? verdict : !verdict;
}
/** A list without entries is as good as none. */
function isPresent(value) {
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
}
function match(condition, subject) {
    const value = readFrom(subject, condition.field);
    if (value === undefined)
        return new Unknown([condition.field]);
    const judge = (entry) => typeof entry === 'string' ? matchesPattern(condition.steps, entry) : undefined;
    const result = Array.isArray(value) ? anyEntry(value, judge) : judge(value);
    if (result === undefined)
        return new Unknown([condition]);
    return result !== condition.negated;
}
function compare(comparison, subject) {
    const { operator, left, right, asText } = comparison;
    const missing = [];
    const first = evaluate_valueOf(left, subject, missing);
    const second = evaluate_valueOf(right, subject, missing);
    if (missing.length > 0)
        return new Unknown(missing);
    if (first === NOTHING || second === NOTHING)
        return new Unknown([comparison]);
    const result = areRelated(first, operator === '!=' ? '=' : operator, second, asText);
    if (result === undefined)
        return new Unknown([comparison]);
    return result !== (operator === '!=');
}
/** What cannot be calculated. */
const NOTHING = Symbol('nothing');
/** @param missing is given the fields that are. */
function evaluate_valueOf(operand, subject, missing) {
    switch (operand.kind) {
        case 'literal':
            return operand;
        case 'field': {
            const value = readFrom(subject, operand);
            if (value === undefined)
                missing.push(operand);
            return value;
        }
        case 'now':
            // Checked before anything is evaluated.
            return new Instant(subject.now.getTime());
        case 'negate': {
            const value = numberOf(evaluate_valueOf(operand.operand, subject, missing));
            return value === undefined ? NOTHING : -value;
        }
        case 'arithmetic':
            return calculate(operand, subject, missing);
    }
}
function calculate({ first, rest }, subject, missing) {
    const start = evaluate_valueOf(first, subject, missing);
    if (rest[0].operand.kind === 'duration') {
        const from = start instanceof Literal ? start.time?.start : timeOf(start);
        return from === undefined ? NOTHING : new Instant(rest.reduce(addDuration, from));
    }
    let result = numberOf(start);
    for (const { operator, operand } of rest) {
        const next = operand.kind === 'duration' ? undefined : numberOf(evaluate_valueOf(operand, subject, missing));
        result = result === undefined || next === undefined ? undefined : CALCULATE[operator](result, next);
    }
    return result ?? NOTHING;
}
function addDuration(time, { operator, operand }) {
    if (operand.kind !== 'duration')
        return time;
    return operator === '-' ? time - operand.milliseconds : time + operand.milliseconds;
}
const CALCULATE = {
    '+': (left, right) => left + right,
    '-': (left, right) => left - right,
    '*': (left, right) => left * right,
    '/': (left, right) => left / right
};
function numberOf(value) {
    if (value instanceof Literal)
        return value.number;
    return typeof value === 'number' ? value : undefined;
}

;// CONCATENATED MODULE: ./lib/store/conditions/print.js
const byName = ({ name }) => name;
function printCondition(condition, show = byName) {
    const operand = (value) => printOperand(value, show);
    switch (condition.kind) {
        case 'and':
        case 'or':
            return condition.operands.map((part) => printPart(part, condition.kind, show)).join(` ${condition.kind} `);
        case 'not':
            return `not (${printCondition(condition.operand, show)})`;
        case 'compare':
            return `${operand(condition.left)} ${condition.operator} ${printAlone(condition.right, show)}`;
        case 'match':
            return `${show(condition.field)} ${condition.negated ? '!~' : '~'} ${printLiteral(condition.pattern)}`;
        case 'in': {
            const items = condition.items.map(({ right }) => printAlone(right, show)).join(', ');
            return `${operand(condition.left)} ${condition.negated ? 'not in' : 'in'} (${items})`;
        }
        case 'presence':
            return `${condition.presence} ${show(condition.field)}`;
    }
}
/** A part of `and` or `or`, in parentheses where it would read as something else. */
function printPart(part, within, show) {
    const text = printCondition(part, show);
    return part.kind === within || (part.kind === 'or' && within === 'and') ? `(${text})` : text;
}
/** On the right, a field without a dot could be text. */
function printAlone(operand, show) {
    const text = printOperand(operand, show);
    return operand.kind === 'field' && operand.of === 'version' && operand.path.length === 1 ? `(${text})` : text;
}
function printOperand(operand, show) {
    switch (operand.kind) {
        case 'field':
            return show(operand);
        case 'literal':
            return printLiteral(operand);
        case 'now':
            return 'now';
        case 'duration':
            return operand.text;
        case 'negate':
            return `-(${printOperand(operand.operand, show)})`;
        case 'arithmetic': {
            const rest = operand.rest.map(({ operator, operand: next }) => ` ${operator} ${printStep(next, operand, show)}`);
            return `${printStep(operand.first, operand, show)}${rest.join('')}`;
        }
    }
}
function printStep(operand, within, show) {
    const text = printOperand(operand, show);
    const binds = operand.kind !== 'arithmetic' || (isProduct(operand) && !isProduct(within));
    return binds ? text : `(${text})`;
}
function isProduct({ rest }) {
    return /[*/]/.test(rest[0].operator);
}
function printLiteral({ text, quoted }) {
    return quoted ? `"${text.replaceAll('"', '""')}"` : text;
}

;// CONCATENATED MODULE: ./lib/store/conditions/explain.js
/** Why a condition holds of a version or does not, in words for people. */



/**
 * The parts of the condition that decided, with what their fields hold:
 * `metrics.accuracy (0.91) < base.metrics.accuracy (0.93) - 0.005`.
 */
function explain(condition, subject) {
    return printCondition(decisiveParts(condition, subject), (field) => showWithValue(field, subject));
}
function decisiveParts(condition, subject) {
    switch (condition.kind) {
        case 'and':
        case 'or': {
            const verdict = evaluate(condition, subject);
            const parts = condition.operands
                .filter((part) => isSame(evaluate(part, subject), verdict))
                .map((part) => decisiveParts(part, subject));
            return parts.length === 1 ? parts[0] : { kind: condition.kind, operands: parts };
        }
        case 'not':
            return { kind: 'not', operand: decisiveParts(condition.operand, subject) };
        default:
            return condition;
    }
}
function isSame(left, right) {
    return left === right || (left instanceof Unknown && right instanceof Unknown);
}
/** Problems that are named in one message; the rest is counted. */
const MAX_PROBLEMS = 5;
/** `metrics.a is missing; params.lr ('auto') < 0.1 is neither true nor false`. */
function describeProblems(problems, subject) {
    const all = [...new Set(problems.map((problem) => describeProblem(problem, subject)))];
    const hidden = all.length - MAX_PROBLEMS;
    return [...all.slice(0, MAX_PROBLEMS), ...(hidden > 0 ? [`and ${hidden} more`] : [])].join('; ');
}
function describeProblem(problem, subject) {
    if (problem.kind === 'field') {
        const why = problem.of === 'base' && subject.base === undefined ? ', since there is no base version' : '';
        return `${problem.name} is missing${why}`;
    }
    const shown = printCondition(problem, (field) => showWithValue(field, subject));
    return `${shown} is neither true nor false`;
}
function showWithValue(field, subject) {
    return `${field.name} (${showValue(readFrom(subject, field))})`;
}
const MAX_ENTRIES = 5;
const MAX_TEXT = 60;
function showValue(value) {
    if (value === undefined)
        return 'missing';
    if (typeof value === 'string')
        return (0,errors/* quote */.hD)(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value);
    if (!Array.isArray(value))
        return typeof value === 'object' && value !== null ? 'a mapping' : `${value}`;
    if (value.length === 0)
        return 'empty';
    const more = value.length > MAX_ENTRIES ? [`and ${value.length - MAX_ENTRIES} more`] : [];
    return [...value.slice(0, MAX_ENTRIES).map(showEntry), ...more].join(', ');
}
function showEntry(entry) {
    return Array.isArray(entry) ? 'a list' : showValue(entry);
}

;// CONCATENATED MODULE: ./lib/store/conditions/problem.js
/** Errors about a condition: one message, and below it the place in the text that it is about. */

/** Columns of the text that are shown; of a longer one, those around the place. */
const MAX_COLUMNS = 100;
/**
 * `INVALID_INPUT`: the message, the text on a line of its own, and a caret below the place.
 * @param offset UTF-16 code units from the start of the text.
 */
function conditionError({ input, text }, offset, message) {
    // One column for each code point, whatever it is: the caret must stand below what it means.
    const columns = Array.from(text, problem_visible);
    const column = Array.from(text.slice(0, offset)).length;
    const from = Math.max(0, Math.min(column - MAX_COLUMNS / 2, columns.length - MAX_COLUMNS));
    const before = from > 0 ? '…' : '';
    const after = from + MAX_COLUMNS < columns.length ? '…' : '';
    const shown = `${before}${columns.slice(from, from + MAX_COLUMNS).join('')}${after}`;
    const caret = `${' '.repeat(before.length + column - from)}^`;
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${input}: ${message}\n  ${shown}\n  ${caret}`);
}
function problem_visible(character) {
    if (/[ \t\r\n]/.test(character))
        return ' ';
    // What cannot be seen, or would turn the line around.
    return /[\p{C}\p{Z}]/u.test(character) ? '·' : character;
}

;// CONCATENATED MODULE: ./lib/store/conditions/words.js
/** What a word of a condition stands for: a field, a number or another value, or text. */




const CONSTANT = /^(?:true|false|null)$/i;
const NOW = /^now$/i;
const DURATION_HINT = "a duration such as '7d' is only added to a time or taken from one, as in 'now - 7d'";
class Words {
    #source;
    #allowBase;
    constructor(source, allowBase) {
        this.#source = source;
        this.#allowBase = allowBase;
    }
    /** A word on the left, in arithmetic or in parentheses: text is no choice. */
    inExpression(word) {
        const text = plainText(word);
        if (text !== undefined) {
            const value = readValue(text, word.start);
            if (value !== undefined)
                return value;
            if (readDuration(text) !== undefined)
                this.#fail(word.start, DURATION_HINT);
        }
        const [first, ...rest] = word.pieces;
        if (first.type !== 'text' || !first.text.startsWith('-'))
            return this.field(word);
        const unsigned = { ...first, text: first.text.slice(1), start: first.start + 1 };
        const operand = this.field({ ...word, start: unsigned.start, pieces: [unsigned, ...rest] });
        return { kind: 'negate', operand, start: word.start };
    }
    /**
     * A word that is all there is on the right: a field if it begins with the name of one and a dot (or has a key in
     * quotes), else a value or text. What could be both is refused.
     * @param canBeText whether a text can be right there at all.
     */
    alone(word, canBeText) {
        const text = plainText(word);
        if (text === undefined)
            return this.inExpression(word);
        const value = readValue(text, word.start);
        if (value !== undefined)
            return value;
        const [, root = '', rest = ''] = /^-?([\p{L}\p{M}\p{N}_$]*)(.*)$/su.exec(text);
        if (rest.startsWith('.') && (root === 'base' || rootKind(root) !== undefined)) {
            if (root !== 'base' && rootHoldsNothing(root)) {
                this.#fail(word.start, `${root} has no fields in it: as text, write ${inQuotes(text)}`);
            }
            return this.inExpression(word);
        }
        if (rest === '' && this.#isRoot(root)) {
            if (!canBeText)
                return this.inExpression(word);
            this.#fail(word.start, root === 'base'
                ? `base is a version: write one of its fields, as in base.name, or as text ${inQuotes(text)}`
                : `${(0,errors/* quote */.hD)(text)} is a field and could be text: write (${text}) for the field, ${inQuotes(text)} for the text`);
        }
        if (this.#looksLikeArithmetic(text)) {
            this.#fail(word.start, `${(0,errors/* quote */.hD)(text)} could be text or arithmetic: write blanks around the operators, or as text ${inQuotes(text)}`);
        }
        return new Literal(text, false, word.start);
    }
    /**
     * @param wholeBase whether `base` alone will do.
     * @throws ArtifactStoreError `INVALID_INPUT` that points at what cannot be part of a field's name.
     */
    field(word, wholeBase = false) {
        const keys = this.#readPath(word);
        const [first, ...rest] = keys;
        const of = first.key === 'base' ? 'base' : 'version';
        if (of === 'base' && !this.#allowBase)
            this.#fail(word.start, 'there is no base to compare with here');
        const path = of === 'base' ? rest : keys;
        if (path.length === 0) {
            if (!wholeBase)
                this.#fail(word.start, 'base is a version: write one of its fields, as in base.name');
            return makeField(of, [], word.start);
        }
        const root = path[0];
        if (rootKind(root.key) === undefined)
            this.#fail(root.start, describeUnknown(root.key));
        if (path.length > 1 && rootHoldsNothing(root.key))
            this.#fail(path[1].start, `${root.key} has no fields in it`);
        return makeField(of, path.map(({ key }) => key), word.start);
    }
    #readPath(word) {
        const keys = [];
        let wanted = true;
        for (const piece of word.pieces) {
            if (piece.type === 'key') {
                keys.push({ key: piece.key, start: piece.start });
                wanted = false;
                continue;
            }
            for (let at = 0; at < piece.text.length;) {
                const part = (wanted ? KEY : DOT).exec(piece.text.slice(at))?.[0];
                if (part === undefined)
                    return this.#failInPath(keys, piece, at, wanted);
                if (wanted)
                    keys.push({ key: part, start: piece.start + at });
                wanted = !wanted;
                at += part.length;
            }
        }
        if (wanted)
            this.#fail(word.end, 'the name of a field is missing here');
        return keys;
    }
    /** @param wanted whether a key should begin there; else one has just ended. */
    #failInPath(keys, piece, at, wanted) {
        const character = String.fromCodePoint(piece.text.codePointAt(at));
        const around = wanted ? keys : keys.slice(0, -1);
        // The key as it was meant: `val-loss` of `metrics.val-loss`.
        const from = wanted ? at : keys.at(-1).start - piece.start;
        const path = showPath([...around.map(({ key }) => key), piece.text.slice(from)]);
        const isWhole = wanted || keys.at(-1).start >= piece.start;
        const quoted = around.length === 0 || !isWhole ? '' : `; a key that holds it stands in quotes, as in ${shorten(path)}`;
        if (wanted && character === '.')
            this.#fail(piece.start + at, 'the name of a field is missing here');
        if (/[-+*/]/.test(character))
            this.#fail(piece.start + at, `to calculate, write blanks around '${character}'${quoted}`);
        return this.#fail(piece.start + at, `${(0,errors/* quote */.hD)(character)} is no part of a field's name${quoted}`);
    }
    #isRoot(name) {
        return rootKind(name) !== undefined || (name === 'base' && this.#allowBase);
    }
    /** `size/2`, `0.5*metrics.a`: only numbers and fields that can be calculated with, and such a field among them. */
    #looksLikeArithmetic(text) {
        const parts = text.split(/[-+*/]/);
        const isCalculable = (part) => {
            const [root, ...keys] = part.split('.');
            const kind = rootKind(root);
            if (keys.length === 0)
                return kind === 'number' || kind === 'time';
            return this.#isRoot(root) && keys.every((key) => PLAIN_KEY.test(key));
        };
        return parts.length > 1 && parts.some(isCalculable) && parts.every((part) => isCalculable(part) || isNumber(part));
    }
    #fail(offset, message) {
        throw conditionError(this.#source, offset, message);
    }
}
const KEY = /^[\p{L}\p{M}\p{N}_$]+/u;
const DOT = /^\./;
/** The text of a word that is nothing but text. */
function plainText({ pieces }) {
    const [first] = pieces;
    return pieces.length === 1 && first.type === 'text' ? first.text : undefined;
}
function readValue(text, start) {
    if (NOW.test(text))
        return { kind: 'now', start };
    const isValue = CONSTANT.test(text) || isNumber(text) || readTime(text) !== undefined;
    return isValue ? new Literal(text, false, start) : undefined;
}
function isNumber(text) {
    return readNumber(text) !== undefined;
}
function inQuotes(text) {
    return `"${shorten(text)}"`;
}
function shorten(text) {
    return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
function rootHoldsNothing(root) {
    const kind = rootKind(root);
    return kind !== 'group' && kind !== 'texts';
}
function describeUnknown(name) {
    const small = name.toLowerCase();
    const meant = FIELD_NAMES.find((field) => {
        const known = field.toLowerCase();
        return known.startsWith(small) || (small.startsWith(known) && small.length < known.length + 3);
    });
    if (meant !== undefined)
        return `${(0,errors/* quote */.hD)(name)} is no field of a version: did you mean ${(0,errors/* quote */.hD)(meant)}?`;
    return `${(0,errors/* quote */.hD)(name)} is no field of a version (they are ${FIELD_NAMES.join(', ')}), and text stands in quotes here`;
}

;// CONCATENATED MODULE: ./lib/store/conditions/resolve.js
/** From the shapes of a condition to what it says; refuses what can never be right, whatever the version holds. */





/** @throws ArtifactStoreError `INVALID_INPUT` that points at the character, and says how to write it. */
function resolveCondition(syntax, source, allowBase) {
    return new Resolver(source, allowBase).condition(syntax);
}
class Resolver {
    #source;
    #words;
    constructor(source, allowBase) {
        this.#source = source;
        this.#words = new Words(source, allowBase);
    }
    condition(syntax) {
        switch (syntax.type) {
            case 'and':
            case 'or':
                return { kind: syntax.type, operands: syntax.operands.map((operand) => this.condition(operand)) };
            case 'not':
                return { kind: 'not', operand: this.condition(syntax.operand) };
            case 'group':
                return this.condition(syntax.inner);
            case 'presence': {
                const field = this.#words.field(syntax.operand, true);
                return { kind: 'presence', presence: syntax.presence, field };
            }
            case 'compare':
                return this.#compare(syntax.operator, this.#operand(syntax.left), syntax.right);
            case 'match':
                return this.#match(syntax);
            case 'in': {
                const left = this.#operand(syntax.left);
                const items = syntax.items.map((item) => this.#compare('=', left, item));
                return { kind: 'in', left, negated: syntax.negated, items };
            }
            default: {
                const operand = this.#operand(syntax);
                const example = operand.kind === 'field' ? `, or write 'exists ${operand.name}'` : '';
                return this.#fail(syntax.start, `this is a value and no condition: compare it, as in 'type = model'${example}`);
            }
        }
    }
    /** A value that is calculated with, or stands on the left. */
    #operand(syntax) {
        switch (syntax.type) {
            case 'word':
                return this.#checkNegation(this.#words.inExpression(syntax));
            case 'string':
                return new Literal(syntax.text, true, syntax.start);
            case 'group':
                return this.#operand(syntax.inner);
            case 'negate': {
                return this.#checkNegation({ kind: 'negate', operand: this.#operand(syntax.operand), start: syntax.start });
            }
            case 'arithmetic':
                return this.#arithmetic(syntax);
            default:
                return this.#fail(syntax.start, 'this is a condition, and a value is expected here');
        }
    }
    #right(syntax, canBeText) {
        if (syntax.type !== 'word')
            return this.#operand(syntax);
        return this.#checkNegation(this.#words.alone(syntax, canBeText));
    }
    #arithmetic(syntax) {
        const durations = syntax.rest.map(({ operator, operand }) => operator === '+' || operator === '-' ? readDurationOf(operand) : undefined);
        if (durations.every((duration) => duration === undefined)) {
            const first = this.#number(syntax.first);
            const rest = syntax.rest.map(({ operator, operand }) => ({ operator, operand: this.#number(operand) }));
            return { kind: 'arithmetic', first, rest, start: syntax.start };
        }
        const first = this.#operand(syntax.first);
        const kind = resolve_kindOf(first);
        const isTime = first.kind === 'literal' ? first.time !== undefined : kind === 'time' || kind === 'any';
        if (!isTime)
            this.#fail(first.start, `this is no time; ${DURATION_HINT}`);
        const rest = syntax.rest.map(({ operator, operand }, index) => {
            const duration = durations[index];
            return { operator, operand: duration ?? this.#fail(operand.start, "a time takes durations, such as '7d'") };
        });
        return { kind: 'arithmetic', first, rest, start: syntax.start };
    }
    #checkNegation(operand) {
        if (operand.kind === 'negate')
            this.#checkNumber(operand.operand);
        return operand;
    }
    #number(syntax) {
        const operand = this.#operand(syntax);
        this.#checkNumber(operand);
        return operand;
    }
    #checkNumber(operand) {
        const kind = resolve_kindOf(operand);
        if (operand.kind === 'literal' ? operand.number === undefined || operand.quoted : !mayBeNumber(kind)) {
            const what = kind === 'time' ? `a time, which takes durations such as '7d'` : 'no number';
            this.#fail(operand.start, `${resolve_describe(operand)} is ${what}`);
        }
    }
    #compare(operator, left, syntax) {
        const kind = resolve_kindOf(left);
        const isEquality = operator === '=' || operator === '!=';
        const right = this.#right(syntax, isEquality && (kind === 'text' || kind === 'any'));
        if (!hasField(left) && !hasField(right))
            this.#fail(left.start, 'no field of a version is compared here');
        const sides = [
            [left, right],
            [right, left]
        ];
        for (const [side, other] of sides)
            this.#checkSide(operator, side, other);
        const kinds = [resolve_kindOf(left), resolve_kindOf(right)];
        const [first, second] = kinds;
        if (isFixed(first) && isFixed(second) && first !== second) {
            this.#fail(right.start, `${resolve_describe(left)} is ${A[first]}, and ${resolve_describe(right)} ${A[second]}`);
        }
        return { kind: 'compare', operator, left, right, asText: kinds.includes('text') };
    }
    #checkSide(operator, side, other) {
        const kind = resolve_kindOf(side);
        const isEquality = operator === '=' || operator === '!=';
        if (kind === 'group') {
            const example = resolve_describe(side) === 'inputs' ? 'inputs.name' : `${resolve_describe(side)}.x`;
            this.#fail(side.start, `${resolve_describe(side)} holds several fields: compare one of them, as in ${example}`);
        }
        if (kind === 'text' && !isEquality) {
            this.#fail(side.start, `${resolve_describe(side)} is text, and '${operator}' compares numbers and times`);
        }
        if (side.kind !== 'literal')
            return;
        const against = resolve_kindOf(other);
        if (against === 'number' && side.number === undefined) {
            const hint = /^null$/i.test(side.text) && other.kind === 'field' ? `: write 'missing ${other.name}'` : '';
            this.#fail(side.start, `${resolve_describe(other)} is a number, and ${(0,errors/* quote */.hD)(side.text)} is none${hint}`);
        }
        if (against === 'time' && side.time === undefined) {
            const how = 'write it as 2026-11-01 or 2026-11-01T12:00:00Z';
            this.#fail(side.start, `${resolve_describe(other)} is a time, and ${(0,errors/* quote */.hD)(side.text)} is none: ${how}`);
        }
        if (!isEquality && side.number === undefined && side.time === undefined) {
            this.#fail(side.start, `'${operator}' compares numbers and times, and ${(0,errors/* quote */.hD)(side.text)} is neither`);
        }
        if (!side.quoted && /[*?]/.test(side.text)) {
            this.#fail(side.start, `for a pattern write '~', and for the text itself "${side.text}"`);
        }
    }
    #match(syntax) {
        const { operator, pattern } = syntax;
        const field = this.#operand(syntax.left);
        if (field.kind !== 'field')
            return this.#fail(field.start, `'${operator}' compares a field with a pattern`);
        if (field.holds === 'number' || field.holds === 'group') {
            const what = field.holds === 'number' ? 'a number' : 'several fields';
            this.#fail(field.start, `${field.name} is ${what}, and '${operator}' compares text with a pattern`);
        }
        const text = pattern.type === 'string' ? pattern.text : plainText(pattern);
        if (text === undefined)
            return this.#fail(pattern.start, 'a pattern that holds quotes or brackets stands in quotes');
        if (text.length > MAX_PATTERN)
            this.#fail(pattern.start, `a pattern has at most ${MAX_PATTERN} characters`);
        return {
            kind: 'match',
            field,
            negated: operator === '!~',
            pattern: new Literal(text, pattern.type === 'string', pattern.start),
            steps: compilePattern(text)
        };
    }
    #fail(offset, message) {
        throw conditionError(this.#source, offset, message);
    }
}
function resolve_kindOf(operand) {
    switch (operand.kind) {
        case 'field':
            return operand.holds === 'texts' ? 'text' : operand.holds;
        case 'literal':
            return 'literal';
        case 'now':
            return 'time';
        case 'negate':
            return 'number';
        case 'arithmetic':
            return operand.rest[0].operand.kind === 'duration' ? 'time' : 'number';
    }
}
const A = { number: 'a number', time: 'a time', text: 'text' };
function isFixed(kind) {
    return kind === 'number' || kind === 'time' || kind === 'text';
}
function mayBeNumber(kind) {
    return kind === 'number' || kind === 'any';
}
function hasField(operand) {
    switch (operand.kind) {
        case 'field':
            return true;
        case 'negate':
            return hasField(operand.operand);
        case 'arithmetic':
            return hasField(operand.first) || operand.rest.some((step) => hasField(step.operand));
        default:
            return false;
    }
}
function resolve_describe(operand) {
    if (operand.kind === 'field')
        return operand.name;
    if (operand.kind === 'literal')
        return (0,errors/* quote */.hD)(operand.text);
    return operand.kind === 'now' ? 'now' : 'the result';
}
function readDurationOf(syntax) {
    const text = syntax.type === 'word' ? plainText(syntax) : undefined;
    const milliseconds = text === undefined ? undefined : readDuration(text);
    return milliseconds === undefined ? undefined : { kind: 'duration', text: text, milliseconds, start: syntax.start };
}

;// CONCATENATED MODULE: ./lib/store/conditions/parser.js
/* eslint-disable */
// @ts-nocheck
// Made from grammar.peggy by `npm run grammar`: change that, never this.
// @generated by Peggy 5.1.0.
//
// https://peggyjs.org/
class peg$SyntaxError extends SyntaxError {
    constructor(message, expected, found, location) {
        super(message);
        this.expected = expected;
        this.found = found;
        this.location = location;
        this.name = 'SyntaxError';
    }
    format(sources) {
        let str = 'Error: ' + this.message;
        if (this.location) {
            let src = null;
            const st = sources.find((s) => s.source === this.location.source);
            if (st) {
                src = st.text.split(/\r\n|\n|\r/g);
            }
            const s = this.location.start;
            const offset_s = this.location.source && typeof this.location.source.offset === 'function' ? this.location.source.offset(s) : s;
            const loc = this.location.source + ':' + offset_s.line + ':' + offset_s.column;
            if (src) {
                const e = this.location.end;
                const filler = ''.padEnd(offset_s.line.toString().length, ' ');
                const line = src[s.line - 1];
                const last = s.line === e.line ? e.column : line.length + 1;
                const hatLen = last - s.column || 1;
                str +=
                    '\n --> ' +
                        loc +
                        '\n' +
                        filler +
                        ' |\n' +
                        offset_s.line +
                        ' | ' +
                        line +
                        '\n' +
                        filler +
                        ' | ' +
                        ''.padEnd(s.column - 1, ' ') +
                        ''.padEnd(hatLen, '^');
            }
            else {
                str += '\n at ' + loc;
            }
        }
        return str;
    }
    static buildMessage(expected, found) {
        function hex(ch) {
            return ch.codePointAt(0).toString(16).toUpperCase();
        }
        const nonPrintable = Object.prototype.hasOwnProperty.call(RegExp.prototype, 'unicode')
            ? new RegExp('[\\p{C}\\p{Mn}\\p{Mc}]', 'gu')
            : null;
        function unicodeEscape(s) {
            if (nonPrintable) {
                return s.replace(nonPrintable, (ch) => '\\u{' + hex(ch) + '}');
            }
            return s;
        }
        function literalEscape(s) {
            return unicodeEscape(s
                .replace(/\\/g, '\\\\')
                .replace(/"/g, '\\"')
                .replace(/\0/g, '\\0')
                .replace(/\t/g, '\\t')
                .replace(/\n/g, '\\n')
                .replace(/\r/g, '\\r')
                .replace(/[\x00-\x0F]/g, (ch) => '\\x0' + hex(ch))
                .replace(/[\x10-\x1F\x7F-\x9F]/g, (ch) => '\\x' + hex(ch)));
        }
        function classEscape(s) {
            return unicodeEscape(s
                .replace(/\\/g, '\\\\')
                .replace(/\]/g, '\\]')
                .replace(/\^/g, '\\^')
                .replace(/-/g, '\\-')
                .replace(/\0/g, '\\0')
                .replace(/\t/g, '\\t')
                .replace(/\n/g, '\\n')
                .replace(/\r/g, '\\r')
                .replace(/[\x00-\x0F]/g, (ch) => '\\x0' + hex(ch))
                .replace(/[\x10-\x1F\x7F-\x9F]/g, (ch) => '\\x' + hex(ch)));
        }
        const DESCRIBE_EXPECTATION_FNS = {
            literal(expectation) {
                return '"' + literalEscape(expectation.text) + '"';
            },
            class(expectation) {
                const escapedParts = expectation.parts.map((part) => Array.isArray(part) ? classEscape(part[0]) + '-' + classEscape(part[1]) : classEscape(part));
                return '[' + (expectation.inverted ? '^' : '') + escapedParts.join('') + ']' + (expectation.unicode ? 'u' : '');
            },
            any() {
                return 'any character';
            },
            end() {
                return 'end of input';
            },
            other(expectation) {
                return expectation.description;
            }
        };
        function describeExpectation(expectation) {
            return DESCRIBE_EXPECTATION_FNS[expectation.type](expectation);
        }
        function describeExpected(expected) {
            const descriptions = expected.map(describeExpectation);
            descriptions.sort();
            if (descriptions.length > 0) {
                let j = 1;
                for (let i = 1; i < descriptions.length; i++) {
                    if (descriptions[i - 1] !== descriptions[i]) {
                        descriptions[j] = descriptions[i];
                        j++;
                    }
                }
                descriptions.length = j;
            }
            switch (descriptions.length) {
                case 1:
                    return descriptions[0];
                case 2:
                    return descriptions[0] + ' or ' + descriptions[1];
                default:
                    return descriptions.slice(0, -1).join(', ') + ', or ' + descriptions[descriptions.length - 1];
            }
        }
        function describeFound(found) {
            return found ? '"' + literalEscape(found) + '"' : 'end of input';
        }
        return 'Expected ' + describeExpected(expected) + ' but ' + describeFound(found) + ' found.';
    }
}
function peg$parse(input, options) {
    options = options !== undefined ? options : {};
    const peg$FAILED = {};
    const peg$source = options.grammarSource;
    const peg$startRuleFunctions = {
        Start: peg$parseStart
    };
    let peg$startRuleFunction = peg$parseStart;
    const peg$c0 = '-';
    const peg$c1 = '(';
    const peg$c2 = '[';
    const peg$c3 = ']';
    const peg$c4 = '"';
    const peg$c5 = '""';
    const peg$c6 = "'";
    const peg$c7 = "''";
    const peg$c8 = 'and';
    const peg$c9 = 'or';
    const peg$c10 = 'not';
    const peg$c11 = 'in';
    const peg$c12 = 'exists';
    const peg$c13 = 'missing';
    const peg$c14 = '&';
    const peg$c15 = '|';
    const peg$c16 = ')';
    const peg$c17 = ',';
    const peg$r0 = /^[0-9]/;
    const peg$r1 = /^[^"]/;
    const peg$r2 = /^[^']/;
    const peg$r3 = /^["']/;
    const peg$r4 = /^[^\0- "'()[\],=!<>~&|{};`\x7F-\xA0\u1680\u2000-\u200F\u2018-\u201F\u2028-\u202F\u205F-\u206F\u3000\uFEFF]/;
    const peg$r5 = /^[=<>!~]/;
    const peg$r6 = /^[+\-]/;
    const peg$r7 = /^[*\/]/;
    const peg$r8 = /^["'-(\-]/;
    const peg$r9 = /^[\-+*\/]/;
    const peg$r10 = /^[ \t\r\n]/;
    const peg$e0 = peg$literalExpectation('-', false);
    const peg$e1 = peg$literalExpectation('(', false);
    const peg$e2 = peg$literalExpectation('[', false);
    const peg$e3 = peg$literalExpectation(']', false);
    const peg$e4 = peg$classExpectation([['0', '9']], false, false, false);
    const peg$e5 = peg$literalExpectation('"', false);
    const peg$e6 = peg$classExpectation(['"'], true, false, false);
    const peg$e7 = peg$literalExpectation('""', false);
    const peg$e8 = peg$literalExpectation("'", false);
    const peg$e9 = peg$classExpectation(["'"], true, false, false);
    const peg$e10 = peg$literalExpectation("''", false);
    const peg$e11 = peg$classExpectation(['"', "'"], false, false, false);
    const peg$e12 = peg$classExpectation([
        ['\0', ' '],
        '"',
        "'",
        '(',
        ')',
        '[',
        ']',
        ',',
        '=',
        '!',
        '<',
        '>',
        '~',
        '&',
        '|',
        '{',
        '}',
        ';',
        '`',
        ['\x7F', '\xA0'],
        '\u1680',
        ['\u2000', '\u200F'],
        ['\u2018', '\u201F'],
        ['\u2028', '\u202F'],
        ['\u205F', '\u206F'],
        '\u3000',
        '\uFEFF'
    ], true, false, false);
    const peg$e13 = peg$literalExpectation('and', true);
    const peg$e14 = peg$literalExpectation('or', true);
    const peg$e15 = peg$literalExpectation('not', true);
    const peg$e16 = peg$literalExpectation('in', true);
    const peg$e17 = peg$literalExpectation('exists', true);
    const peg$e18 = peg$literalExpectation('missing', true);
    const peg$e19 = peg$otherExpectation("'and'");
    const peg$e20 = peg$literalExpectation('&', false);
    const peg$e21 = peg$otherExpectation("'or'");
    const peg$e22 = peg$literalExpectation('|', false);
    const peg$e23 = peg$otherExpectation("'not'");
    const peg$e24 = peg$otherExpectation('a comparison');
    const peg$e25 = peg$otherExpectation("'exists'");
    const peg$e26 = peg$classExpectation(['=', '<', '>', '!', '~'], false, false, false);
    const peg$e27 = peg$otherExpectation('arithmetic');
    const peg$e28 = peg$classExpectation(['+', '-'], false, false, false);
    const peg$e29 = peg$classExpectation(['*', '/'], false, false, false);
    const peg$e30 = peg$otherExpectation('a condition');
    const peg$e31 = peg$otherExpectation('a condition or a value');
    const peg$e32 = peg$otherExpectation('a value');
    const peg$e33 = peg$otherExpectation('a number or a field');
    const peg$e34 = peg$otherExpectation('a field');
    const peg$e35 = peg$otherExpectation('a pattern');
    const peg$e36 = peg$classExpectation(['"', ["'", '('], '-'], false, false, false);
    const peg$e37 = peg$classExpectation(['-', '+', '*', '/'], false, false, false);
    const peg$e38 = peg$otherExpectation("'('");
    const peg$e39 = peg$otherExpectation("')'");
    const peg$e40 = peg$literalExpectation(')', false);
    const peg$e41 = peg$otherExpectation("','");
    const peg$e42 = peg$literalExpectation(',', false);
    const peg$e43 = peg$otherExpectation('the end');
    const peg$e44 = peg$anyExpectation();
    const peg$e45 = peg$classExpectation([' ', '\t', '\r', '\n'], false, false, false);
    function peg$f0(first, rest) {
        return chain('or', first, rest);
    }
    function peg$f1(first, rest) {
        return chain('and', first, rest);
    }
    function peg$f2(operand) {
        return node('not', { operand });
    }
    function peg$f3(presence, operand) {
        return node('presence', { presence, operand });
    }
    function peg$f4(left, tail) {
        return tail === null ? left : node(tail.type, { ...tail, left });
    }
    function peg$f5(operator) {
        return operator.endsWith('~');
    }
    function peg$f6(operator, pattern) {
        return { type: 'match', pattern };
    }
    function peg$f7(operator) {
        return !operator.endsWith('~');
    }
    function peg$f8(operator, right) {
        return { type: 'compare', right };
    }
    function peg$f9(operator, tail) {
        return { operator, ...tail };
    }
    function peg$f10(negated, items) {
        return { type: 'in', negated: negated !== null, items };
    }
    function peg$f11(first, operator, operand) {
        return { operator, operand };
    }
    function peg$f12(first, rest) {
        return arithmetic(first, rest);
    }
    function peg$f13(first, operator, operand) {
        return { operator, operand };
    }
    function peg$f14(first, rest) {
        return arithmetic(first, rest);
    }
    function peg$f15(operand) {
        return node('negate', { operand });
    }
    function peg$f16(inner) {
        return node('group', { inner });
    }
    function peg$f17(word) {
        return word;
    }
    function peg$f18(first, rest) {
        return node('word', { pieces: [first, ...rest] });
    }
    function peg$f19(text) {
        return node('text', { text });
    }
    function peg$f20() {
        return input[offset() - 1] === '.';
    }
    function peg$f21(key) {
        return node('key', { key: key.text });
    }
    function peg$f22(key) {
        return node('key', { key });
    }
    function peg$f23() {
        options.fail(offset(), `a key in brackets is a number or stands in quotes, as in metrics["val/loss"]`);
    }
    function peg$f24(string) {
        return string.text;
    }
    function peg$f25(text) {
        return node('string', { text: text.replaceAll('""', '"') });
    }
    function peg$f26(text) {
        return node('string', { text: text.replaceAll("''", "'") });
    }
    function peg$f27() {
        options.fail(offset(), 'this quote is not closed; a quote inside a text is doubled');
    }
    function peg$f28() {
        options.fail(offset(), "write 'and' instead");
    }
    function peg$f29() {
        options.fail(offset(), "write 'or' instead");
    }
    function peg$f30(word) {
        return word.toLowerCase();
    }
    function peg$f31(operator) {
        if (!options.operators.includes(operator))
            options.fail(offset(), options.unknownOperator(operator));
        return operator === '==' ? '=' : operator;
    }
    function peg$f32(operator) {
        options.fail(offset(), `write a blank on both sides of '${operator}'`);
    }
    function peg$f33(operator) {
        options.fail(offset(), `write a blank on both sides of '${operator}'`);
    }
    function peg$f34() {
        depth += 1;
        if (depth > options.maximumDepth)
            options.fail(offset(), options.tooDeep);
        return true;
    }
    function peg$f35() {
        depth -= 1;
        return true;
    }
    let peg$currPos = options.peg$currPos | 0;
    let peg$savedPos = peg$currPos;
    const peg$posDetailsCache = [{ line: 1, column: 1 }];
    let peg$maxFailPos = peg$currPos;
    let peg$maxFailExpected = options.peg$maxFailExpected || [];
    let peg$silentFails = options.peg$silentFails | 0;
    let peg$result;
    if (options.startRule) {
        if (!(options.startRule in peg$startRuleFunctions)) {
            throw new Error('Can\'t start parsing from rule "' + options.startRule + '".');
        }
        peg$startRuleFunction = peg$startRuleFunctions[options.startRule];
    }
    function text() {
        return input.substring(peg$savedPos, peg$currPos);
    }
    function offset() {
        return peg$savedPos;
    }
    function range() {
        return {
            source: peg$source,
            start: peg$savedPos,
            end: peg$currPos
        };
    }
    function location() {
        return peg$computeLocation(peg$savedPos, peg$currPos);
    }
    function expected(description, location) {
        location = location !== undefined ? location : peg$computeLocation(peg$savedPos, peg$currPos);
        throw peg$buildStructuredError([peg$otherExpectation(description)], input.substring(peg$savedPos, peg$currPos), location);
    }
    function error(message, location) {
        location = location !== undefined ? location : peg$computeLocation(peg$savedPos, peg$currPos);
        throw peg$buildSimpleError(message, location);
    }
    function peg$getUnicode(pos = peg$currPos) {
        const cp = input.codePointAt(pos);
        if (cp === undefined) {
            return '';
        }
        return String.fromCodePoint(cp);
    }
    function peg$literalExpectation(text, ignoreCase) {
        return { type: 'literal', text, ignoreCase };
    }
    function peg$classExpectation(parts, inverted, ignoreCase, unicode) {
        return { type: 'class', parts, inverted, ignoreCase, unicode };
    }
    function peg$anyExpectation() {
        return { type: 'any' };
    }
    function peg$endExpectation() {
        return { type: 'end' };
    }
    function peg$otherExpectation(description) {
        return { type: 'other', description };
    }
    function peg$computePosDetails(pos) {
        let details = peg$posDetailsCache[pos];
        let p;
        if (details) {
            return details;
        }
        else {
            if (pos >= peg$posDetailsCache.length) {
                p = peg$posDetailsCache.length - 1;
            }
            else {
                p = pos;
                while (!peg$posDetailsCache[--p]) { }
            }
            details = peg$posDetailsCache[p];
            details = {
                line: details.line,
                column: details.column
            };
            while (p < pos) {
                if (input.charCodeAt(p) === 10) {
                    details.line++;
                    details.column = 1;
                }
                else {
                    details.column++;
                }
                p++;
            }
            peg$posDetailsCache[pos] = details;
            return details;
        }
    }
    function peg$computeLocation(startPos, endPos, offset) {
        const startPosDetails = peg$computePosDetails(startPos);
        const endPosDetails = peg$computePosDetails(endPos);
        const res = {
            source: peg$source,
            start: {
                offset: startPos,
                line: startPosDetails.line,
                column: startPosDetails.column
            },
            end: {
                offset: endPos,
                line: endPosDetails.line,
                column: endPosDetails.column
            }
        };
        if (offset && peg$source && typeof peg$source.offset === 'function') {
            res.start = peg$source.offset(res.start);
            res.end = peg$source.offset(res.end);
        }
        return res;
    }
    function peg$fail(expected) {
        if (peg$currPos < peg$maxFailPos) {
            return;
        }
        if (peg$currPos > peg$maxFailPos) {
            peg$maxFailPos = peg$currPos;
            peg$maxFailExpected = [];
        }
        peg$maxFailExpected.push(expected);
    }
    function peg$buildSimpleError(message, location) {
        return new peg$SyntaxError(message, null, null, location);
    }
    function peg$buildStructuredError(expected, found, location) {
        return new peg$SyntaxError(peg$SyntaxError.buildMessage(expected, found), expected, found, location);
    }
    function peg$parseStart() {
        let s0, s1, s2, s3, s4, s5;
        s0 = peg$currPos;
        s1 = peg$parse_();
        s2 = peg$parseConditionStart();
        if (s2 !== peg$FAILED) {
            s3 = peg$parseOr();
            if (s3 !== peg$FAILED) {
                s4 = peg$parse_();
                s5 = peg$parseEnd();
                if (s5 !== peg$FAILED) {
                    s0 = s3;
                }
                else {
                    peg$currPos = s0;
                    s0 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseOr() {
        let s0, s1, s2, s3, s4, s5, s6, s7, s8;
        s0 = peg$currPos;
        s1 = peg$parseAnd();
        if (s1 !== peg$FAILED) {
            s2 = [];
            s3 = peg$currPos;
            s4 = peg$parse_();
            s5 = peg$parseOrWord();
            if (s5 !== peg$FAILED) {
                s6 = peg$parse_();
                s7 = peg$parseConditionStart();
                if (s7 !== peg$FAILED) {
                    s8 = peg$parseAnd();
                    if (s8 !== peg$FAILED) {
                        s3 = s8;
                    }
                    else {
                        peg$currPos = s3;
                        s3 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s3;
                    s3 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s3;
                s3 = peg$FAILED;
            }
            while (s3 !== peg$FAILED) {
                s2.push(s3);
                s3 = peg$currPos;
                s4 = peg$parse_();
                s5 = peg$parseOrWord();
                if (s5 !== peg$FAILED) {
                    s6 = peg$parse_();
                    s7 = peg$parseConditionStart();
                    if (s7 !== peg$FAILED) {
                        s8 = peg$parseAnd();
                        if (s8 !== peg$FAILED) {
                            s3 = s8;
                        }
                        else {
                            peg$currPos = s3;
                            s3 = peg$FAILED;
                        }
                    }
                    else {
                        peg$currPos = s3;
                        s3 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s3;
                    s3 = peg$FAILED;
                }
            }
            peg$savedPos = s0;
            s0 = peg$f0(s1, s2);
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseAnd() {
        let s0, s1, s2, s3, s4, s5, s6, s7, s8;
        s0 = peg$currPos;
        s1 = peg$parseNot();
        if (s1 !== peg$FAILED) {
            s2 = [];
            s3 = peg$currPos;
            s4 = peg$parse_();
            s5 = peg$parseAndWord();
            if (s5 !== peg$FAILED) {
                s6 = peg$parse_();
                s7 = peg$parseConditionStart();
                if (s7 !== peg$FAILED) {
                    s8 = peg$parseNot();
                    if (s8 !== peg$FAILED) {
                        s3 = s8;
                    }
                    else {
                        peg$currPos = s3;
                        s3 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s3;
                    s3 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s3;
                s3 = peg$FAILED;
            }
            while (s3 !== peg$FAILED) {
                s2.push(s3);
                s3 = peg$currPos;
                s4 = peg$parse_();
                s5 = peg$parseAndWord();
                if (s5 !== peg$FAILED) {
                    s6 = peg$parse_();
                    s7 = peg$parseConditionStart();
                    if (s7 !== peg$FAILED) {
                        s8 = peg$parseNot();
                        if (s8 !== peg$FAILED) {
                            s3 = s8;
                        }
                        else {
                            peg$currPos = s3;
                            s3 = peg$FAILED;
                        }
                    }
                    else {
                        peg$currPos = s3;
                        s3 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s3;
                    s3 = peg$FAILED;
                }
            }
            peg$savedPos = s0;
            s0 = peg$f1(s1, s2);
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseNot() {
        let s0, s1, s2, s3, s4, s5, s6;
        s0 = peg$currPos;
        s1 = peg$parseNotWord();
        if (s1 !== peg$FAILED) {
            s2 = peg$parseEnter();
            if (s2 !== peg$FAILED) {
                s3 = peg$parse_();
                s4 = peg$parseConditionStart();
                if (s4 !== peg$FAILED) {
                    s5 = peg$parseNot();
                    if (s5 !== peg$FAILED) {
                        s6 = peg$parseLeave();
                        if (s6 !== peg$FAILED) {
                            peg$savedPos = s0;
                            s0 = peg$f2(s5);
                        }
                        else {
                            peg$currPos = s0;
                            s0 = peg$FAILED;
                        }
                    }
                    else {
                        peg$currPos = s0;
                        s0 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s0;
                    s0 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        if (s0 === peg$FAILED) {
            s0 = peg$parseComparison();
        }
        return s0;
    }
    function peg$parseComparison() {
        let s0, s1, s2, s3, s4;
        s0 = peg$currPos;
        s1 = peg$parsePresenceWord();
        if (s1 !== peg$FAILED) {
            s2 = peg$parse_();
            s3 = peg$parseFieldStart();
            if (s3 !== peg$FAILED) {
                s4 = peg$parseWord();
                if (s4 !== peg$FAILED) {
                    peg$savedPos = s0;
                    s0 = peg$f3(s1, s4);
                }
                else {
                    peg$currPos = s0;
                    s0 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        if (s0 === peg$FAILED) {
            s0 = peg$currPos;
            s1 = peg$parseSum();
            if (s1 !== peg$FAILED) {
                s2 = peg$currPos;
                s3 = peg$parse_();
                s4 = peg$parseTail();
                if (s4 !== peg$FAILED) {
                    s2 = s4;
                }
                else {
                    peg$currPos = s2;
                    s2 = peg$FAILED;
                }
                if (s2 === peg$FAILED) {
                    s2 = null;
                }
                peg$savedPos = s0;
                s0 = peg$f4(s1, s2);
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        return s0;
    }
    function peg$parseTail() {
        let s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12;
        s0 = peg$currPos;
        s1 = peg$parseOperator();
        if (s1 !== peg$FAILED) {
            s2 = peg$parse_();
            s3 = peg$currPos;
            peg$savedPos = peg$currPos;
            s4 = peg$f5(s1);
            if (s4) {
                s4 = undefined;
            }
            else {
                s4 = peg$FAILED;
            }
            if (s4 !== peg$FAILED) {
                s5 = peg$parsePatternStart();
                if (s5 !== peg$FAILED) {
                    s6 = peg$parseString();
                    if (s6 === peg$FAILED) {
                        s6 = peg$parseWord();
                    }
                    if (s6 !== peg$FAILED) {
                        peg$savedPos = s3;
                        s3 = peg$f6(s1, s6);
                    }
                    else {
                        peg$currPos = s3;
                        s3 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s3;
                    s3 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s3;
                s3 = peg$FAILED;
            }
            if (s3 === peg$FAILED) {
                s3 = peg$currPos;
                peg$savedPos = peg$currPos;
                s4 = peg$f7(s1);
                if (s4) {
                    s4 = undefined;
                }
                else {
                    s4 = peg$FAILED;
                }
                if (s4 !== peg$FAILED) {
                    s5 = peg$parseValueStart();
                    if (s5 !== peg$FAILED) {
                        s6 = peg$parseSum();
                        if (s6 !== peg$FAILED) {
                            peg$savedPos = s3;
                            s3 = peg$f8(s1, s6);
                        }
                        else {
                            peg$currPos = s3;
                            s3 = peg$FAILED;
                        }
                    }
                    else {
                        peg$currPos = s3;
                        s3 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s3;
                    s3 = peg$FAILED;
                }
            }
            if (s3 !== peg$FAILED) {
                peg$savedPos = s0;
                s0 = peg$f9(s1, s3);
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        if (s0 === peg$FAILED) {
            s0 = peg$currPos;
            s1 = peg$currPos;
            s2 = peg$parseNotWord();
            if (s2 !== peg$FAILED) {
                s3 = peg$parse_();
                s1 = s2;
            }
            else {
                peg$currPos = s1;
                s1 = peg$FAILED;
            }
            if (s1 === peg$FAILED) {
                s1 = null;
            }
            s2 = peg$parseInWord();
            if (s2 !== peg$FAILED) {
                s3 = peg$parse_();
                s4 = peg$parseListStart();
                if (s4 !== peg$FAILED) {
                    s5 = peg$parse_();
                    s6 = peg$currPos;
                    s7 = [];
                    s8 = peg$currPos;
                    s9 = peg$parseValueStart();
                    if (s9 !== peg$FAILED) {
                        s10 = peg$parseSum();
                        if (s10 !== peg$FAILED) {
                            s8 = s10;
                        }
                        else {
                            peg$currPos = s8;
                            s8 = peg$FAILED;
                        }
                    }
                    else {
                        peg$currPos = s8;
                        s8 = peg$FAILED;
                    }
                    while (s8 !== peg$FAILED) {
                        s7.push(s8);
                        s8 = peg$currPos;
                        s9 = peg$currPos;
                        s10 = peg$parse_();
                        s11 = peg$parseComma();
                        if (s11 !== peg$FAILED) {
                            s12 = peg$parse_();
                            s10 = [s10, s11, s12];
                            s9 = s10;
                        }
                        else {
                            peg$currPos = s9;
                            s9 = peg$FAILED;
                        }
                        if (s9 !== peg$FAILED) {
                            s9 = peg$currPos;
                            s10 = peg$parseValueStart();
                            if (s10 !== peg$FAILED) {
                                s11 = peg$parseSum();
                                if (s11 !== peg$FAILED) {
                                    s9 = s11;
                                }
                                else {
                                    peg$currPos = s9;
                                    s9 = peg$FAILED;
                                }
                            }
                            else {
                                peg$currPos = s9;
                                s9 = peg$FAILED;
                            }
                            if (s9 === peg$FAILED) {
                                peg$currPos = s8;
                                s8 = peg$FAILED;
                            }
                            else {
                                s8 = s9;
                            }
                        }
                        else {
                            s8 = s9;
                        }
                    }
                    if (s7.length < 1) {
                        peg$currPos = s6;
                        s6 = peg$FAILED;
                    }
                    else {
                        s6 = s7;
                    }
                    if (s6 !== peg$FAILED) {
                        s7 = peg$parse_();
                        s8 = peg$parseListEnd();
                        if (s8 !== peg$FAILED) {
                            peg$savedPos = s0;
                            s0 = peg$f10(s1, s6);
                        }
                        else {
                            peg$currPos = s0;
                            s0 = peg$FAILED;
                        }
                    }
                    else {
                        peg$currPos = s0;
                        s0 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s0;
                    s0 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        return s0;
    }
    function peg$parseSum() {
        let s0, s1, s2, s3, s4, s5, s6, s7, s8;
        s0 = peg$currPos;
        s1 = peg$parseProduct();
        if (s1 !== peg$FAILED) {
            s2 = [];
            s3 = peg$currPos;
            s4 = peg$parse_();
            s5 = peg$parsePlusOrMinus();
            if (s5 !== peg$FAILED) {
                s6 = peg$parse_();
                s7 = peg$parseNumberStart();
                if (s7 !== peg$FAILED) {
                    s8 = peg$parseProduct();
                    if (s8 !== peg$FAILED) {
                        peg$savedPos = s3;
                        s3 = peg$f11(s1, s5, s8);
                    }
                    else {
                        peg$currPos = s3;
                        s3 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s3;
                    s3 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s3;
                s3 = peg$FAILED;
            }
            while (s3 !== peg$FAILED) {
                s2.push(s3);
                s3 = peg$currPos;
                s4 = peg$parse_();
                s5 = peg$parsePlusOrMinus();
                if (s5 !== peg$FAILED) {
                    s6 = peg$parse_();
                    s7 = peg$parseNumberStart();
                    if (s7 !== peg$FAILED) {
                        s8 = peg$parseProduct();
                        if (s8 !== peg$FAILED) {
                            peg$savedPos = s3;
                            s3 = peg$f11(s1, s5, s8);
                        }
                        else {
                            peg$currPos = s3;
                            s3 = peg$FAILED;
                        }
                    }
                    else {
                        peg$currPos = s3;
                        s3 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s3;
                    s3 = peg$FAILED;
                }
            }
            peg$savedPos = s0;
            s0 = peg$f12(s1, s2);
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseProduct() {
        let s0, s1, s2, s3, s4, s5, s6, s7, s8;
        s0 = peg$currPos;
        s1 = peg$parseUnary();
        if (s1 !== peg$FAILED) {
            s2 = [];
            s3 = peg$currPos;
            s4 = peg$parse_();
            s5 = peg$parseTimesOrBy();
            if (s5 !== peg$FAILED) {
                s6 = peg$parse_();
                s7 = peg$parseNumberStart();
                if (s7 !== peg$FAILED) {
                    s8 = peg$parseUnary();
                    if (s8 !== peg$FAILED) {
                        peg$savedPos = s3;
                        s3 = peg$f13(s1, s5, s8);
                    }
                    else {
                        peg$currPos = s3;
                        s3 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s3;
                    s3 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s3;
                s3 = peg$FAILED;
            }
            while (s3 !== peg$FAILED) {
                s2.push(s3);
                s3 = peg$currPos;
                s4 = peg$parse_();
                s5 = peg$parseTimesOrBy();
                if (s5 !== peg$FAILED) {
                    s6 = peg$parse_();
                    s7 = peg$parseNumberStart();
                    if (s7 !== peg$FAILED) {
                        s8 = peg$parseUnary();
                        if (s8 !== peg$FAILED) {
                            peg$savedPos = s3;
                            s3 = peg$f13(s1, s5, s8);
                        }
                        else {
                            peg$currPos = s3;
                            s3 = peg$FAILED;
                        }
                    }
                    else {
                        peg$currPos = s3;
                        s3 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s3;
                    s3 = peg$FAILED;
                }
            }
            peg$savedPos = s0;
            s0 = peg$f14(s1, s2);
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseUnary() {
        let s0, s1, s2, s3, s4, s5, s6, s7;
        s0 = peg$currPos;
        if (input.charCodeAt(peg$currPos) === 45) {
            s1 = peg$c0;
            peg$currPos++;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e0);
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            peg$silentFails++;
            s3 = peg$parseWordPart();
            peg$silentFails--;
            if (s3 === peg$FAILED) {
                s2 = undefined;
            }
            else {
                peg$currPos = s2;
                s2 = peg$FAILED;
            }
            if (s2 !== peg$FAILED) {
                s3 = peg$parseEnter();
                if (s3 !== peg$FAILED) {
                    s4 = peg$parse_();
                    s5 = peg$parseNumberStart();
                    if (s5 !== peg$FAILED) {
                        s6 = peg$parseUnary();
                        if (s6 !== peg$FAILED) {
                            s7 = peg$parseLeave();
                            if (s7 !== peg$FAILED) {
                                peg$savedPos = s0;
                                s0 = peg$f15(s6);
                            }
                            else {
                                peg$currPos = s0;
                                s0 = peg$FAILED;
                            }
                        }
                        else {
                            peg$currPos = s0;
                            s0 = peg$FAILED;
                        }
                    }
                    else {
                        peg$currPos = s0;
                        s0 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s0;
                    s0 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        if (s0 === peg$FAILED) {
            s0 = peg$parsePrimary();
        }
        return s0;
    }
    function peg$parsePrimary() {
        let s0, s1, s2, s3, s4, s5, s6, s7, s8;
        s0 = peg$currPos;
        if (input.charCodeAt(peg$currPos) === 40) {
            s1 = peg$c1;
            peg$currPos++;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e1);
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$parseEnter();
            if (s2 !== peg$FAILED) {
                s3 = peg$parse_();
                s4 = peg$parseGroupStart();
                if (s4 !== peg$FAILED) {
                    s5 = peg$parseOr();
                    if (s5 !== peg$FAILED) {
                        s6 = peg$parse_();
                        s7 = peg$parseGroupEnd();
                        if (s7 !== peg$FAILED) {
                            s8 = peg$parseLeave();
                            if (s8 !== peg$FAILED) {
                                peg$savedPos = s0;
                                s0 = peg$f16(s5);
                            }
                            else {
                                peg$currPos = s0;
                                s0 = peg$FAILED;
                            }
                        }
                        else {
                            peg$currPos = s0;
                            s0 = peg$FAILED;
                        }
                    }
                    else {
                        peg$currPos = s0;
                        s0 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s0;
                    s0 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        if (s0 === peg$FAILED) {
            s0 = peg$parseString();
            if (s0 === peg$FAILED) {
                s0 = peg$currPos;
                s1 = peg$currPos;
                peg$silentFails++;
                s2 = peg$parseSign();
                peg$silentFails--;
                if (s2 === peg$FAILED) {
                    s1 = undefined;
                }
                else {
                    peg$currPos = s1;
                    s1 = peg$FAILED;
                }
                if (s1 !== peg$FAILED) {
                    s2 = peg$parseWord();
                    if (s2 !== peg$FAILED) {
                        peg$savedPos = s0;
                        s0 = peg$f17(s2);
                    }
                    else {
                        peg$currPos = s0;
                        s0 = peg$FAILED;
                    }
                }
                else {
                    peg$currPos = s0;
                    s0 = peg$FAILED;
                }
            }
        }
        return s0;
    }
    function peg$parseWord() {
        let s0, s1, s2, s3, s4;
        s0 = peg$currPos;
        s1 = peg$currPos;
        peg$silentFails++;
        s2 = peg$parseKeyword();
        peg$silentFails--;
        if (s2 === peg$FAILED) {
            s1 = undefined;
        }
        else {
            peg$currPos = s1;
            s1 = peg$FAILED;
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$parseWordText();
            if (s2 !== peg$FAILED) {
                s3 = [];
                s4 = peg$parseWordText();
                if (s4 === peg$FAILED) {
                    s4 = peg$parseBracket();
                    if (s4 === peg$FAILED) {
                        s4 = peg$parseQuotedKey();
                    }
                }
                while (s4 !== peg$FAILED) {
                    s3.push(s4);
                    s4 = peg$parseWordText();
                    if (s4 === peg$FAILED) {
                        s4 = peg$parseBracket();
                        if (s4 === peg$FAILED) {
                            s4 = peg$parseQuotedKey();
                        }
                    }
                }
                peg$savedPos = s0;
                s0 = peg$f18(s2, s3);
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseWordText() {
        let s0, s1, s2, s3;
        s0 = peg$currPos;
        s1 = peg$currPos;
        s2 = [];
        s3 = peg$parseWordCharacter();
        if (s3 !== peg$FAILED) {
            while (s3 !== peg$FAILED) {
                s2.push(s3);
                s3 = peg$parseWordCharacter();
            }
        }
        else {
            s2 = peg$FAILED;
        }
        if (s2 !== peg$FAILED) {
            s1 = input.substring(s1, peg$currPos);
        }
        else {
            s1 = s2;
        }
        if (s1 !== peg$FAILED) {
            peg$savedPos = s0;
            s1 = peg$f19(s1);
        }
        s0 = s1;
        return s0;
    }
    function peg$parseQuotedKey() {
        let s0, s1, s2;
        s0 = peg$currPos;
        peg$savedPos = peg$currPos;
        s1 = peg$f20();
        if (s1) {
            s1 = undefined;
        }
        else {
            s1 = peg$FAILED;
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$parseString();
            if (s2 !== peg$FAILED) {
                peg$savedPos = s0;
                s0 = peg$f21(s2);
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseBracket() {
        let s0, s1, s2, s3, s4, s5;
        s0 = peg$currPos;
        if (input.charCodeAt(peg$currPos) === 91) {
            s1 = peg$c2;
            peg$currPos++;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e2);
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$parse_();
            s3 = peg$parseBracketKey();
            if (s3 !== peg$FAILED) {
                s4 = peg$parse_();
                if (input.charCodeAt(peg$currPos) === 93) {
                    s5 = peg$c3;
                    peg$currPos++;
                }
                else {
                    s5 = peg$FAILED;
                    if (peg$silentFails === 0) {
                        peg$fail(peg$e3);
                    }
                }
                if (s5 !== peg$FAILED) {
                    peg$savedPos = s0;
                    s0 = peg$f22(s3);
                }
                else {
                    peg$currPos = s0;
                    s0 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        if (s0 === peg$FAILED) {
            s0 = peg$currPos;
            if (input.charCodeAt(peg$currPos) === 91) {
                s1 = peg$c2;
                peg$currPos++;
            }
            else {
                s1 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e2);
                }
            }
            if (s1 !== peg$FAILED) {
                peg$savedPos = s0;
                s1 = peg$f23();
            }
            s0 = s1;
        }
        return s0;
    }
    function peg$parseBracketKey() {
        let s0, s1, s2;
        s0 = peg$currPos;
        s1 = peg$parseString();
        if (s1 !== peg$FAILED) {
            peg$savedPos = s0;
            s1 = peg$f24(s1);
        }
        s0 = s1;
        if (s0 === peg$FAILED) {
            s0 = peg$currPos;
            s1 = [];
            s2 = input.charAt(peg$currPos);
            if (peg$r0.test(s2)) {
                peg$currPos++;
            }
            else {
                s2 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e4);
                }
            }
            if (s2 !== peg$FAILED) {
                while (s2 !== peg$FAILED) {
                    s1.push(s2);
                    s2 = input.charAt(peg$currPos);
                    if (peg$r0.test(s2)) {
                        peg$currPos++;
                    }
                    else {
                        s2 = peg$FAILED;
                        if (peg$silentFails === 0) {
                            peg$fail(peg$e4);
                        }
                    }
                }
            }
            else {
                s1 = peg$FAILED;
            }
            if (s1 !== peg$FAILED) {
                s0 = input.substring(s0, peg$currPos);
            }
            else {
                s0 = s1;
            }
        }
        return s0;
    }
    function peg$parseString() {
        let s0, s1, s2, s3, s4;
        s0 = peg$currPos;
        if (input.charCodeAt(peg$currPos) === 34) {
            s1 = peg$c4;
            peg$currPos++;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e5);
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            s3 = [];
            s4 = input.charAt(peg$currPos);
            if (peg$r1.test(s4)) {
                peg$currPos++;
            }
            else {
                s4 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e6);
                }
            }
            if (s4 === peg$FAILED) {
                if (input.substr(peg$currPos, 2) === peg$c5) {
                    s4 = peg$c5;
                    peg$currPos += 2;
                }
                else {
                    s4 = peg$FAILED;
                    if (peg$silentFails === 0) {
                        peg$fail(peg$e7);
                    }
                }
            }
            while (s4 !== peg$FAILED) {
                s3.push(s4);
                s4 = input.charAt(peg$currPos);
                if (peg$r1.test(s4)) {
                    peg$currPos++;
                }
                else {
                    s4 = peg$FAILED;
                    if (peg$silentFails === 0) {
                        peg$fail(peg$e6);
                    }
                }
                if (s4 === peg$FAILED) {
                    if (input.substr(peg$currPos, 2) === peg$c5) {
                        s4 = peg$c5;
                        peg$currPos += 2;
                    }
                    else {
                        s4 = peg$FAILED;
                        if (peg$silentFails === 0) {
                            peg$fail(peg$e7);
                        }
                    }
                }
            }
            s2 = input.substring(s2, peg$currPos);
            if (input.charCodeAt(peg$currPos) === 34) {
                s3 = peg$c4;
                peg$currPos++;
            }
            else {
                s3 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e5);
                }
            }
            if (s3 !== peg$FAILED) {
                peg$savedPos = s0;
                s0 = peg$f25(s2);
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        if (s0 === peg$FAILED) {
            s0 = peg$currPos;
            if (input.charCodeAt(peg$currPos) === 39) {
                s1 = peg$c6;
                peg$currPos++;
            }
            else {
                s1 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e8);
                }
            }
            if (s1 !== peg$FAILED) {
                s2 = peg$currPos;
                s3 = [];
                s4 = input.charAt(peg$currPos);
                if (peg$r2.test(s4)) {
                    peg$currPos++;
                }
                else {
                    s4 = peg$FAILED;
                    if (peg$silentFails === 0) {
                        peg$fail(peg$e9);
                    }
                }
                if (s4 === peg$FAILED) {
                    if (input.substr(peg$currPos, 2) === peg$c7) {
                        s4 = peg$c7;
                        peg$currPos += 2;
                    }
                    else {
                        s4 = peg$FAILED;
                        if (peg$silentFails === 0) {
                            peg$fail(peg$e10);
                        }
                    }
                }
                while (s4 !== peg$FAILED) {
                    s3.push(s4);
                    s4 = input.charAt(peg$currPos);
                    if (peg$r2.test(s4)) {
                        peg$currPos++;
                    }
                    else {
                        s4 = peg$FAILED;
                        if (peg$silentFails === 0) {
                            peg$fail(peg$e9);
                        }
                    }
                    if (s4 === peg$FAILED) {
                        if (input.substr(peg$currPos, 2) === peg$c7) {
                            s4 = peg$c7;
                            peg$currPos += 2;
                        }
                        else {
                            s4 = peg$FAILED;
                            if (peg$silentFails === 0) {
                                peg$fail(peg$e10);
                            }
                        }
                    }
                }
                s2 = input.substring(s2, peg$currPos);
                if (input.charCodeAt(peg$currPos) === 39) {
                    s3 = peg$c6;
                    peg$currPos++;
                }
                else {
                    s3 = peg$FAILED;
                    if (peg$silentFails === 0) {
                        peg$fail(peg$e8);
                    }
                }
                if (s3 !== peg$FAILED) {
                    peg$savedPos = s0;
                    s0 = peg$f26(s2);
                }
                else {
                    peg$currPos = s0;
                    s0 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
            if (s0 === peg$FAILED) {
                s0 = peg$currPos;
                s1 = input.charAt(peg$currPos);
                if (peg$r3.test(s1)) {
                    peg$currPos++;
                }
                else {
                    s1 = peg$FAILED;
                    if (peg$silentFails === 0) {
                        peg$fail(peg$e11);
                    }
                }
                if (s1 !== peg$FAILED) {
                    peg$savedPos = s0;
                    s1 = peg$f27();
                }
                s0 = s1;
            }
        }
        return s0;
    }
    function peg$parseWordCharacter() {
        let s0;
        s0 = input.charAt(peg$currPos);
        if (peg$r4.test(s0)) {
            peg$currPos++;
        }
        else {
            s0 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e12);
            }
        }
        return s0;
    }
    function peg$parseKeyword() {
        let s0, s1, s2, s3;
        s0 = peg$currPos;
        s1 = input.substr(peg$currPos, 3);
        if (s1.toLowerCase() === peg$c8) {
            peg$currPos += 3;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e13);
            }
        }
        if (s1 === peg$FAILED) {
            s1 = input.substr(peg$currPos, 2);
            if (s1.toLowerCase() === peg$c9) {
                peg$currPos += 2;
            }
            else {
                s1 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e14);
                }
            }
            if (s1 === peg$FAILED) {
                s1 = input.substr(peg$currPos, 3);
                if (s1.toLowerCase() === peg$c10) {
                    peg$currPos += 3;
                }
                else {
                    s1 = peg$FAILED;
                    if (peg$silentFails === 0) {
                        peg$fail(peg$e15);
                    }
                }
                if (s1 === peg$FAILED) {
                    s1 = input.substr(peg$currPos, 2);
                    if (s1.toLowerCase() === peg$c11) {
                        peg$currPos += 2;
                    }
                    else {
                        s1 = peg$FAILED;
                        if (peg$silentFails === 0) {
                            peg$fail(peg$e16);
                        }
                    }
                    if (s1 === peg$FAILED) {
                        s1 = input.substr(peg$currPos, 6);
                        if (s1.toLowerCase() === peg$c12) {
                            peg$currPos += 6;
                        }
                        else {
                            s1 = peg$FAILED;
                            if (peg$silentFails === 0) {
                                peg$fail(peg$e17);
                            }
                        }
                        if (s1 === peg$FAILED) {
                            s1 = input.substr(peg$currPos, 7);
                            if (s1.toLowerCase() === peg$c13) {
                                peg$currPos += 7;
                            }
                            else {
                                s1 = peg$FAILED;
                                if (peg$silentFails === 0) {
                                    peg$fail(peg$e18);
                                }
                            }
                        }
                    }
                }
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            peg$silentFails++;
            s3 = peg$parseWordPart();
            peg$silentFails--;
            if (s3 === peg$FAILED) {
                s2 = undefined;
            }
            else {
                peg$currPos = s2;
                s2 = peg$FAILED;
            }
            if (s2 !== peg$FAILED) {
                s1 = [s1, s2];
                s0 = s1;
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseWordPart() {
        let s0;
        s0 = peg$parseWordCharacter();
        if (s0 === peg$FAILED) {
            if (input.charCodeAt(peg$currPos) === 91) {
                s0 = peg$c2;
                peg$currPos++;
            }
            else {
                s0 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e2);
                }
            }
        }
        return s0;
    }
    function peg$parseAndWord() {
        let s0, s1, s2, s3;
        peg$silentFails++;
        s0 = peg$currPos;
        s1 = input.substr(peg$currPos, 3);
        if (s1.toLowerCase() === peg$c8) {
            peg$currPos += 3;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e13);
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            peg$silentFails++;
            s3 = peg$parseWordPart();
            peg$silentFails--;
            if (s3 === peg$FAILED) {
                s2 = undefined;
            }
            else {
                peg$currPos = s2;
                s2 = peg$FAILED;
            }
            if (s2 !== peg$FAILED) {
                s1 = [s1, s2];
                s0 = s1;
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        if (s0 === peg$FAILED) {
            s0 = peg$currPos;
            s1 = [];
            if (input.charCodeAt(peg$currPos) === 38) {
                s2 = peg$c14;
                peg$currPos++;
            }
            else {
                s2 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e20);
                }
            }
            if (s2 !== peg$FAILED) {
                while (s2 !== peg$FAILED) {
                    s1.push(s2);
                    if (input.charCodeAt(peg$currPos) === 38) {
                        s2 = peg$c14;
                        peg$currPos++;
                    }
                    else {
                        s2 = peg$FAILED;
                        if (peg$silentFails === 0) {
                            peg$fail(peg$e20);
                        }
                    }
                }
            }
            else {
                s1 = peg$FAILED;
            }
            if (s1 !== peg$FAILED) {
                peg$savedPos = s0;
                s1 = peg$f28();
            }
            s0 = s1;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e19);
            }
        }
        return s0;
    }
    function peg$parseOrWord() {
        let s0, s1, s2, s3;
        peg$silentFails++;
        s0 = peg$currPos;
        s1 = input.substr(peg$currPos, 2);
        if (s1.toLowerCase() === peg$c9) {
            peg$currPos += 2;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e14);
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            peg$silentFails++;
            s3 = peg$parseWordPart();
            peg$silentFails--;
            if (s3 === peg$FAILED) {
                s2 = undefined;
            }
            else {
                peg$currPos = s2;
                s2 = peg$FAILED;
            }
            if (s2 !== peg$FAILED) {
                s1 = [s1, s2];
                s0 = s1;
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        if (s0 === peg$FAILED) {
            s0 = peg$currPos;
            s1 = [];
            if (input.charCodeAt(peg$currPos) === 124) {
                s2 = peg$c15;
                peg$currPos++;
            }
            else {
                s2 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e22);
                }
            }
            if (s2 !== peg$FAILED) {
                while (s2 !== peg$FAILED) {
                    s1.push(s2);
                    if (input.charCodeAt(peg$currPos) === 124) {
                        s2 = peg$c15;
                        peg$currPos++;
                    }
                    else {
                        s2 = peg$FAILED;
                        if (peg$silentFails === 0) {
                            peg$fail(peg$e22);
                        }
                    }
                }
            }
            else {
                s1 = peg$FAILED;
            }
            if (s1 !== peg$FAILED) {
                peg$savedPos = s0;
                s1 = peg$f29();
            }
            s0 = s1;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e21);
            }
        }
        return s0;
    }
    function peg$parseNotWord() {
        let s0, s1, s2, s3;
        peg$silentFails++;
        s0 = peg$currPos;
        s1 = input.substr(peg$currPos, 3);
        if (s1.toLowerCase() === peg$c10) {
            peg$currPos += 3;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e15);
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            peg$silentFails++;
            s3 = peg$parseWordPart();
            peg$silentFails--;
            if (s3 === peg$FAILED) {
                s2 = undefined;
            }
            else {
                peg$currPos = s2;
                s2 = peg$FAILED;
            }
            if (s2 !== peg$FAILED) {
                s1 = [s1, s2];
                s0 = s1;
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e23);
            }
        }
        return s0;
    }
    function peg$parseInWord() {
        let s0, s1, s2, s3;
        peg$silentFails++;
        s0 = peg$currPos;
        s1 = input.substr(peg$currPos, 2);
        if (s1.toLowerCase() === peg$c11) {
            peg$currPos += 2;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e16);
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            peg$silentFails++;
            s3 = peg$parseWordPart();
            peg$silentFails--;
            if (s3 === peg$FAILED) {
                s2 = undefined;
            }
            else {
                peg$currPos = s2;
                s2 = peg$FAILED;
            }
            if (s2 !== peg$FAILED) {
                s1 = [s1, s2];
                s0 = s1;
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e24);
            }
        }
        return s0;
    }
    function peg$parsePresenceWord() {
        let s0, s1, s2, s3;
        peg$silentFails++;
        s0 = peg$currPos;
        s1 = input.substr(peg$currPos, 6);
        if (s1.toLowerCase() === peg$c12) {
            peg$currPos += 6;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e17);
            }
        }
        if (s1 === peg$FAILED) {
            s1 = input.substr(peg$currPos, 7);
            if (s1.toLowerCase() === peg$c13) {
                peg$currPos += 7;
            }
            else {
                s1 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e18);
                }
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            peg$silentFails++;
            s3 = peg$parseWordPart();
            peg$silentFails--;
            if (s3 === peg$FAILED) {
                s2 = undefined;
            }
            else {
                peg$currPos = s2;
                s2 = peg$FAILED;
            }
            if (s2 !== peg$FAILED) {
                peg$savedPos = s0;
                s0 = peg$f30(s1);
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e25);
            }
        }
        return s0;
    }
    function peg$parseOperator() {
        let s0, s1, s2, s3;
        peg$silentFails++;
        s0 = peg$currPos;
        s1 = peg$currPos;
        s2 = [];
        s3 = input.charAt(peg$currPos);
        if (peg$r5.test(s3)) {
            peg$currPos++;
        }
        else {
            s3 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e26);
            }
        }
        if (s3 !== peg$FAILED) {
            while (s3 !== peg$FAILED) {
                s2.push(s3);
                s3 = input.charAt(peg$currPos);
                if (peg$r5.test(s3)) {
                    peg$currPos++;
                }
                else {
                    s3 = peg$FAILED;
                    if (peg$silentFails === 0) {
                        peg$fail(peg$e26);
                    }
                }
            }
        }
        else {
            s2 = peg$FAILED;
        }
        if (s2 !== peg$FAILED) {
            s1 = input.substring(s1, peg$currPos);
        }
        else {
            s1 = s2;
        }
        if (s1 !== peg$FAILED) {
            peg$savedPos = s0;
            s1 = peg$f31(s1);
        }
        s0 = s1;
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e24);
            }
        }
        return s0;
    }
    function peg$parsePlusOrMinus() {
        let s0, s1, s2, s3;
        peg$silentFails++;
        s0 = peg$currPos;
        s1 = input.charAt(peg$currPos);
        if (peg$r6.test(s1)) {
            peg$currPos++;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e28);
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            peg$silentFails++;
            s3 = peg$parseWordPart();
            peg$silentFails--;
            if (s3 === peg$FAILED) {
                s2 = undefined;
            }
            else {
                peg$currPos = s2;
                s2 = peg$FAILED;
            }
            if (s2 !== peg$FAILED) {
                s0 = s1;
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        if (s0 === peg$FAILED) {
            s0 = peg$currPos;
            s1 = input.charAt(peg$currPos);
            if (peg$r6.test(s1)) {
                peg$currPos++;
            }
            else {
                s1 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e28);
                }
            }
            if (s1 !== peg$FAILED) {
                peg$savedPos = s0;
                s1 = peg$f32(s1);
            }
            s0 = s1;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e27);
            }
        }
        return s0;
    }
    function peg$parseTimesOrBy() {
        let s0, s1, s2, s3;
        peg$silentFails++;
        s0 = peg$currPos;
        s1 = input.charAt(peg$currPos);
        if (peg$r7.test(s1)) {
            peg$currPos++;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e29);
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            peg$silentFails++;
            s3 = peg$parseWordPart();
            peg$silentFails--;
            if (s3 === peg$FAILED) {
                s2 = undefined;
            }
            else {
                peg$currPos = s2;
                s2 = peg$FAILED;
            }
            if (s2 !== peg$FAILED) {
                s0 = s1;
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        if (s0 === peg$FAILED) {
            s0 = peg$currPos;
            s1 = input.charAt(peg$currPos);
            if (peg$r7.test(s1)) {
                peg$currPos++;
            }
            else {
                s1 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e29);
                }
            }
            if (s1 !== peg$FAILED) {
                peg$savedPos = s0;
                s1 = peg$f33(s1);
            }
            s0 = s1;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e27);
            }
        }
        return s0;
    }
    function peg$parseConditionStart() {
        let s0, s1;
        peg$silentFails++;
        s0 = peg$currPos;
        peg$silentFails++;
        s1 = peg$parseOperandStart();
        if (s1 === peg$FAILED) {
            s1 = peg$parseConditionWord();
        }
        peg$silentFails--;
        if (s1 !== peg$FAILED) {
            peg$currPos = s0;
            s0 = undefined;
        }
        else {
            s0 = peg$FAILED;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e30);
            }
        }
        return s0;
    }
    function peg$parseGroupStart() {
        let s0, s1;
        peg$silentFails++;
        s0 = peg$currPos;
        peg$silentFails++;
        s1 = peg$parseOperandStart();
        if (s1 === peg$FAILED) {
            s1 = peg$parseConditionWord();
        }
        peg$silentFails--;
        if (s1 !== peg$FAILED) {
            peg$currPos = s0;
            s0 = undefined;
        }
        else {
            s0 = peg$FAILED;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e31);
            }
        }
        return s0;
    }
    function peg$parseValueStart() {
        let s0, s1;
        peg$silentFails++;
        s0 = peg$currPos;
        peg$silentFails++;
        s1 = peg$parseOperandStart();
        peg$silentFails--;
        if (s1 !== peg$FAILED) {
            peg$currPos = s0;
            s0 = undefined;
        }
        else {
            s0 = peg$FAILED;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e32);
            }
        }
        return s0;
    }
    function peg$parseNumberStart() {
        let s0, s1;
        peg$silentFails++;
        s0 = peg$currPos;
        peg$silentFails++;
        s1 = peg$parseOperandStart();
        peg$silentFails--;
        if (s1 !== peg$FAILED) {
            peg$currPos = s0;
            s0 = undefined;
        }
        else {
            s0 = peg$FAILED;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e33);
            }
        }
        return s0;
    }
    function peg$parseFieldStart() {
        let s0, s1;
        peg$silentFails++;
        s0 = peg$currPos;
        peg$silentFails++;
        s1 = peg$parseWordStart();
        peg$silentFails--;
        if (s1 !== peg$FAILED) {
            peg$currPos = s0;
            s0 = undefined;
        }
        else {
            s0 = peg$FAILED;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e34);
            }
        }
        return s0;
    }
    function peg$parsePatternStart() {
        let s0, s1;
        peg$silentFails++;
        s0 = peg$currPos;
        peg$silentFails++;
        s1 = input.charAt(peg$currPos);
        if (peg$r3.test(s1)) {
            peg$currPos++;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e11);
            }
        }
        if (s1 === peg$FAILED) {
            s1 = peg$parseWordStart();
        }
        peg$silentFails--;
        if (s1 !== peg$FAILED) {
            peg$currPos = s0;
            s0 = undefined;
        }
        else {
            s0 = peg$FAILED;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e35);
            }
        }
        return s0;
    }
    function peg$parseOperandStart() {
        let s0, s1, s2;
        s0 = input.charAt(peg$currPos);
        if (peg$r8.test(s0)) {
            peg$currPos++;
        }
        else {
            s0 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e36);
            }
        }
        if (s0 === peg$FAILED) {
            s0 = peg$currPos;
            s1 = peg$currPos;
            peg$silentFails++;
            s2 = peg$parseSign();
            peg$silentFails--;
            if (s2 === peg$FAILED) {
                s1 = undefined;
            }
            else {
                peg$currPos = s1;
                s1 = peg$FAILED;
            }
            if (s1 !== peg$FAILED) {
                s2 = peg$parseWordStart();
                if (s2 !== peg$FAILED) {
                    s1 = [s1, s2];
                    s0 = s1;
                }
                else {
                    peg$currPos = s0;
                    s0 = peg$FAILED;
                }
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        return s0;
    }
    function peg$parseSign() {
        let s0, s1, s2, s3;
        s0 = peg$currPos;
        s1 = input.charAt(peg$currPos);
        if (peg$r9.test(s1)) {
            peg$currPos++;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e37);
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            peg$silentFails++;
            s3 = peg$parseWordPart();
            peg$silentFails--;
            if (s3 === peg$FAILED) {
                s2 = undefined;
            }
            else {
                peg$currPos = s2;
                s2 = peg$FAILED;
            }
            if (s2 !== peg$FAILED) {
                s1 = [s1, s2];
                s0 = s1;
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseWordStart() {
        let s0, s1, s2;
        s0 = peg$currPos;
        s1 = peg$currPos;
        peg$silentFails++;
        s2 = peg$parseKeyword();
        peg$silentFails--;
        if (s2 === peg$FAILED) {
            s1 = undefined;
        }
        else {
            peg$currPos = s1;
            s1 = peg$FAILED;
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$parseWordCharacter();
            if (s2 !== peg$FAILED) {
                s1 = [s1, s2];
                s0 = s1;
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseConditionWord() {
        let s0, s1, s2, s3;
        s0 = peg$currPos;
        s1 = input.substr(peg$currPos, 3);
        if (s1.toLowerCase() === peg$c10) {
            peg$currPos += 3;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e15);
            }
        }
        if (s1 === peg$FAILED) {
            s1 = input.substr(peg$currPos, 6);
            if (s1.toLowerCase() === peg$c12) {
                peg$currPos += 6;
            }
            else {
                s1 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e17);
                }
            }
            if (s1 === peg$FAILED) {
                s1 = input.substr(peg$currPos, 7);
                if (s1.toLowerCase() === peg$c13) {
                    peg$currPos += 7;
                }
                else {
                    s1 = peg$FAILED;
                    if (peg$silentFails === 0) {
                        peg$fail(peg$e18);
                    }
                }
            }
        }
        if (s1 !== peg$FAILED) {
            s2 = peg$currPos;
            peg$silentFails++;
            s3 = peg$parseWordPart();
            peg$silentFails--;
            if (s3 === peg$FAILED) {
                s2 = undefined;
            }
            else {
                peg$currPos = s2;
                s2 = peg$FAILED;
            }
            if (s2 !== peg$FAILED) {
                s1 = [s1, s2];
                s0 = s1;
            }
            else {
                peg$currPos = s0;
                s0 = peg$FAILED;
            }
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseListStart() {
        let s0, s1;
        peg$silentFails++;
        if (input.charCodeAt(peg$currPos) === 40) {
            s0 = peg$c1;
            peg$currPos++;
        }
        else {
            s0 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e1);
            }
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e38);
            }
        }
        return s0;
    }
    function peg$parseListEnd() {
        let s0, s1;
        peg$silentFails++;
        if (input.charCodeAt(peg$currPos) === 41) {
            s0 = peg$c16;
            peg$currPos++;
        }
        else {
            s0 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e40);
            }
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e39);
            }
        }
        return s0;
    }
    function peg$parseGroupEnd() {
        let s0, s1;
        peg$silentFails++;
        if (input.charCodeAt(peg$currPos) === 41) {
            s0 = peg$c16;
            peg$currPos++;
        }
        else {
            s0 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e40);
            }
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e39);
            }
        }
        return s0;
    }
    function peg$parseComma() {
        let s0, s1;
        peg$silentFails++;
        if (input.charCodeAt(peg$currPos) === 44) {
            s0 = peg$c17;
            peg$currPos++;
        }
        else {
            s0 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e42);
            }
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e41);
            }
        }
        return s0;
    }
    function peg$parseEnd() {
        let s0, s1;
        peg$silentFails++;
        s0 = peg$currPos;
        peg$silentFails++;
        if (input.length > peg$currPos) {
            s1 = input.charAt(peg$currPos);
            peg$currPos++;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e44);
            }
        }
        peg$silentFails--;
        if (s1 === peg$FAILED) {
            s0 = undefined;
        }
        else {
            peg$currPos = s0;
            s0 = peg$FAILED;
        }
        peg$silentFails--;
        if (s0 === peg$FAILED) {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e43);
            }
        }
        return s0;
    }
    function peg$parseEnter() {
        let s0;
        peg$savedPos = peg$currPos;
        s0 = peg$f34();
        if (s0) {
            s0 = undefined;
        }
        else {
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parseLeave() {
        let s0;
        peg$savedPos = peg$currPos;
        s0 = peg$f35();
        if (s0) {
            s0 = undefined;
        }
        else {
            s0 = peg$FAILED;
        }
        return s0;
    }
    function peg$parse_() {
        let s0, s1;
        peg$silentFails++;
        s0 = [];
        s1 = input.charAt(peg$currPos);
        if (peg$r10.test(s1)) {
            peg$currPos++;
        }
        else {
            s1 = peg$FAILED;
            if (peg$silentFails === 0) {
                peg$fail(peg$e45);
            }
        }
        while (s1 !== peg$FAILED) {
            s0.push(s1);
            s1 = input.charAt(peg$currPos);
            if (peg$r10.test(s1)) {
                peg$currPos++;
            }
            else {
                s1 = peg$FAILED;
                if (peg$silentFails === 0) {
                    peg$fail(peg$e45);
                }
            }
        }
        peg$silentFails--;
        return s0;
    }
    // Groups, `not` and minus signs around the place that is being read: the parser recurses for these alone.
    let depth = 0;
    function node(type, fields) {
        const { start, end } = range();
        return { type, start, end, ...fields };
    }
    /** A chain of one is that one. */
    function chain(type, first, rest) {
        return rest.length === 0 ? first : node(type, { operands: [first, ...rest] });
    }
    function arithmetic(first, rest) {
        return rest.length === 0 ? first : node('arithmetic', { first, rest });
    }
    peg$result = peg$startRuleFunction();
    const peg$success = peg$result !== peg$FAILED && peg$currPos === input.length;
    function peg$throw() {
        if (peg$result !== peg$FAILED && peg$currPos < input.length) {
            peg$fail(peg$endExpectation());
        }
        throw peg$buildStructuredError(peg$maxFailExpected, peg$maxFailPos < input.length ? peg$getUnicode(peg$maxFailPos) : null, peg$maxFailPos < input.length
            ? peg$computeLocation(peg$maxFailPos, peg$maxFailPos + 1)
            : peg$computeLocation(peg$maxFailPos, peg$maxFailPos));
    }
    if (options.peg$library) {
        return /** @type {any} */ {
            peg$result,
            peg$currPos,
            peg$FAILED,
            peg$maxFailExpected,
            peg$maxFailPos,
            peg$success,
            peg$throw: peg$success ? undefined : peg$throw
        };
    }
    if (peg$success) {
        return peg$result;
    }
    else {
        peg$throw();
    }
}
const peg$allowedStartRules = (/* unused pure expression or super */ null && (['Start']));


;// CONCATENATED MODULE: ./lib/store/conditions/syntax.js
/** Reading the text of a condition into the shapes that it has, by the parser that Peggy makes of grammar.peggy. */



/** Characters of a condition. */
const MAX_LENGTH = 10_000;
/** Parentheses, `not` and minus signs inside one another. */
const MAX_DEPTH = 100;
const OPERATORS = ['=', '==', '!=', '<', '<=', '>', '>=', '~', '!~'];
const MEANT = {
    '!': 'not',
    '===': '=',
    '!==': '!=',
    '<>': '!=',
    '=<': '<=',
    '=>': '>=',
    '=~': '~',
    '~=': '~'
};
/** @throws ArtifactStoreError `INVALID_INPUT` that points at the character, and says what was expected there. */
function parseSyntax(source) {
    const { text } = source;
    const fail = (offset, message) => {
        throw conditionError(source, offset, message);
    };
    if (text.length > MAX_LENGTH) {
        fail(MAX_LENGTH, `a condition has at most ${MAX_LENGTH} characters, and this one has ${text.length}`);
    }
    const options = {
        maximumDepth: MAX_DEPTH,
        tooDeep: `more than ${MAX_DEPTH} parentheses, 'not' and minus signs inside one another`,
        operators: OPERATORS,
        unknownOperator: (operator) => {
            const meant = Object.hasOwn(MEANT, operator) ? MEANT[operator] : undefined;
            return `${(0,errors/* quote */.hD)(operator)} is no operator: ${meant === undefined ? 'there are = != < <= > >= ~ !~' : `write '${meant}'`}`;
        },
        fail
    };
    try {
        return peg$parse(text, options);
    }
    catch (error) {
        if (!(error instanceof peg$SyntaxError))
            throw error;
        const { expected, location } = error;
        const { offset } = location.start;
        const names = new Set((expected ?? []).flatMap(({ description }) => description ?? []));
        return fail(offset, `expected ${listExpected(names)}, found ${describeFound(text, offset, names)}`);
    }
}
/** From the most likely on. */
const ORDER = [
    'a condition',
    'a condition or a value',
    'a value',
    'a number or a field',
    'a field',
    'a pattern',
    'a comparison',
    "'and'",
    "'or'",
    "','",
    "'('",
    "')'",
    'the end'
];
const EXPLAINED = {
    'a condition': "a condition, such as 'type = model'",
    'a comparison': "a comparison, such as '=' or '>='"
};
function listExpected(names) {
    const listed = ORDER.filter((name) => names.has(name)).map((name) => EXPLAINED[name] ?? name);
    if (listed.length < 2)
        return listed.join('');
    return `${listed.slice(0, -1).join(', ')} or ${listed.at(-1)}`;
}
/** Words of other languages. */
const OTHER_WORDS = {
    is: "write '=', 'exists type' or 'missing type'",
    like: "write '~'",
    matches: "write '~'",
    contains: "write '=', which looks into lists, or '~' with a pattern"
};
const KEYWORD = /^(?:and|or|not|in|exists|missing)$/i;
function describeFound(text, offset, expected) {
    if (offset >= text.length)
        return 'the end';
    const [found] = /^(?:[^\s"'()[\],=!<>~&|{};`]+|.)/su.exec(text.slice(offset));
    if (KEYWORD.test(found))
        return `'${found}', which is a word of this language: as text it stands in quotes`;
    if (Object.hasOwn(OTHER_WORDS, found.toLowerCase()))
        return `'${found}': ${OTHER_WORDS[found.toLowerCase()]}`;
    if (/^[“”„‘’‚]/u.test(found))
        return `${(0,errors/* quote */.hD)(found)}: quotes are straight, " or '`;
    if (/^[\p{C}\p{Z}]/u.test(found)) {
        return `the character U+${found.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    }
    const afterWord = /[^\s"'()[\],=!<>~&|{};`]\s+$/.test(text.slice(0, offset));
    const isWord = /^[^"'()[\],=!<>~&|{};`]/.test(found);
    const afterValue = !expected.has('a comparison') && (expected.has("'and'") || expected.has("','"));
    const several = afterValue && afterWord && isWord ? ': text of several words stands in quotes' : '';
    return `${(0,errors/* quote */.hD)(found)}${several}`;
}

;// CONCATENATED MODULE: ./lib/store/conditions/tree.js
/** Every field that a condition speaks of, in the order of the text. */
function findFields(condition) {
    switch (condition.kind) {
        case 'and':
        case 'or':
            return condition.operands.flatMap(findFields);
        case 'not':
            return findFields(condition.operand);
        case 'compare':
            return [condition.left, condition.right].flatMap(findInOperand);
        case 'in':
            return [condition.left, ...condition.items.map(({ right }) => right)].flatMap(findInOperand);
        case 'match':
        case 'presence':
            return [condition.field];
    }
}
function findInOperand(operand) {
    switch (operand.kind) {
        case 'field':
            return [operand];
        case 'negate':
            return findInOperand(operand.operand);
        case 'arithmetic':
            return [operand.first, ...operand.rest.map((step) => step.operand)].flatMap(findInOperand);
        default:
            return [];
    }
}
function usesNow(condition) {
    switch (condition.kind) {
        case 'and':
        case 'or':
            return condition.operands.some(usesNow);
        case 'not':
            return usesNow(condition.operand);
        case 'compare':
            return [condition.left, condition.right].some(saysNow);
        case 'in':
            return condition.items.some(usesNow);
        default:
            return false;
    }
}
function saysNow(operand) {
    switch (operand.kind) {
        case 'now':
            return true;
        case 'arithmetic':
            return [operand.first, ...operand.rest.map((step) => step.operand)].some(saysNow);
        default:
            return false;
    }
}

;// CONCATENATED MODULE: ./lib/store/conditions.js
/**
 * Conditions: the language of `where` (which versions) and `fail-if` (whether a version is good enough). docs/FILTERS.md
 * is for those who write them; src/store/conditions/ reads, checks and evaluates them.
 */







/**
 * Reads a condition.
 * @throws ArtifactStoreError `INVALID_INPUT`: the input, what is wrong, and below it the text with a caret at the place.
 */
function parseCondition(text, { input, allowBase }) {
    const source = { input, text };
    return new Condition(source, resolveCondition(parseSyntax(source), source, allowBase));
}
/** A condition that has been read; it can be asked of any number of versions. */
class Condition {
    /** As it was given. */
    text;
    /** Whether it says `now`, and must be given one. */
    usesNow;
    #source;
    #tree;
    /** By {@link parseCondition} alone. */
    constructor(source, tree) {
        this.text = source.text;
        this.usesNow = usesNow(tree);
        this.#source = source;
        this.#tree = tree;
    }
    /** Whether it surely holds: false also where that rests on a field that is missing or cannot be compared so. */
    matches(version, context = {}) {
        return this.#evaluate(this.#subject(version, context)) === true;
    }
    /**
     * Whether it holds, for gates, which must not pass because nobody looked.
     * @throws ArtifactStoreError `INVALID_INPUT` where that rests on a field that is missing or cannot be compared so,
     * naming the field.
     */
    matchesOrThrow(version, context = {}) {
        const subject = this.#subject(version, context);
        const verdict = this.#evaluate(subject);
        if (!(verdict instanceof Unknown))
            return verdict;
        const [first] = verdict.problems;
        const start = first.kind === 'compare' ? first.left.start : first.kind === 'match' ? first.field.start : first.start;
        throw conditionError(this.#source, start, describeProblems(verdict.problems, subject));
    }
    /** Whether it is unknown for no other reason than that there is no base. */
    lacksBaseAlone(version, context = {}) {
        if (context.base !== undefined)
            return false;
        const verdict = this.#evaluate(this.#subject(version, context));
        return verdict instanceof Unknown && verdict.problems.every((one) => one.kind === 'field' && one.of === 'base');
    }
    /**
     * The parts that decided, with what their fields hold, for people:
     * `metrics.accuracy (0.91) < base.metrics.accuracy (0.93) - 0.005`.
     */
    explain(version, context = {}) {
        return explain(this.#tree, this.#subject(version, context));
    }
    /** The fields that it speaks of, each once, in the order of the text: `metrics.accuracy`, `base.metrics.accuracy`. */
    fields() {
        return [...new Set(findFields(this.#tree).map(({ name }) => name))];
    }
    /** The condition as it was understood; parsed again, it says the same. */
    toString() {
        return printCondition(this.#tree);
    }
    #evaluate(subject) {
        return evaluate(this.#tree, subject);
    }
    #subject(version, { base, now }) {
        if (this.usesNow && now === undefined)
            throw new Error(`${this.#source.input} says 'now', and was not told the time`);
        return { version, base, now };
    }
}

;// CONCATENATED MODULE: ./lib/store/filter.js
/** Which versions are looked at: `where`, as far as it needs more than the records. */

const everyVersion = { readsNotes: false, matches: () => true };
/** @throws ArtifactStoreError `INVALID_INPUT` that points at the place. */
function parseWhere(where) {
    return where === undefined || where.trim() === ''
        ? undefined
        : parseCondition(where, { input: 'where', allowBase: false });
}
/** Whether a condition speaks of what notes may add. */
function readsNotes(condition) {
    return condition.fields().some((field) => /^(?:base\.)?(?:params|metrics|metadata)\b/.test(field));
}
function readsAliases(condition) {
    return condition.fields().some((field) => /^(?:base\.)?aliases\b/.test(field));
}

;// CONCATENATED MODULE: ./lib/store/survey.js




/** Nearly always the first one is wanted; a longer search looks at several at once. */
const survey_FIRST_WINDOW = 1;
const WINDOW = 16;
const GROWTH = 4;
/** For so many numbers it is asked at once which of them are gone: where each was removed once, by one page. */
const GONE_WINDOW = LISTING_PAGE - 1;
/**
 * Looks at the versions of an artifact. One listing tells all of fewer than a thousand objects. It begins with what is
 * gone and with the index, so in a long series, where it does not reach the versions, the newest segment mostly tells
 * where a second one has to begin.
 */
async function surveyVersions(storage, name, logger) {
    return await surveyObjects(storage, name, logger, await listFirst(storage, name));
}
/** As {@link surveyVersions}, where the artifact was listed already, or the beginning of it. */
async function surveyObjects(storage, name, logger, page) {
    const found = page.tellsIndex ? { ids: page.segments, from: 1 } : await listSegments(storage, name);
    const segments = new SegmentIndex(storage, name, logger, found);
    const newest = page.isWhole
        ? ([...page.records.keys()].at(-1) ?? 0)
        : await newestNumber(storage, name, segments.newest);
    await segments.discardBehind(newest);
    const gone = new GoneLookup(storage, name, page.gone, page.tellsGone ? 1 : newest + 1);
    async function* livingBetween(last, first, widths) {
        let window = [];
        let size = last === newest ? survey_FIRST_WINDOW : WINDOW;
        for (let number = last; number >= first; number--) {
            if ((await gone.from(number)).has(number) || window.push(number) < size)
                continue;
            yield window;
            window = [];
            size = widths === 'growing' ? Math.min(WINDOW, size * GROWTH) : WINDOW;
        }
        if (window.length > 0)
            yield window;
    }
    return {
        newest,
        living: () => livingBetween(newest, 1),
        livingBetween,
        goneFrom: async (first) => await gone.from(first),
        notes: new NoteLookup(storage, name, page.tellsNotes ? page.notes : [], page.tellsNotes ? 1 : newest + 1),
        aliasMoves: page.tellsAliases ? page.moves : undefined,
        segments,
        listed: page
    };
}
/** As much as one request lists. */
async function listFirst(storage, name) {
    const objects = [];
    for await (const info of storage.list(artifactPrefix(name))) {
        // Asking for one more would be another request.
        if (objects.push(info) === LISTING_PAGE)
            break;
    }
    return sortObjects(name, objects, objects.length < LISTING_PAGE);
}
/** @param told a number that should exist; what is behind it is listed. */
async function newestNumber(storage, name, told) {
    if (told > 1) {
        const numbers = await numbersAfter(storage, name, told - 1);
        if (numbers[0] === told)
            return numbers.at(-1);
    }
    return (await numbersAfter(storage, name, 0)).at(-1) ?? 0;
}
/** The numbers that are taken behind one, ascending. */
async function numbersAfter(storage, name, after) {
    const numbers = [];
    for await (const number of eachNumberAfter(storage, name, after))
        numbers.push(number);
    return numbers;
}
/** As {@link numbersAfter}, for callers that may stop early. */
async function* eachNumberAfter(storage, name, after) {
    const options = after > 0 ? { after: versionKey(name, after) } : undefined;
    for await (const { key } of storage.list(versionsPrefix(name), options)) {
        const number = numberOfKey(key);
        if (number !== undefined && number > 0)
            yield number;
    }
}
/** Whether a version was removed and not brought back. */
async function isGone(storage, name, number) {
    return isRemoval(await survey_changesOf(storage, name, number));
}
/** How often a version was removed or brought back. */
async function survey_changesOf(storage, name, number) {
    let changes = 0;
    for await (const { key } of storage.list(changesPrefix(name, number))) {
        changes = numberOfKey(key) ?? changes;
    }
    return changes;
}
/** Which versions are gone, asked for as far down as somebody wants to know. */
class GoneLookup {
    storage;
    name;
    numbers;
    /** From this number on it is known. */
    known;
    isAsked = false;
    constructor(storage, name, numbers, known) {
        this.storage = storage;
        this.name = name;
        this.numbers = numbers;
        this.known = known;
    }
    /** Of the numbers from `first` on. */
    async from(first) {
        if (first >= this.known)
            return this.numbers;
        // The newest alone at first: nearly always it is the one.
        const from = this.isAsked ? Math.max(1, Math.min(first, this.known - GONE_WINDOW)) : first;
        const options = { after: goneKey(this.name, from, 0) };
        for await (const { key } of this.storage.list(gonePrefix(this.name), options)) {
            if (numberOfChange(this.name, key) >= this.known)
                break;
            this.numbers.add(key);
        }
        this.known = from;
        this.isAsked = true;
        return this.numbers;
    }
}
function numberOfChange(name, key) {
    return Number(key.slice(gonePrefix(name).length).split('/')[0]);
}

;// CONCATENATED MODULE: ./lib/store/versions.js
/** The versions of one artifact as the storage holds them: records, and which of them are gone. */










/** Records that a segment does not tell of are read so many at once; so are the notes of a version. */
const versions_READ_AT_ONCE = 16;
/** Notes of so many versions are read at once; and so many versions wait for them at most. */
const NOTED_AT_ONCE = 16;
const WAITING_MAXIMUM = 1024;
class VersionSeries {
    name;
    storage;
    logger;
    /** What is known of notes without reading them. */
    noted;
    constructor(storage, name, logger) {
        this.storage = storage;
        this.name = name;
        this.logger = logger;
        this.noted = new Excerpts(storage, notesExcerpt(name), logger);
    }
    /** What versions there are, as found now. @param listed spares listing them. */
    async survey(listed) {
        return listed === undefined
            ? await surveyVersions(this.storage, this.name, this.logger)
            : await surveyObjects(this.storage, this.name, this.logger, listed);
    }
    /** The numbers that are taken behind one, ascending; also those of versions that are gone, or damaged. */
    async numbersAfter(after) {
        return await numbersAfter(this.storage, this.name, after);
    }
    /** As {@link numbersAfter}, for callers that may stop early. */
    eachNumberAfter(after) {
        return eachNumberAfter(this.storage, this.name, after);
    }
    /** Whether a version was removed and not brought back. */
    async isGone(number) {
        return await isGone(this.storage, this.name, number);
    }
    /** Appends that a version is removed. @returns whether it was this call that removed it. */
    async markGone(number, reason, at, nonce) {
        return await this.change(number, true, reason, at, nonce);
    }
    /** Appends that a version is brought back. @returns whether it was this call that did it. */
    async markBack(number, reason, at, nonce) {
        return await this.change(number, false, reason, at, nonce);
    }
    async change(number, gone, reason, at, nonce) {
        const document = encodeDocument({ number, gone, reason, at, nonce });
        for (;;) {
            const last = await survey_changesOf(this.storage, this.name, number);
            if (isRemoval(last) === gone)
                return false;
            if (await publish(this.storage, goneKey(this.name, number, last + 1), document))
                return true;
        }
    }
    /**
     * The record of a number, or undefined where there is none.
     * @throws ArtifactStoreError `DAMAGED` where it is not whole.
     */
    async read(number) {
        const bytes = await this.readBytes(number);
        const record = bytes === undefined ? undefined : this.decode(bytes, number);
        if (record === 'torn') {
            throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${this.describe(number)} is damaged: its end is missing`);
        }
        return record;
    }
    /**
     * As {@link read}, for who decides by all records what may be destroyed: undefined is a placeholder alone.
     * @throws ArtifactStoreError `DAMAGED` also where the record is missing.
     */
    async readListed(number) {
        const bytes = await this.readBytes(number);
        if (bytes === undefined) {
            throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${this.describe(number)} is damaged: it is missing`);
        }
        const record = this.decode(bytes, number);
        if (record !== 'torn')
            return record;
        throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${this.describe(number)} is damaged: its end is missing`);
    }
    /** As {@link read}; a record that an interrupted save left without its end is skipped, with a warning. */
    async readUnlessTorn(number) {
        const bytes = await this.readBytes(number);
        return bytes === undefined ? undefined : await this.decodeUnlessTorn(bytes, number);
    }
    async decodeUnlessTorn(bytes, number) {
        const record = this.decode(bytes, number);
        if (record !== 'torn')
            return record;
        if (!(await this.storage.createMayTear()))
            return await this.read(number);
        this.logger.warn(`${this.describe(number)} has no end: a save was interrupted while it wrote it; it is passed over`);
        return undefined;
    }
    /** The newest version that is not gone. */
    async newest(survey) {
        for await (const window of survey.living()) {
            for (const reading of readTogether(window, (number) => this.readUnlessTorn(number))) {
                const record = await reading;
                if (record !== undefined)
                    return await this.withNotes(record, survey);
            }
        }
        return undefined;
    }
    /** The version of a number, unless it is gone. */
    async select(number) {
        const record = await this.readUnlessTorn(number);
        return record === undefined || (await this.isGone(number)) ? undefined : await this.withNotes(record);
    }
    /** A version as readers see it. @param survey spares asking which notes it has. */
    async withNotes(record, survey) {
        return { record, version: mergeNotes(record.metadata, await this.notesOf(record.metadata.number, survey)) };
    }
    /** As {@link withNotes}; a note that is damaged is an error, for who decides something by what it may say. */
    async withSoundNotes(record) {
        const { number } = record.metadata;
        const notes = await listNotes(this.storage, this.name, number);
        const read = await readNotes(this.storage, undefined, this.name, number, notes);
        return { record, version: mergeNotes(record.metadata, read) };
    }
    /** What was added to a version after its save, in that order. */
    async notesOf(number, survey) {
        const notes = await (survey?.notes.of(number) ?? listNotes(this.storage, this.name, number));
        return await readNotes(this.storage, this.logger, this.name, number, notes);
    }
    /**
     * The newest living version whose record can be read, for a save to share bytes with; damage on the way is a warning.
     * `isNewest`: there is no newer one that could not be read.
     */
    async newestReadable(survey) {
        let isNewest = true;
        for await (const window of survey.living()) {
            for (const number of window) {
                const record = await this.readOrWarn(number);
                if (record !== undefined)
                    return { record, isNewest };
                isNewest = false;
            }
        }
        return { record: undefined, isNewest };
    }
    /**
     * Looks through all versions that are not gone, newest first, and gives the one that `choose` takes: as its record
     * says, also where the index told of it.
     */
    async search(search, choose) {
        const survey = search.survey ?? (await this.survey());
        // Each turn but the last one takes a wrong segment away.
        for (;;) {
            const living = this.eachLiving(survey, async (number) => foundBy(await this.readUnlessTorn(number)));
            const found = await choose(search.readsNotes ? this.mergeEach(survey, living) : living);
            if (found === undefined)
                return undefined;
            const record = await this.readFound(survey, found);
            if (record === undefined)
                continue;
            if (!search.readsNotes)
                return await this.withNotes(record, survey);
            if (await this.areTold(found.notesTold))
                return { record, version: found.version };
        }
    }
    /** Whether notes say what was told of them. */
    async areTold(notes = []) {
        for (const told of notes) {
            if ((await this.readSha256(told)) === told.sha256)
                continue;
            await this.noted.distrust(told);
            return false;
        }
        return true;
    }
    async readSha256({ key }) {
        try {
            return (0,content_hash/* sha256Hex */.fg)(await readDocument(this.storage, key, NOTE_MAXIMUM));
        }
        catch (error) {
            if ((0,errors/* isStoreError */.A1)(error, 'NOT_FOUND') || (0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                return undefined;
            throw error;
        }
    }
    /** Undefined where the index told something else of it. */
    async readFound(survey, { record, told, version: { number } }) {
        if (record !== undefined)
            return record;
        const bytes = await this.readBytes(number);
        if (bytes !== undefined && (0,content_hash/* sha256Hex */.fg)(bytes) === told?.sha256) {
            const whole = await this.decodeUnlessTorn(bytes, number);
            if (whole !== undefined)
                return whole;
        }
        await survey.segments.discard(told.segment, `the record of v${number} is another one`);
        return undefined;
    }
    /** The living versions, newest first; damaged ones are left out with a warning. */
    async list(query = {}) {
        const { limit = Infinity, filter = everyVersion, mergesNotes = true, excerpts } = query;
        const survey = await this.survey(query.listed);
        const living = this.eachLiving(survey, async (number) => await this.findOrWarn(number, survey, excerpts));
        const found = filter.readsNotes ? this.mergeEach(survey, living, excerpts) : living;
        const versions = [];
        for await (const { version } of found) {
            if (!filter.matches(version))
                continue;
            versions.push(version);
            if (versions.length >= limit)
                break;
        }
        if (filter.readsNotes || !mergesNotes)
            return versions;
        const merged = [];
        const unmerged = versions.map((version) => ({ version }));
        for await (const { version } of this.mergeEach(survey, unmerged, excerpts))
            merged.push(version);
        return merged;
    }
    /**
     * All versions that are not gone, newest first, without their notes, for who may stop early; damaged ones are left out
     * with a warning.
     */
    newestFirst(survey) {
        return this.eachLiving(survey, async (number) => foundBy(await this.readOrWarn(number)), 'growing');
    }
    /** By an excerpt, where one tells of it. */
    async findOrWarn(number, { listed }, excerpts) {
        const info = listed.records.get(number);
        const says = info === undefined ? undefined : (await excerpts?.find(info))?.says;
        if (says?.kind === 'placeholder')
            return undefined;
        if (says?.kind === 'version')
            return { version: says.version.metadata };
        return foundBy(await this.readOrWarn(number));
    }
    /**
     * Merges versions with their notes, of several at once.
     * @param excerpts is asked before that of the artifact's notes.
     */
    async *mergeEach(survey, versions, excerpts) {
        let waiting = [];
        let reading = 0;
        let width = 1;
        for await (const found of versions) {
            const notes = await survey.notes.following(found.version.number);
            const told = await this.tellNotes(notes, excerpts);
            const isKnown = told.every((note) => note !== undefined);
            if (isKnown && reading === 0) {
                yield mergeFound(found, told);
                continue;
            }
            waiting.push(isKnown ? Promise.resolve(mergeFound(found, told)) : this.readAndMerge(found, notes, told));
            if (!isKnown)
                reading++;
            if (reading < width && waiting.length < WAITING_MAXIMUM)
                continue;
            for (const one of waiting)
                yield await one;
            waiting = [];
            reading = 0;
            width = NOTED_AT_ONCE;
        }
        for (const one of waiting)
            yield await one;
    }
    async tellNotes(notes, excerpts) {
        const told = [];
        for (const info of notes) {
            const document = (await excerpts?.find(info)) ?? (await this.noted.find(info));
            told.push(document?.says?.kind === 'note' ? { added: document.says.note, document } : undefined);
        }
        return told;
    }
    readAndMerge(found, notes, told) {
        const merging = this.readUntold(found.version.number, notes, told).then((all) => mergeFound(found, all));
        // Who awaits one after the other learns of a failure when its turn has come.
        merging.catch(() => undefined);
        return merging;
    }
    async readUntold(number, notes, told) {
        const all = [];
        const read = async (info) => {
            const added = await readNote(this.storage, this.logger, this.name, number, info);
            return added === undefined ? undefined : { added };
        };
        for (let start = 0; start < notes.length; start += versions_READ_AT_ONCE) {
            const window = notes.slice(start, start + versions_READ_AT_ONCE);
            all.push(...(await Promise.all(window.map(async (info, at) => told[start + at] ?? (await read(info))))));
        }
        return all;
    }
    /** All versions that are not gone, newest first: as segments of the index tell, and else by their records. */
    async *eachLiving(survey, read, widths) {
        let segmentsRead = 0;
        for (let last = survey.newest; last > 0;) {
            const ids = survey.segments.following(last, segmentsRead);
            segmentsRead += ids.length;
            if (ids.length === 0) {
                const first = survey.segments.newestBelow(last) + 1;
                yield* readEach(survey.livingBetween(last, first, widths), read);
                last = first - 1;
            }
            for (const segment of await Promise.all(ids.map((id) => survey.segments.read(id)))) {
                // One that is wrong is not asked for again.
                if (segment === undefined)
                    break;
                yield* tellEach(segment, last, await survey.goneFrom(segment.id.first), read);
                last = segment.id.first - 1;
            }
        }
    }
    describe(number) {
        return `the record of ${this.name}@v${number} (${versionKey(this.name, number)} in ${this.storage.location})`;
    }
    /** As {@link readUnlessTorn}; of a damaged record there is a warning, and undefined. */
    async readOrWarn(number) {
        try {
            return await this.readUnlessTorn(number);
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
            this.logger.warn(`${error.message}; it is passed over`);
            return undefined;
        }
    }
    async readBytes(number) {
        try {
            return await readDocument(this.storage, versionKey(this.name, number));
        }
        catch (error) {
            if ((0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
                return undefined;
            throw error;
        }
    }
    decode(bytes, number) {
        const describe = this.describe(number);
        const document = decodeDocument(bytes, describe);
        if (document.state === 'torn')
            return 'torn';
        if (document.state === 'damaged') {
            throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${describe} is damaged: ${document.reason}`);
        }
        if (isPlaceholder(document.fields, this.name, number))
            return undefined;
        return parseRecord(document.fields, this.name, number, describe);
    }
}
function foundBy(record) {
    return record === undefined ? undefined : { version: record.metadata, record };
}
function mergeFound(found, notes) {
    if (notes.length === 0)
        return found;
    const added = notes.flatMap((note) => (note === undefined ? [] : [note.added]));
    const notesTold = notes.flatMap((note) => (note?.document === undefined ? [] : [note.document]));
    return { ...found, version: mergeNotes(found.version, added), notesTold };
}
/** Reads all at once. Who awaits one after the other learns of a failure when its turn has come, or never. */
function readTogether(numbers, read) {
    const all = numbers.map((number) => read(number));
    for (const one of all)
        one.catch(() => undefined);
    return all;
}
async function* readEach(windows, read) {
    for await (const window of windows) {
        for (const reading of readTogether(window, read)) {
            const found = await reading;
            if (found !== undefined)
                yield found;
        }
    }
}
/** What a segment tells of the numbers up to `last`, newest first; where it tells nothing the record is read. */
async function* tellEach({ id, lines }, last, gone, read) {
    const wanted = lines
        .filter(({ number, kind }) => number <= last && kind !== 'placeholder' && !gone.has(number))
        .reverse();
    for (let start = 0; start < wanted.length; start += versions_READ_AT_ONCE) {
        const window = wanted.slice(start, start + versions_READ_AT_ONCE);
        const untold = window.filter(({ kind }) => kind === 'untold').map(({ number }) => number);
        const reading = readTogether(untold, read);
        for (const line of window) {
            if (line.kind === 'version') {
                yield { version: line.version.metadata, told: { segment: id, sha256: line.sha256 } };
            }
            else {
                const found = await reading.shift();
                if (found !== undefined)
                    yield found;
            }
        }
    }
}

;// CONCATENATED MODULE: ./lib/store/viewer.js
/**
 * Who asks, and whose versions he is shown: what a pull request's run saved is not taken for the state of a branch, and
 * not by other pull requests.
 */

const PULL_REQUEST_REF = /^refs\/pull\/(\d+)\//;
/** Who asks, told by the context of his run. */
function viewerOf(run) {
    const pullRequest = pullRequestOf(run);
    const branch = viewer_text(run['branch']);
    const repository = viewer_text(run['repository']);
    const baseBranch = viewer_text(run['baseRef']);
    const fromFork = isFromFork(run);
    return {
        ...(repository === undefined ? {} : { repository }),
        ...(branch === undefined ? {} : { branch }),
        ...(pullRequest === undefined ? {} : { pullRequest }),
        ...(pullRequest === undefined || baseBranch === undefined ? {} : { baseBranch }),
        ...(pullRequest === undefined || fromFork === undefined ? {} : { fromFork })
    };
}
/**
 * Whether a run is of a pull request that comes from a fork, or may: nothing tells that it does not. It writes to the
 * quarantine alone.
 */
function isConfined({ pullRequest, fromFork }) {
    return pullRequest !== undefined && fromFork !== false;
}
/** The pull request that a run was of; undefined where it was of none. */
function pullRequestOf(run) {
    const match = PULL_REQUEST_REF.exec(viewer_text(run['ref']) ?? '');
    if (match !== null)
        return match[1];
    if (viewer_text(run['event'])?.startsWith('pull_request') !== true)
        return undefined;
    // Of `pull_request_target` the ref is the base branch.
    const { pullRequest } = run;
    if (typeof pullRequest === 'number')
        return String(pullRequest);
    return `of ${viewer_text(run['headRef']) ?? ''}`;
}
/** Undefined where the run does not tell from where its pull request comes. */
function isFromFork(run) {
    const head = viewer_text(run['headRepository']);
    const repository = viewer_text(run['repository']);
    return head === undefined || repository === undefined ? undefined : head !== repository;
}
/**
 * Whether `latest` may choose a version: not what the runs of other pull requests saved. Who names an artifact of the
 * quarantine means just that.
 */
function isShownTo(viewer, { name, run }) {
    if (isQuarantined(name))
        return true;
    const pullRequest = pullRequestOf(run);
    if (pullRequest === undefined)
        return true;
    return pullRequest === viewer?.pullRequest && viewer_text(run['repository']) === viewer.repository;
}
/**
 * Whether a version was saved on a branch. A fork's pull request may call its branch `main`, too: it counts only to its
 * own runs.
 */
function isOfBranch(viewer, version, branch) {
    const { run } = version;
    return run['branch'] === branch && (isShownTo(viewer, version) || isFromFork(run) === false);
}
/** Whether a version was saved on a branch of the viewer's repository itself, and not by a pull request's run. */
function isOnBranch(viewer, { run }, branch) {
    if (run['branch'] !== branch || pullRequestOf(run) !== undefined)
        return false;
    const repository = viewer_text(run['repository']);
    return repository === undefined || viewer?.repository === undefined || repository === viewer.repository;
}
/**
 * Which versions one is compared with where nothing else is asked for; the newest of them is. In a pull request those of
 * the branch that it is to be merged into, also newer ones; else earlier ones of the same branch. Undefined where that
 * branch is not known.
 */
function baseRule(version, viewer) {
    const branch = baseBranchOf(viewer, version.run);
    if (branch === undefined)
        return undefined;
    // What is in the quarantine is compared with versions of another artifact, whose numbers tell nothing of before.
    const isBefore = ({ name, number }) => viewer.pullRequest !== undefined || name !== version.name || number < version.number;
    return (candidate) => isBefore(candidate) && isOnBranch(viewer, candidate, branch);
}
/** The branch of a pull request's base, else that of the run; undefined where it is not known. */
function baseBranchOf(viewer, run) {
    return viewer.pullRequest === undefined ? (viewer.branch ?? viewer_text(run['branch'])) : viewer.baseBranch;
}
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** The commits that a run was of, whole and in small letters: of a pull request, its merge commit and its head. */
function commitsOf({ run }) {
    return [run['sha'], run['headSha']]
        .map((commit) => viewer_text(commit)?.toLowerCase())
        .filter((commit) => commit !== undefined && COMMIT.test(commit));
}
function viewer_text(value) {
    return typeof value === 'string' && value !== '' ? value : undefined;
}

;// CONCATENATED MODULE: ./lib/store/comparison.js
/**
 * What a version is to be seen beside: the version of its base branch and those of aliases, the versions before it, and
 * what changed of its files. For summaries, so it is bounded in requests, and what cannot be had is left out and told.
 */







const DEFAULT_HISTORY = 20;
/** So many of the newest versions are looked through for those that are wanted. */
const LOOKED_THROUGH = 256;
/** So many notes are read for the versions of the history; it begins where there are more. */
const NOTES_MAXIMUM = 400;
/** So many moves of an alias are read to find where it pointed before. */
const MOVES_MAXIMUM = 16;
/** Bytes of the lists of files that differ: those of some 50,000 files. */
const TREE_MAXIMUM = 16 * 1024 * 1024;
/** Files of each kind that are listed. */
const LISTED_FILES = 20;
/** @throws ArtifactStoreError `INVALID_INPUT`, `CANCELLED`; all else is told in the result. */
async function compareVersion(context, request) {
    checkArtifactName(request.version.name);
    for (const alias of request.aliases ?? [])
        checkAlias(alias);
    return await new Comparison(context, request).compare();
}
class Comparison {
    context;
    request;
    series;
    viewer;
    failures = [];
    /** Those that were read on the way, by their numbers; merged: with their notes. */
    records = new Map();
    merged = new Map();
    constructor(context, request) {
        const { version } = request;
        this.context = context;
        this.request = request;
        this.series = new VersionSeries(context.storage, version.name, context.logger);
        this.viewer = request.viewer ?? context.viewer ?? viewerOf(version.run);
    }
    async compare() {
        const { version, aliases = ['production'], base: asked, history: length = DEFAULT_HISTORY } = this.request;
        const needsSurvey = asked === undefined || aliases.length > 0 || length > 0;
        const survey = needsSurvey
            ? await this.attempt('the other versions', async () => await this.series.survey())
            : undefined;
        const passed = survey === undefined || (asked !== undefined && length === 0)
            ? undefined
            : await this.attempt('the versions before it', async () => await this.lookThrough(survey, length));
        const history = await this.attempt('what was recorded of the versions before it', async () => survey === undefined ? undefined : await this.mergeHistory(survey, passed?.history ?? []));
        const base = await this.attempt('the version to compare with', async () => asked === undefined ? await this.findBase(survey, passed) : await this.askedBase(asked));
        const compared = await this.attempt('the versions of aliases', async () => survey === undefined ? undefined : await this.compareAliases(survey, aliases));
        const files = await this.attempt('what changed of the files', async () => base === undefined || this.request.files === false ? undefined : await this.diffFiles(base.version));
        return {
            version: this.merged.get(version.number) ?? version,
            base,
            aliases: compared ?? [],
            history: history ?? [],
            files,
            failures: this.failures
        };
    }
    /** What fails leaves a gap, and nothing else. */
    async attempt(what, act) {
        this.context.throwIfCancelled();
        try {
            return await act();
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error) || error.code === 'CANCELLED')
                throw error;
            this.failures.push(`${what} could not be read: ${error.message}`);
            return undefined;
        }
    }
    /** One pass over the newest versions, no further than it has to go. */
    async lookThrough(survey, length) {
        const { version, base: asked } = this.request;
        const history = [];
        const isBase = asked === undefined ? baseRule(version, this.viewer) : undefined;
        let base;
        let before;
        // Of a first version there is nothing before it.
        if (survey.newest === 1 && version.number === 1)
            return { history: length > 0 ? [version] : [], base, before };
        let looked = 0;
        for await (const found of this.series.newestFirst(survey)) {
            this.context.throwIfCancelled();
            const candidate = found.version;
            if (found.record !== undefined)
                this.records.set(candidate.number, found.record);
            if (candidate.number === version.number) {
                if (history.length < length)
                    history.push(candidate);
            }
            else {
                if (candidate.number < version.number && isShownTo(this.viewer, candidate)) {
                    before ??= candidate;
                    if (history.length < length)
                        history.push(candidate);
                }
                if (base === undefined && isBase?.(candidate) === true)
                    base = candidate;
            }
            const hasBase = asked !== undefined || base !== undefined || (isBase === undefined && before !== undefined);
            if ((hasBase && history.length >= length) || ++looked >= LOOKED_THROUGH)
                break;
        }
        return { history, base, before };
    }
    /** @param newestFirst without their notes. @returns oldest first, with them. */
    async mergeHistory(survey, newestFirst) {
        const reading = [];
        let left = NOTES_MAXIMUM;
        for (const version of newestFirst) {
            const notes = await survey.notes.following(version.number);
            if (notes.length > left)
                break;
            left -= notes.length;
            const one = this.merge(version, survey);
            // Awaited below; until then a failure must not end the process.
            one.catch(() => undefined);
            reading.push(one);
        }
        return (await Promise.all(reading)).reverse();
    }
    async findBase(survey, passed) {
        const found = passed?.base ?? passed?.before;
        if (survey === undefined || found === undefined)
            return undefined;
        return { version: await this.merge(found, survey), why: passed?.base === undefined ? 'before' : 'branch' };
    }
    async askedBase(asked) {
        if (typeof asked !== 'number') {
            return asked.number === this.request.version.number ? undefined : { version: asked, why: 'asked' };
        }
        if (asked === this.request.version.number)
            return undefined;
        const selected = await this.series.select(asked);
        if (selected === undefined)
            return undefined;
        this.records.set(asked, selected.record);
        return { version: selected.version, why: 'asked' };
    }
    async compareAliases(survey, aliases) {
        const compared = [];
        for (const alias of aliases) {
            const target = await this.targetOf(survey, alias);
            if (target === undefined || (await survey.goneFrom(target.number)).has(target.number))
                continue;
            const record = await this.read(target.number);
            if (record === undefined)
                continue;
            const version = await this.merge(record.metadata, survey);
            compared.push({ alias, version, isFormer: target.isFormer });
        }
        return compared;
    }
    /** Where an alias points; if that is at the version itself, where it pointed before. */
    async targetOf(survey, alias) {
        const { storage, logger } = this.context;
        const { name, number } = this.request.version;
        let read = 0;
        for await (const move of aliasMoves(storage, name, alias, logger, survey.aliasMoves)) {
            if (move.number !== undefined && move.number !== number)
                return { number: move.number, isFormer: read > 0 };
            // An alias that was removed is none.
            if (read === 0 && move.number === undefined)
                return undefined;
            if (++read >= MOVES_MAXIMUM)
                return undefined;
        }
        return undefined;
    }
    async diffFiles(base) {
        const { version } = this.request;
        const sides = { from: base, to: version, limit: LISTED_FILES, maximum: TREE_MAXIMUM };
        return await diffFilesUpTo(this.context.storage, sides, async ({ number }) => await this.read(number));
    }
    async read(number) {
        const record = this.records.get(number) ?? (await this.series.readOrWarn(number));
        if (record !== undefined)
            this.records.set(number, record);
        return record;
    }
    async merge(version, survey) {
        const known = this.merged.get(version.number);
        if (known !== undefined)
            return known;
        const merged = mergeNotes(version, await this.series.notesOf(version.number, survey));
        this.merged.set(version.number, merged);
        return merged;
    }
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(5919);
// EXTERNAL MODULE: ./lib/content/tasks.js
var tasks = __webpack_require__(3807);
;// CONCATENATED MODULE: ./lib/content/pool.js
/**
 * Where tasks run: inline while there is little to do (a report of twelve files should not wait for threads to
 * start), on worker threads from then on.
 */



/** Bytes of work that are done inline before threads are started: they take about as long to start. */
const INLINE_BYTES = 16 * 1024 * 1024;
class TaskPool {
    options;
    threads;
    inlineBytes = 0;
    nextId = 1;
    nextFile = 1;
    inline = (0,tasks/* createTaskContext */.jA)();
    /** Which thread has the running hash of a file; `undefined` is this one. */
    homes = new Map();
    constructor(options) {
        this.options = options;
    }
    /**
     * Runs a task where there is least to do.
     * @param cost bytes that the task works on.
     * @param transfer buffers that the task may keep: the caller loses them.
     */
    async run(task, cost, transfer = []) {
        const thread = this.pick(cost);
        if (thread === undefined)
            return (0,tasks/* runTask */.ZZ)(task, this.inline);
        return await this.send(thread, task, cost, transfer);
    }
    /**
     * A number for the running hash of a file: its own, since several saves may use one pool.
     * @param size bytes of the whole file. All of its hash is made in one place, so that is chosen by the whole: by its
     *   first block a large file would look small, and keep this thread busy to its end.
     */
    newFile(size = 0) {
        const file = this.nextFile++;
        this.homes.set(file, this.pick(size));
        return file;
    }
    /**
     * Adds bytes to the running hash of a file; calls for one file are done in order.
     * @param transfer buffers that the hash may keep: the caller loses them.
     */
    async updateHash(file, bytes, transfer = []) {
        await this.runAtHome(file, { type: 'hash-update', file, bytes }, bytes.length, transfer);
    }
    /** The SHA-256 of all that was added for the file. */
    async finishHash(file) {
        const digest = await this.runAtHome(file, { type: 'hash-finish', file }, 0);
        this.homes.delete(file);
        return digest;
    }
    /** Forgets the running hash of a file that was given up; nothing where it was finished. Never throws. */
    async dropHash(file) {
        if (this.homes.has(file))
            await this.finishHash(file).catch(() => undefined);
    }
    /** Makes every thread close the files that it keeps open for writing, after all tasks that it has. */
    async reset() {
        (0,tasks/* runTask */.ZZ)({ type: 'reset' }, this.inline);
        await Promise.all((this.threads ?? []).map((thread) => this.send(thread, { type: 'reset' }, 0, [])));
    }
    async close() {
        const threads = this.threads ?? [];
        this.threads = [];
        (0,tasks/* runTask */.ZZ)({ type: 'reset' }, this.inline);
        await Promise.all(threads.map((thread) => thread.worker.terminate()));
    }
    async runAtHome(file, task, cost, transfer = []) {
        const home = this.homes.get(file);
        return home === undefined ? (0,tasks/* runTask */.ZZ)(task, this.inline) : await this.send(home, task, cost, transfer);
    }
    pick(cost) {
        if (this.options.count === 0)
            return undefined;
        if (this.threads === undefined) {
            this.inlineBytes += cost;
            if (this.inlineBytes <= INLINE_BYTES)
                return undefined;
            this.threads = Array.from({ length: this.options.count }, () => this.start());
        }
        return this.threads.reduce((least, thread) => (least === undefined || thread.load < least.load ? thread : least), undefined);
    }
    start() {
        const worker = new external_node_worker_threads_.Worker(this.options.entry, {
            // Threads hold little but buffers; a small young generation keeps the process small.
            resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 },
            // Execution flags of the parent (a loader, a debugger) are not the threads' business.
            execArgv: [],
            stdin: false
        });
        const thread = { worker, waiting: new Map(), load: 0 };
        worker.on('message', (answer) => {
            const waiting = thread.waiting.get(answer.id);
            if (waiting === undefined)
                return;
            thread.waiting.delete(answer.id);
            thread.load -= waiting.cost;
            // A thread without work must not keep the process alive.
            if (thread.waiting.size === 0)
                worker.unref();
            if ('error' in answer)
                waiting.reject(reviveError(answer.error));
            else
                waiting.resolve(answer.value);
        });
        const fail = (error) => {
            thread.failure = error;
            for (const waiting of thread.waiting.values())
                waiting.reject(error);
            thread.waiting.clear();
        };
        worker.on('error', fail);
        worker.on('exit', (code) => {
            if (thread.failure === undefined)
                fail(new Error(`a worker thread ended (exit code ${code})`));
        });
        worker.unref();
        return thread;
    }
    async send(thread, task, cost, transfer) {
        return await new Promise((resolve, reject) => {
            if (thread.failure !== undefined) {
                reject(thread.failure);
                return;
            }
            const id = this.nextId++;
            // First, since it throws where a buffer cannot be transferred: then nobody waits for an answer.
            thread.worker.postMessage({ id, task }, transfer);
            thread.waiting.set(id, { resolve, reject, cost });
            thread.load += cost;
            thread.worker.ref();
        });
    }
}
function reviveError(error) {
    if (error.code !== undefined)
        return new errors/* ArtifactStoreError */.ux(error.code, error.message);
    const bug = new Error(error.message);
    if (error.stack !== undefined)
        bug.stack = error.stack;
    return bug;
}

;// CONCATENATED MODULE: ./lib/secrets/known-secrets.js
/** Shorter ones would be found in any text. */
const MINIMUM_LENGTH = 8;
/** A line of a longer secret, such as of a key in PEM. */
const MINIMUM_LINE = 16;
/** The secrets that a process was given: found in a text, and taken out of it. */
class KnownSecrets {
    pattern;
    /** @param values as they are; those of less than 8 characters are passed over. */
    constructor(values) {
        const forms = new Set(values.flatMap(withLines).flatMap(formsOf));
        // The longest first, so that what is replaced leaves no rest.
        const sorted = [...forms].sort((a, b) => b.length - a.length).map(escapeForPattern);
        this.pattern = sorted.length === 0 ? undefined : new RegExp(sorted.join('|'), 'g');
    }
    /** Whether a text holds one: as it is, or encoded in base64, in a URL, in JSON, in HTML. */
    isIn(text) {
        return this.pattern !== undefined && text.search(this.pattern) >= 0;
    }
    /** The text with `***` in the place of each. */
    scrub(text) {
        return this.pattern === undefined ? text : text.replace(this.pattern, '***');
    }
}
function withLines(value) {
    const trimmed = value.trim();
    if (trimmed.length < MINIMUM_LENGTH)
        return [];
    const lines = trimmed.split(/[\r\n]+/).map((line) => line.trim());
    // The first and last line of a key are those of all keys.
    return lines.length === 1
        ? [trimmed]
        : [trimmed, ...lines.filter((line) => line.length >= MINIMUM_LINE && !line.startsWith('-----'))];
}
function formsOf(value) {
    const bytes = Buffer.from(value);
    const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
    const forms = [
        value,
        JSON.stringify(value).slice(1, -1),
        uriEscaped(value),
        value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character),
        ...base64,
        ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
    ];
    return forms.filter((form) => form.length >= MINIMUM_LENGTH);
}
const ENTITIES = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;'
};
/** What bytes are in base64 wherever the encoded text has begun: of a shared digit at an end nothing is known. */
function base64At(bytes, offset) {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
/** What is no well-formed text has no such form. */
function uriEscaped(value) {
    return value.isWellFormed() ? encodeURIComponent(value) : '';
}
function escapeForPattern(text) {
    return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

;// CONCATENATED MODULE: ./lib/secrets/shapes.js
/**
 * What access tokens and keys look like, as those who issue them say. A table of our own and not a scanner's: those read
 * files for people to judge, with rules by the hundred and room for doubt; here a match refuses a save, so each shape
 * must be one that nothing else has.
 *
 * Every pattern starts at a boundary and repeats a bounded number of times, so that no text takes long.
 */
const SECRET_SHAPES = [
    {
        name: 'a private key',
        pattern: /-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|(?<!\w)PuTTY-User-Key-File-\d/,
        source: 'RFC 7468; RFC 9580 for PGP'
    },
    {
        name: 'an age key',
        pattern: /(?<!\w)AGE-SECRET-KEY-1[0-9A-Z]{58}/,
        source: 'https://age-encryption.org/v1'
    },
    {
        name: 'a GitHub token',
        // Installation tokens may hold dots and hyphens, too.
        pattern: /(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9._-]{36}|github_pat_[A-Za-z0-9_]{36})/,
        source: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github'
    },
    {
        name: 'a GitLab token',
        pattern: /(?<![A-Za-z0-9])gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct|wt)-[A-Za-z0-9_-]{20}/,
        source: 'https://docs.gitlab.com/security/tokens/'
    },
    {
        name: 'an AWS access key',
        // What ends in EXAMPLE is what the documentation shows.
        pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)(?![A-Z2-7]{9}EXAMPLE)[A-Z2-7]{16}(?![A-Za-z0-9])/,
        source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html'
    },
    {
        name: 'an AWS secret key',
        // Forty characters alone may be any checksum: it is told by what stands before it.
        pattern: /secret_?(?:access_?)?key["']?\s{0,4}[:=]\s{0,4}["']?(?![A-Za-z0-9/+]{30}EXAMPLEKEY)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/i,
        source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html'
    },
    {
        name: 'a signed URL',
        pattern: /[?&](?:X-(?:Amz|Goog)-Signature=[0-9a-fA-F]{64}|sig=[A-Za-z0-9%+/]{40,100}(?:%3[Dd]|=))/,
        source: 'https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html; https://learn.microsoft.com/rest/api/storageservices/create-service-sas'
    },
    {
        name: 'an Azure storage key',
        pattern: /(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{42,86}={1,2}/i,
        source: 'https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string'
    },
    {
        name: 'a Google API key',
        pattern: /(?<![A-Za-z0-9])(?:AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])|GOCSPX-[A-Za-z0-9_-]{28}|ya29\.[A-Za-z0-9_-]{30})/,
        source: 'https://docs.cloud.google.com/docs/authentication/api-keys'
    },
    {
        name: 'a Slack token',
        pattern: /(?<![A-Za-z0-9])(?:xox[a-z]-[A-Za-z0-9-]{20}|xapp-\d-[A-Za-z0-9-]{20})|hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/]{20}/,
        source: 'https://docs.slack.dev/authentication/tokens'
    },
    {
        name: 'a JSON web token',
        pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10}/,
        source: 'RFC 7519'
    },
    {
        name: 'an npm token',
        pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}|:_authToken=[^\s$]{16}/,
        source: 'https://docs.npmjs.com/about-access-tokens'
    },
    {
        name: 'a PyPI token',
        pattern: /(?<![A-Za-z0-9])pypi-AgE[A-Za-z0-9_-]{40}/,
        source: 'https://pypi.org/help/#apitoken'
    },
    {
        name: 'a Hugging Face token',
        pattern: /(?<![A-Za-z0-9])(?:hf|api_org)_[A-Za-z0-9]{34}/,
        source: 'https://huggingface.co/docs/hub/security-tokens'
    },
    {
        name: 'an API key',
        // OpenAI, Anthropic, OpenRouter and those who follow them; Groq, Replicate, Weights & Biases, Databricks.
        pattern: /(?<![A-Za-z0-9])(?:sk-(?:proj|svcacct|admin|ant|or)-[A-Za-z0-9_-]{20}|sk-[A-Za-z0-9]{32}(?![-_])|gsk_[A-Za-z0-9]{48}|r8_[A-Za-z0-9]{37}|wandb_v\d_[A-Za-z0-9_]{40}|dapi[0-9a-f]{32}(?![0-9A-Za-z]))/,
        source: 'https://platform.openai.com/docs/api-reference/authentication; https://docs.claude.com/en/api/overview'
    },
    {
        name: 'a Stripe key',
        pattern: /(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{20}/,
        source: 'https://docs.stripe.com/keys'
    },
    {
        name: 'an access token',
        // SendGrid, DigitalOcean, Docker Hub, HashiCorp Vault and Terraform, Atlassian.
        pattern: /(?<![A-Za-z0-9])(?:SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}|do[oprt]_v1_[0-9a-f]{64}|dckr_(?:pat|oat)_[A-Za-z0-9_-]{27}|hv[bsr]\.[A-Za-z0-9_-]{24}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60}|ATATT3[A-Za-z0-9_=-]{60})/,
        source: 'https://docs.github.com/en/code-security/reference/secret-security/supported-secret-scanning-patterns'
    },
    {
        name: 'an authorization header',
        pattern: /authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:basic|bearer|token)\s{1,4}(?![*x]{4})[A-Za-z0-9._~+/=-]{16}/i,
        source: 'RFC 9110, section 11.6.2'
    },
    {
        name: 'a password in a URL',
        // Not where something stands in for it: `***`, `$TOKEN`, `${{ … }}`, `<password>`, `{password}`.
        pattern: /(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,20}:\/\/[^\s/?#@:"'<>]{0,200}:(?![*x]+@|[$<{%[])[^\s/?#@"'<>]{1,200}@[A-Za-z0-9[]/,
        source: 'RFC 3986, section 3.2.1'
    }
];
/** What a text holds that is a secret by its shape, with its article: `a GitHub token`. */
function secretShapeIn(text) {
    return SECRET_SHAPES.find(({ pattern }) => pattern.test(text))?.name;
}

;// CONCATENATED MODULE: ./lib/secrets/search.js

/** The first secret in a value, keys among it. No part of the answer is a part of the secret. */
function findSecret(value, known) {
    return search(value, '', '', known);
}
function search(value, key, path, known) {
    if (typeof value === 'string') {
        // Some secrets are told by what they are called.
        const what = secretIn(value, known) ?? (key === '' ? undefined : secretShapeIn(`${key}=${value}`));
        return what === undefined ? undefined : { path, isKey: false, what };
    }
    if (typeof value !== 'object' || value === null)
        return undefined;
    if (isList(value)) {
        return firstOf(value, (element, at) => search(element, key, `${path}[${at}]`, known));
    }
    return firstOf(Object.entries(value), ([name, element]) => {
        const what = secretIn(name, known);
        if (what !== undefined)
            return { path, isKey: true, what };
        return search(element, name, path === '' ? name : `${path}.${name}`, known);
    });
}
function secretIn(text, known) {
    return known.isIn(text) ? 'a secret of this run' : secretShapeIn(text);
}
function isList(value) {
    return Array.isArray(value);
}
function firstOf(items, find) {
    for (const [at, item] of items.entries()) {
        const found = find(item, at);
        if (found !== undefined)
            return found;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/secrets/index.js
/**
 * Secrets: what must not be recorded. Those that a process knows, by their values, and those that show by their shape.
 * Pure: texts in, an answer out.
 */




// EXTERNAL MODULE: ./lib/storage/checked.js
var checked = __webpack_require__(9472);
;// CONCATENATED MODULE: ./lib/store/reporting.js
/** How the store tells what it does, without knowing who listens. */
const silentLogger = { warn: () => undefined, info: () => undefined };

;// CONCATENATED MODULE: ./lib/store/context.js







const MAXIMUM_WORKERS = 8;
/** Not in `new URL` itself: bundlers take that for a file to copy, and a bundle names its own workers. */
const HERE = import.meta.url;
/** What every operation of a store works with: what it was given, or the defaults. */
class StoreContext {
    storage;
    clock;
    progress;
    logger;
    signal;
    viewer;
    ancestry;
    protectedAliases;
    secrets;
    /** That the storage never replaces an object, once somebody asked. */
    exclusive;
    workers;
    taskPool;
    constructor(storage, options) {
        this.storage = (0,checked/* checkedStorage */.b)(storage);
        // eslint-disable-next-line no-restricted-syntax -- the one default of an injected clock
        this.clock = options.clock ?? (() => new Date());
        this.progress = options.progress ?? (() => undefined);
        this.secrets = new KnownSecrets(options.secrets ?? []);
        this.logger = withoutSecrets(options.logger ?? silentLogger, this.secrets);
        this.signal = options.signal;
        this.viewer = options.viewer;
        this.ancestry = options.ancestry;
        this.protectedAliases = options.protectedAliases ?? {};
        this.workers = options.workers;
    }
    /** The threads of this store, made when they are first wanted. */
    pool() {
        this.taskPool ??= new TaskPool({
            count: this.workers?.count ?? Math.min(MAXIMUM_WORKERS, (0,external_node_os_.availableParallelism)()),
            entry: this.workers?.entry ?? new URL('../content/worker.js', HERE)
        });
        return this.taskPool;
    }
    /** 32 hexadecimal digits that nobody else has. */
    nonce() {
        return (0,external_node_crypto_.randomBytes)(16).toString('hex');
    }
    throwIfCancelled() {
        if (this.signal?.aborted)
            throw new errors/* ArtifactStoreError */.ux('CANCELLED', 'cancelled');
    }
    async close() {
        await this.taskPool?.close();
        this.taskPool = undefined;
    }
}
function withoutSecrets(logger, secrets) {
    return {
        info: (message) => logger.info(secrets.scrub(message)),
        warn: (message) => logger.warn(secrets.scrub(message))
    };
}

;// CONCATENATED MODULE: ./lib/store/excerpt-builder.js
/** Making the parts of excerpts that are missing, after a document was created. docs/PROTOCOL.md, "Excerpts". */









/** One of so many documents makes its creator look for what is not told of. */
const EACH_NOTE = 16;
const EACH_DOCUMENT = 64;
/** Fewer documents make no part. */
const FEWEST = 32;
const excerpt_builder_READ_AT_ONCE = 32;
const PARTS_AT_ONCE = 8;
/** A longer document is not read: it would hardly fit a line. */
const excerpt_builder_DOCUMENT_MAXIMUM = 256 * 1024;
/** So much is listed at most: of an artifact's notes, and of the store. */
const NOTE_PAGES = 8;
const STORE_PAGES = 32;
/** Notes of so many versions before the one that was noted are looked at. */
const VERSIONS_BACK = 4096;
/** An artifact with so many notes has an excerpt of them. */
const OWN_NOTES = 64;
/** To be called by who created a record. It never rejects, and mostly asks the storage nothing. */
async function excerptRecord(context, name, number) {
    if (isDue(versionKey(name, number), EACH_DOCUMENT))
        await extendStoreExcerpt(context, name);
}
/** As {@link excerptRecord}, of a note. */
async function excerptNote(context, name, number, note) {
    const key = noteKey(name, number, note);
    if (isDue(key, EACH_NOTE))
        await extendNotesExcerpt(context, name, number);
    if (isDue(key, EACH_DOCUMENT))
        await extendStoreExcerpt(context, name);
}
/** As {@link excerptRecord}, of the move of an alias. */
async function excerptMove(context, name, alias, move) {
    if (isDue(aliasKey(name, alias, move), EACH_DOCUMENT))
        await extendStoreExcerpt(context, name);
}
/** The same for all programs, and spread evenly. */
function isDue(key, each) {
    return (0,content_hash/* sha256 */.sc)(Buffer.from(`told ${key}`)).readUInt32BE(0) % each === 0;
}
/** Makes a part of the excerpt of an artifact's notes, where enough are not told of: those up to a version. */
async function extendNotesExcerpt(context, name, number) {
    await extend(context, notesExcerpt(name), recentNotes(context.storage, name, number));
}
/** Makes a part of the excerpt of the store, where enough is not told of; looks at an artifact and those behind it. */
async function extendStoreExcerpt(context, name) {
    // What forks save is not told of, and their runs make nothing that is read outside of the quarantine.
    if (isQuarantined(name))
        return;
    await extend(context, STORE_EXCERPT, documentsFrom(context.storage, name));
}
async function extend(context, scope, documents) {
    try {
        await new ExcerptBuilder(context, scope).extend(documents);
    }
    catch (error) {
        if (error !== STOPPED)
            context.logger.info(`the excerpt ${scope.prefix} was not extended: ${String(error)}`);
    }
}
// ── which documents ──────────────────────────────────────────────────────────────────────────────────────────────
async function* recentNotes(storage, name, number) {
    const after = noteKey(name, Math.max(1, number - VERSIONS_BACK), 0);
    let count = 0;
    for await (const info of storage.list(notesPrefix(name), { after })) {
        yield info;
        // Asking for one more would be another request.
        if (++count === NOTE_PAGES * LISTING_PAGE)
            return;
    }
}
/** From an artifact on to the last one, and from the first one up to it. */
async function* documentsFrom(storage, from) {
    let count = 0;
    const seen = new Set();
    const each = async function* (artifacts) {
        for await (const { name, objects } of artifacts) {
            if (seen.has(name))
                return;
            seen.add(name);
            count += objects?.count ?? LISTING_PAGE;
            if (objects !== undefined)
                yield* documentsOf(name, objects);
        }
    };
    yield* each(listShownArtifacts(storage, { from, pages: STORE_PAGES }));
    const pages = STORE_PAGES - Math.ceil(count / LISTING_PAGE);
    if (pages > 0)
        yield* each(listShownArtifacts(storage, { pages }));
}
/** Those that nothing else tells of. */
function* documentsOf(name, objects) {
    const { records, gone, segments, notes, moves } = objects;
    const isInSegment = (number) => segments.some(({ first, last }) => first <= number && number <= last);
    for (const [number, info] of records)
        if (!gone.has(number) && !isInSegment(number))
            yield info;
    if (notes.length < OWN_NOTES) {
        for (const info of notes) {
            const noted = noteOfKey(name, info.key);
            if (noted !== undefined && !gone.has(noted.number))
                yield info;
        }
    }
    const newest = new Map();
    for (const info of moves)
        newest.set(aliasOfKey(name, info.key), info);
    yield* newest.values();
}
// ── the part ─────────────────────────────────────────────────────────────────────────────────────────────────────
const STOPPED = new Error('stopped');
class ExcerptBuilder {
    context;
    scope;
    excerpts;
    constructor(context, scope) {
        this.context = context;
        this.scope = scope;
        this.excerpts = new Excerpts(context.storage, scope, context.logger);
    }
    async extend(documents) {
        this.stopIfCancelled();
        const { told, newest, parts, groups, isWhole } = await this.excerpts.read();
        // What is left out would be told once more.
        if (!isWhole)
            return;
        const untold = [];
        for await (const info of documents) {
            if (tellsOf(told, info) === undefined && untold.push(info) === PART_LINES)
                break;
        }
        const made = untold.length < FEWEST ? undefined : await this.makePart(newest + 1, untold);
        if (made !== undefined)
            parts.add(made);
        await this.makeGroup(parts, groups, made ?? newest);
    }
    /** @returns its number; undefined where another one made it at the same time. */
    async makePart(number, documents) {
        const lines = await this.readLines(documents);
        const bytes = await encodePart(number, this.scope.of, lines);
        return (await this.create({ kind: 'part', number }, bytes)) === 'created' ? number : undefined;
    }
    async readLines(documents) {
        const lines = [];
        let bytes = 0;
        for (let start = 0; start < documents.length; start += excerpt_builder_READ_AT_ONCE) {
            this.stopIfCancelled();
            const window = documents.slice(start, start + excerpt_builder_READ_AT_ONCE);
            for (const line of await Promise.all(window.map((info) => this.readLine(info)))) {
                if (line === undefined)
                    continue;
                lines.push(line);
                bytes += Buffer.byteLength(line);
                // The others are told of in the next part.
                if (bytes > PART_BYTES)
                    return lines;
            }
        }
        return lines;
    }
    /** Undefined where the document is not what was listed. */
    async readLine(info) {
        if (info.size > excerpt_builder_DOCUMENT_MAXIMUM)
            return excerptLine(info, undefined);
        try {
            const bytes = await this.context.storage.read(info.key, undefined, info.size);
            return bytes.length === info.size ? excerptLine(info, bytes) : undefined;
        }
        catch (error) {
            if ((0,errors/* isStoreError */.A1)(error, 'NOT_FOUND') || (0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                return undefined;
            throw error;
        }
    }
    /** The newest group that is missing. Parts that are wrong are left out. */
    async makeGroup(parts, groups, newest) {
        let group = Math.floor(newest / GROUP);
        const full = [...parts].filter((part) => groupOf(part) <= group && !groups.has(groupOf(part)));
        if (full.length === 0)
            return;
        group = Math.max(...full.map(groupOf));
        const numbers = full.filter((part) => groupOf(part) === group).sort((a, b) => a - b);
        const blocks = [];
        for (let start = 0; start < numbers.length; start += PARTS_AT_ONCE) {
            this.stopIfCancelled();
            const window = numbers.slice(start, start + PARTS_AT_ONCE);
            const read = await Promise.all(window.map((number) => this.excerpts.readPiece({ kind: 'part', number })));
            blocks.push(...read.flatMap((piece) => (piece === undefined ? [] : [piece.bytes])));
        }
        if (blocks.length > 0)
            await this.create({ kind: 'group', number: group }, joinBlocks(blocks));
    }
    async create(piece, bytes) {
        this.stopIfCancelled();
        return await this.context.storage.create(excerptKey(this.scope, piece), bytes);
    }
    stopIfCancelled() {
        if (this.context.signal?.aborted === true)
            throw STOPPED;
    }
}

;// CONCATENATED MODULE: ./lib/store/labels.js
/**
 * Labels: explicit, immutable names of versions. A label is reserved before anything is written; the record that
 * carries it is what makes it hold. docs/PROTOCOL.md, S6.
 */




/** After so long a reservation that no record carries is an abandoned one. */
const RESERVATION_SECONDS = 24 * 60 * 60;
/** The living version that carries a label, or undefined. Of several the lowest number holds it. */
async function findLabel(storage, series, label) {
    const reservation = await readReservation(storage, series, label);
    return reservation === undefined ? undefined : await findCarrier(series, label, reservation, false);
}
/**
 * Who has a label, in words: the version that carries it, also one that is gone, or a save that still runs. Undefined
 * where it is free.
 */
async function whoHasLabel(storage, series, label) {
    const reservation = await readReservation(storage, series, label);
    if (reservation === undefined)
        return undefined;
    const carrier = await findCarrier(series, label, reservation, true);
    if (carrier !== undefined)
        return `the label of v${carrier.metadata.number}`;
    const info = await storage.stat(labelKey(series.name, label));
    if (info === undefined || (await isAbandoned(storage, info)))
        return undefined;
    return 'a label that another save has reserved';
}
async function isAbandoned(storage, { modifiedAt }) {
    return ((await storage.now()).getTime() - modifiedAt.getTime()) / 1000 > RESERVATION_SECONDS;
}
/**
 * Reserves a label.
 * @param nonce of this save. A reservation that carries it is this save's: made by an earlier run of it that was killed.
 * @param advice what to do where the label is taken.
 * @throws ArtifactStoreError `CONFLICT` where it is taken.
 */
async function reserveLabel(storage, series, label, nonce, at, advice = 'choose another one') {
    const key = labelKey(series.name, label);
    const after = (await series.survey()).newest;
    const release = async () => {
        try {
            const held = await readReservation(storage, series, label);
            if (held?.nonce === nonce)
                await storage.remove(key);
        }
        catch {
            // It is free again after a day anyway, and the failure that led here is what is worth telling.
        }
    };
    const reserve = async (behind) => await publish(storage, key, encodeDocument({ label, nonce, after: behind, reservedAt: at }));
    const reserveOrRelease = async (behind) => {
        try {
            return await reserve(behind);
        }
        catch (error) {
            // It may be there all the same: what this save cannot rely on must not keep the next one out for a day.
            await release();
            throw error;
        }
    };
    const reserved = {
        release,
        holder: async (number) => {
            // Who took it over and then failed gave it back; without it nobody finds the record by its label.
            if ((await readReservation(storage, series, label)) === undefined)
                await reserve(number - 1);
            return (await findLabel(storage, series, label))?.metadata.number ?? number;
        }
    };
    if (await reserveOrRelease(after)) {
        await refuseAlias(storage, series, label, reserved);
        return reserved;
    }
    const held = await readReservation(storage, series, label);
    const carrier = held === undefined ? undefined : await findCarrier(series, label, held, true);
    if (carrier !== undefined) {
        const { number, createdAt } = carrier.metadata;
        const removed = (await series.isGone(number)) ? ', which was removed' : '';
        throw new errors/* ArtifactStoreError */.ux('CONFLICT', `version: the label ${(0,errors/* quote */.hD)(label)} of ${series.name} is taken by v${number}, saved at ${createdAt}${removed}; labels are immutable: ${advice}`);
    }
    if (held?.nonce === nonce) {
        await refuseAlias(storage, series, label, reserved);
        return reserved;
    }
    const info = await storage.stat(key);
    if (info !== undefined && (await isAbandoned(storage, info))) {
        await storage.remove(key);
        // A record of the save that was given up may still turn up: it is looked for from the same number on.
        if (await reserveOrRelease(held?.after ?? 0)) {
            await refuseAlias(storage, series, label, reserved);
            return reserved;
        }
    }
    throw new errors/* ArtifactStoreError */.ux('CONFLICT', `version: the label ${(0,errors/* quote */.hD)(label)} of ${series.name} is reserved by another save${info === undefined ? '' : ` since ${info.modifiedAt.toISOString()}`}, which still runs or was killed: ` +
        `choose another label, or try again a day after that time`);
}
/**
 * A label would hide the alias of the same name. Looked for once the label is reserved: who moves an alias looks for the
 * label after that, so one of the two sees the other.
 */
async function refuseAlias(storage, series, label, reserved) {
    let number;
    try {
        number = await resolveAlias(storage, series.name, label);
    }
    catch (error) {
        await reserved.release();
        throw error;
    }
    if (number === undefined)
        return;
    await reserved.release();
    throw new errors/* ArtifactStoreError */.ux('CONFLICT', `version: ${(0,errors/* quote */.hD)(label)} is an alias of ${series.name}, which points at v${number}: a label would hide it, so choose another one, or remove the alias first`);
}
async function findCarrier(series, label, reservation, includeGone) {
    for await (const number of series.eachNumberAfter(reservation.after)) {
        const record = await series.readUnlessTorn(number);
        if (record?.label === label && (includeGone || !(await series.isGone(number))))
            return record;
    }
    return undefined;
}
async function readReservation(storage, series, label) {
    const key = labelKey(series.name, label);
    let fields;
    try {
        fields = await readUnlessTorn(storage, key);
    }
    catch (error) {
        if ((0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
            return undefined;
        throw error;
    }
    // Whose create was interrupted, that save never wrote a record.
    if (fields === undefined)
        return { nonce: '', after: 0 };
    const { nonce, after } = fields;
    if (typeof nonce !== 'string' || typeof after !== 'number' || !Number.isSafeInteger(after) || after < 0) {
        throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${storage.location}: ${key} is damaged: a field is missing or impossible`);
    }
    return { nonce, after };
}

;// CONCATENATED MODULE: ./lib/store/aliasing.js
/**
 * Moving aliases: who may, where to, and what to do where a label or a removal comes in between. docs/PROTOCOL.md,
 * "Aliases".
 */








/** The moves of one run in one artifact. */
class Aliasing {
    context;
    series;
    run;
    viewer;
    constructor(context, series, run) {
        this.context = context;
        this.series = series;
        this.run = run;
        this.viewer = context.viewer ?? viewerOf(run);
    }
    /**
     * What can be said before it is known where aliases are to be moved.
     * @throws ArtifactStoreError `REFUSED` where this run may not move one of them; `CONFLICT` where one is a label.
     */
    async checkBefore(aliases) {
        for (const alias of aliases) {
            const require = this.guardOf(alias)?.require;
            if (require !== undefined)
                parseRequirement(alias, require);
            this.checkRun(alias);
        }
        await Promise.all(aliases.map((alias) => this.checkLabel(alias)));
    }
    /**
     * Moves aliases, of which {@link checkBefore} said that it can be: all are checked before the first is moved.
     * @throws ArtifactStoreError `REFUSED` also where a version misses what its alias requires; `NOT_FOUND` where it was
     * removed meanwhile, `CONFLICT` where a label came in between.
     */
    async move(moves) {
        const { storage } = this.context;
        for (const { alias, to } of moves) {
            this.checkRun(alias);
            if (to !== undefined)
                await this.checkVersion(alias, to);
        }
        const results = [];
        const made = [];
        for (const { alias, to } of moves) {
            const target = to?.version.number;
            const from = await this.pointsAt(alias);
            const moved = from !== target;
            results.push({ alias, from, moved });
            if (!moved)
                continue;
            const move = await moveAlias(storage, this.series.name, alias, target, this.movedBy());
            if (target !== undefined)
                await this.look(alias, move, target, from);
            made.push({ alias, move });
        }
        for (const { alias, move } of made)
            await excerptMove(this.context, this.series.name, alias, move);
        return results;
    }
    async pointsAt(alias) {
        try {
            return await resolveAlias(this.context.storage, this.series.name, alias);
        }
        catch (error) {
            // A move that is damaged is mended by the next one.
            if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
            return undefined;
        }
    }
    /** Who removes a version says so, and then looks at the aliases; who takes a label does the same. */
    async look(alias, move, target, from) {
        const { storage } = this.context;
        const { name } = this.series;
        const [isGone, label] = await Promise.all([this.series.isGone(target), whoHasLabel(storage, this.series, alias)]);
        if (!isGone && label === undefined)
            return;
        await takeBack(storage, name, alias, move, from, this.movedBy());
        if (label !== undefined)
            throw this.isLabel(alias, label);
        throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `version: ${name}@v${target} was removed while the alias ${(0,errors/* quote */.hD)(alias)} was moved to it; the alias was put back`);
    }
    movedBy() {
        return { movedAt: this.context.clock().toISOString(), run: this.run, nonce: this.context.nonce() };
    }
    async checkLabel(alias) {
        const label = await whoHasLabel(this.context.storage, this.series, alias);
        if (label !== undefined)
            throw this.isLabel(alias, label);
    }
    isLabel(alias, label) {
        return new errors/* ArtifactStoreError */.ux('CONFLICT', `aliases: ${(0,errors/* quote */.hD)(alias)} is ${label} of ${this.series.name}, which would hide the alias: choose another name`);
    }
    // ── guards ───────────────────────────────────────────────────────────────────────────────────────────────────
    guardOf(alias) {
        const { protectedAliases } = this.context;
        return Object.hasOwn(protectedAliases, alias) ? protectedAliases[alias] : undefined;
    }
    checkRun(alias) {
        const guard = this.guardOf(alias);
        if (guard === undefined)
            return;
        const { branch } = this.viewer;
        if (isConfined(this.viewer)) {
            const why = this.viewer.fromFork === true ? 'comes from a fork' : 'may come from a fork';
            throw this.refused(alias, `this run is of a pull request that ${why}`);
        }
        if (guard.branches === undefined)
            return;
        const allowed = guard.branches.map(errors/* quote */.hD).join(', ');
        if (branch === undefined)
            throw this.refused(alias, `only runs of ${allowed} move it, and this is of no branch`);
        if (guard.branches.some((pattern) => matchesPattern(compilePattern(pattern), branch)))
            return;
        throw this.refused(alias, `only runs of ${allowed} move it, and this is one of ${(0,errors/* quote */.hD)(branch)}`);
    }
    async checkVersion(alias, { record }) {
        const guard = this.guardOf(alias);
        if (guard?.require === undefined)
            return;
        const condition = parseRequirement(alias, guard.require);
        const { version } = await this.series.withSoundNotes(record);
        const { storage, logger, clock } = this.context;
        const aliases = readsAliases(condition) ? await aliasesByVersion(storage, logger, this.series.name) : undefined;
        const subject = { ...version, aliases: aliases?.get(version.number) ?? [] };
        const context = { now: clock() };
        if (condition.matches(subject, context))
            return;
        const why = condition.explain(subject, context);
        throw this.refused(alias, `it requires ${condition.text.trim()}, and of ${version.name}@v${version.number} that does not hold: ${why}`);
    }
    refused(alias, why) {
        return new errors/* ArtifactStoreError */.ux('REFUSED', `aliases: ${(0,errors/* quote */.hD)(alias)} is protected and stays where it is: ${why} (protected-aliases)`);
    }
}
/** @throws ArtifactStoreError `INVALID_INPUT` that points at the place. */
function parseRequirement(alias, require) {
    return parseCondition(require, { input: `protected-aliases: ${(0,errors/* quote */.hD)(alias)}: require`, allowBase: false });
}

;// CONCATENATED MODULE: ./lib/store/artifact-names.js

/** All artifacts of a store, in the order of their keys, those of the quarantine among them. */
async function artifactNames(storage) {
    return await namesOf(listArtifacts(storage));
}
/** What is shown to who names no artifact: all but the quarantine. */
async function shownArtifactNames(storage) {
    return await namesOf(listShownArtifacts(storage));
}
async function namesOf(artifacts) {
    const names = [];
    for await (const { name } of artifacts)
        names.push(name);
    return names;
}

// EXTERNAL MODULE: ./lib/content/release.js
var release = __webpack_require__(620);
;// CONCATENATED MODULE: ./lib/content/entry-table.js


const FILE = 0;
const DIRECTORY = 1;
const SYMLINK = 2;
/** A smaller step would copy more often, a larger one leave more room empty. */
const entry_table_GROWTH = 1.25;
/**
 * The entries of a tree that is being saved, with the chunks of each file as slots of a `ChunkIndex`: about 30 bytes an
 * entry besides its path, so that a million files fit. Where chunks lie is decided later (rewriting moves them).
 *
 * Nothing of it is an object for each entry: those outlive the young generation, which V8 then lets grow to 128 MiB.
 */
class EntryTable {
    count = 0;
    /** UTF-8, one after another. */
    paths = Buffer.alloc(0);
    /** Where the path of each entry ends. */
    pathEnds = new Float64Array(0);
    targets = new Map();
    types = new Uint8Array(0);
    modes = new Uint16Array(0);
    sizes = new Float64Array(0);
    /** Of files that are not one chunk: its hash is the file's. Counted from 1; 0 for all others. */
    hashNumbers = new Uint32Array(0);
    hashes = new Uint8Array(0);
    hashCount = 0;
    slotStarts = new Float64Array(0);
    slotCounts = new Uint32Array(0);
    slots = new Uint32Array(0);
    slotsUsed = 0;
    index;
    /** @param index which slots are those of. */
    constructor(index) {
        this.index = index;
    }
    get length() {
        return this.count;
    }
    addDirectory(path, mode) {
        this.add(path, DIRECTORY, mode);
    }
    addSymlink(path, target) {
        this.targets.set(this.add(path, SYMLINK, 0), target);
    }
    /** Adds a file whose contents are set later. */
    addFile(path, mode) {
        return this.add(path, FILE, mode);
    }
    /** @param sha256 32 bytes. */
    setContent(entry, size, sha256, slots) {
        this.sizes[entry] = size;
        if (slots.length !== 1)
            this.addHash(entry, sha256);
        this.slotStarts[entry] = this.slotsUsed;
        this.slotCounts[entry] = slots.length;
        if (this.slotsUsed + slots.length > this.slots.length) {
            const capacity = Math.max(1024, Math.ceil((this.slotsUsed + slots.length) * entry_table_GROWTH));
            this.slots = copyInto(new Uint32Array(capacity), this.slots);
        }
        this.slots.set(slots, this.slotsUsed);
        this.slotsUsed += slots.length;
    }
    pathOf(entry) {
        return this.paths.toString('utf8', this.pathStart(entry), this.pathEnds[entry]);
    }
    typeOf(entry) {
        const type = this.types[entry];
        return type === FILE ? 'file' : type === DIRECTORY ? 'directory' : 'symlink';
    }
    modeOf(entry) {
        return this.modes[entry];
    }
    sizeOf(entry) {
        return this.sizes[entry];
    }
    targetOf(entry) {
        return this.targets.get(entry);
    }
    sha256Of(entry) {
        const number = this.hashNumbers[entry];
        const hash = number === 0
            ? this.index.hashOf(this.slotsOf(entry)[0])
            : this.hashes.subarray((number - 1) * content_hash/* HASH_BYTES */.FA, number * content_hash/* HASH_BYTES */.FA);
        return Buffer.from(hash.buffer, hash.byteOffset, content_hash/* HASH_BYTES */.FA).toString('hex');
    }
    /** A view, until the next content is set. */
    slotsOf(entry) {
        const start = this.slotStarts[entry];
        return this.slots.subarray(start, start + this.slotCounts[entry]);
    }
    /** All slots that any file uses, each as often as it is used. */
    usedSlots() {
        return this.slots.subarray(0, this.slotsUsed);
    }
    add(path, type, mode) {
        const entry = this.count++;
        if (entry >= this.types.length)
            this.grow();
        this.addPath(entry, path);
        this.types[entry] = type;
        this.modes[entry] = mode;
        return entry;
    }
    addPath(entry, path) {
        const start = this.pathStart(entry);
        const maximum = start + path.length * 3;
        if (maximum > this.paths.length) {
            this.paths = copyInto(Buffer.alloc(Math.max(1024, Math.ceil(maximum * entry_table_GROWTH))), this.paths);
        }
        this.pathEnds[entry] = start + this.paths.write(path, start, 'utf8');
    }
    addHash(entry, sha256) {
        const start = this.hashCount * content_hash/* HASH_BYTES */.FA;
        if (start === this.hashes.length) {
            const capacity = Math.max(256, Math.ceil(this.hashCount * entry_table_GROWTH));
            this.hashes = copyInto(new Uint8Array(capacity * content_hash/* HASH_BYTES */.FA), this.hashes);
        }
        this.hashes.set(sha256, start);
        this.hashNumbers[entry] = ++this.hashCount;
    }
    pathStart(entry) {
        return entry === 0 ? 0 : this.pathEnds[entry - 1];
    }
    grow() {
        const capacity = Math.max(256, Math.ceil(this.types.length * entry_table_GROWTH));
        this.pathEnds = copyInto(new Float64Array(capacity), this.pathEnds);
        this.types = copyInto(new Uint8Array(capacity), this.types);
        this.modes = copyInto(new Uint16Array(capacity), this.modes);
        this.sizes = copyInto(new Float64Array(capacity), this.sizes);
        this.hashNumbers = copyInto(new Uint32Array(capacity), this.hashNumbers);
        this.slotStarts = copyInto(new Float64Array(capacity), this.slotStarts);
        this.slotCounts = copyInto(new Uint32Array(capacity), this.slotCounts);
    }
}
function copyInto(into, from) {
    into.set(from);
    (0,release/* releaseBuffer */.k)(from);
    return into;
}

;// CONCATENATED MODULE: ./lib/content/pipeline.js
/**
 * Work that is started side by side and used in order.
 *
 * The first failure ends the pipeline: what was pushed before and not used yet, and what is pushed later, fails with
 * it. No promise of it is ever left without a handler.
 */
class OrderedPipeline {
    limit;
    onFailure;
    tail = Promise.resolve();
    pending = 0;
    failure;
    roomWanted = [];
    /**
     * @param limit how many pieces may be under way at once.
     * @param onFailure told once, of the first failure.
     */
    constructor(limit, onFailure) {
        this.limit = limit;
        this.onFailure = onFailure;
    }
    /**
     * Uses what `produced` gives, after all that was pushed before.
     * @returns `room`: there is room for another piece; `done`: this piece was used.
     */
    push(produced, use) {
        produced.catch(() => undefined);
        this.pending++;
        const done = this.tail.then(async () => {
            this.throwFailure();
            await use(await produced);
        });
        this.tail = done
            .catch((error) => {
            this.fail(error);
        })
            .finally(() => {
            this.pending--;
            this.wake();
        });
        const room = this.waitForRoom();
        room.catch(() => undefined);
        return { room, done };
    }
    /** Waits for all that was pushed. */
    async drain() {
        while (this.pending > 0)
            await this.tail;
        this.throwFailure();
    }
    async waitForRoom() {
        while (this.pending >= this.limit && this.failure === undefined) {
            await new Promise((resolve) => this.roomWanted.push(resolve));
        }
        this.throwFailure();
    }
    fail(error) {
        if (this.failure !== undefined)
            return;
        this.failure = { error };
        this.onFailure(error);
        this.wake();
    }
    wake() {
        const waiting = this.roomWanted;
        this.roomWanted = [];
        for (const resume of waiting)
            resume();
    }
    throwFailure() {
        if (this.failure !== undefined)
            throw this.failure.error;
    }
}

;// CONCATENATED MODULE: ./lib/store/copy-draft.js
/** A version of another store as a draft for this one: its tree as it is, and the chunks that are missing here. */














/** Spans that are read ahead of the one that is written: 4 MiB each. */
const SPANS_AT_ONCE = 6;
/** A longer gap of numbers is not filled: each placeholder is a write of its own, one after the other. */
const PLACEHOLDERS_MAXIMUM = 1000;
class CopyDraft {
    name;
    label;
    parents;
    origin;
    /** A version is more than its contents: two that hold the same stay two. */
    ifUnchanged = 'new';
    compressTree = true;
    source;
    target;
    record;
    onProgress;
    constructor({ source, target, record, name, parents, onProgress }) {
        this.source = source;
        this.target = target;
        this.record = record;
        this.name = name;
        this.label = record.label;
        this.parents = parents;
        this.origin = originOf(record);
        this.onProgress = onProgress;
    }
    async reserveLabel() {
        const { label, name, target } = this;
        if (label === undefined)
            return undefined;
        // The same for each run of this copy: one that was killed must not keep the next from its label for a day.
        const nonce = (0,content_hash/* sha256Hex */.fg)(`copy of ${this.origin.nonce}`).slice(0, 32);
        const series = new VersionSeries(target.storage, name, target.logger);
        const at = target.clock().toISOString();
        const advice = 'copy it under another name';
        try {
            return await reserveLabel(target.storage, series, label, nonce, at, advice);
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error, 'CONFLICT'))
                throw error;
            throw new errors/* ArtifactStoreError */.ux('CONFLICT', `${this.describeSource()} cannot be copied to ${target.storage.location}: ${error.message}`, { cause: error });
        }
    }
    async claimFrom(newest) {
        const wanted = this.record.metadata.number;
        if (wanted <= newest || wanted - newest - 1 > PLACEHOLDERS_MAXIMUM)
            return newest + 1;
        const { storage, clock } = this.target;
        for (let number = newest + 1; number < wanted; number++) {
            this.throwIfCancelled();
            const placeholder = encodePlaceholder(this.name, number, clock().toISOString(), this.target.nonce());
            // Where somebody saved meanwhile, the number is taken just as well.
            await publish(storage, versionKey(this.name, number), encodeDocument(placeholder));
        }
        return wanted;
    }
    async readContent({ index, writer }) {
        const reader = new PackReader(this.source.storage);
        const packs = [];
        const known = index.length;
        const table = await this.readFromSource(() => this.readEntries(reader, index, packs));
        await this.sendChunks(new MissingChunks(index, known, packs), reader, writer);
        return table;
    }
    describe(number, content, storedSize) {
        const { name, label } = this;
        return { ...this.record.metadata, name, number, version: label ?? `v${number}`, ...content, storedSize };
    }
    /** Chunks that the index does not know are added to it as they lie in the source, whose packs are numbered by `packs`. */
    async readEntries(reader, index, packs) {
        const table = new EntryTable(index);
        const checkNamed = namedPackCheck(this.record);
        const numbers = new Map();
        const hash = Buffer.alloc(content_hash/* HASH_BYTES */.FA);
        const slotOf = (chunk) => {
            hash.write(chunk.sha256, 'hex');
            const slot = index.find(hash, 0);
            if (slot >= 0) {
                if (index.sizeOf(slot) !== chunk.size)
                    throw this.damaged(`a chunk is listed with ${chunk.size} bytes`);
                return slot;
            }
            checkNamed(chunk.pack);
            if (chunk.offset + chunk.stored > PACK_MAXIMUM) {
                throw this.damaged(`it names bytes behind the end of pack ${chunk.pack}`);
            }
            let pack = numbers.get(chunk.pack);
            if (pack === undefined)
                numbers.set(chunk.pack, (pack = packs.push(chunk.pack) - 1));
            return index.add(hash, 0, { pack, offset: chunk.offset, stored: chunk.stored, size: chunk.size });
        };
        for await (const entry of readVersionTree(reader, this.record)) {
            this.throwIfCancelled();
            if (entry.type === 'directory')
                table.addDirectory(entry.path, entry.mode);
            else if (entry.type === 'symlink')
                table.addSymlink(entry.path, entry.target);
            else {
                const file = table.addFile(entry.path, entry.mode);
                table.setContent(file, entry.size, Buffer.from(entry.sha256, 'hex'), entry.chunks.map(slotOf));
            }
        }
        return table;
    }
    /** The order is that of the source's packs, so the same copy, repeated, makes the same packs. */
    async sendChunks(missing, reader, writer) {
        let done = Math.max(0, this.record.metadata.size - missing.bytes);
        this.onProgress(done);
        const pipeline = new OrderedPipeline(SPANS_AT_ONCE, () => undefined);
        const reading = new Set();
        try {
            for (const span of missing.spans()) {
                this.throwIfCancelled();
                const chunks = this.readFromSource(() => this.readSpan(missing, span, reader));
                reading.add(chunks);
                const { room, done: used } = pipeline.push(chunks, async ({ bytes, fresh }) => {
                    reading.delete(chunks);
                    missing.moved(span, await writer.append(fresh));
                    (0,release/* releaseBuffer */.k)(bytes);
                    done += fresh.reduce((sum, { size }) => sum + size, 0);
                    this.onProgress(done);
                });
                used.catch(() => undefined);
                await room;
            }
            await pipeline.drain();
        }
        finally {
            // What is under way still uses the writer, which is aborted next.
            await Promise.allSettled(reading);
            await pipeline.drain().catch(() => undefined);
        }
    }
    /** The chunks of a span, checked, as they are stored: views of its bytes. */
    async readSpan(missing, span, reader) {
        const chunks = missing.chunksOf(span);
        const read = await reader.read(span.pack, span.offset, span.length);
        const verify = { type: 'verify', bytes: read, chunks, describe: reader.describe(span.pack) };
        const bytes = await this.target.pool().run(verify, span.length, [read.buffer]);
        const fresh = chunks.map(({ offset, stored, size, hash }) => ({
            stored: bytes.subarray(offset, offset + stored),
            size,
            hash: Buffer.from(hash).toString('hex')
        }));
        return { bytes, fresh };
    }
    async readFromSource(read) {
        try {
            return await read();
        }
        catch (error) {
            const isTheVersions = (0,errors/* isStoreError */.A1)(error, 'DAMAGED') || (0,errors/* isStoreError */.A1)(error, 'NOT_FOUND');
            if (!isTheVersions)
                throw error;
            throw new errors/* ArtifactStoreError */.ux(error.code, `${this.describeSource()} cannot be copied: ${error.message}`, {
                cause: error
            });
        }
    }
    describeSource() {
        const { name, number } = this.record.metadata;
        return `${name}@v${number} in ${this.source.storage.location}`;
    }
    damaged(what) {
        return new errors/* ArtifactStoreError */.ux('DAMAGED', `its list of files (tree) is damaged: ${what}`);
    }
    throwIfCancelled() {
        this.source.throwIfCancelled();
        this.target.throwIfCancelled();
    }
}
/**
 * The chunks of an index from a slot on, which still lie in the source: in the order of its packs. They are in the index
 * alone, so that a million of them need no memory besides.
 */
class MissingChunks {
    /** Of the chunks, not compressed. */
    bytes;
    index;
    packs;
    slots;
    constructor(index, first, packs) {
        this.index = index;
        this.packs = packs;
        this.slots = Uint32Array.from({ length: index.length - first }, (_, at) => first + at).sort((a, b) => index.packOf(a) - index.packOf(b) || index.offsetOf(a) - index.offsetOf(b) || a - b);
        this.bytes = this.slots.reduce((sum, slot) => sum + index.sizeOf(slot), 0);
    }
    /** Planned at once: chunks move while they are sent. */
    spans() {
        const { index, slots } = this;
        const at = (item) => {
            const slot = slots[item];
            return { pack: index.packOf(slot), offset: index.offsetOf(slot), stored: index.storedSizeOf(slot) };
        };
        return [...planSpans(slots.length, at)].map((span) => ({ ...span, pack: this.packs[span.pack] }));
    }
    /** Before they are moved: where they lie in the span's bytes. */
    chunksOf(span) {
        const { index } = this;
        return this.slotsOf(span).map((slot) => ({
            offset: index.offsetOf(slot) - span.offset,
            stored: index.storedSizeOf(slot),
            size: index.sizeOf(slot),
            hash: index.hashOf(slot).slice()
        }));
    }
    moved(span, locations) {
        this.slotsOf(span).forEach((slot, position) => {
            this.index.move(slot, locations[position]);
        });
    }
    slotsOf({ first, last }) {
        return [...this.slots.subarray(first, last + 1)];
    }
}

;// CONCATENATED MODULE: ./lib/content/chunk-index.js


const EMPTY = -1;
/** A smaller step would copy more often, a larger one leave more room empty. */
const chunk_index_GROWTH = 1.25;
/**
 * Chunks by their hash, for one save or restore: typed arrays, 60 bytes a chunk, so that a million chunks are 100 MiB
 * at the most while the arrays grow. Slots count from 0 and are never removed.
 */
class ChunkIndex {
    hashes = new Uint8Array(0);
    packs = new Uint32Array(0);
    offsets = new Uint32Array(0);
    storedSizes = new Uint32Array(0);
    sizes = new Uint32Array(0);
    /** Open addressing: slots by the first four bytes of the hash, at most half full. */
    table = new Int32Array(1024).fill(EMPTY);
    count = 0;
    get length() {
        return this.count;
    }
    /** The slot of the chunk whose hash is the 32 bytes of `hashes` at `at`, or -1. */
    find(hashes, at) {
        const mask = this.table.length - 1;
        let bucket = hashPrefix(hashes, at) & mask;
        for (;;) {
            const slot = this.table[bucket];
            if (slot === EMPTY || this.equals(slot, hashes, at))
                return slot;
            bucket = (bucket + 1) & mask;
        }
    }
    /** Adds a chunk that {@link find} does not know. */
    add(hashes, at, location) {
        const slot = this.count++;
        if (slot >= this.packs.length)
            this.grow();
        this.hashes.set(hashes.subarray(at, at + content_hash/* HASH_BYTES */.FA), slot * content_hash/* HASH_BYTES */.FA);
        this.move(slot, location);
        this.sizes[slot] = location.size;
        if (this.count * 2 > this.table.length)
            this.rebuild(this.table.length * 2);
        else
            this.insert(slot);
        return slot;
    }
    /** Says that the chunk now lies elsewhere. */
    move(slot, location) {
        this.packs[slot] = location.pack;
        this.offsets[slot] = location.offset;
        this.storedSizes[slot] = location.stored;
    }
    packOf(slot) {
        return this.packs[slot];
    }
    offsetOf(slot) {
        return this.offsets[slot];
    }
    storedSizeOf(slot) {
        return this.storedSizes[slot];
    }
    sizeOf(slot) {
        return this.sizes[slot];
    }
    /** A view of the 32 bytes of the chunk's hash, until the next chunk is added. */
    hashOf(slot) {
        return this.hashes.subarray(slot * content_hash/* HASH_BYTES */.FA, (slot + 1) * content_hash/* HASH_BYTES */.FA);
    }
    equals(slot, hashes, at) {
        const start = slot * content_hash/* HASH_BYTES */.FA;
        for (let index = 0; index < content_hash/* HASH_BYTES */.FA; index++) {
            if (this.hashes[start + index] !== hashes[at + index])
                return false;
        }
        return true;
    }
    insert(slot) {
        const mask = this.table.length - 1;
        let bucket = hashPrefix(this.hashes, slot * content_hash/* HASH_BYTES */.FA) & mask;
        while (this.table[bucket] !== EMPTY)
            bucket = (bucket + 1) & mask;
        this.table[bucket] = slot;
    }
    rebuild(size) {
        (0,release/* releaseBuffer */.k)(this.table);
        this.table = new Int32Array(size).fill(EMPTY);
        for (let slot = 0; slot < this.count; slot++)
            this.insert(slot);
    }
    grow() {
        const capacity = Math.max(1024, Math.ceil(this.packs.length * chunk_index_GROWTH));
        this.hashes = chunk_index_extend(this.hashes, new Uint8Array(capacity * content_hash/* HASH_BYTES */.FA));
        this.packs = chunk_index_extend(this.packs, new Uint32Array(capacity));
        this.offsets = chunk_index_extend(this.offsets, new Uint32Array(capacity));
        this.storedSizes = chunk_index_extend(this.storedSizes, new Uint32Array(capacity));
        this.sizes = chunk_index_extend(this.sizes, new Uint32Array(capacity));
    }
}
function hashPrefix(hashes, at) {
    return hashes[at] | (hashes[at + 1] << 8) | (hashes[at + 2] << 16) | (hashes[at + 3] << 24);
}
function chunk_index_extend(from, into) {
    into.set(from);
    (0,release/* releaseBuffer */.k)(from);
    return into;
}

// EXTERNAL MODULE: ./lib/content/compression.js
var compression = __webpack_require__(3847);
;// CONCATENATED MODULE: ./lib/content/pack-writer.js

/** How many sealed packs may be on their way into the storage at once. */
const COMMITS_AT_ONCE = 2;
/**
 * Fills packs one after another; a full one is made durable while the next fills.
 *
 * Not for use by several callers at once: `append` is awaited before the next call.
 */
class PackWriter {
    packs;
    condemned;
    salt;
    open;
    current;
    commits = new Set();
    sinks = [];
    failure;
    written = 0;
    /**
     * @param packs the table that numbers of packs refer to; a pack is added when its first chunk comes.
     * @param condemned the id of the newest condemned list, for the trailers.
     * @param salt random text for the trailers, where no name may be that of a pack that exists.
     */
    constructor(packs, condemned, open, salt) {
        this.packs = packs;
        this.salt = salt;
        this.condemned = condemned;
        this.open = open;
    }
    /** Bytes of all packs sealed so far, with their trailers. */
    get bytesWritten() {
        return this.written;
    }
    /** The pack that the next chunk goes into, where one is being filled. */
    currentPack() {
        return this.current?.number;
    }
    /** Stores chunks in order; gives where each lies. */
    async append(chunks) {
        this.throwFailure();
        const locations = [];
        let parts = [];
        for (const chunk of chunks) {
            const pack = (this.current ??= this.start());
            locations.push({ pack: pack.number, offset: pack.length, stored: chunk.stored.length, size: chunk.size });
            parts.push(chunk.stored);
            pack.chunks.push({ stored: chunk.stored.length, size: chunk.size, hash: chunk.hash });
            pack.length += chunk.stored.length;
            if (pack.length >= PACK_TARGET || pack.chunks.length >= PACK_MAXIMUM_CHUNKS) {
                await this.write(pack.sink, parts);
                parts = [];
                await this.seal();
            }
        }
        if (parts.length > 0 && this.current !== undefined)
            await this.write(this.current.sink, parts);
        return locations;
    }
    /** A failure stays: bytes of the pack are missing then, and its trailer must not say that they are there. */
    async write(sink, parts) {
        try {
            await sink.append(parts);
        }
        catch (error) {
            this.failure ??= { error };
            throw error;
        }
    }
    /** Ends the pack that is being filled, so that its name is known; it becomes durable in the background. */
    async seal() {
        this.throwFailure();
        const pack = this.current;
        if (pack === undefined)
            return;
        this.current = undefined;
        const trailer = encodeTrailer({
            condemned: this.condemned,
            ...(this.salt === undefined ? {} : { salt: this.salt }),
            chunks: pack.chunks
        });
        await this.write(pack.sink, [trailer.bytes]);
        const entry = this.packs[pack.number];
        entry.name = trailer.name;
        entry.size = pack.length + trailer.bytes.length;
        this.written += entry.size;
        const commit = pack.sink.commit(trailer.name).then(() => void this.commits.delete(commit), (error) => {
            this.failure ??= { error };
            this.commits.delete(commit);
        });
        this.commits.add(commit);
        if (this.commits.size >= COMMITS_AT_ONCE)
            await Promise.race(this.commits);
        this.throwFailure();
    }
    /** Seals, and waits until all packs are durable. */
    async finish() {
        await this.seal();
        await Promise.all(this.commits);
        this.throwFailure();
    }
    /** Drops what is not durable yet. Never throws. */
    async abort() {
        await Promise.all(this.commits);
        await Promise.allSettled(this.sinks.map((sink) => sink.abort()));
    }
    start() {
        const sink = this.open();
        this.sinks.push(sink);
        this.packs.push({ name: undefined, size: 0 });
        return { number: this.packs.length - 1, sink, chunks: [], length: 0 };
    }
    throwFailure() {
        if (this.failure !== undefined)
            throw this.failure.error;
    }
}

;// CONCATENATED MODULE: ./lib/store/parents.js
/**
 * The packs that a save may share: those of its parents, checked. To a save, a pack counts only if it is there with
 * the size that the record says, no condemned list names it, and its trailer hashes to its name. docs/PROTOCOL.md, S5.
 */




const TRAILERS_AT_ONCE = 8;
/**
 * Checks the packs of the parents and adds their chunks to the index.
 * @param parents the newest version first, if there is one.
 * @param table gets an entry for each pack.
 * @param distrusted packs that turned out damaged in an earlier attempt of this save; those that turn out so now are added.
 */
async function loadParents(storage, logger, newest, parents, condemned, distrusted, index, table) {
    const wanted = new Map();
    for (const parent of parents)
        for (const pack of parent.packs)
            wanted.set(pack.pack, { ...pack, used: 0 });
    for (const pack of newest?.packs ?? [])
        wanted.set(pack.pack, pack);
    const packs = new Map();
    const sound = new Set();
    const queue = [...wanted.values()].filter(({ pack }) => !condemned.packs.has(pack) && !distrusted.has(pack));
    for (let start = 0; start < queue.length; start += TRAILERS_AT_ONCE) {
        const slice = queue.slice(start, start + TRAILERS_AT_ONCE);
        const trailers = await Promise.all(slice.map(({ pack, size }) => {
            // A pack that is shorter has no such end, and a longer one is refused.
            const read = (offset, length) => storage.read(packKey(pack), { offset, length }, size);
            return fetchTrailer(pack, size, read).then((parse) => parse, (error) => () => {
                throw error;
            });
        }));
        slice.forEach(({ pack: name, size, used }, position) => {
            const trailer = unlessUnsound(trailers[position], name);
            if (trailer === undefined)
                return;
            const number = table.push({ name, size }) - 1;
            const fullOfChunks = trailer.chunks.length >= PACK_MAXIMUM_CHUNKS;
            const chunkBytes = addChunks(trailer, number, index);
            packs.set(number, { number, name, size, chunkBytes, used, fullOfChunks });
            sound.add(name);
        });
    }
    return { packs, newestIsSound: (newest?.packs ?? []).every(({ pack }) => sound.has(pack)) };
    function unlessUnsound(parse, pack) {
        try {
            return parse();
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED') && !(0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
                throw error;
            logger.warn(`${error.message} (${packKey(pack)} in ${storage.location}): the versions that need it are damaged; this save shares nothing with it`);
            // One that is missing may be written again, which mends the versions that need it.
            if ((0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                distrusted.add(pack);
            return undefined;
        }
    }
}
/** @returns the bytes of all of them. */
function addChunks(trailer, pack, index) {
    const hash = Buffer.alloc(content_hash/* HASH_BYTES */.FA);
    let offset = 0;
    for (const chunk of trailer.chunks) {
        hash.write(chunk.hash, 'hex');
        if (index.find(hash, 0) < 0)
            index.add(hash, 0, { pack, offset, stored: chunk.stored, size: chunk.size });
        offset += chunk.stored;
    }
    return offset;
}

;// CONCATENATED MODULE: ./lib/store/rewriting.js
const SMALLEST_TIER = 64 * 1024;
const TIER_GROWTH = 8;
/** Packs from this size on are in no tier. */
const TIERS_END = 32 * 1024 * 1024;
const CROWD = 8;
/** So much of what a version refers to may be of no use to it before anything is copied to save space. */
const TOLERATED_WASTE = 0.25;
/** The packs whose chunks should be written anew. */
function packsToRewrite(packs) {
    const chosen = wastefulPacks(packs);
    const crowds = new Map();
    for (const pack of packs) {
        if (chosen.has(pack.number))
            continue;
        const tier = tierOf(pack);
        if (tier !== undefined)
            crowds.set(tier, (crowds.get(tier) ?? 0) + 1);
    }
    const crowded = [...crowds].filter(([, count]) => count >= CROWD).map(([tier]) => tier);
    const highest = Math.max(-1, ...crowded);
    for (const pack of packs) {
        const tier = tierOf(pack);
        if (tier !== undefined && tier <= highest)
            chosen.add(pack.number);
    }
    return chosen;
}
/** Of the packs less than half used the emptiest ones, until what is left wastes little. */
function wastefulPacks(packs) {
    const chosen = new Set();
    let size = packs.reduce((sum, pack) => sum + pack.size, 0);
    let used = packs.reduce((sum, pack) => sum + pack.used, 0);
    const candidates = packs
        .filter((pack) => pack.used * 2 < pack.size)
        .sort((a, b) => a.used / a.size - b.used / b.size || a.number - b.number);
    for (const pack of candidates) {
        if (size - used <= TOLERATED_WASTE * size)
            break;
        chosen.add(pack.number);
        size -= pack.size;
        used -= pack.used;
    }
    return chosen;
}
function tierOf(pack) {
    if (pack.full || pack.size >= TIERS_END)
        return undefined;
    let tier = 0;
    for (let limit = SMALLEST_TIER; pack.size >= limit; limit *= TIER_GROWTH)
        tier++;
    return tier;
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./lib/content/chunker.js
var chunker = __webpack_require__(9111);
;// CONCATENATED MODULE: ./lib/store/store-file.js
/** `store.json`: what a store is. docs/FORMAT.md. */





const GRACE_SECONDS = 7 * 24 * 60 * 60;
const CLOCK_SKEW_SECONDS = 60 * 60;
/** Where a create can be torn, another save may be writing the file just now: it is given a second. */
const TORN_LOOKS = 10;
const TORN_WAIT_MILLISECONDS = 100;
const PROOF_LOOKS = 3;
/** What this program knows of `requires`. */
const KNOWN_REQUIREMENTS = [];
/**
 * Reads `store.json`.
 * @throws ArtifactStoreError `NOT_FOUND` where there is no store, `UNSUPPORTED` where it is of a newer format.
 */
async function readStoreFile(storage) {
    const describe = `${storage.location}: ${STORE_KEY}`;
    try {
        for (let look = 1; look <= TORN_LOOKS; look++) {
            const bytes = await readDocument(storage, STORE_KEY);
            const fields = await unlessTorn(storage, bytes, describe);
            if (fields !== undefined)
                return parseStoreFile(fields, bytes, describe);
            await (0,promises_.setTimeout)(TORN_WAIT_MILLISECONDS);
        }
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
            throw error;
        throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `store: there is no artifact store at ${(0,errors/* quote */.hD)(storage.location)} (it has no ${STORE_KEY}); the first save creates one`, { cause: error });
    }
    throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${describe} is damaged: its end is missing, since the save that created the store was interrupted; remove that file, and the next save writes it anew`);
}
/** As {@link readStoreFile}; undefined where there is no store. */
async function findStoreFile(storage) {
    try {
        return await readStoreFile(storage);
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
            throw error;
        return undefined;
    }
}
/** Creates `store.json`; gives the one that is there then, which another save may have created. */
async function createStoreFile(storage, now) {
    await refuseForeignFolder(storage);
    await publish(storage, STORE_KEY, encodeDocument({
        requires: [],
        hash: 'sha256',
        chunking: chunker/* CHUNKING */.mD,
        graceSeconds: GRACE_SECONDS,
        clockSkewSeconds: CLOCK_SKEW_SECONDS,
        createdAt: now.toISOString()
    }));
    return await readStoreFile(storage);
}
/**
 * Creates `store.json` once more, with the very bytes that it has: a storage that keeps its promise says that it exists,
 * and one that ignores it has done no harm. (Servers that speak S3 and take no notice of `If-None-Match` are about.)
 * @throws ArtifactStoreError `UNSUPPORTED` where creating replaces: two saves would take one number, and one be lost.
 */
async function proveExclusive(storage, file) {
    for (let look = 1;; look++) {
        try {
            if ((await storage.create(STORE_KEY, file.bytes)) === 'exists')
                return;
            // Not at the first look: a create whose reply was lost is made again, and takes these very bytes for its own.
            if (look >= PROOF_LOOKS)
                break;
        }
        catch (error) {
            if (look >= PROOF_LOOKS)
                throw error;
        }
    }
    throw new errors/* ArtifactStoreError */.ux('UNSUPPORTED', `store: ${(0,errors/* quote */.hD)(storage.location)} replaces objects that must not be replaced: it created ${STORE_KEY} again although that exists. ` +
        'Saves that run side by side would lose versions there, so nothing was written. A server for S3 must support conditional writes (If-None-Match: *): use a newer version of it, or another one');
}
/** A store without its `store.json` is damaged; starting another one over it would hide that. */
async function refuseForeignFolder(storage) {
    for await (const object of storage.list('artifacts/')) {
        // Another first save may have created the store, and filled it, since this one looked.
        if ((await findStoreFile(storage)) !== undefined)
            return;
        throw new errors/* ArtifactStoreError */.ux('DAMAGED', `store: ${(0,errors/* quote */.hD)(storage.location)} holds artifacts (${object.key}) but no ${STORE_KEY}: put that file back, from a copy or from another store of the same settings`);
    }
}
/** Whether this program may write to the store. */
function isWritable(file) {
    return unknownRequirements(file).length === 0;
}
function unknownRequirements(file) {
    return file.requires.filter((entry) => !KNOWN_REQUIREMENTS.includes(entry));
}
/** @throws ArtifactStoreError `UNSUPPORTED` where this program must not write to the store. */
function checkWritable(file, storage) {
    const unknown = unknownRequirements(file);
    if (unknown.length > 0) {
        throw new errors/* ArtifactStoreError */.ux('UNSUPPORTED', `store: ${(0,errors/* quote */.hD)(storage.location)} requires ${unknown.map(errors/* quote */.hD).join(', ')} of programs that write to it: use a newer version of Artifact Store`);
    }
}
function parseStoreFile(fields, bytes, describe) {
    const { requires, hash, graceSeconds, clockSkewSeconds } = fields;
    if (hash !== 'sha256') {
        throw new errors/* ArtifactStoreError */.ux('UNSUPPORTED', `${describe} names the hash ${(0,errors/* quote */.hD)(String(hash))}: use a newer version of Artifact Store`);
    }
    if (!Array.isArray(requires) ||
        !requires.every((entry) => typeof entry === 'string') ||
        typeof graceSeconds !== 'number' ||
        typeof clockSkewSeconds !== 'number' ||
        clockSkewSeconds < 0 ||
        graceSeconds < 2 * clockSkewSeconds) {
        throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${describe} is damaged: a field is missing or impossible`);
    }
    return { requires, graceSeconds, clockSkewSeconds, bytes };
}

;// CONCATENATED MODULE: ./lib/store/version-tree.js



/** Trees are text with hashes in it: a higher level than for files costs little and saves a tenth. */
const TREE_LEVEL = 3;
async function writeTree(options) {
    const writer = new TreeWriter(new SharingTreeStore(options));
    const { table } = options;
    for (let entry = 0; entry < table.length; entry++)
        await writer.add(locatedEntry(options, entry));
    return await writer.finish();
}
function locatedEntry({ table, index }, entry) {
    const path = table.pathOf(entry);
    const type = table.typeOf(entry);
    switch (type) {
        case 'directory':
            return { type, path, mode: table.modeOf(entry) };
        case 'symlink':
            return { type, path, target: table.targetOf(entry) };
        case 'file': {
            const chunks = Array.from(table.slotsOf(entry), (slot) => {
                const hash = index.hashOf(slot);
                return {
                    pack: index.packOf(slot),
                    offset: index.offsetOf(slot),
                    stored: index.storedSizeOf(slot),
                    size: index.sizeOf(slot),
                    sha256: Buffer.from(hash.buffer, hash.byteOffset, hash.length).toString('hex')
                };
            });
            return { type, path, mode: table.modeOf(entry), size: table.sizeOf(entry), sha256: table.sha256Of(entry), chunks };
        }
    }
}
class SharingTreeStore {
    options;
    used = new Set();
    constructor(options) {
        this.options = options;
    }
    nameOf(pack) {
        const name = this.options.packs[pack]?.name;
        if (name === undefined)
            throw new Error(`pack ${pack} is referred to before it has a name`);
        return name;
    }
    async store(encode, childPacks) {
        return this.findShared(encode, childPacks) ?? (await this.append(encode(this.options.writer.currentPack())));
    }
    /** The same piece in a parent's pack: as it would be written there, where its own pack has no name. */
    findShared(encode, childPacks) {
        const { index, avoid, writer } = this.options;
        const open = writer.currentPack();
        // What refers to the pack that is being written cannot lie in an older one.
        if (open !== undefined && childPacks.includes(open))
            return undefined;
        for (const ownPack of [undefined, ...childPacks]) {
            const bytes = encode(ownPack);
            const hash = (0,content_hash/* sha256 */.sc)(bytes);
            const slot = index.find(hash, 0);
            if (slot < 0)
                continue;
            const pack = index.packOf(slot);
            if (avoid.has(pack) || (ownPack !== undefined && pack !== ownPack))
                continue;
            return this.use({
                pack,
                offset: index.offsetOf(slot),
                stored: index.storedSizeOf(slot),
                size: index.sizeOf(slot),
                sha256: hash.toString('hex')
            });
        }
        return undefined;
    }
    async append(bytes) {
        const { writer, compress } = this.options;
        const hash = (0,content_hash/* sha256 */.sc)(bytes).toString('hex');
        const stored = (compress ? (0,compression/* compressChunk */.cY)(bytes, TREE_LEVEL) : undefined) ?? bytes;
        const [location] = await writer.append([{ stored, size: bytes.length, hash }]);
        return this.use({ ...location, sha256: hash });
    }
    use(chunk) {
        const key = `${chunk.pack}:${chunk.offset}`;
        if (!this.used.has(key)) {
            this.used.add(key);
            this.options.onUse(chunk.pack, chunk.stored);
        }
        return chunk;
    }
}

;// CONCATENATED MODULE: ./lib/store/publication.js
/**
 * How a version comes into a store: packs, then the record, then a second look at what prune runs condemned. The order
 * of the steps is the protocol: docs/PROTOCOL.md, *Saving*.
 */


















/** A save starts again when a prune run condemned what it used, or a shared pack turned out damaged. */
const ATTEMPTS = 5;
/** What a system says of a write that it did not do and never will. */
const REFUSALS = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM']);
/** @param store what `store.json` says; undefined where there is none yet, and it is created. */
async function publishVersion(context, store, draft) {
    return await new Publishing(context, draft).run(store);
}
/** A shared pack is damaged; the save starts again without it. */
class DamagedPack extends Error {
    pack;
    constructor(pack, cause) {
        super(`pack ${pack} is damaged`, { cause });
        this.pack = pack;
    }
}
class Publishing {
    context;
    storage;
    draft;
    series;
    condemned;
    distrusted = new Set();
    /** Bytes of packs and documents that were added, over all attempts. */
    written = 0;
    label;
    /** Whether a record was, or may have been, created. */
    committing = false;
    /** Whether an attempt was given up, since a prune run condemned what it used. */
    withdrawn = false;
    prove = () => Promise.resolve();
    constructor(context, draft) {
        this.context = context;
        this.storage = context.storage;
        this.draft = draft;
        this.series = new VersionSeries(context.storage, draft.name, context.logger);
        this.condemned = new CondemnedLists(context.storage);
    }
    async run(existing) {
        const store = existing ?? (await createStoreFile(this.storage, this.context.clock()));
        checkWritable(store, this.storage);
        this.prove = () => proveExclusive(this.storage, store);
        if (this.draft.label !== undefined)
            await this.beforeWriting();
        this.label = await this.draft.reserveLabel();
        try {
            const result = await this.runAttempts();
            if (!result.created)
                await this.label?.release();
            return { ...result, storedSize: this.written };
        }
        catch (error) {
            // Once a record may carry the label, only time tells whether it holds.
            if (!this.committing)
                await this.label?.release();
            throw error;
        }
    }
    /** Awaited before the first write that relies on it: that the storage never replaces an object is found out once. */
    async beforeWriting() {
        this.context.exclusive ??= this.prove();
        try {
            await this.context.exclusive;
        }
        catch (error) {
            // A server that was out of reach just now may answer the next save of this process.
            this.context.exclusive = undefined;
            throw error;
        }
    }
    async runAttempts() {
        for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
            const result = await this.attempt();
            if (result !== 'again')
                return result;
        }
        throw new errors/* ArtifactStoreError */.ux('STORAGE', `${this.draft.name} could not be saved in ${ATTEMPTS} attempts: each time, what it shares with earlier versions was pruned or damaged meanwhile`);
    }
    async attempt() {
        const [condemned, { survey, newest }] = await Promise.all([this.condemned.refresh(), this.findNewest()]);
        const index = new ChunkIndex();
        const packs = [];
        const shared = await loadParents(this.storage, this.context.logger, newest.record, this.draft.parents, condemned, this.distrusted, index, packs);
        // The same chunks in the same order would make a pack of the same name, and the damaged one would stand for it.
        // So would they after those packs were condemned, where lists have ids that do not tell which is the newest.
        const salt = this.distrusted.size === 0 && !this.withdrawn ? undefined : this.context.nonce();
        const grown = { bytes: 0 };
        const openPack = () => this.openPack(grown);
        const attempt = {
            index,
            packs,
            parents: shared,
            writer: new PackWriter(packs, condemned.newest, openPack, salt),
            treeWriter: new PackWriter(packs, condemned.newest, openPack, salt),
            newestCondemned: condemned.newest,
            survey,
            grown
        };
        try {
            const table = await this.draft.readContent({ index, writer: attempt.writer, newest: newest.record });
            const content = describeContent(table);
            const mayReuse = newest.isNewest &&
                newest.record !== undefined &&
                attempt.parents.newestIsSound &&
                (this.draft.mayReuse?.(newest.record.metadata) ?? true);
            if (mayReuse && this.draft.ifUnchanged === 'reuse' && newest.record.metadata.digest === content.digest) {
                await attempt.writer.abort();
                return await this.reuse(newest.record, survey);
            }
            const { tree, used } = await this.writePacks(attempt, table);
            return await this.commit(attempt, content, tree, used);
        }
        catch (error) {
            await attempt.writer.abort();
            await attempt.treeWriter.abort();
            if (!(error instanceof DamagedPack))
                throw error;
            this.context.logger.warn(`${packKey(error.pack)} in ${this.storage.location} is damaged; the save starts again without it`);
            this.distrusted.add(error.pack);
            return 'again';
        }
    }
    async findNewest() {
        const survey = await this.series.survey();
        return { survey, newest: await this.series.newestReadable(survey) };
    }
    openPack(grown) {
        const writer = this.storage.writer();
        let size = 0;
        return {
            append: async (parts) => {
                for (const part of parts)
                    size += part.length;
                await writer.append(parts);
            },
            commit: async (name) => {
                if ((await this.commitPack(writer, name, size)) === 'exists')
                    return;
                grown.bytes += size;
                this.written += size;
            },
            abort: async () => {
                await writer.abort();
            }
        };
    }
    /** A pack that exists already counts as one of a parent does: by its size and its trailer. */
    async commitPack(writer, name, size) {
        const key = packKey(name);
        await this.beforeWriting();
        try {
            const result = await writer.commit(key);
            if (result === 'exists') {
                await readTrailer(name, size, async (offset, length) => await this.storage.read(key, { offset, length }));
            }
            return result;
        }
        catch (error) {
            if ((0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw new DamagedPack(name, error);
            throw error;
        }
    }
    /** Rewrites what must be, writes the tree, and waits until all packs are durable. */
    async writePacks(attempt, table) {
        await this.rewrite(attempt, table);
        await attempt.writer.seal();
        const used = usedBytes(attempt.index, table);
        const tree = await writeTree({
            table,
            index: attempt.index,
            packs: attempt.packs,
            writer: attempt.treeWriter,
            avoid: treePacksToAvoid(attempt.parents, used),
            compress: compression/* canCompress */.RQ && this.draft.compressTree,
            onUse: (pack, stored) => used.set(pack, (used.get(pack) ?? 0) + stored)
        });
        await attempt.writer.finish();
        await attempt.treeWriter.finish();
        return { tree: nameRoot(tree, attempt.packs), used };
    }
    /** Copies the chunks that are needed of badly used packs into new ones, checked on the way. */
    async rewrite({ index, packs, parents, writer }, table) {
        const used = usedBytes(index, table);
        const candidates = [...parents.packs.values()]
            .map((pack) => ({
            number: pack.number,
            size: pack.chunkBytes,
            used: used.get(pack.number) ?? 0,
            full: pack.fullOfChunks
        }))
            .filter((pack) => pack.used > 0);
        const chosen = packsToRewrite(candidates);
        if (chosen.size === 0)
            return;
        const slots = [...new Set(table.usedSlots())]
            .filter((slot) => chosen.has(index.packOf(slot)))
            .sort((a, b) => index.packOf(a) - index.packOf(b) || index.offsetOf(a) - index.offsetOf(b));
        const at = (item) => {
            const slot = slots[item];
            return { pack: index.packOf(slot), offset: index.offsetOf(slot), stored: index.storedSizeOf(slot) };
        };
        const reader = new PackReader(this.storage);
        for (const span of [...planSpans(slots.length, at)]) {
            this.context.throwIfCancelled();
            const name = packs[span.pack].name;
            const inSpan = slots.slice(span.first, span.last + 1);
            const chunks = inSpan.map((slot) => ({
                offset: index.offsetOf(slot) - span.offset,
                stored: index.storedSizeOf(slot),
                size: index.sizeOf(slot),
                hash: index.hashOf(slot).slice()
            }));
            const bytes = await this.readSound(reader, name, span.offset, span.length, chunks);
            const copies = chunks.map((chunk) => ({
                stored: bytes.subarray(chunk.offset, chunk.offset + chunk.stored),
                size: chunk.size,
                hash: Buffer.from(chunk.hash).toString('hex')
            }));
            const locations = await writer.append(copies);
            locations.forEach((location, position) => {
                index.move(inSpan[position], location);
            });
            (0,release/* releaseBuffer */.k)(bytes);
        }
    }
    async readSound(reader, pack, offset, length, chunks) {
        try {
            const bytes = await reader.read(pack, offset, length);
            const describe = reader.describe(pack);
            return await this.context.pool().run({ type: 'verify', bytes, chunks, describe }, length, [bytes.buffer]);
        }
        catch (error) {
            if ((0,errors/* isStoreError */.A1)(error, 'DAMAGED') || (0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
                throw new DamagedPack(pack, error);
            throw error;
        }
    }
    // ── the commit ───────────────────────────────────────────────────────────────────────────────────────────────
    async commit(attempt, content, tree, used) {
        this.context.throwIfCancelled();
        const usedPacks = listPacks(attempt.packs, used);
        const nonce = this.context.nonce();
        const record = (number) => ({
            metadata: this.draft.describe(number, content, attempt.grown.bytes),
            ...(this.draft.label === undefined ? {} : { label: this.draft.label }),
            ...(this.draft.origin === undefined ? {} : { origin: this.draft.origin }),
            nonce,
            condemned: attempt.newestCondemned,
            tree,
            packs: usedPacks
        });
        await this.beforeWriting();
        const claimed = await this.claimNumber(record, attempt.survey.newest);
        const version = claimed.metadata;
        // A writer that slept since it read the lists learns here that a prune run took what it refers to.
        const { packs: condemnedNow } = await this.condemned.refresh();
        if (usedPacks.some(({ pack }) => condemnedNow.has(pack))) {
            await this.withdraw(version.number, 'a pack of it was condemned while it was saved');
            this.withdrawn = true;
            return 'again';
        }
        await this.checkLabelIsOurs(version);
        const { segments } = attempt.survey;
        return {
            created: true,
            version,
            record: claimed,
            storedSize: this.written,
            sharedSize: sharedBytes(attempt.parents, used),
            segments
        };
    }
    /** Creates the record under the next free number: the one commit point of a save. */
    async claimNumber(record, newest) {
        for (let number = (await this.draft.claimFrom?.(newest)) ?? newest + 1;;) {
            const version = record(number);
            const document = encodeDocument(encodeRecord(version));
            if (await this.createRecord(versionKey(this.draft.name, number), document)) {
                this.written += document.length;
                return version;
            }
            // Since the look at the versions others were saved, perhaps many.
            number = ((await this.series.numbersAfter(number)).at(-1) ?? number) + 1;
        }
    }
    async createRecord(key, document) {
        const before = this.committing;
        this.committing = true;
        try {
            const isOurs = await publish(this.storage, key, document);
            if (!isOurs)
                this.committing = before;
            return isOurs;
        }
        catch (error) {
            // Most failures may still turn out to be none: a request that was sent may arrive. What the disk refused may not.
            const refused = REFUSALS.has((0,errors/* systemErrorCode */.vq)(error instanceof Error ? error.cause : undefined));
            if (refused && (await this.isMissing(key)))
                this.committing = before;
            throw error;
        }
    }
    async isMissing(key) {
        try {
            return (await this.storage.stat(key)) === undefined;
        }
        catch {
            return false;
        }
    }
    async withdraw(number, reason) {
        await this.series.markGone(number, reason, this.context.clock().toISOString(), this.context.nonce());
    }
    /** Of two records with one label the lower number holds it. */
    async checkLabelIsOurs(version) {
        const holder = await this.label?.holder(version.number);
        if (holder === undefined || holder === version.number)
            return;
        await this.withdraw(version.number, `its label belongs to v${holder}`);
        throw new errors/* ArtifactStoreError */.ux('CONFLICT', `version: the label ${(0,errors/* quote */.hD)(version.version)} of ${version.name} is taken by v${holder}, which was saved meanwhile: choose another one`);
    }
    async reuse(newest, survey) {
        // Who removes a version says so first; a version that went while it was compared is saved anew.
        if (await this.series.isGone(newest.metadata.number))
            return 'again';
        const { version } = await this.series.withNotes(newest, survey);
        const { segments } = survey;
        return { created: false, version, record: newest, storedSize: 0, sharedSize: version.size, segments };
    }
}
function describeContent(table) {
    const digest = new TreeDigest();
    let files = 0;
    let size = 0;
    for (let entry = 0; entry < table.length; entry++) {
        const path = table.pathOf(entry);
        const type = table.typeOf(entry);
        if (type === 'directory') {
            digest.add({ type, path });
        }
        else if (type === 'symlink') {
            digest.add({ type, path, target: table.targetOf(entry) });
            files++;
        }
        else {
            digest.add({ type, path, mode: table.modeOf(entry), size: table.sizeOf(entry), sha256: table.sha256Of(entry) });
            files++;
            size += table.sizeOf(entry);
        }
    }
    return { digest: digest.finish(), files, size };
}
/** Bytes that the files use of each pack; a chunk that several use counts once. */
function usedBytes(index, table) {
    const seen = new Uint8Array(index.length);
    const used = new Map();
    for (const slot of table.usedSlots()) {
        if (seen[slot] === 1)
            continue;
        seen[slot] = 1;
        const pack = index.packOf(slot);
        used.set(pack, (used.get(pack) ?? 0) + index.storedSizeOf(slot));
    }
    return used;
}
/** Trees are encoded anew in any case, so their packs are not copied but left: judged by what the newest version uses. */
function treePacksToAvoid(parents, usedByFiles) {
    const candidates = [...parents.packs.values()].filter((pack) => !usedByFiles.has(pack.number) && pack.used > 0);
    return packsToRewrite(candidates.map((pack) => ({ ...pack, size: pack.chunkBytes, full: pack.fullOfChunks })));
}
function sharedBytes(parents, used) {
    return [...used].reduce((sum, [pack, bytes]) => (parents.packs.has(pack) ? sum + bytes : sum), 0);
}
function listPacks(packs, used) {
    return [...used]
        .map(([number, bytes]) => ({ pack: packs[number].name, size: packs[number].size, used: bytes }))
        .sort((a, b) => (a.pack < b.pack ? -1 : 1));
}
function nameRoot(tree, packs) {
    if (!('root' in tree))
        return tree;
    const { level, root } = tree;
    return { level, ...root, pack: packs[root.pack].name };
}

;// CONCATENATED MODULE: ./lib/store/quarantine.js
/**
 * The quarantine: where the run of a pull request that comes from a fork, or may, writes. What lies there is seen by who
 * names it, and by nobody else. docs/PROTOCOL.md, "Who sees what"; docs/SECURITY-MODEL.md says what that is worth.
 */



/** As GitHub allows it, less what a name cannot hold. */
const REPOSITORY = /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/;
const QUARANTINED_NAME = new RegExp(`^${QUARANTINE}/[^/]+/[^/]+/\\d+/(.+)$`);
/**
 * The artifact that a run saves as when it asks for `name`: of a fork's pull request
 * `quarantine/<owner>/<repository>/<number>/<name>`, of any other run the name itself.
 * @throws ArtifactStoreError `INVALID_INPUT` where that cannot be a name, or is one that is kept for such runs;
 * `REFUSED` where it is of another pull request's quarantine.
 */
function nameToSave(viewer, name) {
    if (!isConfined(viewer)) {
        if (isQuarantined(name))
            throw reserved(name, 'name');
        return name;
    }
    if (isQuarantined(name)) {
        checkMayWrite(viewer, name);
        return name;
    }
    const mapped = `${prefixOf(viewer)}${name}`;
    if (mapped.length > NAME_MAXIMUM) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `name: ${(0,errors/* quote */.hD)(name)} is too long by ${mapped.length - NAME_MAXIMUM} characters: ${whatItIs(viewer)}, so it would be saved as ${(0,errors/* quote */.hD)(mapped)}, and a name may have ${NAME_MAXIMUM}`);
    }
    return checkArtifactName(mapped);
}
/**
 * That a run may write to an artifact: one of a fork's pull request only to its own quarantine.
 * @param name undefined for all artifacts.
 * @throws ArtifactStoreError `REFUSED` with the reason.
 */
function checkMayWrite(viewer, name, input = 'name') {
    if (!isConfined(viewer))
        return;
    const prefix = prefixOf(viewer);
    if (name?.startsWith(prefix))
        return;
    const what = name === undefined ? 'all artifacts are' : `${(0,errors/* quote */.hD)(name)} is`;
    throw new errors/* ArtifactStoreError */.ux('REFUSED', `${input}: ${what} not for this run to change: ${whatItIs(viewer)}, and writes only below ${(0,errors/* quote */.hD)(prefix)} (the output 'name' of its save tells the whole name)`);
}
/** That an artifact outside of the quarantine is not copied into it. @throws ArtifactStoreError `INVALID_INPUT`. */
function checkCopyName(name, toName) {
    if (isQuarantined(toName) && !isQuarantined(name))
        throw reserved(toName, 'to-name');
}
/** The artifact that a quarantined one would be if its run were trusted; of any other name, the name. */
function trustedName(name) {
    return QUARANTINED_NAME.exec(name)?.[1] ?? name;
}
/** `quarantine/<owner>/<repository>/<number>/`. */
function prefixOf(viewer) {
    const { repository = '', pullRequest = '' } = viewer;
    const tellsBoth = REPOSITORY.test(repository) && /^\d+$/.test(pullRequest);
    if (tellsBoth)
        return `${QUARANTINE}/${repository}/${pullRequest}/`;
    throw new errors/* ArtifactStoreError */.ux('REFUSED', `name: ${whatItIs(viewer)}, and it does not tell ${REPOSITORY.test(repository) ? 'the number of the pull request (GITHUB_EVENT_PATH)' : 'its repository (GITHUB_REPOSITORY)'}: there is no place where it could write`);
}
function whatItIs({ fromFork }) {
    return `this run is of a pull request that ${fromFork === true ? 'comes' : 'may come'} from a fork`;
}
function reserved(name, input) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${input}: ${(0,errors/* quote */.hD)(name)} is kept for pull requests from forks: choose a name that does not start with '${QUARANTINE}'`);
}

;// CONCATENATED MODULE: ./lib/store/segment-builder.js
/** Making the index segments that are missing, after a save. docs/PROTOCOL.md, "The index". */





/** A series that grew without an index gets it by and by. */
const SMALL_AT_ONCE = 4;
const segment_builder_READ_AT_ONCE = 16;
const SEGMENTS_AT_ONCE = 8;
/** A longer record is not read: it would hardly fit a line. */
const RECORD_MAXIMUM = 256 * 1024;
/**
 * Makes segments that are missing, a few at a time, the newest first. It is a service to those who read later: it never
 * rejects, and stops where the save is cancelled. Where none is missing it asks the storage nothing.
 * @param known the segments as the save found them.
 * @param newest a number that is taken, as are all below it.
 */
async function extendIndex(context, name, known, newest) {
    if (known.missingSmall(newest).length === 0 && known.missingLarge(newest) === undefined)
        return;
    try {
        await new SegmentBuilder(context, name).extend(newest);
    }
    catch (error) {
        if (error !== segment_builder_STOPPED)
            context.logger.info(`the index of ${name} was not extended: ${String(error)}`);
    }
}
const segment_builder_STOPPED = new Error('stopped');
class SegmentBuilder {
    context;
    name;
    constructor(context, name) {
        this.context = context;
        this.name = name;
    }
    async extend(newest) {
        this.stopIfCancelled();
        // Many savers find the same one missing at the same time, and one of them is enough.
        const { storage, logger } = this.context;
        const index = new SegmentIndex(storage, this.name, logger, await listSegments(storage, this.name));
        for (const id of index.missingSmall(newest).slice(0, SMALL_AT_ONCE)) {
            if (await this.makeSmall(id))
                index.add(id);
        }
        const large = index.missingLarge(newest);
        if (large !== undefined)
            await this.makeLarge(index, large);
    }
    async makeSmall(id) {
        const newest = await this.readRecord(id.last);
        // Somebody is mending the store: a segment tells only of numbers that exist.
        if (newest === 'missing')
            return false;
        const lines = [];
        for (let first = id.first; first < id.last; first += segment_builder_READ_AT_ONCE) {
            this.stopIfCancelled();
            const numbers = Array.from({ length: Math.min(segment_builder_READ_AT_ONCE, id.last - first) }, (_, at) => first + at);
            const records = await Promise.all(numbers.map((number) => this.readRecord(number)));
            records.forEach((record, at) => lines.push(segmentLine(this.name, first + at, told(record))));
        }
        lines.push(segmentLine(this.name, id.last, told(newest)));
        await this.create(id, await segment_encodeSegment(this.name, id, lines));
        return true;
    }
    async readRecord(number) {
        try {
            return await this.context.storage.read(versionKey(this.name, number), undefined, RECORD_MAXIMUM);
        }
        catch (error) {
            if ((0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
                return 'missing';
            if ((0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                return 'long';
            throw error;
        }
    }
    /** Each of the small ones is checked as a reader does; where one is wrong, a later save makes that anew. */
    async makeLarge(index, id) {
        const small = smallOf(id);
        const parts = [];
        for (let start = 0; start < small.length; start += SEGMENTS_AT_ONCE) {
            this.stopIfCancelled();
            for (const segment of await Promise.all(small.slice(start, start + SEGMENTS_AT_ONCE).map((part) => index.read(part)))) {
                if (segment === undefined)
                    return;
                parts.push(segment.bytes);
            }
        }
        await this.create(id, joinBlocks(parts));
    }
    async create(id, bytes) {
        this.stopIfCancelled();
        await this.context.storage.create(segmentKey(this.name, id), bytes);
    }
    stopIfCancelled() {
        if (this.context.signal?.aborted === true)
            throw segment_builder_STOPPED;
    }
}
function told(record) {
    return typeof record === 'string' ? undefined : record;
}

;// CONCATENATED MODULE: ./lib/store/signatures.js
/** Signatures of versions, kept as append-only series beside the records. docs/FORMAT.md, "Signatures". */



/** Bytes; a list of files may be long. */
const SIGNATURE_MAXIMUM = 32 * 1024 * 1024;
/** @returns the number of the signature. */
async function appendSignature(to, signature) {
    const { provenance, model, signedAt, nonce } = signature;
    return await append(to, { provenance, ...(model === undefined ? {} : { model }), signedAt, nonce });
}
async function append({ storage, name, number }, fields) {
    const document = encodeDocument(fields, SIGNATURE_MAXIMUM);
    for (let next = ((await listSignatures({ storage, name, number })).at(-1) ?? 0) + 1;; next++) {
        if (await publish(storage, signatureKey(name, number, next), document))
            return next;
    }
}
/** The numbers of a version's signatures, ascending. */
async function listSignatures({ storage, name, number }) {
    const signatures = [];
    for await (const { key } of storage.list(signaturesOfPrefix(name, number))) {
        const signature = numberOfKey(key);
        if (signature !== undefined && signature > 0)
            signatures.push(signature);
    }
    return signatures;
}
/**
 * What lies there, of which nothing is believed. Undefined where its create was interrupted: then it never was.
 * @throws ArtifactStoreError `DAMAGED`
 */
async function readSignature({ storage, name, number }, signature) {
    const fields = await readUnlessTorn(storage, signatureKey(name, number, signature), SIGNATURE_MAXIMUM);
    return fields === undefined ? undefined : { provenance: fields['provenance'], model: fields['model'] };
}
/** The signatures of all versions of an artifact, ascending, by the versions' numbers. */
async function listAllSignatures(storage, name) {
    const prefix = signaturesPrefix(name);
    const found = new Map();
    for await (const { key } of storage.list(prefix)) {
        const number = Number(key.slice(prefix.length).split('/')[0]);
        const signature = numberOfKey(key);
        if (signature === undefined || signature === 0 || !Number.isSafeInteger(number))
            continue;
        const others = found.get(number);
        if (others === undefined)
            found.set(number, [signature]);
        else
            others.push(signature);
    }
    return found;
}
/** Appends those signatures of a version that a copy of it does not have, told by their nonces; each as it is. */
async function copySignatures(from, to, signatures, logger) {
    if (signatures.length === 0)
        return;
    const there = new Set();
    for (const signature of await listSignatures(to))
        there.add((await readSound(to, signature, logger))?.['nonce']);
    for (const signature of signatures) {
        const fields = await readSound(from, signature, logger);
        if (fields === undefined || there.has(fields['nonce']))
            continue;
        const { format: _format, checksum: _checksum, ...own } = fields;
        await append(to, own);
    }
}
async function readSound({ storage, name, number }, signature, logger) {
    try {
        return await readUnlessTorn(storage, signatureKey(name, number, signature), SIGNATURE_MAXIMUM);
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
            throw error;
        logger.warn(`${error.message}; the signature is left out`);
        return undefined;
    }
}

;// CONCATENATED MODULE: ./lib/store/selectors.js
/** Selectors: the ways to name a version. A malformed one is an error, one that names nothing a miss. */







const MINIMUM_DIGEST_DIGITS = 12;
const MINIMUM_COMMIT_DIGITS = 7;
const EXTREME_FIELD = /^(metrics|params|metadata)(?:\.(.+)|\["((?:[^"]|"")+)"\])$/s;
/** What git refuses in the name of a branch. */
// eslint-disable-next-line no-control-regex -- control characters are among it
const NO_BRANCH = /^$|[\u0000-\u0020\u007f~^:?*[\\]|\.\.|\/\/|^\/|\/$|\.$/;
/** Commits that git is asked of at once: most often one of the newest it is. */
const FIRST_COMMITS = 64;
const COMMITS = 1024;
/** @throws ArtifactStoreError `INVALID_INPUT` naming `input` and the selector. */
function parseSelector(selector, input = 'version') {
    const bad = (reason) => new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${input}: ${(0,errors/* quote */.hD)(selector)} is not a selector: ${reason}`);
    if (selector === '')
        throw bad('it is empty');
    switch (selector) {
        case 'latest':
        case 'newest':
        case 'pr-base':
        case 'nearest':
        case 'previous':
            return { kind: selector };
    }
    const number = /^v(\d+)$/.exec(selector);
    if (number !== null) {
        const value = Number(number[1]);
        if (!Number.isSafeInteger(value) || value < 1 || String(value) !== number[1])
            throw bad('version numbers are v1, v2, v3, …');
        return { kind: 'number', number: value };
    }
    const digest = /^sha256:(.*)$/s.exec(selector);
    if (digest !== null) {
        const prefix = digest[1].toLowerCase();
        if (!/^[0-9a-f]*$/.test(prefix) || prefix.length > 64)
            throw bad("after 'sha256:' come up to 64 hexadecimal digits");
        if (prefix.length < MINIMUM_DIGEST_DIGITS)
            throw bad(`a digest needs at least ${MINIMUM_DIGEST_DIGITS} digits`);
        return { kind: 'digest', prefix };
    }
    const commit = /^commit:(.*)$/s.exec(selector);
    if (commit !== null) {
        const prefix = commit[1].toLowerCase();
        if (!/^[0-9a-f]*$/.test(prefix) || prefix.length > 64)
            throw bad("after 'commit:' come up to 64 hexadecimal digits");
        if (prefix.length < MINIMUM_COMMIT_DIGITS)
            throw bad(`a commit needs at least ${MINIMUM_COMMIT_DIGITS} digits`);
        return { kind: 'commit', prefix };
    }
    const branch = /^branch:(.*)$/s.exec(selector);
    if (branch !== null) {
        const [, name] = branch;
        if (name.startsWith('refs/'))
            throw bad("after 'branch:' comes the branch's name alone, without 'refs/heads/'");
        if (NO_BRANCH.test(name))
            throw bad("after 'branch:' comes the name of a branch");
        return { kind: 'branch', branch: name };
    }
    const run = /^run:(.*)$/s.exec(selector);
    if (run !== null) {
        if (!/^\d{1,20}$/.test(run[1]))
            throw bad("after 'run:' comes the id of a workflow run, a number");
        return { kind: 'run', id: run[1] };
    }
    const extreme = /^(max|min):(.*)$/s.exec(selector);
    if (extreme !== null) {
        const field = EXTREME_FIELD.exec(extreme[2]);
        if (field === null)
            throw bad(`after '${extreme[1]}:' comes a field: metrics.NAME, params.NAME or metadata.NAME`);
        const key = field[2] ?? field[3].replaceAll('""', '"');
        return { kind: 'extreme', sign: extreme[1] === 'max' ? 1 : -1, group: field[1], key };
    }
    const asOf = /^as-of:(.*)$/s.exec(selector);
    if (asOf !== null) {
        const time = parseTime(asOf[1]);
        if (time === undefined)
            throw bad("after 'as-of:' comes a date (2026-11-01) or a time (2026-11-01T12:00:00Z)");
        return { kind: 'as-of', time };
    }
    if (!isLabel(selector))
        throw bad('it is no known selector, and cannot be a label or an alias');
    return { kind: 'name', name: selector };
}
const selectors_DATE = /^\d{4}-\d{2}-\d{2}$/;
const selectors_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i;
/** A date means its whole day, in UTC; a time without a zone is UTC. */
function parseTime(text) {
    if (selectors_DATE.test(text))
        return validDate(`${text}T23:59:59.999Z`, text);
    const match = selectors_TIME.exec(text);
    if (match === null)
        return undefined;
    const [, date, time, zone = 'Z'] = match;
    const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
    return validDate(`${date}T${time}${offset}`, date);
}
/** Date.parse takes the 30th of February for the 2nd of March; people mistype it. */
function validDate(iso, day) {
    const date = new Date(iso);
    const midnight = new Date(`${day}T00:00:00Z`);
    if (Number.isNaN(date.getTime()) || Number.isNaN(midnight.getTime()))
        return undefined;
    return midnight.toISOString().startsWith(day) ? date : undefined;
}
/**
 * That a selector can be asked here, found out before the first one is looked up.
 * @throws ArtifactStoreError `INVALID_INPUT` that says what to do.
 */
function checkAskable(asking, selector, input = 'version') {
    if (selector.kind === 'pr-base')
        baseBranch(asking, input);
    if (selector.kind === 'nearest')
        ancestry(asking, input);
    if (selector.kind === 'previous') {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${input}: 'previous' is where an alias pointed before, so it is for promote alone: name the version, or another selector`);
    }
}
function baseBranch({ viewer }, input) {
    if (viewer?.pullRequest !== undefined && viewer.baseBranch !== undefined)
        return viewer.baseBranch;
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${input}: 'pr-base' is the branch that a pull request is to be merged into, and this run is of none: use it in workflows of pull_request events, or name the branch (branch:main)`);
}
function ancestry({ ancestry: given }, input) {
    if (given !== undefined)
        return given;
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${input}: 'nearest' asks git which commits came before this one, and there is no git repository here: check it out first (actions/checkout with fetch-depth: 0), or use another selector`);
}
/**
 * The version that a selector names, or undefined.
 * @param filter of all versions only those that match it are there to be named.
 * @throws ArtifactStoreError as {@link checkAskable}.
 */
async function resolveSelector(asking, series, selector, filter = everyVersion) {
    const { viewer } = asking;
    const newest = async (matches) => await series.search(filter, first((version) => matches(version) && filter.matches(version)));
    checkAskable(asking, selector);
    switch (selector.kind) {
        case 'latest':
            return await findNewest(series, filter, (version) => isShownTo(viewer, version));
        case 'newest':
            return await findNewest(series, filter, () => true);
        case 'number':
            return matching(await series.select(selector.number), filter);
        case 'as-of': {
            const limit = selector.time.getTime();
            return await newest(({ createdAt }) => Date.parse(createdAt) <= limit);
        }
        case 'digest':
            return await findDigest(series, selector.prefix, filter);
        case 'commit':
            return await newest((version) => commitsOf(version).some((commit) => commit.startsWith(selector.prefix)));
        case 'branch':
            return await newest((version) => isOfBranch(viewer, version, selector.branch));
        case 'run':
            return await newest(({ run }) => run['runId'] !== undefined && String(run['runId']) === selector.id);
        case 'pr-base': {
            const branch = baseBranch(asking, 'version');
            return await newest((version) => isOnBranch(viewer, version, branch));
        }
        case 'nearest':
            return await series.search(filter, nearest(ancestry(asking, 'version'), filter));
        case 'extreme':
            return await series.search({ readsNotes: true }, best(selector, filter));
        case 'name':
            return matching(await findName(asking, series, selector.name), filter);
        case 'previous':
            return undefined;
    }
}
function matching(selected, filter) {
    return selected !== undefined && filter.matches(selected.version) ? selected : undefined;
}
/** The newest version, where it may be that one, is read without going through the others. */
async function findNewest(series, filter, isShown) {
    const survey = await series.survey();
    const newest = await series.newest(survey);
    if (newest === undefined || (isShown(newest.version) && filter.matches(newest.version)))
        return newest;
    const { readsNotes } = filter;
    return await series.search({ survey, readsNotes }, first((version) => isShown(version) && filter.matches(version)));
}
async function findName({ storage }, series, name) {
    const labelled = await findLabel(storage, series, name);
    if (labelled !== undefined)
        return await series.withNotes(labelled);
    const number = await resolveAlias(storage, series.name, name);
    return number === undefined ? undefined : await series.select(number);
}
/** Takes the newest version that matches. */
function first(matches) {
    return async (versions) => {
        for await (const found of versions)
            if (matches(found.version))
                return found;
        return undefined;
    };
}
/** Takes the newest version one of whose commits came before this one; git is asked of many commits at once. */
function nearest(git, filter) {
    return async (versions) => {
        const known = new Map();
        let waiting = [];
        let unknown = new Set();
        let width = FIRST_COMMITS;
        const ask = async () => {
            if (unknown.size > 0) {
                const ancestors = await git.ancestorsAmong([...unknown]);
                for (const commit of unknown)
                    known.set(commit, ancestors.has(commit));
            }
            const found = waiting.find(({ version }) => commitsOf(version).some((commit) => known.get(commit)));
            waiting = [];
            unknown = new Set();
            width = COMMITS;
            return found;
        };
        for await (const found of versions) {
            const commits = commitsOf(found.version);
            if (commits.length === 0 || !filter.matches(found.version))
                continue;
            waiting.push(found);
            for (const commit of commits)
                if (!known.has(commit))
                    unknown.add(commit);
            if (waiting.length < width)
                continue;
            const ancestor = await ask();
            if (ancestor !== undefined)
                return ancestor;
        }
        return await ask();
    };
}
/** Takes the version with the best value, of several the newest. */
function best({ sign, group, key }, filter) {
    return async (versions) => {
        let chosen;
        let highest = NaN;
        for await (const found of versions) {
            const value = numberIn(found.version[group], key);
            if (value === undefined || (chosen !== undefined && sign * value <= highest))
                continue;
            if (!filter.matches(found.version))
                continue;
            chosen = found;
            highest = sign * value;
        }
        return chosen;
    };
}
/** A number by its key, or by the keys that lead to it (`params.optimizer.lr`); what is no number counts as missing. */
function numberIn(group, key) {
    const value = ownValue(group, key) ?? key.split('.').reduce(ownValue, group);
    return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
}
function ownValue(value, key) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
        return undefined;
    if (Array.isArray(value) && key === 'length')
        return undefined;
    return value[key];
}
/** The newest version of that digest; a prefix that stands for several contents is an error. */
async function findDigest(series, prefix, filter) {
    const matches = (version) => digestHex(version.digest).startsWith(prefix) && filter.matches(version);
    const found = await series.search(filter, first(matches));
    if (found === undefined || prefix.length === 64)
        return found;
    const { digest, number } = found.version;
    const other = await series.search(filter, first((version) => matches(version) && version.digest !== digest));
    if (other === undefined)
        return found;
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `version: 'sha256:${prefix}' stands for several versions of ${series.name}, v${other.version.number} and v${number} among them: give more digits`);
}

;// CONCATENATED MODULE: ./lib/store/copy.js
/** Copying versions from one store into another. docs/PROTOCOL.md, *Copying*. */
















/** Records that are read ahead. */
const RECORDS_AT_ONCE = 16;
async function copyVersions(source, target, request) {
    const selector = checkRequest(source, target, request);
    await readStoreFile(source.storage);
    const store = await findStoreFile(target.storage);
    if (store !== undefined)
        checkWritable(store, target.storage);
    const copying = new Copying(source, target, store, selector !== undefined);
    const names = request.name === undefined ? await shownArtifactNames(source.storage) : [request.name];
    try {
        for (const name of names) {
            const toName = request.toName ?? name;
            if (selector === undefined)
                await copying.copyAll(name, toName);
            else
                await copying.copyOne(name, toName, request.selector, selector);
        }
        if (request.name !== undefined && copying.copied.length === 0) {
            throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `name: ${(0,errors/* quote */.hD)(request.name)} has no version in ${source.storage.location}`);
        }
    }
    catch (error) {
        throw tellCopied(error, copying.copied);
    }
    return copying.copied;
}
/** @returns the selector, where the request has one. */
function checkRequest(source, target, request) {
    const { name, selector, toName } = request;
    if (name !== undefined)
        checkArtifactName(name);
    if (toName !== undefined)
        checkArtifactName(toName, 'to-name');
    const viewer = target.viewer ?? source.viewer;
    if (viewer !== undefined)
        checkMayWrite(viewer, toName ?? name, toName === undefined ? 'name' : 'to-name');
    if (name !== undefined && toName !== undefined)
        checkCopyName(name, toName);
    if (name === undefined && toName !== undefined) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', 'to-name: all artifacts cannot get one name; name the one to copy');
    }
    if (name === undefined && selector !== undefined) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `name: ${(0,errors/* quote */.hD)(selector)} selects of one artifact; name it`);
    }
    const parsed = selector === undefined ? undefined : parseSelector(selector, 'name');
    if (parsed !== undefined)
        checkAskable(source, parsed, 'name');
    const { location } = target.storage;
    if (source.storage.location === location && (toName === undefined || toName === name)) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `to: ${(0,errors/* quote */.hD)(location)} is the store that is copied from: give another store, or another name (to-name)`);
    }
    return parsed;
}
/** What is done stays done, and who is told of a failure wants to know it. */
function tellCopied(error, copied) {
    if (!(0,errors/* isStoreError */.A1)(error) || error.code === 'CANCELLED' || copied.length === 0)
        return error;
    const before = copied.length === 1 ? 'one version was' : `${copied.length} versions were`;
    return new errors/* ArtifactStoreError */.ux(error.code, `${error.message} (${before} copied before that and stay; the same copy goes on from there)`, { cause: error });
}
class Copying {
    copied = [];
    source;
    target;
    store;
    /** Those of the artifact whose versions are all copied. */
    notes;
    signatures;
    /** Only then it is known how much there is. */
    isOne;
    files = 0;
    bytes = 0;
    constructor(source, target, store, isOne) {
        this.source = source;
        this.target = target;
        this.store = store;
        this.isOne = isOne;
    }
    async copyOne(name, toName, selector, parsed) {
        const found = await resolveSelector(this.source, this.seriesFrom(name), parsed);
        if (found === undefined) {
            throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `name: no version of ${(0,errors/* quote */.hD)(name)} matches ${(0,errors/* quote */.hD)(selector)} in ${this.source.storage.location}`);
        }
        await this.copy(found.record, toName, new KnownVersions(this.target, toName));
    }
    /** All living versions, ascending, so that each can share with the one before; then the aliases. */
    async copyAll(name, toName) {
        const known = new KnownVersions(this.target, toName);
        await known.readAll();
        const numbers = new Map();
        for await (const record of this.recordsAscending(name)) {
            const number = await this.copy(record, toName, known);
            numbers.set(record.metadata.number, number);
        }
        // What a fork's pull request called `production` in the quarantine is that nowhere else.
        if (isQuarantined(toName) || !isQuarantined(name))
            await this.copyAliases(name, toName, numbers);
    }
    async *recordsAscending(name) {
        const series = this.seriesFrom(name);
        const numbers = [];
        const survey = await series.survey();
        for await (const window of survey.living())
            numbers.push(...window);
        numbers.reverse();
        // All at once, since from the oldest on all are asked for.
        await survey.notes.following(1);
        this.notes = survey.notes;
        this.signatures = await listAllSignatures(this.source.storage, name);
        for (let start = 0; start < numbers.length; start += RECORDS_AT_ONCE) {
            const reading = numbers.slice(start, start + RECORDS_AT_ONCE).map((number) => series.readUnlessTorn(number));
            // A damaged one is told of when its turn has come.
            for (const record of reading)
                record.catch(() => undefined);
            for (const pending of reading) {
                const record = await pending;
                if (record !== undefined)
                    yield record;
            }
        }
    }
    /** @returns the number of the version in the target. */
    async copy(record, toName, known) {
        this.source.throwIfCancelled();
        this.target.throwIfCancelled();
        const { name, number, files, size } = record.metadata;
        const there = await known.find(record);
        const copied = {
            from: { name, number },
            ...(there === undefined ? await this.send(record, toName) : { version: there, created: false, storedSize: 0 })
        };
        known.add(record, copied.version);
        await this.copyNotes(name, number, toName, copied.version.number);
        await this.copySignatures(name, number, toName, copied.version.number);
        this.copied.push(copied);
        this.tell(record, files, size);
        this.files += files;
        this.bytes += size;
        return copied.version.number;
    }
    /** Also of a version that is there already: they may be newer than its copy. */
    async copyNotes(name, number, toName, toNumber) {
        const { storage, logger } = this.source;
        const to = { storage: this.target.storage, name: toName, number: toNumber };
        const notes = await (this.notes?.of(number) ?? listNotes(storage, name, number));
        for (const note of await copyNotes({ storage, name, number }, to, notes, logger)) {
            await excerptNote(this.target, toName, toNumber, note);
        }
    }
    /** As they are: they name the version as it was signed. */
    async copySignatures(name, number, toName, toNumber) {
        const { storage, logger } = this.source;
        const from = { storage, name, number };
        const to = { storage: this.target.storage, name: toName, number: toNumber };
        const signatures = this.signatures === undefined ? await listSignatures(from) : (this.signatures.get(number) ?? []);
        await copySignatures(from, to, signatures, logger);
    }
    async send(record, toName) {
        this.checkLabel(record);
        this.store ??= await createStoreFile(this.target.storage, this.target.clock());
        const draft = new CopyDraft({
            source: this.source,
            target: this.target,
            record,
            name: toName,
            parents: await this.parentsOf(record, toName),
            onProgress: (bytes) => this.tell(record, 0, bytes)
        });
        const { version, created, storedSize, segments } = await publishVersion(this.target, this.store, draft);
        if (created) {
            await extendIndex(this.target, toName, segments, version.number);
            await excerptRecord(this.target, toName, version.number);
        }
        return { version, created, storedSize };
    }
    tell({ metadata }, files, bytes) {
        this.source.progress({
            phase: 'copy',
            files: this.files + files,
            bytes: this.bytes + bytes,
            ...(this.isOne ? { totalFiles: metadata.files, totalBytes: metadata.size } : {})
        });
    }
    /** It becomes a part of a key. */
    checkLabel({ label, metadata }) {
        if (label === undefined || isLabel(label))
            return;
        const { name, number } = metadata;
        throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${name}@v${number} in ${this.source.storage.location} cannot be copied: ${(0,errors/* quote */.hD)(label)} is no label`);
    }
    /**
     * The target's versions that likely hold much of the same, besides its newest: what the version was made of, and the
     * one before it. Looked for under their own numbers only.
     */
    async parentsOf(record, toName) {
        // Within one store every chunk is there already.
        if (this.source.storage.location === this.target.storage.location)
            return [record];
        const { name, number, inputs } = record.metadata;
        const last = this.copied.at(-1);
        const isNext = last !== undefined && last.created && last.from.name === name && last.from.number === number - 1;
        const wanted = inputs.map((input) => ({ name: input.name, number: input.number, toName: input.name }));
        if (!isNext && number > 1)
            wanted.push({ name, number: number - 1, toName });
        const parents = [];
        for (const parent of wanted) {
            const [from, to] = await Promise.all([
                copy_readSound(this.seriesFrom(parent.name), parent.number),
                copy_readSound(new VersionSeries(this.target.storage, parent.toName, this.target.logger), parent.number)
            ]);
            if (from !== undefined && to !== undefined && copy_isSame(from, to))
                parents.push(to);
        }
        return parents;
    }
    /** Those that the target does not have. */
    async copyAliases(name, toName, numbers) {
        const aliases = await aliasesByVersion(this.source.storage, this.source.logger, name);
        if (aliases.size === 0)
            return;
        const { storage, logger } = this.target;
        const there = new Set([...(await aliasesByVersion(storage, logger, toName)).values()].flat());
        const series = new VersionSeries(storage, toName, logger);
        const aliasing = new Aliasing(this.target, series, {});
        for (const [number, ofVersion] of aliases) {
            const copy = numbers.get(number);
            const to = copy === undefined ? undefined : await series.select(copy);
            if (to === undefined)
                continue;
            for (const alias of ofVersion) {
                if (there.has(alias) || !isLabel(alias))
                    continue;
                try {
                    await aliasing.checkBefore([alias]);
                    await aliasing.move([{ alias, to }]);
                }
                catch (error) {
                    if (!(0,errors/* isStoreError */.A1)(error, 'CONFLICT') && !(0,errors/* isStoreError */.A1)(error, 'REFUSED'))
                        throw error;
                    logger.warn(`the alias ${(0,errors/* quote */.hD)(alias)} of ${name} was not copied: ${error.message}`);
                }
            }
        }
    }
    seriesFrom(name) {
        return new VersionSeries(this.source.storage, name, this.source.logger);
    }
}
/** Which versions of an artifact of the target are the same as which of the source: copies, or what those are copies of. */
class KnownVersions {
    target;
    series;
    /** The living ones by the nonce of their origin, once they were read. */
    all;
    constructor(target, name) {
        this.target = target;
        this.series = new VersionSeries(target.storage, name, target.logger);
    }
    /** Reads all at once, for who will look for many. */
    async readAll() {
        const all = new Map();
        for await (const window of (await this.series.survey()).living()) {
            this.target.throwIfCancelled();
            for (const record of await Promise.all(window.map((number) => copy_readSound(this.series, number)))) {
                if (record !== undefined)
                    all.set(originOf(record).nonce, record.metadata);
            }
        }
        return (this.all = all);
    }
    async find(record) {
        const origin = originOf(record);
        if (this.all === undefined) {
            // Most often it is under its number: then the others need not be read.
            for (const number of new Set([record.metadata.number, origin.number])) {
                const there = await copy_readSound(this.series, number);
                if (there !== undefined && copy_isSame(record, there) && !(await this.series.isGone(number)))
                    return there.metadata;
            }
        }
        return (this.all ?? (await this.readAll())).get(origin.nonce);
    }
    add(record, version) {
        this.all?.set(originOf(record).nonce, version);
    }
}
function copy_isSame(one, other) {
    return originOf(one).nonce === originOf(other).nonce;
}
/** The record of a number; undefined also where it cannot be read: it then counts for nothing here. */
async function copy_readSound(series, number) {
    try {
        return await series.readUnlessTorn(number);
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
            throw error;
        return undefined;
    }
}

;// CONCATENATED MODULE: ./lib/store/where.js


/** The versions of an artifact of which a condition surely holds. @param readAliases those of the artifact. */
async function filterWhere({ clock }, condition, readAliases) {
    if (condition === undefined)
        return everyVersion;
    const aliases = readsAliases(condition) ? await readAliases() : new Map();
    const now = clock();
    return {
        readsNotes: readsNotes(condition),
        matches: (version) => condition.matches({ ...version, aliases: aliases.get(version.number) ?? [] }, { now })
    };
}
/** As {@link filterWhere}, for who has no use for the aliases otherwise. */
async function filterOf(context, name, condition) {
    const { storage, logger } = context;
    return await filterWhere(context, condition, async () => await aliasesByVersion(storage, logger, name));
}

;// CONCATENATED MODULE: ./lib/store/finding.js






const DEFAULT_SELECTORS = ['latest'];
/**
 * Reads selectors; all of them before the first is looked up, so that a typing error is found in every line.
 * @param allowPrevious whether an alias is known whose past `previous` may mean.
 */
function parseSelectors(asking, selectors, allowPrevious = false, input = 'version') {
    const wanted = selectors === undefined || selectors.length === 0 ? DEFAULT_SELECTORS : selectors;
    return wanted.map((selector) => {
        const kind = parseSelector(selector, input);
        if (kind.kind !== 'previous' || !allowPrevious)
            checkAskable(asking, kind, input);
        return { selector, kind };
    });
}
/**
 * The version that the first selector names that names one, or undefined.
 * @throws ArtifactStoreError `INVALID_INPUT`; `NOT_FOUND` where there is no store.
 */
async function findVersion(context, name, selectors, where) {
    checkArtifactName(name);
    const wanted = parseSelectors(context, selectors);
    const condition = parseWhere(where);
    await readStoreFile(context.storage);
    const series = new VersionSeries(context.storage, name, context.logger);
    const filter = await filterOf(context, name, condition);
    for (const { selector, kind } of wanted) {
        const found = await resolveSelector(context, series, kind, filter);
        if (found !== undefined)
            return { ...found, matched: selector };
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/store/gate.js
/** Gates: whether a version is good enough, by itself or beside another one. The version stays either way. */










const NOTHING_TO_COMPARE = 'there is no earlier version of the base branch to compare with';
async function checkGate(context, { name, number }, request) {
    checkArtifactName(name);
    const { failIf, baseline } = request;
    const condition = parseCondition(failIf, { input: 'fail-if', allowBase: true });
    await readStoreFile(context.storage);
    const series = new VersionSeries(context.storage, name, context.logger);
    const record = await series.read(number);
    if (record === undefined) {
        throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `version: there is no ${name}@v${number} in ${context.storage.location}`);
    }
    const { version } = await series.withSoundNotes(record);
    const { storage, ancestry } = context;
    const viewer = request.viewer ?? context.viewer ?? viewerOf(version.run);
    const asking = { storage, ancestry, viewer };
    // What is in the quarantine is compared with what everybody sees.
    const trusted = trustedName(name);
    const compared = trusted === name ? series : new VersionSeries(storage, trusted, context.logger);
    const wanted = baseline === undefined || baseline.length === 0 ? undefined : parseSelectors(asking, baseline, false, 'baseline');
    const found = !readsBase(condition)
        ? undefined
        : wanted === undefined
            ? await findBase(compared, version, viewer)
            : await findFirst(asking, compared, wanted, version);
    const base = found === undefined ? undefined : (await compared.withSoundNotes(found.record)).version;
    const now = context.clock();
    // The first version of a branch has none before it. Who names one to compare with says that there is one.
    if (wanted === undefined && condition.lacksBaseAlone(version, { base, now })) {
        return { failed: false, isJudged: false, explanation: NOTHING_TO_COMPARE };
    }
    const failed = condition.matchesOrThrow(version, { base, now });
    const explanation = condition.explain(version, { base, now });
    return { failed, isJudged: true, explanation, ...(base === undefined ? {} : { base }) };
}
/** @throws ArtifactStoreError `INVALID_INPUT` where nobody knows it. */
function gate_baseBranch(viewer, run) {
    const branch = baseBranchOf(viewer, run);
    if (branch !== undefined)
        return branch;
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', "baseline: the branch to compare with is not known here; name a version (baseline: 'branch:main', or an alias)");
}
/** Whether a condition asks for a version to compare with. */
function readsBase(condition) {
    return condition.fields().some((field) => /^base\b/.test(field));
}
/** The newest version of the branch that a pull request is to be merged into; else the one before, of the same branch. */
async function findBase(series, version, viewer) {
    gate_baseBranch(viewer, version.run);
    const isBase = baseRule(version, viewer);
    return await series.search({ readsNotes: false }, async (versions) => {
        for await (const found of versions)
            if (isBase?.(found.version) === true)
                return found;
        return undefined;
    });
}
/** What is looked for is another version; what is named is that one. */
async function findFirst(asking, series, wanted, { name, number, run }) {
    // In a pull request, a version of its base branch that holds the same may stand for what the run would have saved.
    const isOfPullRequest = asking.viewer.pullRequest === undefined || pullRequestOf(run) !== undefined;
    const isOwn = isOfPullRequest && series.name === name;
    const another = { readsNotes: false, matches: (version) => !isOwn || version.number !== number };
    for (const { kind } of wanted) {
        const isNamed = kind.kind === 'number' || kind.kind === 'name' || kind.kind === 'digest';
        const found = await resolveSelector(asking, series, kind, isNamed ? everyVersion : another);
        if (found !== undefined)
            return found;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/store/lineage-graph.js
/** Where a version came from, and what was made of it: walked both ways over the `inputs` of records. */

const lineage_graph_DEFAULT_LIMIT = 200;
/** @throws ArtifactStoreError `INVALID_INPUT`. */
function checkLineageLimit(limit = lineage_graph_DEFAULT_LIMIT) {
    return checkCount('limit', limit);
}
/** @throws ArtifactStoreError `INVALID_INPUT`. */
function checkLineageDepth(depth = Infinity) {
    return depth === Infinity ? depth : checkCount('depth', depth);
}
function checkCount(input, count) {
    if (Number.isInteger(count) && count >= 1)
        return count;
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${input}: ${(0,errors/* quote */.hD)(String(count))} is not a number from 1 on`);
}
function lineageId({ name, number }) {
    return `${name}@v${number}`;
}
/**
 * What a version came from (to the ends) and what was made of it. Each version comes once, so what names itself in a
 * circle ends. A version that was removed is walked through where a living one names it; a removed one at the end of a
 * line is not looked for.
 */
async function walkLineage(source, root, limit) {
    const children = await Children.read(source);
    const walk = new Walk(limit);
    walk.add(nodeOf(root));
    const parents = new Parents(source, walk, root);
    let up = [root];
    let down = [root];
    // Both ways at once, a step each: what the limit cuts off is what is furthest.
    while (up.length > 0 || down.length > 0) {
        up = await parents.of(up);
        const made = [];
        for (const parent of down) {
            for (const child of children.of(parent.metadata)) {
                parents.know(child);
                if (walk.addEdge(nodeOf(child), lineageId(parent.metadata), 'to'))
                    made.push(child);
            }
        }
        down = made;
    }
    return walk.graph(lineageId(root.metadata));
}
/** What a version came from: the same walk, one way, so that no version is looked at that is not part of it. */
async function walkOrigins(source, root, limit, depth) {
    const walk = new Walk(limit);
    walk.add(nodeOf(root));
    const parents = new Parents(source, walk, root);
    let up = [root];
    for (let step = 0; up.length > 0; step++) {
        if (step < depth)
            up = await parents.of(up);
        else {
            if (up.some(({ metadata }) => metadata.inputs.length > 0))
                walk.cutOff();
            break;
        }
    }
    return walk.graph(lineageId(root.metadata));
}
/** Of the inputs of versions, so many are looked up at once. */
const FOUND_AT_ONCE = 8;
/** The steps up: each version is looked up once, and none that the walk has no room for. */
class Parents {
    source;
    walk;
    known;
    constructor(source, walk, root) {
        this.source = source;
        this.walk = walk;
        this.known = new Map([[lineageId(root.metadata), root]]);
    }
    /** Spares looking a version up. */
    know(version) {
        this.known.set(lineageId(version.metadata), version);
    }
    /** Adds the inputs of versions to the walk. @returns those that are new in it and can be followed. */
    async of(versions) {
        await this.lookUp(versions.flatMap(({ metadata }) => metadata.inputs));
        const parents = [];
        for (const { metadata } of versions) {
            for (const input of metadata.inputs) {
                const id = lineageId(input);
                if (!this.known.has(id)) {
                    this.walk.cutOff();
                    continue;
                }
                const found = this.known.get(id);
                const isNew = this.walk.addEdge(nodeOfInput(input, found), lineageId(metadata), 'from');
                // Of another content is another version: what that was made of is beside the point.
                if (isNew && found?.metadata.digest === input.digest)
                    parents.push(found);
            }
        }
        return parents;
    }
    async lookUp(inputs) {
        const unknown = new Map();
        for (const input of inputs) {
            const id = lineageId(input);
            if (!this.known.has(id) && unknown.size < this.walk.room)
                unknown.set(id, input);
        }
        const wanted = [...unknown];
        for (let start = 0; start < wanted.length; start += FOUND_AT_ONCE) {
            const window = wanted.slice(start, start + FOUND_AT_ONCE);
            const found = await Promise.all(window.map(([, { name, number }]) => this.source.find(name, number)));
            for (const [at, [id]] of window.entries())
                this.known.set(id, found[at]);
        }
    }
}
function nodeOf({ metadata, isRemoved }) {
    const { name, number, digest, version, type, createdAt } = metadata;
    const state = isRemoved ? 'removed' : 'present';
    return { id: lineageId(metadata), name, number, digest, version, type, createdAt, state };
}
function nodeOfInput(input, found) {
    if (found?.metadata.digest === input.digest)
        return nodeOf(found);
    const { name, number, digest } = input;
    const state = found === undefined ? 'missing' : 'different';
    return {
        id: lineageId(input),
        name,
        number,
        digest,
        version: undefined,
        type: undefined,
        createdAt: undefined,
        state
    };
}
class Walk {
    limit;
    nodes = new Map();
    edges = new Map();
    isWhole = true;
    constructor(limit) {
        this.limit = limit;
    }
    /** How many more versions it takes. */
    get room() {
        return this.limit - this.nodes.size;
    }
    /** There is more than is shown. */
    cutOff() {
        this.isWhole = false;
    }
    add(node) {
        if (this.nodes.has(node.id))
            return false;
        if (this.nodes.size >= this.limit) {
            this.isWhole = false;
            return false;
        }
        this.nodes.set(node.id, node);
        return true;
    }
    /** Adds a version and how it hangs together with another one. Whether it is new. */
    addEdge(node, other, side) {
        const isNew = this.add(node);
        if (this.nodes.has(node.id)) {
            const edge = side === 'from' ? { from: node.id, to: other } : { from: other, to: node.id };
            this.edges.set(`${edge.from} ${edge.to}`, edge);
        }
        return isNew;
    }
    graph(root) {
        return { root, nodes: [...this.nodes.values()], edges: [...this.edges.values()], isWhole: this.isWhole };
    }
}
/** Versions that were removed but are named by living ones: no more of them are looked up. */
const REMOVED_MAXIMUM = 1000;
/** Which versions name which as their inputs. */
class Children {
    byInput = new Map();
    static async read(source) {
        const children = new Children();
        const living = new Set();
        for await (const metadata of source.all()) {
            living.add(lineageId(metadata));
            if (metadata.inputs.length > 0)
                children.add({ metadata, isRemoved: false });
        }
        await children.addRemoved(source, living);
        return children;
    }
    of({ name, number, digest }) {
        return this.byInput.get(keyOf({ name, number, digest })) ?? [];
    }
    add(child) {
        for (const input of child.metadata.inputs) {
            const key = keyOf(input);
            const children = this.byInput.get(key);
            if (children === undefined)
                this.byInput.set(key, [child]);
            else
                children.push(child);
        }
    }
    /** A listing leaves out what was removed; where a living version came from one, the line goes on through it. */
    async addRemoved(source, living) {
        const seen = new Set();
        const inputs = [...this.byInput.values()].flatMap((children) => children.flatMap(({ metadata }) => metadata.inputs));
        for (let input = inputs.pop(); input !== undefined && seen.size < REMOVED_MAXIMUM; input = inputs.pop()) {
            const id = lineageId(input);
            if (living.has(id) || seen.has(id))
                continue;
            seen.add(id);
            const found = await source.find(input.name, input.number);
            if (found === undefined || found.metadata.inputs.length === 0)
                continue;
            this.add(found);
            inputs.push(...found.metadata.inputs);
        }
    }
}
/** The digest belongs to it: a number may have come to stand for something else. */
function keyOf({ name, number, digest }) {
    return `${name}@${number} ${digest}`;
}
/** What cannot be read counts as missing: a view of the whole must not end at one damaged record. */
async function unlessDamaged(promise) {
    try {
        return await promise;
    }
    catch (error) {
        if ((0,errors/* isStoreError */.A1)(error, 'DAMAGED') || (0,errors/* isStoreError */.A1)(error, 'UNSUPPORTED'))
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/store/listing.js
/** Listing versions, of one artifact or of all. */










const listing_DEFAULT_LIMIT = 100;
/** Artifacts that are looked through at the same time. */
const ARTIFACTS_AT_ONCE = 16;
/** So many versions are read by their records, without asking what is known of all. */
const FEW = 1000;
async function listVersions(context, query) {
    if (query.name !== undefined)
        checkArtifactName(query.name);
    const limit = query.limit ?? listing_DEFAULT_LIMIT;
    checkLimit(limit);
    const condition = parseWhere(query.where);
    await readStoreFile(context.storage);
    return query.name === undefined
        ? await listAll(context, condition, limit)
        : await listOne(context, { name: query.name, objects: undefined }, condition, limit);
}
async function listAll(context, condition, limit) {
    const { storage, logger } = context;
    // Where few versions are wanted, reading them is less than reading what is known of all.
    const excerpts = condition === undefined && limit <= FEW ? undefined : new Excerpts(storage, STORE_EXCERPT, logger);
    const listed = [];
    let window = [];
    let expected = 0;
    const read = async () => {
        context.throwIfCancelled();
        const wanted = limit - listed.length;
        // Each may fill the list alone; of what is too much nobody is told.
        const reading = window.map((artifact) => listOne(context, artifact, condition, wanted, excerpts));
        for (const versions of await Promise.all(reading))
            listed.push(...versions.slice(0, limit - listed.length));
        window = [];
        expected = 0;
    };
    for await (const artifact of listShownArtifacts(storage)) {
        window.push(artifact);
        if (condition === undefined)
            expected += livingOf(artifact);
        if (window.length < ARTIFACTS_AT_ONCE && listed.length + expected < limit)
            continue;
        await read();
        if (listed.length >= limit)
            return listed;
    }
    if (window.length > 0)
        await read();
    return listed;
}
/** How many versions an artifact has, as far as its keys tell. */
function livingOf({ objects }) {
    if (objects === undefined)
        return Infinity;
    return [...objects.records.keys()].filter((number) => !objects.gone.has(number)).length;
}
async function listOne(context, { name, objects }, condition, limit, excerpts) {
    const { storage, logger } = context;
    let aliases;
    const readAliases = () => (aliases ??= aliasesByVersion(storage, logger, name, { moves: objects?.moves, excerpts }));
    const filter = await filterWhere(context, condition, readAliases);
    const series = new VersionSeries(storage, name, logger);
    const versions = await series.list({ limit, filter, listed: objects, excerpts });
    if (versions.length === 0)
        return [];
    const byVersion = await readAliases();
    return versions.map((version) => ({ ...version, aliases: byVersion.get(version.number) ?? [] }));
}
/** @throws ArtifactStoreError `INVALID_INPUT`. */
function checkLimit(limit) {
    if (Number.isInteger(limit) && limit >= 1)
        return;
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `limit: ${(0,errors/* quote */.hD)(String(limit))} is not a number from 1 on`);
}

;// CONCATENATED MODULE: ./lib/store/secrecy.js
/** That no secret is written down: looked for in all that a record, a note or an alias would hold, before anything is. */


/** @throws ArtifactStoreError `INVALID_INPUT` that names the input and the key, and nothing of the secret. */
function refuseSecrets(secrets, recorded) {
    for (const [input, value] of Object.entries(recorded)) {
        const found = value === undefined ? undefined : findSecret(value, secrets);
        if (found !== undefined)
            throw holdsSecret(input, found);
    }
}
/** What a save writes down besides files, by the names of the action's inputs. */
function recordedBySave(request) {
    const { name, label, type, description, aliases, params, metrics, metadata, run } = request;
    return { name, version: label, type, description, aliases, params, metrics, metadata, run };
}
function holdsSecret(input, { path, isKey, what }) {
    const place = path === '' ? '' : (0,errors/* quote */.hD)(path);
    const where = isKey ? `a key${place === '' ? '' : ` in ${place}`}` : place === '' ? 'it' : place;
    const verb = isKey ? 'is' : 'holds';
    const it = what === 'a secret of this run' ? what : `what looks like ${what}`;
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${input}: ${where} ${verb} ${it}, and whoever reads the store would read it: leave it out (nothing was written)`);
}

;// CONCATENATED MODULE: ./lib/store/promote.js
/** Promoting: aliases moved to a version, back to where they were, or removed. */













/** Undefined where no selector names a version for any of the aliases. */
async function promoteVersion(context, request) {
    const { name, run = {} } = request;
    refuseSecrets(context.secrets, { aliases: request.aliases, run });
    checkArtifactName(name);
    checkMayWrite(context.viewer ?? viewerOf(run), name);
    const aliases = checkAliases(request.aliases);
    const wanted = parseSelectors(context, request.selectors, true);
    const condition = parseWhere(request.where);
    await openForWriting(context);
    const series = new VersionSeries(context.storage, name, context.logger);
    const aliasing = new Aliasing(context, series, run);
    await aliasing.checkBefore(aliases);
    const filter = await filterOf(context, name, condition);
    const cache = new Map();
    const findFor = async (alias) => {
        for (const one of wanted) {
            const { selector, kind } = one;
            if (kind.kind === 'previous') {
                const number = await previousTarget(context, name, alias);
                const selected = number === undefined ? undefined : await series.select(number);
                if (selected !== undefined && filter.matches(selected.version))
                    return { ...selected, matched: selector };
                continue;
            }
            if (!cache.has(one)) {
                const found = await resolveSelector(context, series, kind, filter);
                cache.set(one, found === undefined ? undefined : { ...found, matched: selector });
            }
            const found = cache.get(one);
            if (found !== undefined)
                return found;
        }
        return undefined;
    };
    const found = [];
    const missing = [];
    for (const alias of aliases) {
        const to = await findFor(alias);
        if (to === undefined)
            missing.push(alias);
        else
            found.push({ alias, to });
    }
    if (found.length === 0)
        return undefined;
    if (missing.length > 0) {
        throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `aliases: nothing was moved, since ${missing.map(errors/* quote */.hD).join(', ')} of ${name} has no earlier version to go back to`);
    }
    const moves = await aliasing.move(found);
    return {
        version: found[0].to.version,
        matched: found[0].to.matched,
        aliases: found.map(({ alias, to }, at) => {
            const { from, moved } = moves[at];
            const { version, matched } = to;
            return { alias, version, matched, moved, ...(from === undefined ? {} : { previous: from }) };
        })
    };
}
/** Where an alias pointed before it pointed where it points, or before it was removed. */
async function previousTarget({ storage }, name, alias) {
    let current;
    for await (const move of aliasMoves(storage, name, alias)) {
        current ??= move;
        if (move.number !== undefined && move.number !== current.number)
            return move.number;
    }
    return undefined;
}
/** Removes aliases; those that are not there are told as such. */
async function removeAliases(context, request) {
    const { name, run = {} } = request;
    refuseSecrets(context.secrets, { run });
    checkArtifactName(name);
    checkMayWrite(context.viewer ?? viewerOf(run), name);
    const aliases = checkAliases(request.aliases);
    await openForWriting(context);
    const series = new VersionSeries(context.storage, name, context.logger);
    const moves = aliases.map((alias) => ({ alias, to: undefined }));
    const results = await new Aliasing(context, series, run).move(moves);
    return results.map(({ alias, from }) => ({ alias, ...(from === undefined ? {} : { previous: from }) }));
}
/** The moves of an alias, newest first. */
async function aliasHistory(context, name, alias, limit) {
    checkArtifactName(name);
    checkAlias(alias);
    await readStoreFile(context.storage);
    const moves = [];
    for await (const move of aliasMoves(context.storage, name, alias, context.logger)) {
        moves.push(move);
        if (moves.length >= limit)
            break;
    }
    return moves;
}
/** @returns each once. */
function checkAliases(aliases) {
    if (aliases.length === 0) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', 'aliases: it is empty; name the aliases to move');
    }
    for (const alias of aliases)
        checkAlias(alias);
    return [...new Set(aliases)];
}
/** @throws ArtifactStoreError where there is no store, or it must not be written to. */
async function openForWriting(context) {
    const { storage } = context;
    const store = await readStoreFile(storage);
    checkWritable(store, storage);
    context.exclusive ??= proveExclusive(storage, store);
    await context.exclusive;
}

;// CONCATENATED MODULE: ./lib/store/pruning/clearing.js


/**
 * What a run restored is wanted as long as a job of it may save. GitHub lets a run be run again for 30 days after it
 * began, and a run take 35 days.
 */
const RUN_DAYS = 65;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const AT_ONCE = 16;
/** Removes what runs restored that can no longer save; with `dryRun` it is only counted. */
async function clearRuns(context, { now }, dryRun) {
    const before = now.getTime() - RUN_DAYS * DAY_MILLISECONDS;
    const old = [];
    let bytes = 0;
    for await (const { key, size, modifiedAt } of context.storage.list(RUNS_PREFIX)) {
        if (modifiedAt.getTime() >= before)
            continue;
        old.push(key);
        bytes += size;
    }
    if (!dryRun) {
        await eachAtOnce(old, AT_ONCE, async (key) => {
            context.throwIfCancelled();
            await context.storage.remove(key);
        });
    }
    return { objects: old.length, bytes };
}
/** Removes what writers that were killed left, once it is older than G: no save is held up for so long. */
async function clearTemporary({ storage }, { now, store }, dryRun) {
    const before = new Date(now.getTime() - store.graceSeconds * 1000);
    return (await storage.clearAbandoned?.(before, dryRun)) ?? { objects: 0, bytes: 0 };
}

;// CONCATENATED MODULE: ./lib/store/pruning/condemn.js
/** Condemning: a list says of which packs no save may make use any more. docs/PROTOCOL.md, P2. */



/** 100,000 names are 7 MiB: a document may have 16. */
const LIST_MAXIMUM = 100_000;
/** Digits of the nonce in an id: enough that no two runs of one millisecond share one. */
const NONCE_DIGITS = 16;
/**
 * Creates lists of packs; none where there are no packs, since every save reads all lists there ever were.
 * @param now by the storage's clock.
 * @param newest the id of the newest list, or null.
 */
async function condemn(context, packs, now, newest) {
    const { storage } = context;
    let last = newest;
    for (let start = 0; start < packs.length; start += LIST_MAXIMUM) {
        const id = nextId(now, last, context.nonce());
        const fields = { id, createdAt: context.clock().toISOString(), packs: packs.slice(start, start + LIST_MAXIMUM) };
        if (!(await publish(storage, condemnedKey(id), encodeDocument(fields)))) {
            throw new errors/* ArtifactStoreError */.ux('STORAGE', `the store at ${(0,errors/* quote */.hD)(storage.location)} says of ${condemnedKey(id)}, which nobody else can have made, that it exists: run again`);
        }
        last = id;
    }
}
/**
 * An id that sorts behind the newest one: a save writes that of the newest list it knows into its packs, so that none of
 * them gets the name of a pack that a list names. Where the clock was set back it goes on from the newest.
 */
function nextId(now, newest, nonce) {
    const id = `${digitsOf(now)}-${nonce.slice(0, NONCE_DIGITS)}`;
    if (newest === null || id > newest)
        return id;
    const time = condemn_timeOf(newest);
    return time === undefined ? id : `${digitsOf(new Date(time + 1))}-${nonce.slice(0, NONCE_DIGITS)}`;
}
/** `20261101120000000`: year to milliseconds, UTC. */
function digitsOf(time) {
    return time.toISOString().replace(/\D/g, '');
}
function condemn_timeOf(id) {
    const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})-/.exec(id);
    if (match === null)
        return undefined;
    const [, year, month, day, hour, minute, second, millisecond] = match;
    const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`);
    return Number.isNaN(time) ? undefined : time;
}

;// CONCATENATED MODULE: ./lib/store/pruning/destroy.js
/** Destroying: packs that were condemned long ago, and that nothing uses, are removed. docs/PROTOCOL.md, P3. */


const destroy_AT_ONCE = 16;
async function destroy(context, packs) {
    await eachAtOnce(packs, destroy_AT_ONCE, async ({ pack }) => {
        context.throwIfCancelled();
        await context.storage.remove(packKey(pack));
    });
}

;// CONCATENATED MODULE: ./lib/store/pruning/packs.js
/** Which packs of a store are used, listed, or neither. docs/PROTOCOL.md, P2 and P3. */




const packs_READ_AT_ONCE = 16;
/** The packs that are there, in the order of their names. */
async function storedPacks(storage) {
    const packs = [];
    for await (const { key, size, modifiedAt } of storage.list(PACKS_PREFIX)) {
        const pack = packOfKey(key);
        if (pack !== undefined)
            packs.push({ pack, size, storedAt: modifiedAt });
    }
    return packs;
}
/** Whether something is older than G. */
function isPastGrace({ now, store }, since) {
    return now.getTime() - since.getTime() > store.graceSeconds * 1000;
}
/** When something will be older than G. */
function graceEnd({ store }, since) {
    return new Date(since.getTime() + store.graceSeconds * 1000);
}
function sortUnused(packs, used, lists, ages) {
    const listedSince = new Map();
    for (const { packs: listed, condemnedAt } of lists) {
        for (const pack of listed) {
            const before = listedSince.get(pack);
            if (before === undefined || condemnedAt < before)
                listedSince.set(pack, condemnedAt);
        }
    }
    const destroyable = [];
    const waiting = [];
    const condemnable = [];
    const young = [];
    for (const pack of packs) {
        if (used.has(pack.pack))
            continue;
        const since = listedSince.get(pack.pack);
        if (since === undefined)
            (isPastGrace(ages, pack.storedAt) ? condemnable : young).push(pack);
        else if (isPastGrace(ages, since))
            destroyable.push(pack);
        else
            waiting.push({ ...pack, until: graceEnd(ages, since) });
    }
    return { destroyable, waiting, condemnable, young };
}
/**
 * The packs of versions that are gone. What is not known of them (a record that is damaged, or missing: such a version
 * can be removed, and never be brought back) is left out.
 */
async function packsOfGone(context, versions) {
    const packs = new Set();
    const { storage, logger } = context;
    await eachAtOnce(versions, packs_READ_AT_ONCE, async ({ name, number }) => {
        try {
            const record = await new VersionSeries(storage, name, logger).read(number);
            for (const { pack } of record?.packs ?? [])
                packs.add(pack);
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
        }
    });
    return packs;
}

;// CONCATENATED MODULE: ./lib/store/pruning/plan.js
/**
 * Which versions stay, and why: the rules of retention over what the store has, without touching it. docs/PROTOCOL.md,
 * P6.
 */

/** Why a version stays; of several reasons the first in this order is told. */
const KEEP_REASONS = (/* unused pure expression or super */ null && ([
    'no-rule',
    'unknown',
    'newest',
    'label',
    'alias',
    'brought-back',
    'keep-last',
    'keep-within',
    'keep-best',
    'input'
]));
function planRetention(snapshot, retention) {
    const plans = snapshot.map((artifact) => ({ artifact, kept: keptByRules(artifact, retention) }));
    keepInputs(plans);
    return {
        artifacts: plans.map(({ artifact: { name, living }, kept }) => ({
            name,
            kept,
            removed: living.filter(({ number }) => !kept.has(number))
        }))
    };
}
function keptByRules(artifact, retention) {
    const { name, living, aliases, damagedAlias } = artifact;
    const kept = new Map();
    const keep = (version, reason) => {
        if (!kept.has(version.number))
            kept.set(version.number, reason);
    };
    const rules = applicable(artifact, retention.rulesOf(name), retention.logger);
    if (rules === undefined) {
        for (const version of living)
            keep(version, 'no-rule');
        return kept;
    }
    if (damagedAlias !== undefined) {
        for (const version of living)
            keep(version, 'unknown');
        return kept;
    }
    const needsMetrics = rules.keepBest.length > 0;
    const aliased = new Set(aliases.values());
    const newestFirst = living.toReversed();
    const isSure = ({ packs }) => !packs.some((pack) => retention.listed.has(pack));
    for (const version of newestFirst)
        if (needsMetrics && version.metrics === undefined)
            keep(version, 'unknown');
    // `latest` gives the newest that no pull request saved.
    const groups = [newestFirst.filter(plan_isOfBranch), newestFirst.filter((version) => !plan_isOfBranch(version))];
    for (const group of [newestFirst, groups[0]])
        for (const version of plan_first(group, 1, isSure))
            keep(version, 'newest');
    for (const version of living)
        if (version.label !== undefined)
            keep(version, 'label');
    for (const version of living)
        if (aliased.has(version.number))
            keep(version, 'alias');
    for (const version of living)
        if (version.wasBroughtBack)
            keep(version, 'brought-back');
    for (const group of groups)
        for (const version of plan_first(group, rules.keepLast, isSure))
            keep(version, 'keep-last');
    for (const version of rules.keepWithinMilliseconds === 0 ? [] : living) {
        const age = retention.now.getTime() - version.savedAt.getTime();
        if (age <= rules.keepWithinMilliseconds)
            keep(version, 'keep-within');
    }
    for (const rule of rules.keepBest) {
        for (const version of plan_first(ranked(newestFirst, rule), rule.count, isSure))
            keep(version, 'keep-best');
    }
    return kept;
}
/** A metric that no version has is a typing error, or a rule that is meant for others: it does not remove all. */
function applicable({ name, living }, rules, logger) {
    if (rules === undefined)
        return undefined;
    const keepBest = rules.keepBest.filter(({ metric }) => living.some((version) => plan_valueOf(version, metric) !== undefined));
    if (keepBest.length > 0 || rules.keepLast > 0 || rules.keepWithinMilliseconds > 0)
        return { ...rules, keepBest };
    const metrics = rules.keepBest.map(({ metric }) => (0,errors/* quote */.hD)(metric)).join(', ');
    if (living.length > 0)
        logger.warn(`keep-best: no version of ${name} has the metric ${metrics}; nothing of it is removed`);
    return undefined;
}
function plan_isOfBranch({ isOfPullRequest }) {
    return !isOfPullRequest;
}
/** So many from the start, where those that may be withdrawn yet do not count. */
function* plan_first(versions, count, isSure) {
    let left = count;
    for (const version of versions) {
        if (left <= 0)
            return;
        yield version;
        if (isSure(version))
            left--;
    }
}
/** Those that have the metric, the best first; of equal ones the newer. */
function ranked(newestFirst, { metric, direction }) {
    const sign = direction === 'higher' ? 1 : -1;
    return newestFirst
        .flatMap((version) => {
        const value = plan_valueOf(version, metric);
        return value === undefined ? [] : [{ version, value: sign * value }];
    })
        .sort((one, other) => (one.value === other.value ? 0 : other.value > one.value ? 1 : -1))
        .map(({ version }) => version);
}
function plan_valueOf({ metrics }, metric) {
    const value = metrics !== undefined && Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
    return value === undefined || Number.isNaN(value) ? undefined : value;
}
/** What a version that stays was made of stays, and what that was made of. */
function keepInputs(plans) {
    const living = new Map();
    for (const { artifact, kept } of plans) {
        for (const version of artifact.living)
            living.set(`${artifact.name}@${version.number}`, { version, kept });
    }
    const staying = [...living.values()].filter(({ version, kept }) => kept.has(version.number));
    for (let next = staying.pop(); next !== undefined; next = staying.pop()) {
        for (const { name, number } of next.version.inputs) {
            const input = living.get(`${name}@${number}`);
            if (input === undefined || input.kept.has(number))
                continue;
            input.kept.set(number, 'input');
            staying.push(input);
        }
    }
}

;// CONCATENATED MODULE: ./lib/store/pruning/removal.js
/**
 * Removing versions: `gone` is appended, and then it is looked again whether they should have stayed. Others write
 * first and look then, too; who sees the other takes his step back. docs/PROTOCOL.md, D2.
 */


const removal_AT_ONCE = 16;
/** `name@v12`. */
function idOf({ name, number }) {
    return `${name}@v${number}`;
}
/** Removes versions. @returns those that this call removed, and nobody else before it. */
async function removeAll(context, versions, reason) {
    const own = new Set();
    await eachAtOnce(versions, removal_AT_ONCE, async (version) => {
        context.throwIfCancelled();
        if (await seriesOf(context, version).markGone(version.number, reason, ...stamp(context)))
            own.add(version);
    });
    return versions.filter((version) => own.has(version));
}
/** Brings a version back. @returns whether it was gone. */
async function bringBack(context, version, reason) {
    return await seriesOf(context, version).markBack(version.number, reason, ...stamp(context));
}
function seriesOf({ storage, logger }, { name }) {
    return new VersionSeries(storage, name, logger);
}
/** When, and a nonce. */
function stamp(context) {
    return [context.clock().toISOString(), context.nonce()];
}

;// CONCATENATED MODULE: ./lib/store/pruning/result.js


function describePrune(findings) {
    const { dryRun, ages, plan, broughtBack, unused, runs, temporary } = findings;
    const packs = {
        destroyed: amountOf(unused.destroyable),
        condemned: amountOf(unused.condemnable),
        waiting: amountOf(unused.waiting),
        young: amountOf(unused.young)
    };
    const from = [
        ...unused.waiting.map(({ until }) => until.getTime()),
        ...(unused.condemnable.length > 0 ? [graceEnd(ages, ages.now).getTime()] : []),
        // Condemned by the first run after one G, destroyed after a second.
        ...unused.young.map(({ storedAt }) => graceEnd(ages, graceEnd(ages, storedAt)).getTime())
    ].reduce((earliest, time) => Math.min(earliest, time), Infinity);
    return {
        dryRun,
        artifacts: plan.map((artifact) => describeArtifact(artifact, findings)),
        broughtBack,
        packs,
        runs,
        temporary,
        freed: {
            now: packs.destroyed.bytes + runs.bytes + temporary.bytes,
            later: packs.condemned.bytes + packs.waiting.bytes + packs.young.bytes,
            laterFrom: from === Infinity ? undefined : new Date(from).toISOString()
        }
    };
}
function describeArtifact({ name, kept, removed }, findings) {
    const reasons = {};
    const spared = removed.map((version) => findings.spared.get(idOf(version))).filter((reason) => reason !== undefined);
    for (const reason of [...kept.values(), ...spared])
        reasons[reason] = (reasons[reason] ?? 0) + 1;
    return {
        name,
        kept: kept.size + spared.length,
        reasons,
        removed: removed
            .filter((version) => findings.removed.has(idOf(version)))
            .map(({ number, createdAt }) => ({ number, createdAt }))
    };
}
function amountOf(packs) {
    return { objects: packs.length, bytes: packs.reduce((sum, { size }) => sum + size, 0) };
}
function pruneToJson(result) {
    return JSON.parse(JSON.stringify(result));
}

;// CONCATENATED MODULE: ./lib/store/pruning/rules.js
/** Retention: what the rules say that stays, read and checked. */


/**
 * @returns undefined where there is no rule.
 * @throws ArtifactStoreError `INVALID_INPUT` that names the rule.
 */
function checkRules(rules) {
    const { keepLast, keepWithin, keepBest = [] } = rules ?? {};
    if (keepLast === undefined && keepWithin === undefined && keepBest.length === 0)
        return undefined;
    return {
        keepLast: keepLast === undefined ? 0 : rules_checkCount('keep-last', keepLast),
        keepWithinMilliseconds: keepWithin === undefined ? 0 : checkDuration(keepWithin),
        keepBest: keepBest.map(checkBest)
    };
}
function rules_checkCount(rule, count) {
    if (Number.isSafeInteger(count) && count >= 1)
        return count;
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${rule}: ${(0,errors/* quote */.hD)(String(count))} is no number from 1 on`);
}
function checkDuration(text) {
    const duration = readDuration(text);
    if (duration !== undefined && Number.isFinite(duration) && duration > 0)
        return duration;
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `keep-within: ${(0,errors/* quote */.hD)(text)} is no time: give a number and a unit, s, m, h, d or w, such as '30d'`);
}
function checkBest({ metric, count = 1, direction }) {
    if (metric === '')
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', 'keep-best: the name of the metric is empty');
    const told = direction;
    if (told !== 'higher' && told !== 'lower') {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `keep-best: of ${(0,errors/* quote */.hD)(metric)} it is not said which way is better, 'higher' or 'lower'`);
    }
    return { metric, count: rules_checkCount(`keep-best: ${(0,errors/* quote */.hD)(metric)}`, count), direction };
}
/**
 * Rules under which a version stays if either keeps it.
 * @throws ArtifactStoreError as {@link checkRules}.
 */
function combineRules(one, other) {
    checkRules(one);
    checkRules(other);
    const last = Math.max(one.keepLast ?? 0, other.keepLast ?? 0);
    const within = longer(one.keepWithin, other.keepWithin);
    const best = [...(one.keepBest ?? []), ...(other.keepBest ?? [])];
    return {
        ...(last === 0 ? {} : { keepLast: last }),
        ...(within === undefined ? {} : { keepWithin: within }),
        ...(best.length === 0 ? {} : { keepBest: best })
    };
}
function longer(one, other) {
    if (one === undefined || other === undefined)
        return one ?? other;
    return checkDuration(one) >= checkDuration(other) ? one : other;
}

;// CONCATENATED MODULE: ./lib/store/pruning/snapshot.js
/**
 * What versions a whole store has, as prune must know it: all records, or none. What cannot be read, is missing or is
 * of a newer format stops it, since the packs of that version would be taken for unused. docs/PROTOCOL.md, P1.
 */










const snapshot_READ_AT_ONCE = 16;
/** Numbers that a listing left out are looked for one by one, if there are no more than that. */
const LOOKED_FOR = 64;
/** Looks at a store, more than once: what was read and cannot change is not read again. */
class SnapshotReader {
    context;
    needsNotes;
    /** Undefined: a placeholder. */
    records = new Map();
    noted = new Map();
    targets = new Map();
    names = new Map();
    /** @param needsNotes of which artifacts it matters what metrics were added after the save. */
    constructor(context, needsNotes) {
        this.context = context;
        this.needsNotes = needsNotes;
    }
    /**
     * @param assumed versions, as `name@v12`, that are told as living even if they are gone.
     * @throws ArtifactStoreError `DAMAGED`, `UNSUPPORTED`: what is there is not all known.
     */
    async read(assumed = new Set()) {
        const listed = await this.list();
        for (const artifact of listed)
            await this.fillGaps(artifact);
        const snapshots = [];
        for (const artifact of listed) {
            this.context.throwIfCancelled();
            snapshots.push(await this.readArtifact(artifact, assumed));
        }
        return snapshots;
    }
    /** One listing of all, so that a bucket is asked once for a thousand objects. */
    async list() {
        const listed = [];
        let current;
        for await (const info of this.context.storage.list(ARTIFACTS_PREFIX)) {
            if (current === undefined || !info.key.startsWith(current.prefix)) {
                const name = artifactOfKey(info.key);
                // What is no artifact, nor can be, has no versions: what looks like some is not passed over.
                if (name === undefined || !isArtifactName(name) || !info.key.startsWith(artifactPrefix(name))) {
                    this.refuseForeign(info.key);
                    continue;
                }
                current = new ListedArtifact(name);
                listed.push(current);
                this.context.throwIfCancelled();
            }
            current.add(info);
        }
        return listed;
    }
    refuseForeign(key) {
        if (!key.includes('/versions/'))
            return;
        throw this.damaged(`${(0,errors/* quote */.hD)(key)} is no record of an artifact, and may be one of a newer program`);
    }
    /** Numbers are dense. A folder that is read while others save may show a number and not the one before. */
    async fillGaps(artifact) {
        const { name, versions, changes } = artifact;
        const newest = versions.at(-1)?.number ?? 0;
        const there = new Set(versions.map(({ number }) => number));
        const missing = [];
        for (let number = 1; number < newest; number++) {
            if (!there.has(number) && !isRemoval(changes.get(number)?.change ?? 0))
                missing.push(number);
        }
        for (const number of missing.slice(0, LOOKED_FOR)) {
            const info = await this.context.storage.stat(versionKey(name, number));
            if (info === undefined) {
                throw this.damaged(`${versionKey(name, number)} is missing although there is a v${newest} of ${name}: bring it back from a copy of the store, or give that version up (artifact-store remove ${name}@v${number})`);
            }
            versions.push({ number, savedAt: info.modifiedAt });
        }
        if (missing.length > LOOKED_FOR)
            throw this.damaged(`${missing.length} records of ${name} are missing`);
        if (missing.length > 0)
            versions.sort((one, other) => one.number - other.number);
    }
    async readArtifact(artifact, assumed) {
        const { name, changes } = artifact;
        const isGone = (number) => isRemoval(changes.get(number)?.change ?? 0) && !assumed.has(idOf({ name, number }));
        const wanted = artifact.versions.filter(({ number }) => !isGone(number));
        const series = new VersionSeries(this.context.storage, name, this.context.logger);
        await eachAtOnce(wanted, snapshot_READ_AT_ONCE, async ({ number }) => await this.readRecord(series, number));
        const living = [];
        for (const { number, savedAt } of wanted) {
            const record = this.records.get(versionKey(name, number));
            if (record === undefined)
                continue;
            const wasBroughtBack = (changes.get(number)?.change ?? 0) > 1;
            living.push({ name, number, savedAt, wasBroughtBack, ...record });
        }
        return {
            name,
            living: this.needsNotes(name) ? await this.withNotes(artifact, living) : living,
            gone: [...changes.keys()].filter(isGone).map((number) => ({ number, removedAt: changes.get(number).at })),
            ...(await this.readAliases(artifact))
        };
    }
    async readRecord(series, number) {
        const key = versionKey(series.name, number);
        if (this.records.has(key))
            return;
        try {
            const record = await series.readListed(number);
            this.records.set(key, record === undefined ? undefined : this.summarize(record));
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
            throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${error.message}. Nothing is pruned while it is not known what it needs: mend it, or give that version up (artifact-store remove ${series.name}@v${number})`, { cause: error });
        }
    }
    summarize({ metadata, label, packs }) {
        const { version, createdAt, metrics, inputs, run } = metadata;
        return {
            label,
            version,
            createdAt,
            isOfPullRequest: pullRequestOf(run) !== undefined,
            // Most versions share most of their packs: each name is kept once.
            packs: packs.map(({ pack }) => this.names.get(pack) ?? (this.names.set(pack, pack), pack)),
            inputs,
            metrics
        };
    }
    async withNotes(artifact, living) {
        const { name, notes } = artifact;
        const withThem = [...living];
        await eachAtOnce(living.entries(), snapshot_READ_AT_ONCE, async ([at, version]) => {
            const { number, metrics = {} } = version;
            const numbers = notes.get(number) ?? [];
            if (numbers.length > 0)
                withThem[at] = { ...version, metrics: await this.merged(name, number, metrics, numbers) };
        });
        return withThem;
    }
    async merged(name, number, metrics, notes) {
        const known = `${versionKey(name, number)} ${notes.join()}`;
        if (!this.noted.has(known)) {
            const { storage, logger } = this.context;
            try {
                const read = await readNotes(storage, undefined, name, number, notes.map((note) => ({ key: noteKey(name, number, note) })));
                this.noted.set(known, mergeMetrics(metrics, read));
            }
            catch (error) {
                if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                    throw error;
                logger.warn(`${error.message}; the metrics of ${name}@v${number} are not known for sure, so it stays`);
                this.noted.set(known, undefined);
            }
        }
        return this.noted.get(known);
    }
    async readAliases({ name, moves }) {
        const aliases = new Map();
        let damagedAlias;
        await eachAtOnce(moves, snapshot_READ_AT_ONCE, async ([alias, keys]) => {
            const target = await this.targetOf(keys);
            if (target === 'none')
                return;
            if (typeof target === 'number')
                aliases.set(alias, target);
            else
                damagedAlias = target.damage;
        });
        if (damagedAlias !== undefined) {
            this.context.logger.warn(`${damagedAlias}; where that alias of ${name} points is not known, so all its versions stay`);
        }
        return { aliases, damagedAlias };
    }
    /** @param keys of its moves, ascending. */
    async targetOf(keys) {
        for (const key of keys.toReversed()) {
            const target = this.targets.get(key) ?? (await this.readTarget(key));
            // One that is being written is looked at again the next time.
            if (target === 'torn')
                continue;
            this.targets.set(key, target);
            return target;
        }
        return 'none';
    }
    async readTarget(key) {
        try {
            return await readMoveTarget(this.context.storage, key);
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
            return { damage: error.message };
        }
    }
    damaged(what) {
        return new errors/* ArtifactStoreError */.ux('DAMAGED', `the store at ${(0,errors/* quote */.hD)(this.context.storage.location)} cannot be pruned: ${what}`);
    }
}
/** What the keys of an artifact tell. */
class ListedArtifact {
    name;
    prefix;
    versions = [];
    /** The newest change of each version that was ever removed. */
    changes = new Map();
    notes = new Map();
    /** By alias, the keys of its moves, ascending. */
    moves = new Map();
    prefixes;
    constructor(name) {
        this.name = name;
        this.prefix = artifactPrefix(name);
        this.prefixes = {
            versions: versionsPrefix(name),
            gone: gonePrefix(name),
            notes: notesPrefix(name),
            aliases: aliasesPrefix(name)
        };
    }
    /** Keys come ascending. */
    add({ key, modifiedAt }) {
        const { prefixes } = this;
        if (key.startsWith(prefixes.versions)) {
            const number = numberOfKey(key);
            if (number !== undefined && number > 0)
                this.versions.push({ number, savedAt: modifiedAt });
        }
        else if (key.startsWith(prefixes.gone)) {
            const changed = changeOfKey(this.name, key);
            if (changed !== undefined)
                this.changes.set(changed.number, { change: changed.change, at: modifiedAt });
        }
        else if (key.startsWith(prefixes.notes)) {
            const noted = noteOfKey(this.name, key);
            if (noted !== undefined)
                snapshot_append(this.notes, noted.number, noted.note);
        }
        else if (key.startsWith(prefixes.aliases) && numberOfKey(key) !== undefined) {
            snapshot_append(this.moves, aliasOfKey(this.name, key), key);
        }
    }
}
function snapshot_append(map, key, value) {
    const values = map.get(key);
    if (values === undefined)
        map.set(key, [value]);
    else
        values.push(value);
}

;// CONCATENATED MODULE: ./lib/store/pruning/undelete.js
/** Bringing back a version that was removed, as long as its bytes are there. docs/PROTOCOL.md, D3. */









const undelete_AT_ONCE = 16;
/** @throws ArtifactStoreError `NOT_FOUND` where there is no such version, or its bytes are gone. */
async function undeleteVersion(context, request) {
    checkArtifactName(request.name);
    const store = await readStoreFile(context.storage);
    await openForWriting(context);
    const series = new VersionSeries(context.storage, request.name, context.logger);
    const broughtBack = await bringBackSound(context, store, request, 'undelete');
    const record = await series.read(request.number);
    return { version: (await series.withNotes(record)).version, broughtBack };
}
/**
 * Brings a version back, and takes the step back where its bytes are gone or may be on their way out.
 * @returns whether it was gone.
 * @throws ArtifactStoreError `NOT_FOUND`; `DAMAGED` where its record is.
 */
async function bringBackSound(context, store, { name, number }, reason) {
    const { storage, clock } = context;
    const series = new VersionSeries(storage, name, context.logger);
    const record = await series.read(number);
    if (record === undefined) {
        throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `version: there is no ${name}@v${number} in ${(0,errors/* quote */.hD)(storage.location)}`);
    }
    if (!(await series.isGone(number)))
        return false;
    // Looked at first, so that most versions that cannot be brought back are not shown as living in between.
    await refuseUnsound(context, store, record);
    const isOwn = await series.markBack(number, reason, clock().toISOString(), context.nonce());
    try {
        // What is asked from here on is asked after the change can be seen: whoever destroys and did not see it had found
        // the lists older than G before.
        await refuseUnsound(context, store, record);
    }
    catch (error) {
        if (isOwn)
            await series.markGone(number, 'its bytes are gone', clock().toISOString(), context.nonce());
        throw error;
    }
    return true;
}
/** @throws ArtifactStoreError `NOT_FOUND` that says what is gone. */
async function refuseUnsound(context, store, { metadata, packs }) {
    const { storage } = context;
    const now = await storage.now();
    const { lists } = await new CondemnedLists(storage).refresh();
    const oldest = (store.graceSeconds - store.clockSkewSeconds) * 1000;
    const leaving = new Set(lists.filter(({ condemnedAt }) => now.getTime() - condemnedAt.getTime() > oldest).flatMap((list) => list.packs));
    let missing = 0;
    let doomed = 0;
    await eachAtOnce(packs, undelete_AT_ONCE, async ({ pack, size }) => {
        const info = await storage.stat(packKey(pack));
        if (info?.size !== size)
            missing++;
        else if (leaving.has(pack))
            doomed++;
    });
    if (missing === 0 && doomed === 0)
        return;
    const what = [
        ...(missing === 0
            ? []
            : [`${missing} of its ${(0,show/* counted */.hS)(packs.length, 'pack')} ${missing === 1 ? 'is' : 'are'} gone`]),
        ...(doomed === 0 ? [] : [`${doomed} may be destroyed by a prune run at any moment`])
    ];
    throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `version: ${metadata.name}@v${metadata.number} cannot be brought back: ${what.join(', and ')}`);
}

;// CONCATENATED MODULE: ./lib/store/pruning/prune.js
/** Pruning, step by step and in this order. docs/PROTOCOL.md, *Pruning*. */
















/** Why a version was removed, for people. */
const PRUNED = 'no rule of retention keeps it';
async function pruneStore(context, request) {
    const { name, dryRun = true } = request;
    if (name !== undefined)
        checkArtifactName(name);
    const rulesOf = readRules(request);
    const store = await readStoreFile(context.storage);
    checkWritable(store, context.storage);
    if (!dryRun)
        await openForWriting(context);
    return await new Pruning(context, store, rulesOf, name, dryRun).run();
}
/** Each artifact's rules are checked once, before anything is done where they are the same for all. */
function readRules({ name, rules }) {
    const common = typeof rules === 'function' ? undefined : checkRules(rules);
    const known = new Map();
    return (artifact) => {
        if (name !== undefined && artifact !== name)
            return undefined;
        if (typeof rules !== 'function')
            return common;
        if (!known.has(artifact))
            known.set(artifact, checkRules(rules(artifact)));
        return known.get(artifact);
    };
}
class Pruning {
    context;
    store;
    rulesOf;
    name;
    dryRun;
    reader;
    constructor(context, store, rulesOf, name, dryRun) {
        this.context = context;
        this.store = store;
        this.rulesOf = rulesOf;
        this.name = name;
        this.dryRun = dryRun;
        this.reader = new SnapshotReader(context, (artifact) => (rulesOf(artifact)?.keepBest.length ?? 0) > 0);
    }
    async run() {
        // The time comes first, and the lists before the records: a list that counts as old was there before any record that
        // is overlooked below, so the saver of that one sees it.
        const ages = { now: await this.now(), store: this.store };
        const condemned = await new CondemnedLists(this.context.storage).refresh();
        const first = await this.reader.read();
        const broughtBack = await this.bringBackAliased(first);
        const before = broughtBack.length === 0 ? first : await this.reader.read(new Set(broughtBack.map(idOf)));
        const retention = {
            rulesOf: this.rulesOf,
            now: ages.now,
            listed: condemned.packs,
            logger: this.context.logger
        };
        const plan = planRetention(before, retention);
        const { removed, spared, after } = await this.remove(before, plan, retention);
        const unused = await this.findUnused(after, removed, condemned, ages);
        if (!this.dryRun) {
            const packs = unused.condemnable.map(({ pack }) => pack);
            await condemn(this.context, packs, ages.now, condemned.newest);
            await destroy(this.context, unused.destroyable);
        }
        return describePrune({
            dryRun: this.dryRun,
            ages,
            plan: plan.artifacts.filter(({ name }) => this.name === undefined || this.name === name),
            removed,
            spared,
            broughtBack,
            unused,
            runs: await clearRuns(this.context, ages, this.dryRun),
            temporary: await clearTemporary(this.context, ages, this.dryRun)
        });
    }
    /** Who may only read a folder cannot ask it for the time, and only wants to know what would be. */
    async now() {
        try {
            return await this.context.storage.now();
        }
        catch (error) {
            if (!this.dryRun || !(0,errors/* isStoreError */.A1)(error, 'STORAGE'))
                throw error;
            this.context.logger.warn(`${error.message}; the time of this machine is taken for this dry run`);
            return this.context.clock();
        }
    }
    /**
     * Where an alias points at a version that is gone, whoever removed that was killed before he looked, or the alias was
     * put back to where it had been meanwhile.
     * @returns those that are back, or would be.
     */
    async bringBackAliased(snapshot) {
        const versions = snapshot.flatMap(({ name, aliases, gone }) => {
            const targets = new Set(aliases.values());
            return gone.filter(({ number }) => targets.has(number)).map(({ number }) => ({ name, number }));
        });
        if (this.dryRun)
            return versions;
        const back = [];
        for (const version of versions) {
            try {
                await bringBackSound(this.context, this.store, version, 'an alias points at it');
                back.push(version);
            }
            catch (error) {
                if (!(0,errors/* isStoreError */.A1)(error, 'NOT_FOUND') && !(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                    throw error;
                this.context.logger.warn(`an alias of ${version.name} points at v${version.number}, and ${error.message}`);
            }
        }
        return back;
    }
    /** Removes what the plan says, looks again, and brings back what should have stayed. */
    async remove(before, plan, retention) {
        const planned = plan.artifacts.flatMap((artifact) => artifact.removed);
        const spared = new Map();
        if (planned.length === 0 || this.dryRun)
            return { removed: new Set(planned.map(idOf)), spared, after: before };
        const own = new Set((await removeAll(this.context, planned, PRUNED)).map(idOf));
        const after = await this.reader.read(own);
        const again = planRetention(after, { ...retention, logger: silentLogger });
        const keptNow = new Map(again.artifacts.map(({ name, kept }) => [name, kept]));
        const removed = new Set();
        for (const version of planned) {
            const id = idOf(version);
            const reason = keptNow.get(version.name)?.get(version.number);
            if (reason === undefined)
                removed.add(id);
            else {
                if (own.has(id))
                    await bringBack(this.context, version, `it was pruned, and stays after all: ${reason}`);
                spared.set(id, reason);
            }
        }
        return { removed, spared, after };
    }
    async findUnused(snapshot, removed, { lists }, ages) {
        const used = new Set();
        for (const version of snapshot.flatMap(({ living }) => living)) {
            if (!removed.has(idOf(version)))
                for (const pack of version.packs)
                    used.add(pack);
        }
        const unused = sortUnused(await storedPacks(this.context.storage), used, lists, ages);
        if (unused.destroyable.length === 0)
            return unused;
        // Who restores a version that was removed just now still wants its bytes.
        const held = await packsOfGone(this.context, recentlyRemoved(snapshot, removed, ages));
        const until = graceEnd(ages, ages.now);
        const waiting = unused.destroyable.filter(({ pack }) => held.has(pack)).map((pack) => ({ ...pack, until }));
        const destroyable = unused.destroyable.filter(({ pack }) => !held.has(pack));
        return { ...unused, destroyable, waiting: [...unused.waiting, ...waiting] };
    }
}
function recentlyRemoved(snapshot, removed, ages) {
    return snapshot.flatMap(({ name, living, gone }) => [
        ...living.filter((version) => removed.has(idOf(version))).map(({ number }) => ({ name, number })),
        ...gone.filter(({ removedAt }) => !isPastGrace(ages, removedAt)).map(({ number }) => ({ name, number }))
    ]);
}

;// CONCATENATED MODULE: ./lib/store/pruning/remove.js
/** Removing one version by hand. docs/PROTOCOL.md, D2 and D5. */









/**
 * Undefined where no selector names a version.
 * @throws ArtifactStoreError `REFUSED` where it is one that stays: the newest, a labelled or an aliased one.
 */
async function removeVersion(context, request) {
    const { name, selectors } = request;
    checkArtifactName(name);
    if (selectors.length === 0) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', 'version: name the version that is to be removed');
    }
    for (const selector of selectors)
        parseSelector(selector);
    await openForWriting(context);
    const found = await find(context, request);
    if (found === undefined)
        return undefined;
    await refuseStaying(context, found, 'and stays');
    const own = await removeAll(context, [found], 'removed by hand');
    if (own.length === 0)
        return found;
    try {
        await refuseStaying(context, found, 'since a moment ago, and was not removed');
    }
    catch (error) {
        await bringBack(context, found, 'removed by hand, and it should stay');
        throw error;
    }
    return found;
}
async function find(context, { name, selectors }) {
    try {
        const found = await findVersion(context, name, selectors);
        if (found !== undefined) {
            return { name, number: found.version.number, matched: found.matched, version: found.version };
        }
    }
    catch (error) {
        // What cannot be read can still be given up, if it is meant by its number.
        if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED') || selectors.length > 1)
            throw error;
    }
    return selectors.length === 1 ? await findUnreadable(context, name, selectors[0]) : undefined;
}
/** A version of which no more is known than its number: its record is damaged, torn, or missing. */
async function findUnreadable({ storage, logger }, name, selector) {
    const kind = parseSelector(selector);
    const series = new VersionSeries(storage, name, logger);
    if (kind.kind !== 'number' || (await series.isGone(kind.number)))
        return undefined;
    if (kind.number > (await series.survey()).newest)
        return undefined;
    try {
        await series.readListed(kind.number);
        return undefined;
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
            throw error;
        logger.warn(`${error.message}; it is given up, and cannot be brought back`);
        return { name, number: kind.number, matched: selector, version: undefined };
    }
}
/** @throws ArtifactStoreError `REFUSED`; `DAMAGED` where it is not known where an alias points. */
async function refuseStaying({ storage }, { name, number, version }, what) {
    const refused = (why) => new errors/* ArtifactStoreError */.ux('REFUSED', `version: ${name}@v${number} ${why}, ${what}`);
    if (version !== undefined) {
        if (version.version !== `v${number}`)
            throw refused(`has the label ${(0,errors/* quote */.hD)(version.version)}`);
        const series = new VersionSeries(storage, name, silentLogger);
        const { record: newest } = await series.newestReadable(await series.survey());
        if (newest === undefined || newest.metadata.number <= number)
            throw refused('is the newest version');
    }
    const aliases = (await aliasesByVersion(storage, undefined, name)).get(number);
    if (aliases !== undefined)
        throw refused(`has the alias ${aliases.map(errors/* quote */.hD).join(', ')}`);
}

;// CONCATENATED MODULE: ./lib/store/gating.js
/** Gates of a save and of a record: read before anything is written, judged once all of it is. */





/**
 * @param run the one that saves, or saved, the version.
 * @throws ArtifactStoreError `INVALID_INPUT`: a condition or a selector that cannot be read, or not be asked here.
 */
function checkGateRequest({ storage, ancestry, viewer }, gate, run) {
    if (gate === undefined)
        return;
    const { failIf, baseline = [] } = gate;
    const condition = parseCondition(failIf, { input: 'fail-if', allowBase: true });
    const asking = { storage, ancestry, viewer: gate.viewer ?? viewer ?? viewerOf(run) };
    if (baseline.length > 0)
        parseSelectors(asking, baseline, false, 'baseline');
    else if (readsBase(condition))
        gate_baseBranch(asking.viewer, run);
}
/**
 * Judges a version that is there. What keeps it from being judged is no failure of what was written before, so it is in
 * the result: the version has failed then.
 */
async function judge(context, { name, number }, gate) {
    if (gate === undefined)
        return undefined;
    try {
        return await checkGate(context, { name, number }, gate);
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error) || error.code === 'CANCELLED')
            throw error;
        return { failed: true, isJudged: false, explanation: error.message };
    }
}

;// CONCATENATED MODULE: ./lib/store/recording.js
/** Recording: metrics, params and metadata of a version, after its save. docs/PROTOCOL.md, "Notes". */











/** Undefined where no selector names a version. */
async function recordNote(context, request) {
    const { name, metrics = {}, params = {}, metadata = {}, run = {} } = request;
    refuseSecrets(context.secrets, { params, metrics, metadata, run });
    checkMetrics(metrics);
    checkMayWrite(context.viewer ?? viewerOf(run), name);
    if ([metrics, params, metadata].every((part) => Object.keys(part).length === 0)) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', 'metrics: there is nothing to record; give metrics, params or metadata');
    }
    const found = await findVersion(context, name, request.selectors, request.where);
    if (found === undefined)
        return undefined;
    checkGateRequest(context, request.gate, found.version.run);
    await openForWriting(context);
    context.throwIfCancelled();
    const { number } = found.version;
    const { storage, logger, clock } = context;
    const note = { metrics, params, metadata, run, recordedAt: clock().toISOString() };
    const appended = await appendNote(storage, name, number, note, context.nonce());
    const series = new VersionSeries(storage, name, logger);
    // Who removes a version does not look for notes; who adds one looks whether it is still there.
    if (await series.isGone(number)) {
        throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `version: ${name}@v${number} was removed while this was recorded of it; the note counts again once the version is brought back`);
    }
    const notes = await series.notesOf(number);
    await excerptNote(context, name, number, appended);
    const version = mergeNotes(found.record.metadata, notes);
    const gate = await judge(context, version, request.gate);
    return {
        version,
        matched: found.matched,
        before: found.version,
        note: appended,
        ...(gate === undefined ? {} : { gate })
    };
}

;// CONCATENATED MODULE: ./lib/content/restore-plan.js




const restore_plan_KINDS = ['file', 'directory', 'symlink'];
/**
 * What a restore has to read and write, turned from the order of files into the order of packs. Typed arrays: about 70
 * bytes a chunk and 20 an entry besides its path, so that a million files fit.
 */
class RestorePlan {
    paths = [];
    targets = new Map();
    kinds = new Numbers(Uint8Array);
    modes = new Numbers(Uint16Array);
    sizes = new Numbers(Float64Array);
    chunkCounts = new Numbers(Uint32Array);
    packNames = [];
    packNumbers = new Map();
    packs = new Numbers(Uint32Array);
    offsets = new Numbers(Uint32Array);
    storedSizes = new Numbers(Uint32Array);
    chunkSizes = new Numbers(Uint32Array);
    chunkEntries = new Numbers(Uint32Array);
    positions = new Numbers(Float64Array);
    hashes = new Uint8Array(1024 * content_hash/* HASH_BYTES */.FA);
    order = new Uint32Array(0);
    /** Regular files and links. */
    files = 0;
    /** Bytes of the files. */
    bytes = 0;
    add(entry) {
        const number = this.paths.push(entry.path) - 1;
        this.kinds.push(restore_plan_KINDS.indexOf(entry.type));
        if (entry.type !== 'directory')
            this.files++;
        if (entry.type === 'symlink') {
            this.targets.set(number, entry.target);
            this.modes.push(0);
            this.sizes.push(0);
            this.chunkCounts.push(0);
            return;
        }
        this.modes.push(entry.mode);
        this.sizes.push(entry.type === 'file' ? entry.size : 0);
        this.chunkCounts.push(entry.type === 'file' ? entry.chunks.length : 0);
        if (entry.type === 'directory')
            return;
        this.bytes += entry.size;
        let position = 0;
        for (const chunk of entry.chunks) {
            if (chunk.offset + chunk.stored > PACK_MAXIMUM) {
                throw new errors/* ArtifactStoreError */.ux('DAMAGED', `the list of files (tree) is damaged: it names bytes behind the end of pack ${chunk.pack}`);
            }
            const at = this.packs.length;
            this.packs.push(this.packNumber(chunk.pack));
            this.offsets.push(chunk.offset);
            this.storedSizes.push(chunk.stored);
            this.chunkSizes.push(chunk.size);
            this.chunkEntries.push(number);
            this.positions.push(position);
            this.setHash(at, chunk.sha256);
            position += chunk.size;
        }
    }
    /** The packs that files are read from. */
    usedPacks() {
        return this.packNames;
    }
    *entries() {
        for (let entry = 0; entry < this.paths.length; entry++) {
            const kind = restore_plan_KINDS[this.kinds.at(entry)];
            const path = this.paths[entry];
            const mode = this.modes.at(entry);
            if (kind === 'file')
                yield { kind, path, mode, size: this.sizes.at(entry) };
            else if (kind === 'directory')
                yield { kind, path, mode };
            else
                yield { kind, path, target: this.targets.get(entry) };
        }
    }
    /** Files that no chunk makes whole at once: empty ones, and those of several chunks. */
    *filesToFinish() {
        for (let entry = 0; entry < this.paths.length; entry++) {
            if (restore_plan_KINDS[this.kinds.at(entry)] !== 'file' || this.chunkCounts.at(entry) === 1)
                continue;
            yield { path: this.paths[entry], mode: this.modes.at(entry), isEmpty: this.chunkCounts.at(entry) === 0 };
        }
    }
    pathOf(entry) {
        return this.paths[entry];
    }
    modeOf(entry) {
        return this.modes.at(entry);
    }
    /** Whether the file has one chunk only. */
    isWhole(entry) {
        return this.chunkCounts.at(entry) === 1;
    }
    /** The stretches of packs to read, pack by pack in ascending order of offsets. */
    *spans() {
        this.order = Uint32Array.from({ length: this.packs.length }, (_, chunk) => chunk).sort((a, b) => this.packs.at(a) - this.packs.at(b) || this.offsets.at(a) - this.offsets.at(b));
        const at = (item) => {
            const chunk = this.order[item];
            return { pack: this.packs.at(chunk), offset: this.offsets.at(chunk), stored: this.storedSizes.at(chunk) };
        };
        for (const span of planSpans(this.order.length, at))
            yield { ...span, pack: this.packNames[span.pack] };
    }
    /** The chunks of a span, in order; several that lie at one place belong to several files. */
    *chunksOf(span) {
        for (let item = span.first; item <= span.last; item++) {
            const chunk = this.order[item];
            yield {
                offset: this.offsets.at(chunk),
                stored: this.storedSizes.at(chunk),
                size: this.chunkSizes.at(chunk),
                hash: this.hashes.subarray(chunk * content_hash/* HASH_BYTES */.FA, (chunk + 1) * content_hash/* HASH_BYTES */.FA),
                entry: this.chunkEntries.at(chunk),
                position: this.positions.at(chunk)
            };
        }
    }
    packNumber(pack) {
        let number = this.packNumbers.get(pack);
        if (number === undefined) {
            number = this.packNames.push(pack) - 1;
            this.packNumbers.set(pack, number);
        }
        return number;
    }
    setHash(chunk, hex) {
        const start = chunk * content_hash/* HASH_BYTES */.FA;
        if (start + content_hash/* HASH_BYTES */.FA > this.hashes.length) {
            const grown = new Uint8Array(Math.ceil(this.hashes.length / content_hash/* HASH_BYTES */.FA / 2) * 3 * content_hash/* HASH_BYTES */.FA);
            grown.set(this.hashes);
            this.hashes = grown;
        }
        Buffer.from(this.hashes.buffer, start, content_hash/* HASH_BYTES */.FA).write(hex, 'hex');
    }
}
/** A typed array that grows. */
class Numbers {
    make;
    values;
    length = 0;
    constructor(make) {
        this.make = make;
        this.values = new make(256);
    }
    push(value) {
        if (this.length >= this.values.length) {
            const grown = new this.make(Math.ceil(this.values.length * 1.5));
            grown.set(this.values);
            this.values = grown;
        }
        this.values[this.length++] = value;
    }
    at(position) {
        return this.values[position];
    }
}

// EXTERNAL MODULE: ./lib/files/destination.js + 8 modules
var files_destination = __webpack_require__(3337);
// EXTERNAL MODULE: ./lib/files/patterns.js
var files_patterns = __webpack_require__(4152);
;// CONCATENATED MODULE: ./lib/signing/json.js
/** Reading JSON of which nothing is known. */
function json_isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** What lies in objects within objects; undefined where there is no such thing. */
function valueAt(value, ...keys) {
    let current = value;
    for (const key of keys) {
        if (!json_isObject(current) || !Object.hasOwn(current, key))
            return undefined;
        current = current[key];
    }
    return current;
}
/** Text that is not empty. */
function textAt(value, ...keys) {
    const text = valueAt(value, ...keys);
    return typeof text === 'string' && text !== '' ? text : undefined;
}

;// CONCATENATED MODULE: ./lib/signing/statement.js
/** in-toto Statements, version 1: what is claimed (the predicate) of what (the subjects). */


const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
function statement(predicateType, predicate, subject) {
    return { _type: STATEMENT_TYPE, subject, predicateType, predicate };
}
/**
 * Reads a statement of one type. That it was signed does not make it well-formed.
 * @throws ArtifactStoreError `SIGNATURE`
 */
function parseStatement(payload, predicateType) {
    let value;
    try {
        value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    }
    catch {
        throw malformed('its payload is not JSON');
    }
    if (!json_isObject(value) || value['_type'] !== STATEMENT_TYPE)
        throw malformed('its payload is no in-toto Statement v1');
    if (value['predicateType'] !== predicateType)
        throw malformed(`it states something else than ${predicateType}`);
    const { subject, predicate } = value;
    if (!Array.isArray(subject) || subject.length === 0 || !subject.every(isSubject)) {
        throw malformed('its statement has no subject with a SHA-256');
    }
    if (!json_isObject(predicate))
        throw malformed('its statement has no predicate');
    return { _type: STATEMENT_TYPE, subject, predicateType, predicate };
}
function isSubject(value) {
    if (!json_isObject(value) || typeof value['name'] !== 'string' || !json_isObject(value['digest']))
        return false;
    const { sha256 } = value['digest'];
    return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}
/** What is wrong with a signature, as the rest of a sentence about it. */
function malformed(problem) {
    return new errors/* ArtifactStoreError */.ux('SIGNATURE', `it is malformed: ${problem}`);
}

;// CONCATENATED MODULE: ./lib/signing/bundle.js
/**
 * Signing and opening: a statement in a DSSE envelope (https://github.com/secure-systems-lab/dsse) in a Sigstore bundle
 * v0.3, as `model_signing` writes them for a key.
 */



const MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
function signStatement(statement, key) {
    const payload = Buffer.from(JSON.stringify(statement), 'utf8');
    const signature = key.sign(preAuthEncoding(PAYLOAD_TYPE, payload));
    return bundleOf(payload.toString('base64'), signature.toString('base64'), key.publicKey);
}
function bundleOf(payload, sig, { fingerprint }) {
    return {
        mediaType: MEDIA_TYPE,
        verificationMaterial: { publicKey: { hint: fingerprint }, tlogEntries: [] },
        dsseEnvelope: { payload, payloadType: PAYLOAD_TYPE, signatures: [{ sig, keyid: '' }] }
    };
}
/**
 * The statement of a bundle, once it is known to be signed by one of the keys. Nothing of it is read before.
 * @throws ArtifactStoreError `SIGNATURE`, as the rest of a sentence about the signature.
 */
function openBundle(bundle, predicateType, keys) {
    if (valueAt(bundle, 'mediaType') !== MEDIA_TYPE)
        throw malformed('it is no Sigstore bundle v0.3');
    const envelope = valueAt(bundle, 'dsseEnvelope');
    if (valueAt(envelope, 'payloadType') !== PAYLOAD_TYPE)
        throw malformed('its payload is of another type');
    const signatures = valueAt(envelope, 'signatures');
    if (!Array.isArray(signatures) || signatures.length !== 1)
        throw malformed('it does not hold exactly one signature');
    const [payload, sig] = [textAt(envelope, 'payload') ?? '', textAt(signatures[0], 'sig') ?? ''];
    const bytes = decodeBase64(payload, 'payload');
    const signature = decodeBase64(sig, 'signature');
    const signed = preAuthEncoding(PAYLOAD_TYPE, bytes);
    const key = keys.find((candidate) => candidate.verifies(signed, signature));
    if (key === undefined)
        throw notByThese(keys, textAt(bundle, 'verificationMaterial', 'publicKey', 'hint'));
    return { statement: parseStatement(bytes, predicateType), key, bundle: bundleOf(payload, sig, key) };
}
/** What is signed, so that a payload of one type cannot stand for one of another (DSSE, "PAE"). */
function preAuthEncoding(payloadType, payload) {
    const header = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
    return Buffer.concat([Buffer.from(header, 'utf8'), payload]);
}
/** Strictly: of two texts that decode to the same bytes only one is right. */
function decodeBase64(text, what) {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length === 0 || bytes.toString('base64') !== text)
        throw malformed(`its ${what} is not Base64`);
    return bytes;
}
function notByThese(keys, hint) {
    if (keys.some(({ fingerprint }) => fingerprint === hint)) {
        return new errors/* ArtifactStoreError */.ux('SIGNATURE', 'what it states was altered: the signature does not fit it');
    }
    const other = hint !== undefined && /^[0-9a-f]{64}$/.test(hint) ? `, ${hint.slice(0, 16)}…` : '';
    return new errors/* ArtifactStoreError */.ux('SIGNATURE', `it is by another key${other}`);
}

;// CONCATENATED MODULE: ./lib/signing/keys.js
/** ECDSA keys over P-256, as PEM. The private one is used, and never shown. */


/** How OpenSSL calls P-256. */
const CURVE = 'prime256v1';
const HASH = 'sha256';
const HOW_TO_MAKE_ONE = "'openssl ecparam -name prime256v1 -genkey -noout -out signing.key' makes one";
const HOW_TO_EXPORT_ONE = "'openssl ec -in signing.key -pubout -out signing.pub' writes that of a private key";
/** A private key that signs. What it is made of is in no property, so that nothing that shows an object shows it. */
class SigningKey {
    #key;
    /** Verifies what this key signs. */
    publicKey;
    constructor(key) {
        this.#key = key;
        this.publicKey = new VerifyingKey(createPublicKey(key));
    }
    /** @returns an ASN.1 DER signature over the SHA-256 of `bytes`. */
    sign(bytes) {
        return signBytes(HASH, bytes, this.#key);
    }
}
/** A public key. */
class VerifyingKey {
    fingerprint;
    /** As PEM (SubjectPublicKeyInfo). */
    pem;
    key;
    constructor(key) {
        this.key = key;
        this.pem = key.export({ type: 'spki', format: 'pem' }).toString();
        this.fingerprint = createHash(HASH).update(this.pem).digest('hex');
    }
    /** Whether `signature` is one that the private key made over `bytes`. */
    verifies(bytes, signature) {
        try {
            return verifyBytes(HASH, bytes, this.key, signature);
        }
        catch {
            // Bytes that are no signature at all.
            return false;
        }
    }
}
/**
 * Reads a private key. No message and no cause of an error holds anything of the text.
 * @param pem PKCS#8 or SEC1, not encrypted.
 * @param origin how messages call it: `input 'sign-key'`.
 * @throws ArtifactStoreError `INVALID_INPUT`
 */
function parseSigningKey(pem, origin) {
    if (isEncrypted(pem)) {
        throw invalid(origin, "is encrypted with a passphrase, which nobody can type here: give it decrypted ('openssl ec -in FILE'), as a secret");
    }
    if (!/-----BEGIN (?:EC )?PRIVATE KEY-----/.test(pem)) {
        const isPublic = pem.includes('-----BEGIN PUBLIC KEY-----');
        throw invalid(origin, `is ${isPublic ? 'a public key, not' : 'not'} a private key in PEM format: ${HOW_TO_MAKE_ONE}`);
    }
    let key;
    try {
        key = createPrivateKey(pem);
    }
    catch {
        // What OpenSSL says of it names neither the place nor the remedy.
        throw invalid(origin, `cannot be read as a private key in PEM format: is it whole, with its line breaks?`);
    }
    checkCurve(key, origin);
    return new SigningKey(key);
}
/** Public keys in one text: while keys are changed, signatures of the old and of the new one hold. */
function parsePublicKeys(pem, origin) {
    if (pem.includes('PRIVATE KEY-----')) {
        throw invalid(origin, `is a private key, which has no place here: give the public one; ${HOW_TO_EXPORT_ONE}`);
    }
    const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g);
    if (blocks === null)
        throw invalid(origin, `is not a public key in PEM format: ${HOW_TO_EXPORT_ONE}`);
    return blocks.map((block) => {
        let key;
        try {
            key = createPublicKey(block);
        }
        catch {
            throw invalid(origin, 'cannot be read as a public key in PEM format: is it whole, with its line breaks?');
        }
        checkCurve(key, origin);
        return new VerifyingKey(key);
    });
}
function isEncrypted(pem) {
    return /-----BEGIN ENCRYPTED [A-Z ]*PRIVATE KEY-----|^Proc-Type: *4, *ENCRYPTED/m.test(pem);
}
function checkCurve(key, origin) {
    const { asymmetricKeyType, asymmetricKeyDetails } = key;
    if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === CURVE)
        return;
    const curve = asymmetricKeyDetails?.namedCurve;
    const what = curve === undefined ? (asymmetricKeyType ?? 'unknown').toUpperCase() : `EC key over ${curve}`;
    throw invalid(origin, `is a key of another kind (${what}), and must be ECDSA over P-256: ${HOW_TO_MAKE_ONE}`);
}
function invalid(origin, problem) {
    return new ArtifactStoreError('INVALID_INPUT', `${origin} ${problem}`);
}

;// CONCATENATED MODULE: ./lib/signing/model-statement.js
/**
 * The statement of OpenSSF Model Signing v1.0 (https://github.com/ossf/model-signing-spec): each file with its SHA-256.
 * `model_signing verify key` holds a restored folder against it.
 */




const MODEL_PREDICATE_TYPE = 'https://model_signing/signature/v1.0';
/** What the specification leaves out of every model, at its top alone. */
const IGNORED_PATHS = ['.git', '.gitattributes', '.github', '.gitignore'];
/** Bytes of a list of files as JSON; about 150,000 files. Beyond it the statement would outgrow what is read at once. */
const MODEL_LIST_MAXIMUM = 22 * 1024 * 1024;
/** The files of a version as Model Signing lists them, fed entry by entry; or why it cannot. */
class ModelFiles {
    files = [];
    bytes = 0;
    reason;
    add(entry) {
        if (this.reason !== undefined || entry.type === 'directory')
            return;
        // Links are refused wherever they are, also below what is left out.
        if (entry.type === 'symlink') {
            this.giveUp(`it holds symbolic links, such as ${(0,errors/* quote */.hD)(entry.path)}, which model_signing refuses (saved with 'symlinks: follow', they are files)`);
            return;
        }
        if (IGNORED_PATHS.includes(entry.path.split('/', 1)[0]))
            return;
        const file = { name: entry.path, algorithm: 'sha256', digest: entry.sha256 };
        this.bytes += Buffer.byteLength(JSON.stringify(file)) + 1;
        if (this.bytes > MODEL_LIST_MAXIMUM)
            this.giveUp('it holds more files than such a statement can list here');
        else
            this.files.push(file);
    }
    /** Sorted by name, by code points; undefined where there is a {@link reasonForNone}. */
    list() {
        if (this.reasonForNone() !== undefined)
            return undefined;
        return this.files.sort((a, b) => compareCodePoints(a.name, b.name));
    }
    /** Why there can be no such statement of these files, as the rest of a sentence; undefined where there can. */
    reasonForNone() {
        return this.reason ?? (this.files.length === 0 ? 'it holds no file that model_signing looks at' : undefined);
    }
    giveUp(reason) {
        this.reason = reason;
        this.files = [];
    }
}
/** @param files as {@link ModelFiles.list} gives them. */
function modelStatement(name, files) {
    const predicate = {
        serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: IGNORED_PATHS },
        resources: files
    };
    return statement(MODEL_PREDICATE_TYPE, predicate, [modelSubject(name, files)]);
}
/** The last segment of an artifact's name, as a model's name is the last one of its path; and the root digest. */
function modelSubject(name, files) {
    return { name: name.slice(name.lastIndexOf('/') + 1), digest: { sha256: rootDigest(files) } };
}
/** The SHA-256 over the files' digests, in order. It covers no names: the statement does. */
function rootDigest(files) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for (const { digest } of files)
        hash.update(digest, 'hex');
    return hash.digest('hex');
}
/**
 * Holds a signed statement against the files of the version.
 * @throws ArtifactStoreError `SIGNATURE`
 */
function checkModelStatement({ subject, predicate }, files, signedRoot) {
    if (valueAt(predicate, 'serialization', 'method') !== 'files')
        throw malformed('its files are listed by shards');
    const resources = valueAt(predicate, 'resources');
    if (!Array.isArray(resources))
        throw malformed('its statement lists no files');
    const listed = resources.map((resource) => {
        if (!isModelFile(resource))
            throw malformed('its statement lists a file without a SHA-256');
        return resource;
    });
    if (subject.length !== 1 || subject[0].digest.sha256 !== signedRoot || rootDigest(listed) !== signedRoot) {
        throw new errors/* ArtifactStoreError */.ux('SIGNATURE', 'its two statements are of different files');
    }
    const own = files.list() ?? [];
    const isSame = own.length === listed.length && own.every((file, at) => isSameFile(file, listed[at]));
    if (!isSame)
        throw new errors/* ArtifactStoreError */.ux('SIGNATURE', 'the files that it lists are not those of the version');
}
function isSameFile(one, other) {
    return one.name === other.name && one.digest === other.digest;
}
function isModelFile(value) {
    if (!json_isObject(value) || typeof value['name'] !== 'string' || value['algorithm'] !== 'sha256')
        return false;
    return typeof value['digest'] === 'string' && /^[0-9a-f]{64}$/.test(value['digest']);
}
/** JavaScript compares UTF-16 units, which differs where a surrogate meets a unit of U+E000 or above. */
function compareCodePoints(left, right) {
    const length = Math.min(left.length, right.length);
    for (let at = 0; at < length; at++) {
        if (left.charCodeAt(at) === right.charCodeAt(at))
            continue;
        // Within a pair the first unit is that of both, or decides.
        return left.codePointAt(at) - right.codePointAt(at);
    }
    return left.length - right.length;
}

;// CONCATENATED MODULE: ./lib/signing/provenance.js
/**
 * Where a version comes from, as SLSA provenance v1 (https://slsa.dev/spec/v1.0/provenance): in a workflow with the fields
 * that GitHub's own generator fills in (https://actions.github.io/buildtypes/workflow/v1). What is not known is left out.
 */


const PROVENANCE_PREDICATE_TYPE = 'https://slsa.dev/provenance/v1';
const WORKFLOW_BUILD_TYPE = 'https://actions.github.io/buildtypes/workflow/v1';
/** The build type, and the builder, of what was saved by hand or by a program that tells less of itself. */
const LOCAL_BUILD_TYPE = 'https://github.com/artifact-store/artifact-store/blob/main/docs/SIGNING.md#outside-of-a-workflow';
function provenanceStatement(origins) {
    const { version, model } = origins;
    const subject = { name: `${version.name}@v${version.number}`, digest: { sha256: version.digest } };
    return statement(PROVENANCE_PREDICATE_TYPE, predicate(origins), model === undefined ? [subject] : [subject, model]);
}
function predicate({ version, run, inputs }) {
    const workflow = workflowOf(run);
    const { name, number, label } = version;
    const own = { 'artifact-store': { name, number, ...(label === undefined ? {} : { label }) } };
    const dependencies = inputs.map((input) => ({
        name: `${input.name}@v${input.number}`,
        digest: { sha256: input.digest }
    }));
    if (workflow === undefined) {
        return {
            buildDefinition: {
                buildType: LOCAL_BUILD_TYPE,
                externalParameters: {},
                internalParameters: own,
                resolvedDependencies: [...localCommit(run), ...dependencies]
            },
            runDetails: { builder: { id: LOCAL_BUILD_TYPE } }
        };
    }
    const { ref, repository, path, builder, commit, invocationId } = workflow;
    const github = known({
        event_name: textAt(run, 'event'),
        repository_id: textAt(run, 'repositoryId'),
        repository_owner_id: textAt(run, 'repositoryOwnerId'),
        runner_environment: textAt(run, 'runnerEnvironment')
    });
    return {
        buildDefinition: {
            buildType: WORKFLOW_BUILD_TYPE,
            externalParameters: { workflow: { ref, repository, path } },
            internalParameters: { github, ...own },
            resolvedDependencies: [
                ...(commit === undefined ? [] : [{ uri: `git+${repository}@${ref}`, digest: { gitCommit: commit } }]),
                ...dependencies
            ]
        },
        runDetails: {
            builder: { id: builder },
            ...(invocationId === undefined ? {} : { metadata: { invocationId } })
        }
    };
}
/** Undefined where the run was of no workflow, or does not tell which. */
function workflowOf(run) {
    const [server, name, ref, workflowRef] = ['server', 'repository', 'ref', 'workflowRef'].map((key) => textAt(run, key));
    if (run['workflow'] === false || !server || !name || !ref || !workflowRef?.startsWith(`${name}/`))
        return undefined;
    const repository = `${server}/${name}`;
    const [runId, runAttempt] = [textAt(run, 'runId'), run['runAttempt']];
    return {
        ref,
        repository,
        path: workflowPath(workflowRef.slice(name.length + 1), ref),
        builder: `${server}/${workflowRef}`,
        commit: textAt(run, 'sha'),
        invocationId: runId === undefined || typeof runAttempt !== 'number'
            ? undefined
            : `${repository}/actions/runs/${runId}/attempts/${runAttempt}`
    };
}
/** `path@ref` without the ref; either may hold an `@` of its own. */
function workflowPath(pathAndRef, ref) {
    if (pathAndRef.endsWith(`@${ref}`))
        return pathAndRef.slice(0, -ref.length - 1);
    return pathAndRef.split('@refs/', 1)[0];
}
/** What git knew of the folder: the commit that the files were made at, if nothing was changed since. */
function localCommit(run) {
    const commit = textAt(run, 'sha');
    if (commit === undefined || run['dirty'] === true)
        return [];
    const repository = textAt(run, 'repository');
    // What is no address of a repository (a path of somebody's machine) is nothing for others to read.
    const uri = repository !== undefined && /^https?:\/\//.test(repository) ? { uri: `git+${repository}` } : {};
    return [{ ...uri, digest: { gitCommit: commit } }];
}
function known(fields) {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
/** @throws ArtifactStoreError `SIGNATURE` where the statement does not say which version it is about. */
function readProvenance({ subject, predicate: signed }) {
    const build = valueAt(signed, 'buildDefinition');
    const own = valueAt(build, 'internalParameters', 'artifact-store');
    const [name, number, label] = [textAt(own, 'name'), valueAt(own, 'number'), textAt(own, 'label')];
    const [first, second] = subject;
    if (name === undefined || typeof number !== 'number' || first?.name !== `${name}@v${number}` || subject.length > 2) {
        throw malformed('its provenance does not say which version it is of');
    }
    const version = { name, number, label, digest: first.digest.sha256 };
    const modelRoot = second?.digest.sha256;
    if (textAt(build, 'buildType') !== WORKFLOW_BUILD_TYPE) {
        const nothing = { repository: undefined, workflow: undefined, ref: undefined, event: undefined };
        return { version, modelRoot, ...nothing, commit: commitOf(build), invocation: undefined };
    }
    const workflow = valueAt(build, 'externalParameters', 'workflow');
    return {
        version,
        modelRoot,
        repository: textAt(workflow, 'repository'),
        workflow: textAt(workflow, 'path'),
        ref: textAt(workflow, 'ref'),
        event: textAt(build, 'internalParameters', 'github', 'event_name'),
        commit: commitOf(build),
        invocation: textAt(signed, 'runDetails', 'metadata', 'invocationId')
    };
}
function commitOf(build) {
    const dependencies = valueAt(build, 'resolvedDependencies');
    return Array.isArray(dependencies) ? textAt(dependencies[0], 'digest', 'gitCommit') : undefined;
}

;// CONCATENATED MODULE: ./lib/signing/policy.js
/** Whose signatures count, and what their provenance must say. */

/** @throws ArtifactStoreError `SIGNATURE`, as the rest of a sentence about the signature. */
function checkPolicy(policy, stated) {
    const { repository, workflow, branches } = policy;
    // GitHub takes the names of owners and repositories in any case.
    if (repository !== undefined && stated.repository?.toLowerCase() !== repository.toLowerCase()) {
        throw refused('repository', stated.repository, [repository]);
    }
    if (workflow !== undefined && stated.workflow !== workflow)
        throw refused('workflow', stated.workflow, [workflow]);
    if (branches !== undefined)
        checkBranch(branches, stated);
}
const BRANCH_PREFIX = 'refs/heads/';
function checkBranch(branches, { ref, event }) {
    // Of `pull_request_target` the ref is that of the base branch, and the files may be anybody's.
    if (event?.startsWith('pull_request') === true)
        throw refused('branch', `a pull request (${event})`, branches);
    const branch = ref?.startsWith(BRANCH_PREFIX) === true ? ref.slice(BRANCH_PREFIX.length) : undefined;
    if (branch !== undefined && branches.some((pattern) => matches(pattern, branch)))
        return;
    throw refused('branch', branch ?? ref, branches);
}
function matches(pattern, branch) {
    const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return new RegExp(`^${parts.join('[^]*')}$`).test(branch);
}
function refused(what, stated, wanted) {
    const found = stated === undefined ? `names no ${what}` : `names the ${what} ${(0,errors/* quote */.hD)(stated)}`;
    return new errors/* ArtifactStoreError */.ux('SIGNATURE', `its provenance ${found}, and ${wanted.map(errors/* quote */.hD).join(' or ')} is required`);
}

;// CONCATENATED MODULE: ./lib/signing/verify.js
/** Whether signatures of a version are good enough. Everything that is not known to be right is wrong. */





/**
 * @param version what the statements must be about
 * @param asked the selector by which the version was chosen: a label must be signed if it chose
 * @throws ArtifactStoreError `SIGNATURE`, as the rest of a sentence about the signature.
 */
function verifyPair(pair, version, asked, policy) {
    const { statement, key, bundle } = openBundle(pair.provenance, PROVENANCE_PREDICATE_TYPE, policy.keys);
    const provenance = readProvenance(statement);
    checkVersion(provenance.version, version, asked, policy.signedAs);
    checkPolicy(policy, provenance);
    const model = openModel(pair.model, provenance, policy, key.fingerprint);
    if (model === undefined && policy.requireModel === true) {
        throw verify_refused('it has no statement for model_signing, which cannot represent the files, and that is asked for');
    }
    return {
        key: key.fingerprint,
        provenance,
        model: model?.statement,
        bundles: { provenance: bundle, model: model?.bundle }
    };
}
/** What was signed together is believed together: nobody can take one of the two away. */
function openModel(bundle, { modelRoot }, { keys }, fingerprint) {
    if (bundle === undefined && modelRoot === undefined)
        return undefined;
    if (bundle === undefined)
        throw verify_refused('the model statement that was signed with its provenance is missing');
    if (modelRoot === undefined)
        throw verify_refused('its provenance knows of no model statement, and there is one');
    const ofThisKey = keys.filter((key) => key.fingerprint === fingerprint);
    return openBundle(bundle, MODEL_PREDICATE_TYPE, ofThisKey);
}
function checkVersion(stated, version, asked, signedAs) {
    if (stated.digest !== version.digest)
        throw verify_refused(`it is of other contents, sha256:${stated.digest}`);
    if (signedAs !== undefined) {
        if (stated.name !== signedAs)
            throw verify_refused(`it is of ${verify_describe(stated)}, and ${(0,errors/* quote */.hD)(signedAs)} is required`);
        return;
    }
    const isThisOne = stated.name === version.name && stated.number === version.number;
    if (!isThisOne || (stated.label !== undefined && stated.label !== version.label)) {
        throw verify_refused(`it is of ${verify_describe(stated)}, not of ${verify_describe(version)}`);
    }
    if (version.label !== undefined && asked === version.label && stated.label === undefined) {
        throw verify_refused(`it does not cover the label ${(0,errors/* quote */.hD)(version.label)} that was asked for`);
    }
}
function verify_describe({ name, number, label }) {
    return (0,errors/* quote */.hD)(`${name}@v${number}${label === undefined ? '' : ` (${label})`}`);
}
function verify_refused(reason) {
    return new errors/* ArtifactStoreError */.ux('SIGNATURE', reason);
}

;// CONCATENATED MODULE: ./lib/signing/index.js
/**
 * What is signed of a version, and when a signature counts: statements, keys, bundles, policies. Pure: it knows neither
 * stores nor where anything is kept.
 */






;// CONCATENATED MODULE: ./lib/store/lineage.js
/** What each run restored: appended by restores, read by saves of the same run. docs/PROTOCOL.md, R6. */




/** Appends that the run restored a version. A store that cannot be written is a warning: the restore itself is done. */
async function recordRestore(storage, logger, runKey, attempt, version, restoredAt, nonce) {
    const { name, number, digest } = version;
    const document = encodeDocument({ name, number, digest, restoredAt, ...(attempt === undefined ? {} : { attempt }) });
    try {
        await publish(storage, `${runPrefix(runKey)}${nonce}.json`, document);
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error))
            throw error;
        logger.warn(`what this run restored could not be noted for lineage: ${error.message}`);
    }
}
/** The versions that the run restored, each once, by name and number. */
async function readInputs(storage, logger, runKey) {
    const inputs = new Map();
    for await (const { key } of storage.list(runPrefix(runKey))) {
        try {
            const fields = await readUnlessTorn(storage, key);
            if (fields === undefined)
                continue;
            const input = parseInput(fields);
            if (input === undefined) {
                throw new errors/* ArtifactStoreError */.ux('DAMAGED', `${storage.location}: ${key} is damaged: it names no version`);
            }
            inputs.set(`${input.name}@${input.number}`, input);
        }
        catch (error) {
            // Removed by a prune run since it was listed: of a run that long ago.
            if ((0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
                continue;
            if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
            logger.warn(`${error.message}; it is missing from the lineage`);
        }
    }
    return [...inputs.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.number - b.number));
}

;// CONCATENATED MODULE: ./lib/store/statements.js
/** What can be stated of a version, to be signed here or elsewhere: its provenance, and its files. */




/** Reads the tree, and holds it against the digest. */
async function statementsOf({ storage }, record, { label, run, inputs }) {
    const files = new ModelFiles();
    for await (const entry of readVersionTree(new PackReader(storage), record))
        files.add(entry);
    const { name } = record.metadata;
    const list = files.list();
    const model = list === undefined ? undefined : modelStatement(name, list);
    const provenance = provenanceStatement({
        version: statedVersion(record, label),
        model: model?.subject[0],
        run,
        inputs: inputs.map((input) => ({ ...input, digest: digestHex(input.digest) }))
    });
    return model === undefined ? { provenance, withoutModel: files.reasonForNone() } : { provenance, model };
}
function statedVersion({ metadata }, label) {
    const { name, number, digest } = metadata;
    return { name, number, label, digest: digestHex(digest) };
}

;// CONCATENATED MODULE: ./lib/store/signature-check.js
/** Looking for a signature of a version that satisfies a policy. docs/PROTOCOL.md, "Signatures". */




/** Of so many signatures, the newest ones, each is looked at: a store may hold any number. */
const LOOKED_AT = 32;
/** Of so many the error tells what is wrong with them. */
const TOLD = 3;
class SignatureSearch {
    version;
    record;
    asked;
    policy;
    refused = [];
    /** @param asked the selector that matched */
    constructor({ storage }, record, asked, policy) {
        const { name, number } = record.metadata;
        this.version = { storage, name, number };
        this.record = record;
        this.asked = asked;
        this.policy = policy;
    }
    /** Newest first. What they list is to be held against the files by {@link accepts}. */
    async *candidates() {
        const signatures = (await listSignatures(this.version)).reverse();
        for (const signature of signatures.slice(0, LOOKED_AT)) {
            const pair = await this.unlessRefused(signature, async () => {
                const found = await readSignature(this.version, signature);
                const version = statedVersion(this.record, this.record.label);
                return found === undefined ? undefined : verifyPair(found, version, this.asked, this.policy);
            });
            if (pair !== undefined)
                yield { ...pair, signature };
        }
    }
    async accepts({ signature, model, provenance }, files) {
        if (model === undefined)
            return true;
        return ((await this.unlessRefused(signature, () => {
            checkModelStatement(model, files, provenance.modelRoot);
            return Promise.resolve(true);
        })) ?? false);
    }
    /** Why there is none. */
    failure() {
        const { name, number } = this.version;
        const { refused } = this;
        const why = refused.length === 0
            ? "it has no signature (saved again with 'sign: key', it gets one)"
            : `none of its signatures will do: ${refused.slice(0, TOLD).join('; ')}${refused.length > TOLD ? '; …' : ''}`;
        return new errors/* ArtifactStoreError */.ux('SIGNATURE', `${name}@v${number} is not restored: ${why}`);
    }
    async unlessRefused(signature, check) {
        try {
            return await check();
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error, 'SIGNATURE') && !(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
            this.refused.push(`signature ${signature}: ${error.message}`);
            return undefined;
        }
    }
}
function describeSignature({ signature, key, provenance, bundles }) {
    const { name, number, label } = provenance.version;
    const { repository, workflow, ref, commit, invocation } = provenance;
    return {
        signature,
        key,
        signedAs: { name, number, ...(label === undefined ? {} : { label }) },
        ...(repository === undefined ? {} : { repository }),
        ...(workflow === undefined ? {} : { workflow }),
        ...(ref === undefined ? {} : { ref }),
        ...(commit === undefined ? {} : { commit }),
        ...(invocation === undefined ? {} : { invocation }),
        provenanceBundle: JSON.stringify(bundles.provenance),
        ...(bundles.model === undefined ? {} : { modelBundle: JSON.stringify(bundles.model) })
    };
}

;// CONCATENATED MODULE: ./lib/store/restore.js
/**
 * Restoring a version: check everything, read pack by pack, verify every chunk, write beside the destination, rename.
 * docs/PROTOCOL.md, *Reading*.
 */









/** Spans that are read ahead of the threads that write them. */
const restore_SPANS_AT_ONCE = 6;
const FILES_PER_TASK = 256;
async function restoreVersion(context, record, matched, request) {
    const reader = new PackReader(context.storage);
    const { plan, signature } = await planVerified(context, reader, record, matched.matched, request);
    context.throwIfCancelled();
    const destination = await (0,files_destination/* prepareDestination */.m)({
        folder: request.destination,
        entries: () => plan.entries(),
        clean: request.clean ?? false,
        protectedFolders: request.protectedFolders ?? [],
        nonce: context.nonce(),
        ...(context.signal === undefined ? {} : { signal: context.signal })
    });
    try {
        await new Writing(context, reader, plan, destination).run();
        context.throwIfCancelled();
        const { removed } = await destination.place();
        // Links are made last, without a word.
        const { files, bytes } = plan;
        context.progress({ phase: 'restore', files, bytes, totalFiles: files, totalBytes: bytes });
        await noteLineage(context, record, request);
        return {
            ...matched,
            files: plan.files,
            size: plan.bytes,
            bytesRead: reader.bytesRead,
            removed,
            ...(signature === undefined ? {} : { signature: describeSignature(signature) })
        };
    }
    catch (error) {
        await destination.discard();
        throw error;
    }
}
/** Plans; where signatures are asked for, only with one that covers the record's digest, which covers the whole tree. */
async function planVerified(context, reader, record, matched, request) {
    const policy = request.signaturePolicy;
    if (policy === undefined)
        return { plan: await planRestore(reader, record, request) };
    const search = new SignatureSearch(context, record, matched, policy);
    const files = new ModelFiles();
    let plan;
    for await (const signature of search.candidates()) {
        plan ??= await planRestore(reader, record, request, signature.model === undefined ? undefined : files);
        if (await search.accepts(signature, files))
            return { plan, signature };
    }
    throw search.failure();
}
/**
 * Reads the tree, checks it against the record, and picks what is wanted.
 * @param all is told of all files, wanted or not
 */
async function planRestore(reader, record, request, all) {
    const { name, number } = record.metadata;
    const patterns = request.files ?? [];
    const isWanted = patterns.length === 0 ? undefined : (0,files_patterns/* compileFileFilter */.u)(patterns);
    const plan = new RestorePlan();
    // Folders are wanted only where they lead to something: they wait here until something below them is.
    let folders = [];
    for await (const entry of readVersionTree(reader, record)) {
        all?.add(entry);
        if (isWanted === undefined) {
            plan.add(entry);
            continue;
        }
        folders = folders.filter((folder) => entry.path.startsWith(`${folder.path}/`));
        if (isWanted(entry.path)) {
            for (const folder of folders)
                plan.add(folder);
            folders = [];
            plan.add(entry);
        }
        else if (entry.type === 'directory') {
            folders.push(entry);
        }
    }
    plan.usedPacks().forEach(namedPackCheck(record));
    if (isWanted !== undefined && plan.files === 0) {
        throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `files: no file of ${name}@v${number} matches ${patterns.map(errors/* quote */.hD).join(', ')}`);
    }
    return plan;
}
async function noteLineage(context, record, request) {
    if (request.runKey === undefined)
        return;
    const { storage, logger } = context;
    const at = context.clock().toISOString();
    await recordRestore(storage, logger, request.runKey, request.runAttempt, record.metadata, at, context.nonce());
}
/** The way of bytes from packs to staged files. */
class Writing {
    context;
    pool;
    reader;
    plan;
    destination;
    running = new Set();
    failure;
    files = 0;
    bytes = 0;
    constructor(context, reader, plan, destination) {
        this.context = context;
        this.pool = context.pool();
        this.reader = reader;
        this.plan = plan;
        this.destination = destination;
    }
    async run() {
        try {
            for (const span of this.plan.spans())
                await this.start(this.writeSpan(span));
            await this.settle();
            // Files of several chunks are complete only now; nothing may keep them open when they are renamed.
            await this.pool.reset();
            for (const files of this.finishing())
                await this.start(this.finishFiles(files));
            await this.settle();
        }
        catch (error) {
            await Promise.allSettled(this.running);
            await this.pool.reset().catch(() => undefined);
            throw error;
        }
    }
    async start(work) {
        const tracked = work
            .catch((error) => {
            this.failure ??= { error };
        })
            .finally(() => this.running.delete(tracked));
        this.running.add(tracked);
        while (this.running.size >= restore_SPANS_AT_ONCE)
            await Promise.race(this.running);
        this.throwFailure();
        this.context.throwIfCancelled();
    }
    async settle() {
        await Promise.all(this.running);
        this.throwFailure();
    }
    throwFailure() {
        if (this.failure !== undefined)
            throw this.failure.error;
    }
    async writeSpan(span) {
        const bytes = await this.reader.read(span.pack, span.offset, span.length);
        const { work, wholeFiles, written } = this.describeSpan(span);
        // Making a file costs about as much as hashing 64 KiB.
        const cost = written + wholeFiles * 65536;
        const describe = this.reader.describe(span.pack);
        await this.pool.run({ type: 'write-chunks', bytes, describe, ...work }, cost, [bytes.buffer]);
        this.progress(wholeFiles, written);
    }
    /** The chunks of a span and where they belong. Several files may want the same chunk: it is checked once. */
    describeSpan(span) {
        const chunks = [];
        const hashes = [];
        const targets = [];
        const files = new Map();
        let wholeFiles = 0;
        let written = 0;
        let previous;
        for (const chunk of this.plan.chunksOf(span)) {
            const isTwin = previous?.offset === chunk.offset &&
                previous.size === chunk.size &&
                Buffer.compare(previous.hash, chunk.hash) === 0;
            if (!isTwin) {
                chunks.push(chunk.offset - span.offset, chunk.stored, chunk.size);
                hashes.push(chunk.hash);
            }
            previous = chunk;
            const file = files.get(chunk.entry) ?? files.size;
            files.set(chunk.entry, file);
            targets.push(hashes.length - 1, file, chunk.position);
            written += chunk.size;
            if (this.plan.isWhole(chunk.entry))
                wholeFiles++;
        }
        const entries = [...files.keys()];
        return {
            work: {
                chunks: Uint32Array.from(chunks),
                hashes: Buffer.concat(hashes),
                targets: Float64Array.from(targets),
                files: {
                    absolutePaths: entries.map((entry) => this.destination.stagedPath(this.plan.pathOf(entry))),
                    modes: Uint16Array.from(entries, (entry) => this.plan.modeOf(entry)),
                    whole: Uint8Array.from(entries, (entry) => (this.plan.isWhole(entry) ? 1 : 0))
                }
            },
            wholeFiles,
            written
        };
    }
    *finishing() {
        let files = [];
        for (const { path, mode, isEmpty } of this.plan.filesToFinish()) {
            files.push({ absolutePath: this.destination.stagedPath(path), mode, exists: !isEmpty });
            if (files.length >= FILES_PER_TASK) {
                yield files;
                files = [];
            }
        }
        if (files.length > 0)
            yield files;
    }
    async finishFiles(files) {
        await this.pool.run({ type: 'make-files', files }, files.length * 65536);
        this.progress(files.length, 0);
    }
    progress(files, bytes) {
        this.files += files;
        this.bytes += bytes;
        this.context.progress({
            phase: 'restore',
            files: this.files,
            bytes: this.bytes,
            totalFiles: this.plan.files,
            totalBytes: this.plan.bytes
        });
    }
}

;// CONCATENATED MODULE: ./lib/content/compression-advisor.js
/** How often a kind of file that did not compress is tried again. */
const RETRY_EVERY = 16;
const FAILURES_UNTIL_DOUBT = 4;
/**
 * Learns, by the endings of file names, where compressing pays: model weights do not shrink, and finding that out for
 * each of their chunks would cost more than hashing them.
 */
class CompressionAdvisor {
    failures = new Map();
    /** Whether the next chunk of such a file is worth a try. */
    shouldTry(kind) {
        const failures = this.failures.get(kind) ?? 0;
        if (failures < FAILURES_UNTIL_DOUBT)
            return true;
        this.failures.set(kind, failures + 1);
        return failures % RETRY_EVERY === 0;
    }
    learn(kind, paid) {
        if (paid)
            this.failures.set(kind, 0);
        else
            this.failures.set(kind, (this.failures.get(kind) ?? 0) + 1);
    }
}
/** The kind of a file: the ending of its name, in small letters. */
function fileKind(path) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const dot = name.lastIndexOf('.');
    return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

// EXTERNAL MODULE: ./lib/content/read-file.js
var read_file = __webpack_require__(1036);
;// CONCATENATED MODULE: ./lib/content/ingest.js
/**
 * The way of files into packs: read, cut, hash, look up, compress, append.
 *
 * Small files are read and hashed in batches by the worker threads themselves. A large file is read here in blocks of
 * shared memory that the threads cut and hash side by side. Both meet in two ordered pipelines: looking up (is the
 * chunk known?) and storing (compress what is new, append it). All memory is in a fixed number of blocks and batches,
 * whatever the input.
 */











/** Larger files are read in blocks. Bytes. */
const SMALL_FILE = 4 * 1024 * 1024;
const BATCH_BYTES = 2 * 1024 * 1024;
const BATCH_FILES = 256;
/** Room before a block's data for the unfinished chunk of the block before, so that every chunk lies in one piece. */
const HEADROOM = 1024 * 1024;
const BLOCK_BYTES = 4 * 1024 * 1024;
/** Each large file holds up to three blocks (the last, this, the next); the rest are on their way into packs. */
const LARGE_FILES_AT_ONCE = 2;
const BLOCKS = 9;
/** Batches or blocks in a pipeline. */
const ingest_PIECES_AT_ONCE = 5;
/** Reads all of a source; gives its entries, whose chunks are in the index and in packs. */
async function ingest(options) {
    return await new Ingest(options).run();
}
class Ingest {
    options;
    table;
    level;
    advisor = new CompressionAdvisor();
    blocks = new BlockPool(BLOCKS);
    lookups = new OrderedPipeline(ingest_PIECES_AT_ONCE, (error) => this.fail(error));
    appends = new OrderedPipeline(ingest_PIECES_AT_ONCE, (error) => this.fail(error));
    batch = emptyBatch();
    largeFiles = new Set();
    failure;
    grown = [];
    files = 0;
    bytes = 0;
    constructor(options) {
        this.options = options;
        this.table = new EntryTable(options.index);
        const wanted = options.compression;
        this.level = wanted === 'none' || !compression/* canCompress */.RQ ? undefined : wanted === 'auto' ? compression/* AUTO_LEVEL */.$s : wanted;
    }
    async run() {
        try {
            for await (const entry of this.options.source.entries()) {
                this.throwIfStopped();
                if (entry.kind === 'directory')
                    this.table.addDirectory(entry.path, entry.mode);
                else if (entry.kind === 'symlink')
                    this.table.addSymlink(entry.path, entry.target);
                else
                    await this.addFile(entry);
            }
            await this.endBatch();
            await this.endLargeFiles();
            await this.drain();
            for (const { entry, file } of this.grown) {
                await this.addLargeFile(entry, file);
                await this.endLargeFiles();
            }
            await this.drain();
        }
        catch (error) {
            // Whatever still runs holds files and blocks of this save: wait for it, its own failure is a consequence.
            this.fail(error);
            await Promise.allSettled([...this.largeFiles, this.lookups.drain(), this.appends.drain()]);
            this.throwFailure();
        }
        return this.table;
    }
    async addFile(file) {
        const entry = this.table.addFile(file.path, file.mode);
        if (file.size > SMALL_FILE) {
            await this.addLargeFile(entry, file);
            return;
        }
        this.batch.entries.push(entry);
        this.batch.files.push(file);
        this.batch.bytes += file.size;
        if (this.batch.bytes >= BATCH_BYTES || this.batch.files.length >= BATCH_FILES)
            await this.endBatch();
    }
    async drain() {
        await this.lookups.drain();
        await this.appends.drain();
        this.throwFailure();
    }
    /** Keeps the first failure, and wakes who waits for a block that will not come back. */
    fail(error) {
        this.failure ??= { error };
        this.blocks.close(error);
    }
    throwFailure() {
        if (this.failure !== undefined)
            throw this.failure.error;
    }
    /** Nothing is begun any more once the save failed elsewhere, or was cancelled. */
    throwIfStopped() {
        this.throwFailure();
        if (this.options.signal?.aborted)
            throw new errors/* ArtifactStoreError */.ux('CANCELLED', 'cancelled');
    }
    progress(files, bytes) {
        this.files += files;
        this.bytes += bytes;
        this.options.onProgress(this.files, this.bytes);
    }
    // ── small files ──────────────────────────────────────────────────────────────────────────────────────────────
    async endBatch() {
        const batch = this.batch;
        if (batch.files.length === 0)
            return;
        this.batch = emptyBatch();
        const files = batch.files.map(({ absolutePath, followLinks = false, size }) => ({
            absolutePath,
            followLinks,
            size
        }));
        // Opening a file costs about as much as hashing 16 KiB.
        const cost = batch.bytes + files.length * 16384;
        const read = this.options.pool.run({ type: 'read-files', files }, cost);
        const { room, done } = this.lookups.push(read, async (result) => {
            await this.storeBatch(batch.entries, batch.files, result);
        });
        done.catch(() => undefined);
        await room;
        // Inline tasks never yield by themselves; signals and timers want their turn.
        await (0,promises_.setImmediate)();
    }
    async storeBatch(entries, files, result) {
        const { sizes, fileHashes, chunkCounts, chunkSizes, chunkHashes } = result;
        const fresh = [];
        let offset = 0;
        let chunk = 0;
        let count = 0;
        files.forEach((file, number) => {
            const entry = entries[number];
            const size = sizes[number];
            if (size < 0) {
                this.grown.push({ entry, file });
                return;
            }
            const end = chunk + chunkCounts[number];
            const hashes = chunkHashes.subarray(chunk * content_hash/* HASH_BYTES */.FA, end * content_hash/* HASH_BYTES */.FA);
            const slots = this.lookUp(hashes, chunkSizes.slice(chunk, end), offset, file.path, fresh);
            const hash = fileHashes.subarray(number * content_hash/* HASH_BYTES */.FA, (number + 1) * content_hash/* HASH_BYTES */.FA);
            this.table.setContent(entry, size, hash, slots);
            offset += size;
            chunk = end;
            count++;
        });
        await this.storeFresh(result.bytes, fresh, true, (bytes) => {
            (0,release/* releaseBuffer */.k)(bytes);
            this.progress(count, offset);
        });
    }
    // ── large files ──────────────────────────────────────────────────────────────────────────────────────────────
    async addLargeFile(entry, file) {
        while (this.largeFiles.size >= LARGE_FILES_AT_ONCE)
            await Promise.race(this.largeFiles);
        this.throwFailure();
        const known = await this.options.knownFile(file.path);
        const reading = this.readLargeFile(entry, file, known)
            .catch((error) => {
            this.fail(error);
        })
            .finally(() => this.largeFiles.delete(reading));
        this.largeFiles.add(reading);
    }
    async endLargeFiles() {
        await Promise.all(this.largeFiles);
        this.throwFailure();
    }
    async readLargeFile(entry, file, known) {
        for (let attempt = 1; attempt <= read_file/* READ_ATTEMPTS */.Ml; attempt++) {
            const opened = await (0,read_file/* openForReading */.sb)(file.absolutePath, file.followLinks ?? false);
            try {
                const content = await this.readBlocks(file, opened, known?.size === opened.size ? known : undefined);
                if (content !== undefined && (await (0,read_file/* isUnchanged */._5)(opened))) {
                    this.table.setContent(entry, opened.size, content.sha256, content.slots);
                    this.progress(1, 0);
                    return;
                }
            }
            finally {
                await opened.handle.close();
            }
        }
        throw (0,read_file/* changingFile */.e6)(file.absolutePath);
    }
    /** Undefined where the file ended before its size. */
    async readBlocks(file, opened, known) {
        const { pool } = this.options;
        const fileNumber = pool.newFile(opened.size);
        const slots = [];
        const comparison = known === undefined ? undefined : new ingest_Comparison(known);
        let wholeHash;
        const lookedUp = [];
        const hashed = [];
        let reading = this.readBlock(opened, 0);
        let tail;
        let state = chunker/* SCAN_START */.RJ;
        let complete = false;
        try {
            while (reading !== undefined) {
                const block = await reading;
                reading = undefined;
                this.throwIfStopped();
                const position = block.position + block.length;
                const last = position >= opened.size;
                complete = position === opened.size;
                if (!last && block.length === BLOCK_BYTES)
                    reading = this.readBlock(opened, position);
                reading?.catch(() => undefined);
                let chunkStart = HEADROOM;
                if (tail !== undefined) {
                    const rest = tail.block.bytes.subarray(tail.start, HEADROOM + tail.block.length);
                    chunkStart -= rest.length;
                    block.bytes.set(rest, chunkStart);
                    tail.block.release();
                }
                const end = HEADROOM + block.length;
                if (comparison === undefined) {
                    const data = block.bytes.subarray(HEADROOM, end);
                    const hashing = keep(block, pool.updateHash(fileNumber, data));
                    hashing.catch(() => undefined);
                    hashed.push(hashing);
                }
                const scan = await pool.run({ type: 'scan', bytes: block.bytes, chunkStart, from: HEADROOM, end, last, state }, block.length);
                state = scan.state;
                const { cuts } = scan;
                const hashes = pool.run({ type: 'hash-chunks', bytes: block.bytes, start: chunkStart, cuts }, block.length);
                const held = block.retain();
                const { room, done } = this.lookups.push(hashes, async (chunkHashes) => {
                    const sizes = cuts.map((cut, index) => cut - (cuts[index - 1] ?? chunkStart));
                    const fresh = [];
                    slots.push(...this.lookUp(chunkHashes, sizes, chunkStart, file.path, fresh));
                    if (comparison?.differs(chunkHashes, sizes) && wholeHash === undefined) {
                        wholeHash = this.hashWhole(opened);
                        wholeHash.catch(() => undefined);
                    }
                    await this.storeFresh(block.bytes, fresh, false, () => {
                        held();
                        this.progress(0, block.length);
                    });
                });
                done.catch(() => undefined);
                lookedUp.push(done);
                await room;
                tail = { block, start: cuts.at(-1) ?? chunkStart };
            }
            tail?.block.release();
            await Promise.all([...lookedUp, ...hashed]);
            if (!complete)
                return undefined;
            if (comparison === undefined)
                return { sha256: await pool.finishHash(fileNumber), slots };
            if (wholeHash === undefined && comparison.isComplete()) {
                return { sha256: Buffer.from(comparison.sha256, 'hex'), slots };
            }
            return { sha256: await (wholeHash ?? this.hashWhole(opened)), slots };
        }
        finally {
            // A read that is still under way writes into a block and holds the file.
            await Promise.allSettled([reading, wholeHash, ...hashed]);
            await pool.dropHash(fileNumber);
        }
    }
    async readBlock(opened, position) {
        const block = await this.blocks.acquire();
        try {
            const wanted = Math.min(BLOCK_BYTES, Math.max(0, opened.size - position));
            const length = await (0,read_file/* readPiece */.nt)(opened, block.bytes, HEADROOM, wanted, position);
            return block.fill(position, length);
        }
        catch (error) {
            block.release();
            throw error;
        }
    }
    /** The SHA-256 of a whole file that turned out to differ from the version before. */
    async hashWhole(opened) {
        const { pool } = this.options;
        const number = pool.newFile(opened.size);
        const bytes = new Uint8Array(new SharedArrayBuffer(BLOCK_BYTES));
        try {
            for (let position = 0; position < opened.size;) {
                this.throwIfStopped();
                const length = await (0,read_file/* readPiece */.nt)(opened, bytes, 0, Math.min(BLOCK_BYTES, opened.size - position), position);
                // A file that became shorter shows in the look after reading.
                if (length === 0)
                    break;
                await pool.updateHash(number, bytes.subarray(0, length));
                position += length;
            }
            return await pool.finishHash(number);
        }
        finally {
            await pool.dropHash(number);
        }
    }
    // ── chunks ───────────────────────────────────────────────────────────────────────────────────────────────────
    /** The slots of chunks that lie in order from `offset` on; those not known before are added to `fresh`. */
    lookUp(hashes, sizes, offset, path, fresh) {
        const { index } = this.options;
        let start = offset;
        return sizes.map((size, number) => {
            let slot = index.find(hashes, number * content_hash/* HASH_BYTES */.FA);
            if (slot < 0) {
                // Where it lies is known once it is appended; until then the slot stands for it, so that a twin finds it.
                slot = index.add(hashes, number * content_hash/* HASH_BYTES */.FA, { pack: 0, offset: 0, stored: size, size });
                fresh.push({ slot, offset: start, size, kind: fileKind(path) });
            }
            start += size;
            return slot;
        });
    }
    async storeFresh(bytes, fresh, transferable, done) {
        if (fresh.length === 0) {
            done(bytes);
            return;
        }
        const compressed = this.compress(bytes, fresh, transferable);
        const { room, done: appended } = this.appends.push(compressed, async ({ frames, bytes: content }) => {
            const { index, writer } = this.options;
            const chunks = fresh.map((chunk, number) => {
                const frame = frames[number];
                return {
                    stored: frame ?? content.subarray(chunk.offset, chunk.offset + chunk.size),
                    size: chunk.size,
                    hash: toHex(index.hashOf(chunk.slot))
                };
            });
            const locations = await writer.append(chunks);
            locations.forEach((location, number) => {
                index.move(fresh[number].slot, location);
            });
            for (const frame of frames)
                if (frame !== undefined)
                    (0,release/* releaseBuffer */.k)(frame);
            done(content);
        });
        appended.catch(() => undefined);
        await room;
    }
    async compress(bytes, fresh, transferable) {
        const { level } = this;
        const tried = level === undefined
            ? []
            : fresh.filter((chunk) => this.options.compression !== 'auto' || this.advisor.shouldTry(chunk.kind));
        if (level === undefined || tried.length === 0)
            return { frames: [], bytes };
        const result = await this.options.pool.run({ type: 'compress', bytes, ranges: tried.map((chunk) => [chunk.offset, chunk.size]), level }, tried.reduce((sum, chunk) => sum + chunk.size, 0) * 4, transferable && !external_node_util_.types.isSharedArrayBuffer(bytes.buffer) ? [bytes.buffer] : []);
        const frameOf = new Map(tried.map((chunk, number) => [chunk, result.frames[number]]));
        for (const chunk of tried)
            this.advisor.learn(chunk.kind, frameOf.get(chunk) !== undefined);
        return { frames: fresh.map((chunk) => frameOf.get(chunk)), bytes: result.bytes };
    }
}
function emptyBatch() {
    return { entries: [], files: [], bytes: 0 };
}
function toHex(hash) {
    return Buffer.from(hash.buffer, hash.byteOffset, hash.length).toString('hex');
}
/** Holds a block until `work` is done. */
async function keep(block, work) {
    const release = block.retain();
    try {
        await work;
    }
    finally {
        release();
    }
}
/** Follows a file against the one that the version before holds: is it, chunk by chunk, the same? */
class ingest_Comparison {
    sha256;
    chunks;
    position = 0;
    same = true;
    constructor(known) {
        this.sha256 = known.sha256;
        this.chunks = known.chunks;
    }
    /** Takes the next chunks; true once one of them differs. */
    differs(hashes, sizes) {
        for (let number = 0; this.same && number < sizes.length; number++) {
            const known = this.chunks[this.position++];
            this.same = known?.sha256 === toHex(hashes.subarray(number * content_hash/* HASH_BYTES */.FA, (number + 1) * content_hash/* HASH_BYTES */.FA));
        }
        return !this.same;
    }
    isComplete() {
        return this.same && this.position === this.chunks.length;
    }
}
/** A piece of shared memory that goes back to its pool when the last who holds it lets go. */
class Block {
    bytes;
    position = 0;
    length = 0;
    holders = 0;
    giveBack;
    constructor(giveBack) {
        this.bytes = new Uint8Array(new SharedArrayBuffer(HEADROOM + BLOCK_BYTES));
        this.giveBack = giveBack;
    }
    fill(position, length) {
        this.position = position;
        this.length = length;
        return this;
    }
    /** Holds the block; the function that comes back lets go, once. */
    retain() {
        this.holders++;
        let held = true;
        return () => {
            if (!held)
                return;
            held = false;
            this.release();
        };
    }
    release() {
        if (--this.holders === 0)
            this.giveBack(this);
    }
    take() {
        this.holders = 1;
        return this;
    }
}
class BlockPool {
    free = [];
    waiting = [];
    closed;
    unmade;
    constructor(count) {
        this.unmade = count;
    }
    /** Fails everyone who waits, and will wait, for a block. */
    close(error) {
        this.closed ??= { error };
        const { waiting } = this;
        this.waiting = [];
        for (const waiter of waiting)
            waiter.reject(error);
    }
    async acquire() {
        if (this.closed !== undefined)
            throw this.closed.error;
        const block = this.free.pop();
        if (block !== undefined)
            return block.take();
        if (this.unmade > 0) {
            this.unmade--;
            return new Block((back) => {
                const next = this.waiting.shift();
                if (next === undefined)
                    this.free.push(back);
                else
                    next.resolve(back.take());
            }).take();
        }
        return await new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
    }
}

;// CONCATENATED MODULE: ./lib/store/reference.js

/**
 * Splits `NAME@SELECTOR` at its first `@`; without one the selector is `latest`.
 * @throws ArtifactStoreError `INVALID_INPUT` naming `input` where the name is none.
 */
function parseReference(reference, input = 'name') {
    const at = reference.indexOf('@');
    const name = checkArtifactName(at < 0 ? reference : reference.slice(0, at), input);
    return { name, selector: at < 0 ? 'latest' : reference.slice(at + 1) };
}

;// CONCATENATED MODULE: ./lib/store/signing.js
/** Signing a version that is saved. docs/PROTOCOL.md, "Signatures". */




/**
 * Signs the version and gives its statements, as the request asks. Of a version that is reused what is stated is what
 * this run knows: its own run, which made the same contents, and no label that somebody else gave.
 * @param created false for a version that was there already, and may have such a signature
 * @throws ArtifactStoreError that says that the version is saved all the same
 */
async function signSaved(context, { signingKey, statements: isWanted = false, label, run = {} }, inputs, record, created) {
    if (signingKey === undefined && !isWanted)
        return {};
    try {
        const statements = await statementsOf(context, record, { label, run, inputs });
        return {
            ...(signingKey === undefined ? {} : { signature: await sign(context, record, statements, created, signingKey) }),
            ...(isWanted ? { statements } : {})
        };
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error))
            throw error;
        const { name, number } = record.metadata;
        const what = signingKey === undefined ? 'its statements could not be made' : 'it is not signed';
        throw new errors/* ArtifactStoreError */.ux(error.code, `${name}@v${number} is saved, but ${what}: ${error.message} (the same save again makes up for it)`, { cause: error });
    }
}
async function sign(context, record, statements, created, key) {
    const { name, number } = record.metadata;
    const { provenance, model, withoutModel } = statements;
    const version = { storage: context.storage, name, number };
    const result = { key: key.publicKey.fingerprint, ...(withoutModel === undefined ? {} : { withoutModel }) };
    if (!created && (await isSigned(version, record, readProvenance(provenance), key))) {
        return { ...result, created: false };
    }
    context.throwIfCancelled();
    await appendSignature(version, {
        provenance: signStatement(provenance, key),
        model: model === undefined ? undefined : signStatement(model, key),
        signedAt: context.clock().toISOString(),
        nonce: context.nonce()
    });
    if (withoutModel !== undefined) {
        context.logger.warn(`${name}@v${number} is signed without a statement for model_signing: ${withoutModel}`);
    }
    return { ...result, created: true };
}
/** Whether there is a signature by this key that says the same of the version and its workflow. */
async function isSigned(version, record, stated, key) {
    const policy = { keys: [key.publicKey] };
    for (const signature of await listSignatures(version)) {
        try {
            const pair = await readSignature(version, signature);
            if (pair === undefined)
                continue;
            const { provenance } = verifyPair(pair, statedVersion(record, stated.version.label), undefined, policy);
            const isSame = ['repository', 'workflow', 'ref'].every((part) => provenance[part] === stated[part]);
            if (isSame && provenance.version.label === stated.version.label)
                return true;
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error, 'SIGNATURE') && !(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
        }
    }
    return false;
}

;// CONCATENATED MODULE: ./lib/store/save.js
/** Saving files as a new version. */






















async function saveVersion(context, asked) {
    refuseSecrets(context.secrets, recordedBySave(asked));
    save_checkRequest(asked);
    const viewer = context.viewer ?? viewerOf(asked.run ?? {});
    const request = { ...asked, name: nameToSave(viewer, asked.name) };
    const { storage } = context;
    // An existing store is looked at before anything else; a new one is created only when all inputs are good.
    const store = await findStoreFile(storage);
    if (store !== undefined)
        checkWritable(store, storage);
    const inputs = request.runKey === undefined ? [] : await readInputs(storage, context.logger, request.runKey);
    const trusted = store === undefined ? undefined : await findTrusted(context, viewer, request.name);
    const parents = [...(trusted === undefined ? [] : [trusted]), ...(await findParents(context, request, inputs))];
    const draft = new FilesDraft(context, viewer, request, inputs, parents);
    const series = new VersionSeries(storage, request.name, context.logger);
    const aliasing = new Aliasing(context, series, request.run ?? {});
    const aliases = [...new Set(request.aliases ?? [])];
    await aliasing.checkBefore(aliases);
    checkGateRequest(context, request.gate, request.run ?? {});
    const { segments, record, ...result } = await publishVersion(context, store, draft);
    const { version, created } = result;
    // Before any alias leads to it.
    const signed = await signSaved(context, request, inputs, record, created);
    // Before an alias is moved: it may be the very one of the version to compare with.
    const gate = await judge(context, version, request.gate);
    if (gate?.failed !== true)
        await moveAliases(aliasing, request.name, aliases, { record, version });
    if (created) {
        await extendIndex(context, request.name, segments, version.number);
        await excerptRecord(context, request.name, version.number);
    }
    return { ...result, ...signed, ...(gate === undefined ? {} : { gate }) };
}
function save_checkRequest(request) {
    checkArtifactName(request.name);
    if (request.label !== undefined)
        checkLabel(request.label);
    for (const alias of request.aliases ?? []) {
        checkAlias(alias);
        if (alias === request.label) {
            throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `aliases: ${(0,errors/* quote */.hD)(alias)} is to be the label of the version, too, and would be hidden by it: give it as one of the two`);
        }
    }
    const { compression } = request;
    if (typeof compression === 'number' && !(Number.isInteger(compression) && compression >= 1 && compression <= 19)) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `compression: ${compression} is no zstd level; levels are 1 to 19`);
    }
    checkMetrics(request.metrics ?? {});
}
/**
 * Of a quarantined artifact, the newest version of the one that it stands beside: most often it holds much of the same.
 * Never the other way round.
 */
async function findTrusted(context, viewer, name) {
    const { storage, logger } = context;
    const trusted = trustedName(name);
    if (trusted === name)
        return undefined;
    const series = new VersionSeries(storage, trusted, logger);
    try {
        return (await resolveSelector({ storage, viewer, ancestry: undefined }, series, { kind: 'latest' }))?.record;
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
            throw error;
        logger.warn(`${error.message}; this save shares nothing with it`);
        return undefined;
    }
}
/** The records of the versions that the run restored and that `parents` names. */
async function findParents(context, request, inputs) {
    const { storage, logger } = context;
    const parents = [];
    for (const { name, number } of inputs) {
        const series = new VersionSeries(storage, name, logger);
        try {
            const record = await series.read(number);
            if (record !== undefined)
                parents.push(record);
        }
        catch (error) {
            if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
            logger.warn(`${error.message}; this save shares nothing with it`);
        }
    }
    for (const reference of request.parents ?? []) {
        const { name, selector } = parseReference(reference, 'parents');
        const series = new VersionSeries(storage, name, logger);
        const parsed = parseSelector(selector, 'parents');
        checkAskable(context, parsed, 'parents');
        const found = await resolveSelector(context, series, parsed);
        if (found === undefined) {
            throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `parents: ${(0,errors/* quote */.hD)(reference)} names no version in ${storage.location}`);
        }
        parents.push(found.record);
    }
    return parents;
}
/** A version of files that were found on a disk. */
class FilesDraft {
    parents;
    context;
    viewer;
    request;
    inputs;
    constructor(context, viewer, request, inputs, parents) {
        this.context = context;
        this.viewer = viewer;
        this.request = request;
        this.inputs = inputs;
        this.parents = parents;
    }
    get name() {
        return this.request.name;
    }
    get label() {
        return this.request.label;
    }
    get ifUnchanged() {
        // Who gives a label wants to find the version by it, so there must be one.
        return this.request.ifUnchanged ?? (this.request.label === undefined ? 'reuse' : 'new');
    }
    /** What another pull request saved is nothing that this run would find again. */
    mayReuse(newest) {
        return isShownTo(this.viewer, newest);
    }
    get compressTree() {
        return this.request.compression !== 'none';
    }
    async reserveLabel() {
        const { context, label, name } = this;
        if (label === undefined)
            return undefined;
        const series = new VersionSeries(context.storage, name, context.logger);
        return await reserveLabel(context.storage, series, label, context.nonce(), context.clock().toISOString());
    }
    async readContent({ index, writer, newest }) {
        const { context, request } = this;
        const known = newest === undefined ? undefined : new KnownFiles(context.storage, newest);
        return await ingest({
            source: request.source,
            pool: context.pool(),
            index,
            writer,
            compression: request.compression ?? 'auto',
            knownFile: async (path) => await known?.find(path),
            onProgress: (files, bytes) => {
                context.progress({ phase: 'save', files, bytes });
            },
            signal: context.signal
        });
    }
    describe(number, content, storedSize) {
        const { name, label, type, description, params, metrics, metadata, run } = this.request;
        return {
            name,
            number,
            version: label ?? `v${number}`,
            ...(type === undefined ? {} : { type }),
            ...(description === undefined ? {} : { description }),
            createdAt: this.context.clock().toISOString(),
            digest: content.digest,
            files: content.files,
            size: content.size,
            storedSize,
            params: params ?? {},
            metrics: metrics ?? {},
            metadata: metadata ?? {},
            inputs: this.inputs,
            run: run ?? {}
        };
    }
}
async function moveAliases(aliasing, name, aliases, version) {
    try {
        await aliasing.move(aliases.map((alias) => ({ alias, to: version })));
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error))
            throw error;
        const names = aliases.map(errors/* quote */.hD).join(', ');
        const what = aliases.length === 1 ? `the alias ${names} could not be moved` : `not all aliases (${names}) were moved`;
        throw new errors/* ArtifactStoreError */.ux(error.code, `${name}@v${version.version.number} is saved, but ${what} to it: ${error.message}`, { cause: error });
    }
}
/** The files of the version before, asked for in tree order: its tree is read only as far as it is needed. */
class KnownFiles {
    entries;
    current;
    ended = false;
    constructor(storage, record) {
        const reader = new PackReader(storage);
        this.entries = readTree(record.tree, async (chunks) => await reader.fetch(chunks));
    }
    async find(path) {
        try {
            while (!this.ended && (this.current === undefined || (0,tree_path/* compareTreePaths */.W)(this.current.path, path) < 0)) {
                const next = await this.entries.next();
                if (next.done === true)
                    this.ended = true;
                else
                    this.current = next.value;
            }
        }
        catch (error) {
            // It only spares work. That the tree is damaged was said when its packs were checked, or is found by verify.
            if (!(0,errors/* isStoreError */.A1)(error))
                throw error;
            this.ended = true;
            this.current = undefined;
        }
        return this.current?.type === 'file' && this.current.path === path ? this.current : undefined;
    }
}

;// CONCATENATED MODULE: ./lib/store/marks.js
/**
 * Marks of packs of which a chunk was found damaged, so that no later save builds on them. Nothing else goes by a mark: one
 * that is wrong costs sharing and nothing more. docs/PROTOCOL.md, *Damage*.
 */



/** The packs that are marked: the keys tell, without reading them. */
async function markedPacks(storage) {
    const packs = new Set();
    for await (const { key } of storage.list(DAMAGED_PREFIX)) {
        const pack = packOfMark(key);
        if (pack !== undefined)
            packs.add(pack);
    }
    return packs;
}
/** Marks a pack. @throws ArtifactStoreError where that could not be done. */
async function markPack(context, pack, by) {
    const foundAt = context.clock().toISOString();
    await context.storage.create(layout_damagedKey(pack), encodeDocument({ pack, by, foundAt, nonce: context.nonce() }));
}
/** As {@link markPack}; where it cannot be done, others have to find out by themselves. */
async function tryToMark(context, pack, by) {
    try {
        await markPack(context, pack, by);
        return true;
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error) || error.code === 'CANCELLED')
            throw error;
        context.logger.info(`the damage of pack ${pack} could not be marked: ${error.message}`);
        return false;
    }
}
/** Takes a mark away: of a pack that is sound, or was made anew. */
async function unmarkPack(storage, pack) {
    await storage.remove(damagedKey(pack));
}

;// CONCATENATED MODULE: ./lib/store/verifying/artifact-keys.js

async function listArtifact(storage, name) {
    const numbers = [];
    const labels = [];
    const aliases = new Map();
    const notes = new Map();
    const gone = new Map();
    const segments = [];
    for await (const { key } of storage.list(artifactPrefix(name))) {
        if (key.startsWith(labelsPrefix(name))) {
            const label = labelOfKey(name, key);
            if (label !== undefined)
                labels.push(label);
        }
        else if (key.startsWith(indexPrefix(name))) {
            const segment = segmentOfKey(name, key);
            if (segment !== undefined)
                segments.push(segment);
        }
        else {
            const number = numberOfKey(key);
            if (number === undefined || number === 0)
                continue;
            if (key.startsWith(versionsPrefix(name)))
                numbers.push(number);
            else if (key.startsWith(aliasesPrefix(name)))
                artifact_keys_append(aliases, aliasOfKey(name, key), number);
            else if (key.startsWith(notesPrefix(name)))
                artifact_keys_append(notes, versionOf(key, notesPrefix(name)), number);
            else if (key.startsWith(gonePrefix(name)))
                artifact_keys_append(gone, versionOf(key, gonePrefix(name)), number);
        }
    }
    return { numbers, labels, aliases, notes, gone, segments };
}
/** The version that a key below a prefix is about. */
function versionOf(key, prefix) {
    return Number(key.slice(prefix.length).split('/')[0]);
}
function artifact_keys_append(lists, key, number) {
    const list = lists.get(key);
    if (list === undefined)
        lists.set(key, [number]);
    else
        list.push(number);
}
/** The numbers that are missing in an ascending series from 1 on, as ranges. */
function gapsIn(numbers) {
    const gaps = [];
    let before = 0;
    for (const number of numbers) {
        if (number > before + 1)
            gaps.push({ first: before + 1, last: number - 1 });
        before = number;
    }
    return gaps;
}

;// CONCATENATED MODULE: ./lib/store/verifying/findings.js
const PATHS_MAXIMUM = 10;
const VERSIONS_MAXIMUM = 1000;
/** Counts the files of versions that something hits. */
class Hits {
    hits = [];
    current;
    count = 0;
    /** A version, and no file of it in particular. Versions come one after the other. */
    addVersion({ name, number, version }) {
        if (this.current?.number === number && this.current.name === name)
            return;
        this.current = { name, number, version, files: 0, paths: [], all: false };
        this.count++;
        if (this.count <= VERSIONS_MAXIMUM)
            this.hits.push(this.current);
    }
    /** A file of the version that was added last. */
    addFile(path) {
        const hit = this.current;
        hit.files++;
        if (hit.files <= PATHS_MAXIMUM)
            hit.paths = [...hit.paths, path];
    }
    /** Of the version that was added last not all files are known. */
    addUnknownFiles() {
        this.current.all = true;
    }
    get versions() {
        return this.count;
    }
    get affected() {
        return this.hits;
    }
}

;// CONCATENATED MODULE: ./lib/store/verifying/damages.js

/** What was found so far. */
class Damages {
    found = [];
    add({ severity, code, kind, key, what, subject, hits }) {
        const { affected, versions } = hits ?? new Hits();
        const finding = { severity, code, kind, key, message: `${key} ${what}`, affected, versions };
        this.found.push({ finding, subject });
    }
    /** Damage first; else in the order of keys. */
    sorted() {
        const rank = ({ finding: { severity } }) => (severity === 'damage' ? 0 : 1);
        return [...this.found].sort((a, b) => rank(a) - rank(b) || (a.finding.key < b.finding.key ? -1 : 1));
    }
}
/** A version that is hit with all its files. */
function whole(...versions) {
    const hits = new Hits();
    for (const version of versions) {
        hits.addVersion(version);
        hits.addUnknownFiles();
    }
    return hits;
}
/** Versions that are hit, and none of their files. */
function withoutFiles(...versions) {
    const hits = new Hits();
    for (const version of versions)
        hits.addVersion(version);
    return hits;
}

;// CONCATENATED MODULE: ./lib/store/verifying/looking.js
/** Reading objects that may be damaged: what is wrong with one is an answer, and only what is no object's fault is thrown. */



/**
 * What an error says of the object that was read.
 * @throws the error, where it says nothing of it: the storage is out of reach, the caller wants to stop.
 */
async function problemOf(storage, error) {
    if (!(0,errors/* isStoreError */.A1)(error))
        throw error;
    switch (error.code) {
        case 'NOT_FOUND':
            return { code: 'missing', what: 'is missing' };
        case 'DAMAGED':
            return { code: 'damaged', what: `is damaged: ${reasonOf(error)}` };
        case 'UNSUPPORTED':
            return { code: 'unsupported', what: `was not verified: ${reasonOf(error)}` };
        case 'STORAGE':
            await throwIfOutOfReach(storage, error);
            return { code: 'unreadable', what: `cannot be read: ${error.message}` };
        default:
            throw error;
    }
}
/** Where the storage answers for another object, that one is at fault: a bad sector, a permission. */
async function throwIfOutOfReach(storage, error) {
    try {
        await storage.stat(STORE_KEY);
    }
    catch {
        throw error;
    }
}
/** The sentence behind `… is damaged:`, where the message has one: what is before it names the object once more. */
function reasonOf({ message }) {
    return /is damaged: (.*)$/s.exec(message)?.[1] ?? message;
}
/** Reads a document. One that is not whole is looked at twice: it may be on its way. */
async function lookAtDocument(storage, key, maximum = DOCUMENT_MAXIMUM) {
    const first = await lookOnce(storage, key, maximum);
    return first.state === 'whole' ? first : await lookOnce(storage, key, maximum);
}
async function lookOnce(storage, key, maximum) {
    try {
        const bytes = await storage.read(key, undefined, maximum);
        const decoded = decodeDocument(bytes, 'it');
        if (decoded.state === 'whole')
            return { ...decoded, bytes };
        if (decoded.state === 'torn')
            return decoded;
        return { state: 'problem', problem: { code: 'damaged', what: `is damaged: ${decoded.reason}` } };
    }
    catch (error) {
        return { state: 'problem', problem: await problemOf(storage, error) };
    }
}
/** Calls `act` for all, so many at once. */
async function forAll(items, width, act) {
    for (let start = 0; start < items.length; start += width) {
        await Promise.all(items.slice(start, start + width).map(act));
    }
}

;// CONCATENATED MODULE: ./lib/store/verifying/artifact-documents.js








const artifact_documents_READ_AT_ONCE = 16;
class DocumentChecker {
    storage;
    damages;
    name;
    keys;
    records;
    constructor(storage, damages, name, keys, records) {
        this.storage = storage;
        this.damages = damages;
        this.name = name;
        this.keys = keys;
        this.records = records;
    }
    async check() {
        await this.checkLabels();
        for (const [alias, moves] of this.keys.aliases)
            await this.checkAlias(alias, moves);
        for (const [number, notes] of this.keys.notes)
            await this.checkNotes(number, notes);
        for (const [number, changes] of this.keys.gone)
            await this.checkRemovals(number, changes);
        await forAll(this.keys.segments, 4, async (segment) => {
            await this.checkSegment(segment);
        });
    }
    // ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────
    async checkLabels() {
        const reserved = new Set(this.keys.labels);
        const carried = [...this.records.carriers.keys()].filter((label) => !reserved.has(label));
        await forAll([...this.keys.labels, ...carried], artifact_documents_READ_AT_ONCE, async (label) => {
            await this.checkLabel(label);
        });
    }
    async checkLabel(label) {
        const carrier = this.records.carriers.get(label);
        const place = {
            kind: 'label',
            key: labelKey(this.name, label),
            severity: 'damage',
            subject: { kind: 'label', name: this.name, label, carrier: carrier?.number },
            ...(carrier === undefined ? {} : { hits: withoutFiles(carrier) })
        };
        const found = await lookAtDocument(this.storage, place.key);
        // Without a version it is a reservation, and free again.
        if (carrier === undefined && isMissing(found))
            return;
        const fields = await this.expectWhole(place, found);
        if (fields === undefined)
            return;
        const { nonce, after } = fields;
        if (typeof nonce !== 'string' || typeof after !== 'number' || fields['label'] !== label) {
            this.add(place, 'damaged', 'is damaged: a field is missing or impossible');
        }
        else if (carrier !== undefined && after >= carrier.number) {
            this.add(place, 'inconsistent', `says that the label is looked for behind v${after}, and v${carrier.number} carries it`);
        }
    }
    // ── series: aliases, notes, removals ─────────────────────────────────────────────────────────────────────────
    async checkAlias(alias, moves) {
        const newest = moves.at(-1);
        const place = (move) => ({
            kind: 'alias',
            key: aliasKey(this.name, alias, move),
            severity: 'damage',
            subject: { kind: 'alias', name: this.name, alias, move, isNewest: move === newest }
        });
        await this.checkGaps(moves, place);
        await forAll(moves, artifact_documents_READ_AT_ONCE, async (move) => {
            const fields = await this.expectWhole(place(move), await lookAtDocument(this.storage, place(move).key));
            if (fields === undefined)
                return;
            const { number } = fields;
            if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
                this.add(place(move), 'damaged', 'is damaged: it points at no version');
            }
            else if (move === newest && number !== 0 && !this.keys.numbers.includes(number)) {
                this.add(place(move), 'inconsistent', `points at v${number}, which is not there`);
            }
        });
    }
    async checkNotes(number, notes) {
        const version = this.records.living.get(number);
        const place = (note) => ({
            kind: 'note',
            key: noteKey(this.name, number, note),
            severity: 'damage',
            subject: { kind: 'note', name: this.name, number, note },
            ...(version === undefined ? {} : { hits: withoutFiles(version) })
        });
        await this.checkGaps(notes, place);
        await forAll(notes, artifact_documents_READ_AT_ONCE, async (note) => {
            const found = await lookAtDocument(this.storage, place(note).key, NOTE_MAXIMUM);
            const fields = await this.expectWhole(place(note), found);
            if (fields === undefined)
                return;
            try {
                parseNoteFields(fields, 'it');
                if (fields['number'] !== number)
                    this.add(place(note), 'inconsistent', 'is a note of another version');
            }
            catch (error) {
                this.addProblem(place(note), await problemOf(this.storage, error));
            }
        });
    }
    /** What removes a version is the key: the rest is for people, and nothing is lost with it. */
    async checkRemovals(number, changes) {
        const place = (change) => ({
            kind: 'removal',
            key: goneKey(this.name, number, change),
            severity: 'warning',
            subject: { kind: 'other' }
        });
        await this.checkGaps(changes, place);
        await forAll(changes, artifact_documents_READ_AT_ONCE, async (change) => {
            await this.expectWhole(place(change), await lookAtDocument(this.storage, place(change).key));
        });
    }
    /** Objects of a series are made one after the other. */
    async checkGaps(numbers, place) {
        for (const { first, last } of gapsIn(numbers)) {
            // One that is made meanwhile may be listed before the one before it.
            if ((await this.storage.stat(place(first).key)) !== undefined)
                continue;
            const others = last === first ? '' : `, as are those behind it up to ${last}`;
            this.add(place(first), 'missing', `is missing${others}`);
        }
    }
    // ── the index ────────────────────────────────────────────────────────────────────────────────────────────────
    async checkSegment(segment) {
        const key = segmentKey(this.name, segment);
        const subject = { kind: 'segment', name: this.name, segment };
        const place = { kind: 'segment', key, severity: 'warning', subject };
        try {
            const bytes = await this.storage.read(key, undefined, segmentMaximum(segment));
            for (const { number, sha256 } of await decodeSegment(bytes, this.name, segment)) {
                const checksum = this.records.checksums.get(number);
                // A record that is damaged or missing is told as such.
                if (sha256 === undefined || checksum === undefined || checksum === sha256)
                    continue;
                this.add(place, 'inconsistent', `is wrong: the record of v${number} is another one (it is a cache: nothing is lost)`);
                return;
            }
        }
        catch (error) {
            if (error instanceof WrongCache) {
                this.add(place, 'damaged', `is damaged: ${error.message} (it is a cache: nothing is lost)`);
                return;
            }
            const problem = await problemOf(this.storage, error);
            // Who finds one wrong removes it.
            if (problem.code !== 'missing')
                this.addProblem(place, problem);
        }
    }
    // ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────
    /** The fields of a document; what is wrong with it is told. */
    async expectWhole(place, found) {
        switch (found.state) {
            case 'whole':
                return found.fields;
            case 'torn':
                if (await this.storage.createMayTear()) {
                    this.add({ ...place, severity: 'warning' }, 'torn', 'has no end: it was never finished, and counts as never made');
                }
                else {
                    this.add(place, 'damaged', 'is damaged: its end is missing');
                }
                return undefined;
            case 'problem':
                this.addProblem(place, found.problem);
                return undefined;
        }
    }
    addProblem(place, { code, what }) {
        this.add(code === 'unsupported' ? { ...place, severity: 'warning' } : place, code, what);
    }
    add(place, code, what) {
        this.damages.add({ ...place, code, what });
    }
}
function isMissing(found) {
    return found.state === 'problem' && found.problem.code === 'missing';
}

;// CONCATENATED MODULE: ./lib/store/verifying/artifact-checker.js
/** All that an artifact has: its records, the trees of living versions, and the objects beside them. */










/** Records that are read ahead of the trees. */
const artifact_checker_RECORDS_AT_ONCE = 8;
const PACKS_AT_ONCE = 8;
class ArtifactChecker {
    living = [];
    wrong = [];
    options;
    name;
    checksums = new Map();
    versions = new Set();
    carriers = new Map();
    constructor(options, name) {
        this.options = options;
        this.name = name;
    }
    async check() {
        const { storage } = this.options.context;
        const keys = await listArtifact(storage, this.name);
        await this.checkGaps(keys);
        for (let start = 0; start < keys.numbers.length; start += artifact_checker_RECORDS_AT_ONCE) {
            const numbers = keys.numbers.slice(start, start + artifact_checker_RECORDS_AT_ONCE);
            const records = await Promise.all(numbers.map((number) => findRecord(this.options.context, this.name, number)));
            for (const [at, found] of records.entries()) {
                const number = numbers[at];
                const isGone = isRemoval(keys.gone.get(number)?.at(-1) ?? 0);
                await this.checkRecord(number, found, isGone);
            }
        }
        const living = new Map(this.living.map((version) => [version.number, version]));
        const { versions, carriers, checksums } = this;
        await new DocumentChecker(storage, this.options.damages, this.name, keys, {
            versions,
            carriers,
            living,
            checksums
        }).check();
    }
    async checkGaps({ numbers }) {
        const { storage } = this.options.context;
        for (const { first, last } of gapsIn(numbers)) {
            const key = versionKey(this.name, first);
            if ((await storage.stat(key)) !== undefined)
                continue;
            const others = last === first ? '' : `, as are all up to v${last}`;
            const lost = Array.from({ length: Math.min(last - first + 1, VERSIONS_MAXIMUM) }, (_, at) => this.unread(first + at));
            this.options.damages.add({
                severity: 'damage',
                code: 'missing',
                kind: 'record',
                key,
                what: `is missing${others}: numbers have no gaps, so there was one`,
                subject: { kind: 'record', name: this.name, number: first, last },
                hits: whole(...lost)
            });
        }
    }
    async checkRecord(number, found, isGone) {
        if (found.state === 'torn' || found.state === 'problem') {
            await this.addUnreadable(number, found, isGone);
            return;
        }
        this.checksums.set(number, found.checksum);
        if (found.state === 'placeholder')
            return;
        this.versions.add(number);
        if (isGone)
            return;
        const { record } = found;
        const version = await this.know(record);
        this.living.push(version);
        const { label } = record;
        if (label !== undefined && !this.carriers.has(label))
            this.carriers.set(label, version);
        await this.checkTree(version, record);
    }
    async addUnreadable(number, found, isGone) {
        const { context, damages } = this.options;
        const place = {
            kind: 'record',
            key: versionKey(this.name, number),
            subject: { kind: 'record', name: this.name, number, last: number },
            ...(isGone ? {} : { hits: whole(this.unread(number)) })
        };
        if (found.state === 'problem') {
            const severity = found.problem.code === 'unsupported' ? 'warning' : 'damage';
            damages.add({ ...place, severity, ...found.problem });
        }
        else if (await context.storage.createMayTear()) {
            const what = 'has no end: a save was interrupted while it wrote it, and there is no such version';
            damages.add({ ...place, severity: 'warning', code: 'torn', what });
        }
        else {
            damages.add({ ...place, severity: 'damage', code: 'damaged', what: 'is damaged: its end is missing' });
        }
    }
    /** The version with its packs, each looked at once. */
    async know(record) {
        const { name, number, version } = record.metadata;
        const packs = [];
        const known = { name, number, version, packs };
        await forAll(record.packs, PACKS_AT_ONCE, async (used) => {
            const state = await this.options.packs.use(used);
            if (packs.includes(state))
                return;
            packs.push(state);
            state.users.push(known);
            if (state.problem !== undefined || state.size === used.size)
                return;
            const what = `its record says of pack ${used.pack} that it has ${used.size} bytes, and it has ${state.size}`;
            this.wrong.push({ version: known, what, hits: withoutFiles(known) });
        });
        return known;
    }
    async checkTree(version, record) {
        const { walker, files, context, onProgress } = this.options;
        const hits = withoutFiles(version);
        let wrong;
        let last;
        const end = await walker.check(version, record, {
            onWrong: (what, path) => {
                wrong ??= path === undefined ? what : `${(0,errors/* quote */.hD)(path)}: ${what}`;
                if (path === undefined)
                    hits.addUnknownFiles();
                else if (path !== last)
                    hits.addFile(path);
                last = path;
            },
            onFile: async (entry, chunks) => {
                context.throwIfCancelled();
                await files?.add(entry, chunks);
                onProgress();
            }
        });
        if (end.state === 'wrong') {
            hits.addUnknownFiles();
            wrong ??= `its list of files (tree) ${end.problem.what}`;
        }
        if (wrong !== undefined)
            this.wrong.push({ version, what: wrong, hits });
        onProgress();
    }
    unread(number) {
        return { name: this.name, number, version: `v${number}` };
    }
}
/** The record of a number, as it is found. */
async function findRecord({ storage }, name, number) {
    const key = versionKey(name, number);
    const found = await lookAtDocument(storage, key);
    if (found.state !== 'whole')
        return found;
    const checksum = (0,content_hash/* sha256Hex */.fg)(found.bytes);
    if (isPlaceholder(found.fields, name, number))
        return { state: 'placeholder', checksum };
    try {
        return { state: 'version', record: parseRecord(found.fields, name, number, 'it'), checksum };
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error))
            throw error;
        return { state: 'problem', problem: await problemOf(storage, error) };
    }
}

// EXTERNAL MODULE: ./lib/content/read-chunks.js
var read_chunks = __webpack_require__(1276);
;// CONCATENATED MODULE: ./lib/store/verifying/chunk-reader.js


const NOTHING_WANTED = { make: 'nothing', order: new Uint32Array(0), counts: new Uint32Array(0) };
class ChunkReader {
    pool;
    packs;
    constructor(pool, packs) {
        this.pool = pool;
        this.packs = packs;
    }
    /**
     * Reads and opens chunks, each one once, and has their packs judge them. All are held at once.
     * @returns what was asked for, and the numbers of the chunks that are wrong.
     */
    async read(chunks, wanted = NOTHING_WANTED) {
        const { spans, columns, cost } = await this.readSpans(chunks);
        const hashes = Buffer.concat(chunks.map(({ table, position }) => table.hashOf(position)));
        const task = { type: 'read-chunks', spans, chunks: columns, hashes, ...wanted };
        const buffers = [...new Set(spans.map(({ buffer }) => buffer))];
        const result = await this.pool.run(task, cost, buffers);
        const bad = new Set(result.bad);
        chunks.forEach(({ state, table, position }, number) => {
            state.judge(table, position, !bad.has(number));
        });
        return result;
    }
    async readSpans(chunks) {
        const numbers = new Map();
        for (const { state } of chunks)
            if (!numbers.has(state))
                numbers.set(state, numbers.size);
        const order = chunks
            .map(({ state, table, position }, number) => ({
            number,
            state,
            pack: numbers.get(state),
            offset: table.offsetOf(position),
            stored: table.storedSizeOf(position)
        }))
            .sort((a, b) => a.pack - b.pack || a.offset - b.offset);
        const spans = [];
        const columns = new Uint32Array(chunks.length * read_chunks/* READ_CHUNK_COLUMNS */.V);
        let cost = 0;
        const place = (number, span, offset) => {
            const { state, table, position } = chunks[number];
            const row = [span, offset, table.storedSizeOf(position), table.sizeOf(position), state.isProven(position) ? 1 : 0];
            columns.set(row, number * read_chunks/* READ_CHUNK_COLUMNS */.V);
            cost += table.sizeOf(position);
        };
        await Promise.all([...planSpans(order.length, (item) => order[item])].map(async (span) => {
            const inSpan = order.slice(span.first, span.last + 1);
            const { state } = inSpan[0];
            const bytes = await this.packs.read(state, span.offset, span.length);
            if (bytes !== undefined) {
                const at = spans.push(bytes) - 1;
                for (const { number, offset } of inSpan)
                    place(number, at, offset - span.offset);
                return;
            }
            // One by one, so that a sector that cannot be read, or the end of a pack that is short, costs what lies there alone.
            for (const { number, offset, stored } of inSpan) {
                const own = await this.packs.read(state, offset, stored);
                place(number, spans.push(own ?? new Uint8Array(0)) - 1, 0);
                // No bytes are no chunk, whatever was found before.
                if (own === undefined)
                    columns[number * read_chunks/* READ_CHUNK_COLUMNS */.V + read_chunks/* READ_CHUNK_COLUMNS */.V - 1] = 0;
            }
        }));
        return { spans, columns, cost };
    }
}
/** Of chunks in any order, each one once, and for each place of the list the number of its chunk. */
function distinct(chunks) {
    const numbers = new Map();
    const once = [];
    const order = Uint32Array.from(chunks, (chunk) => {
        let ofPack = numbers.get(chunk.state);
        if (ofPack === undefined)
            numbers.set(chunk.state, (ofPack = new Map()));
        let number = ofPack.get(chunk.position);
        if (number === undefined)
            ofPack.set(chunk.position, (number = once.push(chunk) - 1));
        return number;
    });
    return { chunks: once, order };
}

;// CONCATENATED MODULE: ./lib/store/verifying/file-checker.js
/**
 * The SHA-256 of whole files, held against their chunks: each distinct file once. A file of one chunk needs no look, since
 * its hash is the chunk's.
 */





/** Larger files are read in pieces of so many bytes; smaller ones, several at a time. */
const PIECE_BYTES = 4 * 1024 * 1024;
const FILES_PER_BATCH = 512;
const file_checker_PIECES_AT_ONCE = 6;
class FileChecker {
    reader;
    pool;
    /** Files that were seen, by what is hashed of them. */
    seen = new ChunkIndex();
    wrong = new Set();
    pipeline;
    batch = [];
    batchBytes = 0;
    constructor(reader, pool) {
        this.reader = reader;
        this.pool = pool;
        this.pipeline = new OrderedPipeline(file_checker_PIECES_AT_ONCE, () => undefined);
    }
    /** Whether there is a file whose chunks do not make what its hash names. */
    get foundWrong() {
        return this.wrong.size > 0;
    }
    /** Whether a file is such a one. */
    isWrong(entry) {
        return this.wrong.size > 0 && entry.chunks.length > 1 && this.wrong.has(file_checker_idOf(entry).toString('hex'));
    }
    /** Resolves when there is room for the next one. */
    async add(entry, chunks) {
        if (chunks.length < 2)
            return;
        const id = file_checker_idOf(entry);
        if (this.seen.find(id, 0) >= 0)
            return;
        this.seen.add(id, 0, { pack: 0, offset: 0, stored: 0, size: 0 });
        const file = { sha256: entry.sha256, id, chunks };
        if (entry.size > PIECE_BYTES) {
            await this.readLarge(file, entry.size);
            return;
        }
        this.batch.push(file);
        this.batchBytes += entry.size;
        if (this.batchBytes >= PIECE_BYTES || this.batch.length >= FILES_PER_BATCH)
            await this.readBatch();
    }
    /** Waits until all are checked. */
    async finish() {
        await this.readBatch();
        await this.pipeline.drain();
    }
    /** Waits for what is under way. Never rejects. */
    async stop() {
        await this.pipeline.drain().catch(() => undefined);
    }
    async readBatch() {
        const files = this.batch;
        if (files.length === 0)
            return;
        this.batch = [];
        this.batchBytes = 0;
        const { chunks, order } = distinct(files.flatMap((file) => file.chunks));
        const counts = Uint32Array.from(files, (file) => file.chunks.length);
        const reading = this.reader.read(chunks, { make: 'digests', order, counts });
        await this.push(reading, ({ bad, digests }) => {
            const lost = new Set(bad);
            let start = 0;
            files.forEach((file, position) => {
                const end = start + file.chunks.length;
                const isWhole = !order.subarray(start, end).some((number) => lost.has(number));
                start = end;
                if (isWhole)
                    this.judge(file, digests.subarray(position * content_hash/* HASH_BYTES */.FA, (position + 1) * content_hash/* HASH_BYTES */.FA));
            });
        });
    }
    async readLarge(file, size) {
        const hash = this.pool.newFile(size);
        let isWhole = true;
        try {
            for (const piece of piecesOf(file.chunks)) {
                const { chunks, order } = distinct(piece);
                const reading = this.reader.read(chunks, { make: 'content', order, counts: Uint32Array.of(order.length) });
                await this.push(reading, async ({ bad, content }) => {
                    if (bad.length > 0)
                        isWhole = false;
                    else if (isWhole)
                        await this.pool.updateHash(hash, content, [content.buffer]);
                });
            }
            await this.push(Promise.resolve(), async () => {
                const digest = await this.pool.finishHash(hash);
                if (isWhole)
                    this.judge(file, digest);
            });
        }
        catch (error) {
            await this.stop();
            await this.pool.dropHash(hash);
            throw error;
        }
    }
    judge(file, digest) {
        if (Buffer.from(digest).toString('hex') !== file.sha256)
            this.wrong.add(file.id.toString('hex'));
    }
    async push(reading, use) {
        const { room, done } = this.pipeline.push(reading, use);
        done.catch(() => undefined);
        await room;
    }
}
/** Stands for a file's hash and the chunks that should make it. */
function file_checker_idOf({ sha256, chunks }) {
    const hash = (0,external_node_crypto_.createHash)('sha256').update(sha256);
    for (const chunk of chunks)
        hash.update(chunk.sha256);
    return hash.digest();
}
/** Chunks in order, cut where they are about as many bytes as one piece may have. */
function* piecesOf(chunks) {
    let piece = [];
    let bytes = 0;
    for (const chunk of chunks) {
        const size = chunk.table.sizeOf(chunk.position);
        if (piece.length > 0 && bytes + size > PIECE_BYTES) {
            yield piece;
            piece = [];
            bytes = 0;
        }
        piece.push(chunk);
        bytes += size;
    }
    if (piece.length > 0)
        yield piece;
}

;// CONCATENATED MODULE: ./lib/store/verifying/pack-checker.js
/** Every chunk of packs that nobody has looked at yet: each pack is read in its order, in large pieces. */


const pack_checker_PIECES_AT_ONCE = 6;
/** @param onPiece called after each piece; may throw to stop. */
async function checkPacks(packs, states, reader, onPiece) {
    const pipeline = new OrderedPipeline(pack_checker_PIECES_AT_ONCE, () => undefined);
    try {
        for (const state of states) {
            if (!state.isThere)
                continue;
            for (const piece of pack_checker_piecesOf(await unjudged(packs, state))) {
                const { room, done } = pipeline.push(reader.read(piece), onPiece);
                done.catch(() => undefined);
                await room;
            }
        }
        await pipeline.drain();
    }
    finally {
        await pipeline.drain().catch(() => undefined);
    }
}
async function unjudged(packs, state) {
    const table = await packs.contents(state);
    const chunks = [];
    for (let position = 0; position < table.length; position++) {
        if (!state.isJudged(position))
            chunks.push({ state, table, position });
    }
    return chunks;
}
function* pack_checker_piecesOf(chunks) {
    let piece = [];
    let bytes = 0;
    for (const chunk of chunks) {
        const stored = chunk.table.storedSizeOf(chunk.position);
        if (piece.length > 0 && (bytes + stored > MAXIMUM_SPAN || piece.length >= MAXIMUM_ITEMS)) {
            yield piece;
            piece = [];
            bytes = 0;
        }
        piece.push(chunk);
        bytes += stored;
    }
    if (piece.length > 0)
        yield piece;
}

;// CONCATENATED MODULE: ./lib/content/chunk-table.js

/** What a pack holds, ascending by offset: typed arrays, 44 bytes a chunk, so that the tables of many packs may be kept. */
class ChunkTable {
    length;
    offsets;
    storedSizes;
    sizes;
    hashes;
    constructor(length) {
        this.length = length;
        this.offsets = new Uint32Array(length);
        this.storedSizes = new Uint32Array(length);
        this.sizes = new Uint32Array(length);
        this.hashes = new Uint8Array(length * content_hash/* HASH_BYTES */.FA);
    }
    /** Of a trailer, whose chunks lie without gaps. */
    static ofTrailer(chunks) {
        const table = new ChunkTable(chunks.length);
        let offset = 0;
        chunks.forEach(({ stored, size, hash }, position) => {
            table.set(position, { offset, stored, size, sha256: hash });
            offset += stored;
        });
        return table;
    }
    /** @param chunks in any order; they may overlap. */
    static ofChunks(chunks) {
        const table = new ChunkTable(chunks.length);
        [...chunks].sort((a, b) => a.offset - b.offset).forEach((chunk, position) => table.set(position, chunk));
        return table;
    }
    offsetOf(position) {
        return this.offsets[position];
    }
    storedSizeOf(position) {
        return this.storedSizes[position];
    }
    sizeOf(position) {
        return this.sizes[position];
    }
    /** A view of 32 bytes. */
    hashOf(position) {
        return this.hashes.subarray(position * content_hash/* HASH_BYTES */.FA, (position + 1) * content_hash/* HASH_BYTES */.FA);
    }
    at(position) {
        return {
            offset: this.offsetOf(position),
            stored: this.storedSizeOf(position),
            size: this.sizeOf(position),
            sha256: Buffer.from(this.hashOf(position)).toString('hex')
        };
    }
    /** The position of exactly this chunk, or -1. */
    find({ offset, stored, size, sha256 }) {
        for (let position = this.firstAt(offset); this.offsets[position] === offset; position++) {
            const isSame = this.storedSizes[position] === stored && this.sizes[position] === size;
            if (isSame && Buffer.compare(this.hashOf(position), Buffer.from(sha256, 'hex')) === 0)
                return position;
        }
        return -1;
    }
    /** The first position at or behind an offset. */
    firstAt(offset) {
        let low = 0;
        let high = this.length;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if (this.offsets[middle] < offset)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
    set(position, { offset, stored, size, sha256 }) {
        this.offsets[position] = offset;
        this.storedSizes[position] = stored;
        this.sizes[position] = size;
        Buffer.from(this.hashes.buffer, position * content_hash/* HASH_BYTES */.FA, content_hash/* HASH_BYTES */.FA).write(sha256, 'hex');
    }
}

;// CONCATENATED MODULE: ./lib/store/verifying/packs.js
/** The packs that living versions name, and what is known of each. */




const UNKNOWN = 0;
const RIGHT = 1;
const WRONG = 2;
/** Chunks of tables that are kept; 44 bytes each. */
const TABLES_MAXIMUM = 500_000;
class PackState {
    name;
    key;
    /** Versions that name it. */
    users = [];
    /** Bytes, as records say; as the storage says where that is right and the records are not. */
    size;
    /** What is wrong with the pack, besides chunks of it. */
    problem;
    /** Whether its trailer is what its name stands for. Otherwise only what trees say of it is known. */
    hasTrailer = false;
    /** Somebody found it damaged before. */
    isMarked = false;
    /** What trees say of it, by {@link chunkId}, where it has no trailer. */
    told = new Map();
    /** Chunks whose bytes are wrong, by {@link chunkId}. */
    wrong = new Map();
    /** By the position of a chunk in the table. */
    judged = new Uint8Array(0);
    constructor(name, size) {
        this.name = name;
        this.key = packKey(name);
        this.size = size;
    }
    get isDamaged() {
        return this.problem !== undefined || this.wrong.size > 0;
    }
    /** Whether bytes of it can be asked for. */
    get isThere() {
        return this.problem?.code !== 'missing';
    }
    isProven(position) {
        return this.judged[position] === RIGHT;
    }
    isJudged(position) {
        return (this.judged[position] ?? UNKNOWN) !== UNKNOWN;
    }
    judge(table, position, isRight) {
        if (this.judged.length < table.length)
            this.judged = new Uint8Array(table.length);
        // Once it was wrong it may be mended by now, and is told all the same: the end of a run looks again.
        if (this.judged[position] === WRONG)
            return;
        this.judged[position] = isRight ? RIGHT : WRONG;
        if (isRight)
            return;
        const chunk = table.at(position);
        this.wrong.set(chunkId(chunk), chunk);
    }
    /** All chunks are to be judged anew. */
    forget() {
        this.judged = new Uint8Array(0);
        this.wrong.clear();
    }
    /** Whether a chunk that a tree names is known to be lost, or cannot be told to be there. */
    isLost(chunk, isDeep) {
        if (!this.isThere || this.wrong.has(chunkId(chunk)))
            return true;
        return !this.hasTrailer && this.problem !== undefined && !isDeep;
    }
}
function chunkId({ offset, stored, size, sha256 }) {
    return `${offset}:${stored}:${size}:${sha256}`;
}
class Packs {
    storage;
    marked;
    states = new Map();
    looks = new Map();
    /** The one that was used last comes last. */
    tables = new Map();
    kept = 0;
    /** Bytes read. */
    bytesRead = 0;
    constructor(storage, marked) {
        this.storage = storage;
        this.marked = marked;
    }
    get length() {
        return this.states.size;
    }
    all() {
        return this.states.values();
    }
    get(name) {
        return this.states.get(name);
    }
    /** A pack that a version names, looked at if it is named for the first time. */
    async use({ pack, size }) {
        let state = this.states.get(pack);
        if (state === undefined) {
            state = new PackState(pack, size);
            state.isMarked = this.marked.has(pack);
            this.states.set(pack, state);
            this.looks.set(pack, this.look(state));
        }
        await this.looks.get(pack);
        return state;
    }
    /** Looks at a pack once more: what was wrong may be right by now, or no longer there. */
    async lookAgain(state) {
        state.problem = undefined;
        state.hasTrailer = false;
        this.forget(state.name);
        await this.look(state);
    }
    /** What a pack holds; undefined where that is not known. */
    async table(state) {
        if (!state.hasTrailer)
            return undefined;
        const kept = this.tables.get(state.name);
        if (kept !== undefined) {
            this.tables.delete(state.name);
            this.tables.set(state.name, kept);
            return kept;
        }
        try {
            return await this.readTable(state, state.size, state.problem === undefined ? state.size : undefined);
        }
        catch (error) {
            state.problem = await problemOf(this.storage, error);
            state.hasTrailer = false;
            return undefined;
        }
    }
    /** As {@link table}; where there is no trailer, what trees say of the pack. */
    async contents(state) {
        return (await this.table(state)) ?? ChunkTable.ofChunks([...state.told.values()]);
    }
    /** Bytes of a pack; undefined where they are not to be had, which is then known of the pack. */
    async read(state, offset, length) {
        try {
            this.bytesRead += length;
            return await this.storage.read(state.key, { offset, length });
        }
        catch (error) {
            const problem = await problemOf(this.storage, error);
            // A bad sector loses what lies on it, and no more.
            if (problem.code === 'missing')
                state.problem = problem;
            else
                state.problem ??= problem.code === 'unreadable' ? { ...problem, code: 'damaged' } : problem;
            return undefined;
        }
    }
    async look(state) {
        try {
            await this.readTable(state, state.size, state.size);
        }
        catch (error) {
            state.problem = await problemOf(this.storage, error);
            if (state.problem.code === 'damaged')
                await this.diagnose(state);
        }
    }
    /** Why a pack is not one of the size that a record says. */
    async diagnose(state) {
        const info = await this.storage.stat(state.key);
        if (info === undefined) {
            state.problem = { code: 'missing', what: 'is missing' };
            return;
        }
        if (info.size === state.size)
            return;
        if (await this.tryTable(state, info.size)) {
            // The pack is what its name says: the record is wrong.
            state.size = info.size;
            state.problem = undefined;
            return;
        }
        const sizes = `it has ${info.size} bytes where ${state.size} belong`;
        state.problem = { code: 'damaged', what: `is damaged: ${sizes}` };
        // What was appended to a pack spoils nothing in it.
        if (info.size > state.size)
            await this.tryTable(state, state.size);
    }
    async tryTable(state, size) {
        try {
            await this.readTable(state, size);
            return true;
        }
        catch (error) {
            await problemOf(this.storage, error);
            return false;
        }
    }
    async readTable(state, size, maximum) {
        const { chunks } = await readTrailer(state.name, size, async (offset, length) => {
            this.bytesRead += length;
            return await this.storage.read(state.key, { offset, length }, maximum);
        });
        const table = ChunkTable.ofTrailer(chunks);
        state.hasTrailer = true;
        this.keep(state.name, table);
        return table;
    }
    keep(name, table) {
        this.forget(name);
        this.tables.set(name, table);
        this.kept += table.length;
        for (const [oldest] of this.tables) {
            if (this.kept <= TABLES_MAXIMUM || oldest === name)
                break;
            this.forget(oldest);
        }
    }
    forget(name) {
        this.kept -= this.tables.get(name)?.length ?? 0;
        this.tables.delete(name);
    }
}

;// CONCATENATED MODULE: ./lib/store/verifying/store-documents.js
/** The small objects that belong to no artifact: what the store is, what prune runs condemned, what runs restored. */





const store_documents_READ_AT_ONCE = 16;
/** Keys that wait to be read at most. */
const store_documents_WAITING_MAXIMUM = 4096;
/**
 * @returns what the store is, where that can be read.
 * @throws ArtifactStoreError `NOT_FOUND` where there is no store, `UNSUPPORTED` where it is of a newer format.
 */
async function checkStoreFile(storage, damages) {
    try {
        return await readStoreFile(storage);
    }
    catch (error) {
        const isLost = (0,errors/* isStoreError */.A1)(error, 'DAMAGED') || (0,errors/* isStoreError */.A1)(error, 'NOT_FOUND') || (0,errors/* isStoreError */.A1)(error, 'STORAGE');
        if (!isLost || ((0,errors/* isStoreError */.A1)(error, 'NOT_FOUND') && !(await holdsArtifacts(storage))))
            throw error;
        const { code, what } = await problemOf(storage, error);
        damages.add({ severity: 'damage', code, kind: 'store', key: STORE_KEY, what, subject: { kind: 'store' } });
        return undefined;
    }
}
async function holdsArtifacts(storage) {
    for await (const _ of storage.list(ARTIFACTS_PREFIX))
        return true;
    return false;
}
/** The packs that are condemned, as far as the lists can be read. */
async function checkCondemned(storage, damages) {
    const packs = new Set();
    await eachKey(storage, CONDEMNED_PREFIX, async (key) => {
        const found = await lookAtDocument(storage, key);
        const place = { severity: 'damage', kind: 'condemned', key, subject: { kind: 'other' } };
        if (found.state === 'torn') {
            // A prune run is writing it, or was killed meanwhile.
            if (await storage.createMayTear())
                return;
            damages.add({ ...place, code: 'damaged', what: `is damaged: its end is missing; ${store_documents_BLOCKS}` });
        }
        else if (found.state === 'problem') {
            damages.add({ ...place, code: found.problem.code, what: `${found.problem.what}; ${store_documents_BLOCKS}` });
        }
        else {
            const listed = found.fields['packs'];
            if (Array.isArray(listed) && listed.every(content_hash/* isSha256 */._h))
                for (const pack of listed)
                    packs.add(pack);
            else
                damages.add({ ...place, code: 'damaged', what: `is damaged: it lists no packs; ${store_documents_BLOCKS}` });
        }
    });
    return packs;
}
const store_documents_BLOCKS = 'nothing can be saved or pruned until it is back as it was';
/** What runs restored: with one that is lost a version that is saved later in that run lacks an input. */
async function checkRuns(storage, damages) {
    await eachKey(storage, RUNS_PREFIX, async (key) => {
        const found = await lookAtDocument(storage, key);
        const place = { severity: 'warning', kind: 'run', key, subject: { kind: 'other' } };
        if (found.state === 'torn' && !(await storage.createMayTear())) {
            damages.add({ ...place, code: 'damaged', what: 'is damaged: its end is missing' });
        }
        else if (found.state === 'problem' && found.problem.code !== 'missing') {
            damages.add({ ...place, ...found.problem });
        }
    });
}
async function eachKey(storage, prefix, act) {
    let keys = [];
    for await (const { key } of storage.list(prefix)) {
        if (key.endsWith('.json'))
            keys.push(key);
        if (keys.length < store_documents_WAITING_MAXIMUM)
            continue;
        await forAll(keys, store_documents_READ_AT_ONCE, act);
        keys = [];
    }
    await forAll(keys, store_documents_READ_AT_ONCE, act);
}

;// CONCATENATED MODULE: ./lib/store/verifying/tree-pieces.js




/** Bytes of pieces that are kept. */
const KEPT_MAXIMUM = 32 * 1024 * 1024;
/** A part of a tree is lost; the pack that it lies in knows. */
class LostPiece extends Error {
    pack;
    constructor(pack) {
        super(`a part of a tree in pack ${pack.name} is lost`);
        this.pack = pack;
    }
}
class TreePieces {
    packs;
    /** The one that was used last comes last. */
    pieces = new Map();
    kept = 0;
    constructor(packs) {
        this.packs = packs;
    }
    /**
     * The bytes of leaves and nodes, in the order asked for.
     * @param stateOf the packs that they lie in; throws for one that the version does not name.
     * @throws LostPiece
     */
    async fetch(chunks, stateOf) {
        const found = chunks.map((chunk) => this.takeKept(chunk));
        const wanted = chunks
            .map((chunk, position) => ({ chunk, position, state: stateOf(chunk.pack) }))
            .filter(({ position }) => found[position] === undefined)
            .sort((a, b) => a.chunk.pack < b.chunk.pack ? -1 : a.chunk.pack > b.chunk.pack ? 1 : a.chunk.offset - b.chunk.offset);
        const numbers = new Map([...new Set(wanted.map(({ state }) => state))].map((state, number) => [state, number]));
        const spans = planSpans(wanted.length, (item) => {
            const { chunk, state } = wanted[item];
            return { pack: numbers.get(state), offset: chunk.offset, stored: chunk.stored };
        });
        for (const span of spans) {
            const inSpan = wanted.slice(span.first, span.last + 1);
            const { state } = inSpan[0];
            const bytes = await this.packs.read(state, span.offset, span.length);
            for (const { chunk, position } of inSpan) {
                found[position] = await this.open(state, chunk, bytes, span.offset);
            }
        }
        chunks.forEach((chunk, position) => {
            if (found[position] === undefined)
                throw new LostPiece(stateOf(chunk.pack));
            this.keep(chunk, found[position]);
        });
        return found;
    }
    /** @param bytes of the pack from `start` on; undefined where so many of them cannot be read. */
    async open(state, chunk, bytes, start) {
        const own = bytes ?? (await this.packs.read(state, chunk.offset, chunk.stored));
        const offset = bytes === undefined ? 0 : chunk.offset - start;
        const piece = own === undefined ? undefined : openOrNothing(own, chunk, offset);
        const table = await this.packs.table(state);
        const place = table?.find(chunk) ?? -1;
        if (table === undefined)
            state.told.set(chunkId(chunk), chunk);
        if (table !== undefined && place >= 0)
            state.judge(table, place, piece !== undefined);
        else if (piece === undefined)
            state.wrong.set(chunkId(chunk), chunk);
        // A copy: the rest of what was read need not stay.
        return piece?.slice();
    }
    takeKept(chunk) {
        const key = tree_pieces_keyOf(chunk);
        const piece = this.pieces.get(key);
        if (piece === undefined)
            return undefined;
        this.pieces.delete(key);
        this.pieces.set(key, piece);
        return piece;
    }
    keep(chunk, piece) {
        const key = tree_pieces_keyOf(chunk);
        if (this.pieces.has(key))
            return;
        this.pieces.set(key, piece);
        this.kept += piece.length;
        for (const [oldest, { length }] of this.pieces) {
            if (this.kept <= KEPT_MAXIMUM || oldest === key)
                break;
            this.pieces.delete(oldest);
            this.kept -= length;
        }
    }
}
function tree_pieces_keyOf(chunk) {
    return `${chunk.pack}:${chunkId(chunk)}`;
}
function openOrNothing(bytes, chunk, offset) {
    try {
        const { stored, size, sha256 } = chunk;
        return (0,stored_chunk/* openChunk */.w)(bytes, { offset, stored, size, hash: Buffer.from(sha256, 'hex') }, '');
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
            throw error;
        return undefined;
    }
}

;// CONCATENATED MODULE: ./lib/store/verifying/tree-walk.js






class TreeWalker {
    storage;
    packs;
    pieces;
    /** Files that trees named. */
    files = 0;
    constructor(storage, packs, pieces) {
        this.storage = storage;
        this.packs = packs;
        this.pieces = pieces;
    }
    /** Goes through all entries, as far as the tree can be read. */
    async each(version, record, use) {
        const stateOf = namedStates(version);
        try {
            const entries = readTree(record.tree, async (chunks) => await this.pieces.fetch(chunks, stateOf));
            for await (const entry of entries)
                await use(entry);
            return { state: 'whole' };
        }
        catch (error) {
            if (error instanceof LostPiece)
                return { state: 'lost', pack: error.pack };
            return { state: 'wrong', problem: await problemOf(this.storage, error) };
        }
    }
    /** Holds a tree against the packs and the digest. */
    async check(version, record, checker) {
        const named = new Map(version.packs.map((state) => [state.name, state]));
        const tables = new Map();
        const digest = new TreeDigest();
        await this.checkRoot(named, record, checker);
        const end = await this.each(version, record, async (entry) => {
            digest.add(entry);
            if (entry.type !== 'file')
                return;
            this.files++;
            const listed = [];
            for (const chunk of entry.chunks) {
                const state = named.get(chunk.pack);
                if (state !== undefined && !tables.has(state))
                    tables.set(state, await this.packs.table(state));
                const found = findChunk(chunk, state, state && tables.get(state), (what) => checker.onWrong(what, entry.path));
                if (found !== undefined)
                    listed.push(found);
            }
            if (listed.length === entry.chunks.length)
                await checker.onFile(entry, listed);
        });
        if (end.state === 'whole' && digest.finish() !== record.metadata.digest) {
            checker.onWrong(`its list of files does not have the digest ${record.metadata.digest}`);
        }
        return end;
    }
    /** Its other pieces are named by pieces, whose hashes are checked. */
    async checkRoot(named, { tree }, checker) {
        if ('entries' in tree)
            return;
        const state = named.get(tree.pack);
        findChunk(tree, state, state && (await this.packs.table(state)), (what) => checker.onWrong(what));
    }
}
/** The chunk in the table of its pack; where there is no table, the pack is told of the chunk. */
function findChunk(chunk, state, table, onWrong) {
    if (state === undefined) {
        onWrong(`a part of it lies in pack ${chunk.pack}, which its record does not name`);
        return undefined;
    }
    if (table === undefined) {
        state.told.set(chunkId(chunk), chunk);
        return undefined;
    }
    const position = table.find(chunk);
    if (position < 0) {
        onWrong(`it names bytes of pack ${chunk.pack} that are no chunk of that name there`);
        return undefined;
    }
    return { state, table, position };
}
function namedStates(version) {
    const named = new Map(version.packs.map((state) => [state.name, state]));
    return (pack) => {
        const state = named.get(pack);
        if (state !== undefined)
            return state;
        throw new errors/* ArtifactStoreError */.ux('DAMAGED', `its tree is damaged: a part of it lies in pack ${pack}, which its record does not name`);
    };
}

;// CONCATENATED MODULE: ./lib/store/verifying/inspection.js















class Inspection {
    context;
    isDeep;
    damages;
    packs;
    reader;
    walker;
    /** By artifact and number. */
    living = [];
    /** Versions whose records contradict what they are about. */
    wrong = [];
    condemned;
    /** Undefined where it is damaged. */
    store;
    artifacts = 0;
    phase;
    files;
    constructor(context, { isDeep, phase }, store, condemned, marked, damages) {
        this.context = context;
        this.isDeep = isDeep;
        this.phase = phase;
        this.damages = damages;
        this.store = store;
        this.condemned = condemned;
        this.packs = new Packs(context.storage, marked);
        this.reader = new ChunkReader(context.pool(), this.packs);
        this.walker = new TreeWalker(context.storage, this.packs, new TreePieces(this.packs));
        this.files = isDeep ? new FileChecker(this.reader, context.pool()) : undefined;
    }
    /** @throws ArtifactStoreError where there is no store or no such artifact, and where the storage is out of reach. */
    static async make(context, request) {
        const { storage } = context;
        if (request.name !== undefined)
            checkArtifactName(request.name);
        const damages = new Damages();
        const store = await checkStoreFile(storage, damages);
        const condemned = await checkCondemned(storage, damages);
        const marked = await markedPacks(storage);
        const inspection = new Inspection(context, request, store, condemned, marked, damages);
        await inspection.look(request.name);
        return inspection;
    }
    async look(name) {
        const { storage } = this.context;
        try {
            for (const one of await this.namesOf(name))
                await this.checkArtifact(one);
            await this.files?.finish();
            if (this.isDeep)
                await checkPacks(this.packs, this.packs.all(), this.reader, this.onProgress);
        }
        finally {
            await this.files?.stop();
        }
        if (name === undefined && this.isDeep)
            await checkRuns(storage, this.damages);
        await this.lookAgain();
    }
    async namesOf(name) {
        const names = (await artifactNames(this.context.storage)).filter(isArtifactName);
        if (name === undefined)
            return names;
        if (names.includes(name))
            return [name];
        throw new errors/* ArtifactStoreError */.ux('NOT_FOUND', `name: there is no artifact ${(0,errors/* quote */.hD)(name)} in ${this.context.storage.location}`);
    }
    async checkArtifact(name) {
        this.context.throwIfCancelled();
        const { context, damages, packs, walker, files, onProgress } = this;
        const checker = new ArtifactChecker({ context, damages, packs, walker, files, onProgress }, name);
        await checker.check();
        this.artifacts++;
        this.living.push(...checker.living);
        this.wrong.push(...checker.wrong);
    }
    onProgress = () => {
        this.context.throwIfCancelled();
        this.context.progress({ phase: this.phase, files: this.walker.files, bytes: this.packs.bytesRead });
    };
    /** Damage is told only where it is still there: others may save, prune and mend meanwhile. */
    async lookAgain() {
        for (const state of this.packs.all()) {
            if (!state.isDamaged)
                continue;
            const wrong = [...state.wrong.values()];
            const { hasTrailer, isThere } = state;
            state.forget();
            await this.packs.lookAgain(state);
            if (!state.isThere)
                continue;
            const isBack = !isThere || (state.hasTrailer && !hasTrailer);
            if (isBack && this.isDeep)
                await checkPacks(this.packs, [state], this.reader, this.onProgress);
            else
                await this.judge(state, wrong);
        }
    }
    async judge(state, chunks) {
        const table = await this.packs.contents(state);
        for (const chunk of chunks) {
            const position = table.find(chunk);
            const listed = { state, table, position };
            if (position >= 0)
                await this.reader.read([listed]);
        }
    }
    /** Goes through the trees of all versions that damage may hit, and names their files. */
    async hitFiles(damaged, isLost = (pack, chunk) => pack.isLost(chunk, this.isDeep)) {
        const byPack = new Map([...damaged].map((state) => [state, new Hits()]));
        const wrongFiles = [];
        const gone = new Set();
        for (const version of this.living) {
            const hit = version.packs.filter((state) => damaged.has(state));
            if (hit.length === 0 && this.files?.foundWrong !== true)
                continue;
            this.context.throwIfCancelled();
            if (await isGone(this.context.storage, version.name, version.number))
                gone.add(version);
            else
                await this.hitFilesOf(version, hit, isLost, byPack, wrongFiles);
        }
        return { byPack, wrongFiles, gone };
    }
    async hitFilesOf(version, damaged, isLost, byPack, wrongFiles) {
        const found = await findRecord(this.context, version.name, version.number);
        if (found.state !== 'version')
            return;
        const states = new Map(damaged.map((state) => [state.name, state]));
        const wrong = new Hits();
        const end = await this.walker.each(version, found.record, (entry) => {
            if (entry.type !== 'file')
                return;
            const hit = new Set();
            for (const chunk of entry.chunks) {
                const state = states.get(chunk.pack);
                if (state !== undefined && isLost(state, chunk))
                    hit.add(state);
            }
            for (const state of hit) {
                byPack.get(state).addVersion(version);
                byPack.get(state).addFile(entry.path);
            }
            if (this.files?.isWrong(entry) === true) {
                wrong.addVersion(version);
                wrong.addFile(entry.path);
            }
        });
        if (wrong.versions > 0) {
            const what = 'the chunks of a file in it do not make the file whose SHA-256 it names';
            wrongFiles.push({ version, what, hits: wrong });
        }
        if (end.state === 'whole')
            return;
        // Of a tree that ends early nobody knows what else it needs of a pack.
        for (const state of damaged) {
            byPack.get(state).addVersion(version);
            byPack.get(state).addUnknownFiles();
        }
    }
}

;// CONCATENATED MODULE: ./lib/store/verifying/telling.js
/** From what an inspection found to findings. */





/** All that was found and still holds, damage first. */
async function tellDamages(inspection) {
    const damaged = new Set([...inspection.packs.all()].filter((state) => state.isDamaged));
    const hits = await inspection.hitFiles(damaged);
    const condemned = await condemnedNow(inspection);
    for (const state of inspection.packs.all()) {
        if (state.isDamaged)
            tellPack(inspection, state, hits, condemned);
        else if (state.isMarked)
            tellMark(inspection, state);
    }
    for (const { version, what, hits: files } of [...inspection.wrong, ...hits.wrongFiles]) {
        const { name, number } = version;
        if (await isGone(inspection.context.storage, name, number))
            continue;
        inspection.damages.add({
            severity: 'damage',
            code: 'inconsistent',
            kind: 'record',
            key: versionKey(name, number),
            what: `is the record of a version that is damaged: ${what}`,
            subject: { kind: 'version', name, number },
            hits: files
        });
    }
    return inspection.damages.sorted();
}
/** Lists may have come since; of those that cannot be read it was told. */
async function condemnedNow({ context, condemned }) {
    try {
        const { packs } = await new CondemnedLists(context.storage).refresh();
        return packs;
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
            throw error;
        return condemned;
    }
}
function tellPack({ damages, isDeep }, state, { byPack, gone }, condemned) {
    const users = state.users.filter((version) => !gone.has(version));
    // Nobody needs it any more: it was pruned, or may be.
    if (users.length === 0)
        return;
    const files = byPack.get(state);
    const isHit = files !== undefined && files.versions > 0;
    const hits = isHit ? files : withoutFiles(...users);
    const place = { kind: 'pack', key: state.key, subject: { kind: 'pack', pack: state }, hits };
    const code = state.problem?.code ?? 'damaged';
    if (code === 'missing' && condemned.has(state.name)) {
        const what = 'was pruned: the versions that name it were never finished, or are being removed';
        damages.add({ ...place, severity: 'warning', code: 'unfinished', what });
        return;
    }
    const what = `${telling_describeProblem(state)}${isHit ? openQuestion(state, isDeep) : nothingLost(isDeep)}`;
    damages.add({ ...place, severity: code === 'unsupported' ? 'warning' : 'damage', code, what });
}
function telling_describeProblem({ problem, wrong }) {
    const chunks = wrong.size === 1
        ? 'a chunk in it does not have the bytes that its hash names'
        : `${wrong.size} chunks in it do not have the bytes that their hashes name`;
    if (problem === undefined)
        return `is damaged: ${chunks}`;
    return wrong.size === 0 ? problem.what : `${problem.what}; ${chunks}`;
}
function openQuestion({ problem, hasTrailer }, isDeep) {
    const isOpen = !isDeep && !hasTrailer && problem?.code !== 'missing';
    return isOpen ? '; which of its bytes are still good only a deep verify tells' : '';
}
function nothingLost(isDeep) {
    return isDeep ? '; no file of a version is lost by it' : '';
}
function tellMark({ damages, isDeep }, state) {
    damages.add({
        severity: 'warning',
        code: 'marked',
        kind: 'pack',
        key: state.key,
        what: isDeep
            ? 'is marked as damaged and is not; repair takes the mark away'
            : 'was found damaged earlier; a deep verify tells what that hits',
        subject: { kind: 'pack', pack: state },
        hits: withoutFiles(...state.users)
    });
}

;// CONCATENATED MODULE: ./lib/store/verifying/verify.js




async function verifyStore(context, request) {
    const isDeep = request.deep ?? true;
    const inspection = await Inspection.make(context, { name: request.name, isDeep, phase: 'verify' });
    const findings = (await tellDamages(inspection)).map(({ finding }) => finding);
    if (request.mark ?? true)
        await markDamaged(inspection);
    const packs = [...inspection.packs.all()];
    return {
        sound: !findings.some(({ severity }) => severity === 'damage'),
        deep: isDeep,
        artifacts: inspection.artifacts,
        versions: inspection.living.length,
        files: inspection.walker.files,
        packs: packs.length,
        packedSize: packs.reduce((sum, { size }) => sum + size, 0),
        bytesRead: inspection.packs.bytesRead,
        findings
    };
}
/** Of a pack that has no trailer any more everybody sees that it is damaged. */
async function markDamaged({ context, packs, store }) {
    if (store === undefined || !isWritable(store))
        return;
    for (const state of packs.all()) {
        if (!state.hasTrailer || state.wrong.size === 0 || state.isMarked)
            continue;
        // Who may not write the first mark may not write any.
        if (!(await tryToMark(context, state.name, 'verify')))
            return;
    }
}

;// CONCATENATED MODULE: ./lib/store/history.js
/** The versions of an artifact over time: their metrics, and where its aliases went. */






const history_DEFAULT_LIMIT = 100;
/** Moves of one alias that are read, the newest. */
const history_MOVES_MAXIMUM = 20;
/** @throws ArtifactStoreError `INVALID_INPUT`. */
function checkHistoryLimit(limit = history_DEFAULT_LIMIT) {
    if (Number.isInteger(limit) && limit >= 1)
        return limit;
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `limit: ${(0,errors/* quote */.hD)(String(limit))} is not a number from 1 on`);
}
/** @param versions oldest first. */
function historyOf(name, versions, moves) {
    return { name, versions, metrics: metricSeries(versions), moves };
}
/** Every metric that a version has, over all of them, by name. */
function metricSeries(versions) {
    const series = new Map();
    for (const [index, { metrics }] of versions.entries()) {
        for (const [name, value] of Object.entries(metrics)) {
            let values = series.get(name);
            if (values === undefined)
                series.set(name, (values = new Array(versions.length)));
            values[index] = value;
        }
    }
    return [...series]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, values]) => ({ name, values: Array.from(values) }));
}
/** Where each alias of an artifact was pointed, oldest first. What cannot be read is left out, with a warning. */
async function readMoves(storage, logger, name) {
    const keys = new Map();
    for await (const { key } of storage.list(aliasesPrefix(name))) {
        if (numberOfKey(key) === undefined)
            continue;
        const alias = aliasOfKey(name, key);
        keys.set(alias, [...(keys.get(alias) ?? []), key].slice(-history_MOVES_MAXIMUM));
    }
    const moves = [];
    for (const [alias, all] of keys) {
        const read = await Promise.all(all.map(async (key) => await history_readMove(storage, logger, alias, key)));
        moves.push(...read.filter((move) => move !== undefined));
    }
    // Those of one alias stay in their order: clocks differ, and its numbers do not.
    return moves.sort((a, b) => (a.alias === b.alias ? 0 : (a.movedAt ?? '') < (b.movedAt ?? '') ? -1 : 1));
}
async function history_readMove(storage, logger, alias, key) {
    try {
        const fields = await readUnlessTorn(storage, key);
        if (fields === undefined)
            return undefined;
        const number = aliasTarget(fields, `${storage.location}: ${key}`);
        const { movedAt } = fields;
        return { alias, number, movedAt: typeof movedAt === 'string' ? movedAt : undefined };
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'DAMAGED') && !(0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
            throw error;
        logger.warn(`${error.message}; the move is left out`);
        return undefined;
    }
}
function historyToJson({ name, versions, metrics, moves }) {
    return {
        name,
        versions: versions.map(metadataToJson),
        metrics: Object.fromEntries(metrics.map((series) => [
            series.name,
            {
                sparkline: sparkline(series.values),
                values: series.values.map((value) => (value === undefined ? null : (0,show/* numberToJson */.ZB)(value)))
            }
        ])),
        aliases: moves.map(({ alias, number, movedAt }) => ({
            alias,
            number,
            ...(movedAt === undefined ? {} : { movedAt })
        }))
    };
}
const BARS = '▁▂▃▄▅▆▇█';
/** Of the last so many versions. */
const SPARKLINE_MAXIMUM = 60;
/**
 * One character a version, between the lowest and the highest: `·` where there is no value, `×` where it is not finite.
 * Where all are the same they are in the middle.
 */
function sparkline(values) {
    const shown = values.slice(-SPARKLINE_MAXIMUM);
    const finite = shown.filter((value) => value !== undefined && Number.isFinite(value));
    const low = Math.min(...finite);
    const high = Math.max(...finite);
    return shown
        .map((value) => {
        if (value === undefined)
            return '·';
        if (!Number.isFinite(value))
            return '×';
        if (low === high)
            return BARS[3];
        return BARS[Math.min(BARS.length - 1, Math.floor((0,show/* shareOf */.tC)(value, low, high) * BARS.length))];
    })
        .join('');
}

;// CONCATENATED MODULE: ./lib/store/bisect.js
/**
 * The first version at which a recorded metric fell. Values are recorded, so nothing is tried out: all versions are
 * looked at, in the order of their numbers.
 *
 * Let `best` be the best finite value among the earlier versions (the highest, or the lowest where lower is better). A
 * version has *fallen* where its value is worse than `best` by at least `drop`; with a drop of 0, where it is worse at
 * all. A value that is NaN, or the infinity that is worse than everything, has fallen too, once there is a best; the
 * other infinity neither falls nor is a best, since nothing could come up to it again. Versions without the metric are
 * passed over. A difference in the last digits (0.3 - 0.2 is less than 0.1) is made up for.
 */




/** @throws ArtifactStoreError `INVALID_INPUT`. */
function checkBisect({ metric, drop = 0, since }) {
    if (metric === '')
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', 'metric: it is empty: name a recorded metric');
    if (!Number.isFinite(drop) || drop < 0) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `drop: ${(0,errors/* quote */.hD)(String(drop))} is not a number from 0 on`);
    }
    if (since !== undefined && (!Number.isInteger(since) || since < 1)) {
        throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `since: ${(0,errors/* quote */.hD)(String(since))} is not the number of a version`);
    }
}
/** @param versions ascending. */
function bisectVersions(request, versions) {
    const { name, metric, drop = 0, direction = 'higher', since = 1 } = request;
    const sign = direction === 'higher' ? 1 : -1;
    let checked = 0;
    let without = 0;
    let best;
    let before;
    const result = (fallen) => ({
        name,
        metric,
        drop,
        direction,
        checked,
        without,
        fallen
    });
    for (const version of versions) {
        if (version.number < since)
            continue;
        if (!Object.hasOwn(version.metrics, metric)) {
            without++;
            continue;
        }
        checked++;
        const point = { version, value: version.metrics[metric] };
        if (best !== undefined && before !== undefined) {
            const fall = sign * (best.value - point.value);
            if (hasFallen(fall, drop, best.value))
                return result({ ...point, fall, best, before, ...whatChanged(before, point) });
        }
        if (Number.isFinite(point.value) && (best === undefined || sign * (point.value - best.value) > 0))
            best = point;
        before = point;
    }
    return result(undefined);
}
/** Parts of a value: what a sum or difference of numbers may be off by. */
const ROUNDING = 1e-12;
function hasFallen(fall, drop, best) {
    if (Number.isNaN(fall))
        return true;
    return fall > 0 && fall >= drop - ROUNDING * Math.max(Math.abs(best), drop);
}
function whatChanged(before, point) {
    const [old, now] = [before.version.inputs, point.version.inputs];
    const lacks = (inputs) => (one) => !inputs.some(({ name, number, digest }) => name === one.name && number === one.number && digest === one.digest);
    return {
        inputs: { added: now.filter(lacks(old)), removed: old.filter(lacks(now)) },
        compareUrl: (0,runs/* compareUrl */.XH)(before.version.run, point.version.run)
    };
}
function bisectToJson({ name, metric, drop, direction, checked, without, fallen }) {
    const point = ({ version, value }) => ({
        version: metadataToJson(version),
        value: (0,show/* numberToJson */.ZB)(value)
    });
    return {
        name,
        metric,
        drop,
        direction,
        checked,
        without,
        ...(fallen === undefined
            ? {}
            : {
                fallen: {
                    ...point(fallen),
                    fall: (0,show/* numberToJson */.ZB)(fallen.fall),
                    best: point(fallen.best),
                    before: point(fallen.before),
                    inputsAdded: fallen.inputs.added.map((input) => ({ ...input })),
                    inputsRemoved: fallen.inputs.removed.map((input) => ({ ...input })),
                    ...(fallen.compareUrl === undefined ? {} : { compareUrl: fallen.compareUrl })
                }
            })
    };
}
/** Lines, each ended by a newline. */
function bisectToText(result) {
    const { name, metric, drop, checked, without, fallen } = result;
    const by = drop === 0 ? '' : ` by ${(0,show/* showNumber */.Zo)(drop)} or more`;
    const passed = without === 0 ? '' : `; ${(0,show/* counted */.hS)(without, 'version')} without it`;
    if (fallen === undefined) {
        return `${name}: ${(0,show/* visible */.RK)(metric)} did not fall${by} (${(0,show/* counted */.hS)(checked, 'version')} with it${passed})\n`;
    }
    const { version, value, fall, best, before, inputs } = fallen;
    const { run } = version;
    const commit = (0,runs/* commitUrl */.Bg)(run) ?? (0,runs/* commitOf */.D3)(run);
    const runText = (0,runs/* runUrl */.Vp)(run) ?? (typeof run['runId'] === 'string' ? (0,show/* visible */.RK)(run['runId']) : undefined);
    const lines = [
        `${name}@v${version.number}: ${(0,show/* visible */.RK)(metric)} fell to ${(0,show/* showNumber */.Zo)(value)} (${(0,show/* showDelta */.o)(-fall * (result.direction === 'higher' ? 1 : -1))} against the best before)`,
        `  saved    ${version.createdAt}`,
        `  best     ${(0,show/* showNumber */.Zo)(best.value)} at v${best.version.number}`,
        `  before   ${(0,show/* showNumber */.Zo)(before.value)} at v${before.version.number}, saved ${before.version.createdAt}`,
        `  run      ${runText ?? 'not recorded'}`,
        `  commit   ${commit ?? 'not recorded'}`,
        ...(fallen.compareUrl === undefined ? [] : [`  compare  ${fallen.compareUrl}`]),
        `  inputs   ${version.inputs.length === 0 ? 'none recorded' : version.inputs.map(inputText).join(', ')}`,
        ...inputs.added.map((input) => `           + ${inputText(input)}`),
        ...inputs.removed.map((input) => `           - ${inputText(input)}`)
    ];
    return `${lines.join('\n')}\n`;
}
function inputText({ name, number }) {
    return `${name}@v${number}`;
}

;// CONCATENATED MODULE: ./lib/store/windows.js
/** What comes one after the other, some at a time, as it is asked for. */
async function* inWindows(all, size) {
    let window = [];
    for await (const one of all) {
        if (window.push(one) < size)
            continue;
        yield window;
        window = [];
    }
    if (window.length > 0)
        yield window;
}

;// CONCATENATED MODULE: ./lib/store/views.js
/** What the views of a store read: whole series, and versions by number, as summaries where the index tells them. */









/** Series that are read at once. */
const SERIES_AT_ONCE = 16;
async function lineageOf(context, record, limit) {
    const { metadata } = record;
    const isRemoved = await views_seriesOf(context, metadata.name).isGone(metadata.number);
    // What the quarantine holds was made of what everybody sees, and is shown to who looks there.
    const artifacts = isQuarantined(metadata.name) ? listArtifacts : listShownArtifacts;
    return await walkLineage(lineageSource(context, artifacts), { metadata, isRemoved }, limit);
}
/** What a version came from. It is one that the store gave, so it is not looked up again. */
async function originsOf(context, version, { limit, depth }) {
    const root = { metadata: version, isRemoved: false };
    return await walkOrigins(lineageSource(context, listShownArtifacts), root, checkLineageLimit(limit), checkLineageDepth(depth));
}
function lineageSource(context, listAll) {
    return {
        find: async (name, number) => {
            const series = views_seriesOf(context, name);
            const [record, isRemoved] = await Promise.all([
                unlessDamaged(series.readUnlessTorn(number)),
                series.isGone(number)
            ]);
            return record === undefined ? undefined : { metadata: record.metadata, isRemoved };
        },
        async *all() {
            const { storage, logger } = context;
            const excerpts = new Excerpts(storage, STORE_EXCERPT, logger);
            for await (const window of inWindows(listAll(storage), SERIES_AT_ONCE)) {
                context.throwIfCancelled();
                // What a version was made of is in its record.
                const reading = window.map(({ name, objects }) => views_seriesOf(context, name).list({ listed: objects, excerpts, mergesNotes: false }));
                for (const versions of await Promise.all(reading))
                    yield* versions;
            }
        }
    };
}
async function readHistory(context, { name, limit }) {
    const count = checkHistoryLimit(limit);
    const [versions, moves] = await Promise.all([
        newestFirst(context, name, count),
        readMoves(context.storage, context.logger, name)
    ]);
    return historyOf(name, versions.reverse(), moves);
}
async function bisect(context, request) {
    checkBisect(request);
    return bisectVersions(request, (await newestFirst(context, request.name, Infinity)).reverse());
}
/** The living versions of an artifact. Damaged ones are left out with a warning. */
async function newestFirst(context, name, limit) {
    return await views_seriesOf(context, name).list({ limit });
}
function views_seriesOf({ storage, logger }, name) {
    return new VersionSeries(storage, name, logger);
}

;// CONCATENATED MODULE: ./lib/store/store.js























/**
 * The artifact store over a storage.
 *
 * Nothing is read or written yet: a save creates what is missing; everything else rejects with `NOT_FOUND` where the
 * storage holds no store.
 */
function openStore(storage, options = {}) {
    return new StorageArtifactStore(new StoreContext(storage, options));
}
function selectorsOf(selector) {
    return selector === undefined ? undefined : [selector];
}
/** What is shown of a version is what readers get of it. */
function withNotes({ record, version }) {
    return { ...record, metadata: version };
}
class StorageArtifactStore {
    context;
    constructor(context) {
        this.context = context;
    }
    get location() {
        return this.context.storage.location;
    }
    async save(request) {
        return await saveVersion(this.context, request);
    }
    async restore(request) {
        const found = await findVersion(this.context, request.name, request.selectors, request.where);
        if (found === undefined)
            return undefined;
        const { version, matched } = found;
        return await restoreVersion(this.context, found.record, { version, matched }, request);
    }
    async resolve(name, selectors, where) {
        const found = await findVersion(this.context, name, selectors, where);
        return found === undefined ? undefined : { version: found.version, matched: found.matched };
    }
    async list(query = {}) {
        return await listVersions(this.context, query);
    }
    async statements(name, selector = 'latest') {
        const found = await findVersion(this.context, name, [selector]);
        if (found === undefined)
            return undefined;
        const { metadata, label } = found.record;
        return await statementsOf(this.context, found.record, { ...metadata, label });
    }
    async getMetadata(name, selector = 'latest') {
        const found = await findVersion(this.context, name, [selector]);
        if (found === undefined)
            return undefined;
        const aliases = await aliasesByVersion(this.context.storage, this.context.logger, name);
        return { ...found.version, aliases: aliases.get(found.version.number) ?? [] };
    }
    async record(request) {
        return await recordNote(this.context, request);
    }
    async notes(name, selector = 'latest') {
        const found = await findVersion(this.context, name, [selector]);
        if (found === undefined)
            return undefined;
        return await new VersionSeries(this.context.storage, name, this.context.logger).notesOf(found.version.number);
    }
    async promote(request) {
        return await promoteVersion(this.context, request);
    }
    async removeAliases(request) {
        return await removeAliases(this.context, request);
    }
    async aliasHistory(name, alias, limit = listing_DEFAULT_LIMIT) {
        checkLimit(limit);
        return await aliasHistory(this.context, name, alias, limit);
    }
    async checkGate(version, request) {
        return await checkGate(this.context, version, request);
    }
    async diff(request) {
        const limit = checkDiffLimit(request.limit);
        const { from, to } = request;
        const older = await findVersion(this.context, from.name, selectorsOf(from.selector));
        const newer = await findVersion(this.context, to.name, selectorsOf(to.selector));
        if (older === undefined || newer === undefined)
            return undefined;
        return await diffVersions(this.context.storage, withNotes(older), withNotes(newer), limit);
    }
    async lineage({ name, selector, limit }) {
        const maximum = checkLineageLimit(limit);
        const found = await findVersion(this.context, name, selectorsOf(selector));
        return found === undefined ? undefined : await lineageOf(this.context, found.record, maximum);
    }
    async origins(version, request = {}) {
        return await originsOf(this.context, version, request);
    }
    async compare(request) {
        return await compareVersion(this.context, request);
    }
    async history(request) {
        checkArtifactName(request.name);
        await readStoreFile(this.context.storage);
        return await readHistory(this.context, request);
    }
    async bisect(request) {
        checkArtifactName(request.name);
        await readStoreFile(this.context.storage);
        return await bisect(this.context, request);
    }
    async prune(request = {}) {
        return await pruneStore(this.context, request);
    }
    async remove(request) {
        return await removeVersion(this.context, request);
    }
    async undelete(request) {
        return await undeleteVersion(this.context, request);
    }
    async verify(request = {}) {
        return await verifyStore(this.context, request);
    }
    async copyTo(target, request = {}) {
        if (!(target instanceof StorageArtifactStore)) {
            throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', 'target: it is not a store that openStore gave');
        }
        return await copyVersions(this.context, target.context, request);
    }
    async close() {
        await this.context.close();
    }
}

;// CONCATENATED MODULE: ./lib/store/verdict.js
/** Whether a metric got better from one version to another. */

/** @returns undefined where neither version has the metric. */
function judgeMetric(name, from, to, directions) {
    if (from === undefined)
        return to === undefined ? undefined : { verdict: 'added', delta: undefined };
    if (to === undefined)
        return { verdict: 'removed', delta: undefined };
    // An infinity is its own equal, and so is NaN here: nobody means something else by it.
    if (from === to || (Number.isNaN(from) && Number.isNaN(to)))
        return { verdict: 'same', delta: undefined };
    if (Number.isNaN(from) || Number.isNaN(to))
        return { verdict: 'incomparable', delta: undefined };
    const delta = to - from;
    const direction = directionOf(directions, name);
    if (direction === undefined)
        return { verdict: 'changed', delta };
    return { verdict: to > from === (direction === 'higher') ? 'better' : 'worse', delta };
}
/** By own names only: a metric may be called as what every object has. */
function directionOf(directions, name) {
    return Object.hasOwn(directions, name) ? directions[name] : undefined;
}
/** For people: a sign and words, so that nobody has to see colours, or to know which way an arrow means. */
function showVerdict({ verdict, delta }) {
    const change = delta === undefined ? '' : (0,show/* showDelta */.o)(delta);
    switch (verdict) {
        case 'better':
            return `▲ better (${change})`;
        case 'worse':
            return `▼ worse (${change})`;
        case 'changed':
            return `◆ ${change}`;
        case 'same':
            return '= same';
        case 'incomparable':
            return '≠ not comparable';
        case 'added':
            return '+ new';
        case 'removed':
            return '− not there';
    }
}

;// CONCATENATED MODULE: ./lib/store/diff-render.js


/** Lines, each ended by a newline. */
function diffToText(diff, directions = {}) {
    const { from, to, files } = diff;
    const lines = [
        `${referenceOf(from)} → ${referenceOf(to)}`,
        `  saved    ${from.createdAt} → ${to.createdAt}`,
        `  content  ${contentOf(from)} → ${contentOf(to)}`,
        ...runLines(diff),
        filesLine(diff),
        ...fileLines(files)
    ];
    for (const [title, values] of tables(diff)) {
        if (values.listed.length === 0)
            continue;
        lines.push(`${title}: ${(0,show/* showCount */.px)(values.changed)} changed, ${(0,show/* showCount */.px)(values.unchanged)} unchanged`);
        const width = Math.max(...values.listed.map(({ name }) => (0,show/* visible */.RK)(name).length));
        for (const change of values.listed) {
            const name = (0,show/* visible */.RK)(change.name).padEnd(width);
            const parts = change.isChanged
                ? `${textOf(change.from)} → ${textOf(change.to)}${deltaOf(change, title === 'metrics' ? directions : {})}`
                : textOf(change.to);
            lines.push(`  ${name}  ${parts}`);
        }
        const hidden = values.changed + values.unchanged - values.listed.length;
        if (hidden > 0)
            lines.push(`  … and ${(0,show/* showCount */.px)(hidden)} more`);
    }
    return `${lines.join('\n')}\n`;
}
function tables(diff) {
    return [
        ['metrics', diff.metrics],
        ['params', diff.params],
        ['metadata', diff.metadata]
    ];
}
function runLines({ from, to, commits, compareUrl }) {
    const runs = [from, to].map(({ run }) => (typeof run['runId'] === 'string' ? (0,show/* visible */.RK)(run['runId']) : '-'));
    const short = [commits.from, commits.to].map((commit) => commit?.slice(0, 12) ?? '-');
    return [
        ...(runs.every((run) => run === '-') ? [] : [`  run      ${runs.join(' → ')}`]),
        ...(short.every((commit) => commit === '-') ? [] : [`  commit   ${short.join(' → ')}`]),
        ...(compareUrl === undefined ? [] : [`  compare  ${compareUrl}`])
    ];
}
/** The counts of all kinds of change, on one line. */
function filesLine({ files, isSameContent }) {
    if (isSameContent)
        return `files: all the same (${(0,show/* counted */.hS)(files.unchanged.count, 'file')})`;
    const { added, removed, changed, renamed, unchanged, folders } = files;
    const growth = changed.bytesTo - changed.bytesFrom;
    return `files: ${[
        `${(0,show/* showCount */.px)(added.count)} added (${(0,show/* showBytes */.ni)(added.bytes)})`,
        `${(0,show/* showCount */.px)(removed.count)} removed (${(0,show/* showBytes */.ni)(removed.bytes)})`,
        `${(0,show/* showCount */.px)(changed.count)} changed (${growth < 0 ? '-' : '+'}${(0,show/* showBytes */.ni)(Math.abs(growth))})`,
        `${(0,show/* showCount */.px)(renamed.count)} renamed`,
        `${(0,show/* showCount */.px)(unchanged.count)} unchanged`,
        ...(folders.added === 0 ? [] : [`${(0,show/* counted */.hS)(folders.added, 'folder')} added`]),
        ...(folders.removed === 0 ? [] : [`${(0,show/* counted */.hS)(folders.removed, 'folder')} removed`])
    ].join(', ')}`;
}
function* eachFile(files) {
    for (const { path, file } of files.added.listed)
        yield { mark: '+', path: (0,show/* visible */.RK)(path), note: diff_render_stateOf(file) };
    for (const { path, file } of files.removed.listed)
        yield { mark: '-', path: (0,show/* visible */.RK)(path), note: diff_render_stateOf(file) };
    for (const file of files.changed.listed)
        yield { mark: '~', path: (0,show/* visible */.RK)(file.path), note: changeNote(file) };
    for (const { from, to, size } of files.renamed.listed) {
        yield { mark: '>', path: `${(0,show/* visible */.RK)(from)} → ${(0,show/* visible */.RK)(to)}`, note: (0,show/* showBytes */.ni)(size) };
    }
}
function fileLines(files) {
    const lines = [...eachFile(files)];
    const hidden = hiddenFiles(files, lines.length);
    return [
        ...lines.map(({ mark, path, note }) => `  ${mark} ${path}  ${note}`),
        ...(hidden === 0 ? [] : [`  … and ${(0,show/* showCount */.px)(hidden)} more`]),
        ...(files.renamesSought ? [] : [`  ${NOT_SOUGHT}`])
    ];
}
const NOT_SOUGHT = 'so much was added or removed that renames were not looked for';
function hiddenFiles({ added, removed, changed, renamed }, shown) {
    return added.count + removed.count + changed.count + renamed.count - shown;
}
function diff_render_stateOf(file) {
    if (file.type === 'symlink')
        return `link to ${(0,show/* visible */.RK)(file.target)}`;
    return `${(0,show/* showBytes */.ni)(file.size)}${file.isExecutable ? ', executable' : ''}`;
}
function changeNote({ from, to, changes }) {
    if (from.type !== 'file' || to.type !== 'file')
        return `${diff_render_stateOf(from)} → ${diff_render_stateOf(to)}`;
    return [
        ...(changes.includes('contents') ? [`${(0,show/* showBytes */.ni)(from.size)} → ${(0,show/* showBytes */.ni)(to.size)}`] : []),
        ...(changes.includes('executable') ? [to.isExecutable ? 'now executable' : 'no longer executable'] : [])
    ].join(', ');
}
function referenceOf({ name, number, version }) {
    return version === `v${number}` ? `${name}@v${number}` : `${name}@v${number} (${(0,show/* visible */.RK)(version)})`;
}
function contentOf({ files, size }) {
    return `${(0,show/* counted */.hS)(files, 'file')}, ${(0,show/* showBytes */.ni)(size)}`;
}
function textOf(value) {
    if (value === undefined)
        return '-';
    return typeof value === 'number' ? (0,show/* showNumber */.Zo)(value) : (0,show/* visible */.RK)((0,show/* showValue */.vp)(value));
}
function deltaOf({ name, delta }, directions) {
    if (delta === undefined || delta === 0 || Number.isNaN(delta))
        return '';
    const direction = directionOf(directions, name);
    const verdict = direction === undefined ? '' : delta > 0 === (direction === 'higher') ? ', better' : ', worse';
    return `  (${(0,show/* showDelta */.o)(delta)}${verdict})`;
}
// ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────────
/** Bytes of one table: the file list and three tables stay far below a summary's 1 MiB. */
const TABLE_MAXIMUM = 150_000;
/**
 * Blocks of HTML without an empty line: inside of those Markdown means nothing, so five characters are all that there is
 * to escape.
 */
function diffToMarkdown(diff, directions = {}) {
    const { from, to, compareUrl } = diff;
    const commits = [diff.commits.from, diff.commits.to].map((commit) => (commit ? (0,show/* code */.aY)(commit.slice(0, 12)) : '-'));
    const head = [
        ['Version', (0,show/* code */.aY)(referenceOf(from)), (0,show/* code */.aY)(referenceOf(to))],
        ['Saved', (0,show/* escapeHtml */.ZD)(from.createdAt), (0,show/* escapeHtml */.ZD)(to.createdAt)],
        ['Content', (0,show/* escapeHtml */.ZD)(contentOf(from)), (0,show/* escapeHtml */.ZD)(contentOf(to))],
        ['Commit', ...commits]
    ];
    return [
        table(['', 'From', 'To'], head),
        ...(compareUrl === undefined
            ? []
            : [`<p><a href="${(0,show/* escapeHtml */.ZD)(compareUrl, Infinity)}">The commits between them</a></p>\n\n`]),
        `<p>${(0,show/* escapeHtml */.ZD)(filesLine(diff))}</p>\n\n`,
        filesTable(diff.files),
        valuesTable('metrics', diff.metrics, (change) => metricDelta(change, directions)),
        ...tables(diff)
            .slice(1)
            .map(([title, values]) => valuesTable(title, values, (change) => deltaOf(change, {}).trim().slice(1, -1)))
    ].join('');
}
function filesTable(files) {
    const rows = [...eachFile(files)].map(({ mark, path, note }) => [(0,show/* code */.aY)(mark), (0,show/* code */.aY)(path), (0,show/* escapeHtml */.ZD)(note)]);
    const note = files.renamesSought ? '' : `<p>${NOT_SOUGHT}</p>\n\n`;
    return rows.length === 0 ? note : `${table(['', 'File', ''], rows, hiddenFiles(files, rows.length))}${note}`;
}
function metricDelta({ name, from, to }, directions) {
    const judged = judgeMetric(name, from, to, directions);
    return judged === undefined ? '' : showVerdict(judged);
}
function valuesTable(title, { listed, changed, unchanged }, delta) {
    if (listed.length === 0)
        return '';
    const rows = listed.map((change) => [
        (0,show/* code */.aY)(change.name),
        (0,show/* code */.aY)(textOf(change.from)),
        (0,show/* code */.aY)(textOf(change.to)),
        (0,show/* escapeHtml */.ZD)(delta(change))
    ]);
    return table([title, 'From', 'To', 'Delta'], rows, changed + unchanged - listed.length);
}
function table(titles, rows, hidden = 0) {
    const shown = [];
    let bytes = 0;
    for (const cells of rows) {
        const row = `<tr>${cells.map((html) => `<td>${html}</td>`).join('')}</tr>`;
        bytes += Buffer.byteLength(row);
        if (bytes > TABLE_MAXIMUM)
            break;
        shown.push(row);
    }
    const missing = hidden + rows.length - shown.length;
    const head = titles.map((title) => `<th align="left">${title}</th>`).join('');
    return `<table><tr>${head}</tr>${shown.join('')}</table>\n\n${missing === 0 ? '' : `<p>… and ${(0,show/* showCount */.px)(missing)} more</p>\n\n`}`;
}

;// CONCATENATED MODULE: ./lib/store/history-render.js
/** A history for people: as text, and a metric of it as a Mermaid chart. */


/** Columns of metrics in the table of versions. */
const COLUMNS_MAXIMUM = 4;
/** Lines, each ended by a newline: metrics with their sparklines, versions newest first, moves of aliases newest first. */
function historyToText(history) {
    const { name, versions, metrics, moves } = history;
    const lines = [`${name}: ${(0,show/* counted */.hS)(versions.length, 'version')}`];
    const width = Math.max(0, ...metrics.map((series) => (0,show/* visible */.RK)(series.name).length));
    for (const series of metrics) {
        lines.push(`  ${(0,show/* visible */.RK)(series.name).padEnd(width)}  ${sparkline(series.values)}  ${rangeOf(series)}`);
    }
    const columns = metrics.slice(0, COLUMNS_MAXIMUM);
    const rows = versions
        .map((version, index) => [
        `v${version.number}`,
        history_render_labelOf(version),
        version.createdAt,
        (0,show/* showBytes */.ni)(version.size),
        ...columns.map(({ values }) => showOptional(values[index]))
    ])
        .reverse();
    const head = ['version', 'label', 'saved', 'size', ...columns.map((series) => (0,show/* visible */.RK)(series.name))];
    lines.push('', ...history_render_table([head, ...rows]));
    if (moves.length > 0) {
        lines.push('', 'aliases');
        for (const { alias, number, movedAt } of [...moves].reverse()) {
            lines.push(`  ${(0,show/* visible */.RK)(movedAt ?? '-')}  ${alias} → ${number === 0 ? 'removed' : `v${number}`}`);
        }
    }
    return `${lines.join('\n')}\n`;
}
function rangeOf({ values }) {
    const finite = values.filter((value) => value !== undefined && Number.isFinite(value));
    const last = values.findLast((value) => value !== undefined);
    const range = finite.length === 0
        ? ''
        : `, from ${(0,show/* showNumber */.Zo)(finite.reduce((a, b) => Math.min(a, b)))} to ${(0,show/* showNumber */.Zo)(finite.reduce((a, b) => Math.max(a, b)))}`;
    return `last ${showOptional(last)}${range}`;
}
function history_render_labelOf({ number, version }) {
    return version === `v${number}` ? '' : (0,show/* visible */.RK)(version);
}
function showOptional(value) {
    return value === undefined ? '-' : (0,show/* showNumber */.Zo)(value);
}
function history_render_table(rows) {
    const widths = rows[0].map((_, column) => rows.reduce((width, row) => Math.max(width, row[column].length), 0));
    return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd());
}
// ── Mermaid ──────────────────────────────────────────────────────────────────────────────────────────────────────
const CHART_MAXIMUM = 20;
/** A blue that stands out from white and from black: that of the default theme is hardly to be seen. */
const CHART_STYLE = '%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "#2f81f7"}}}}%%';
/**
 * The last 20 values of a metric, oldest first; undefined where fewer than two of them are finite. Versions without the
 * metric are passed over.
 */
function metricChart({ versions, metrics }, metric) {
    const values = metrics.find(({ name }) => name === metric)?.values ?? [];
    const points = versions
        .map(({ number }, index) => ({ number, value: values[index] }))
        .filter((point) => point.value !== undefined)
        .slice(-CHART_MAXIMUM);
    const shown = points.filter(({ value }) => Number.isFinite(value));
    if (shown.length < 2)
        return undefined;
    const low = Math.min(...shown.map(({ value }) => value));
    const high = Math.max(...shown.map(({ value }) => value));
    // An axis of no length is no axis.
    const margin = low === high ? Math.max(Math.abs(low) / 10, 1e-6) : (high / 2 - low / 2) / 5;
    const lines = [
        CHART_STYLE,
        'xychart-beta',
        `  title "${chartText(metric)}"`,
        `  x-axis [${shown.map(({ number }) => `"v${number}"`).join(', ')}]`,
        `  y-axis ${decimal(bounded(low - margin))} --> ${decimal(bounded(high + margin))}`,
        `  line [${shown.map(({ value }) => decimal(value)).join(', ')}]`
    ];
    return { mermaid: `${lines.join('\n')}\n`, leftOut: points.filter(({ value }) => !Number.isFinite(value)) };
}
function bounded(value) {
    return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}
/** Charts know no exponents. */
function decimal(value) {
    const rounded = Number(value.toPrecision(12));
    const text = String(rounded);
    if (!text.includes('e'))
        return text;
    if (Math.abs(rounded) >= 1)
        return String(BigInt(rounded));
    return rounded.toFixed(Math.min(100, 12 - Math.floor(Math.log10(Math.abs(rounded))))).replace(/\.?0+$/, '');
}
/** A title has no escapes that are sure to work: what could mean something is left out of it. */
function chartText(text) {
    return visible(text, 80).replace(/[^\p{L}\p{N} ._/:()+-]/gu, '_');
}

;// CONCATENATED MODULE: ./lib/store/lineage-render.js

function lineageToJson({ root, nodes, edges, isWhole }) {
    return {
        root,
        nodes: nodes.map(({ id, name, number, digest, version, type, createdAt, state }) => ({
            id,
            name,
            number,
            digest,
            ...(version === undefined ? {} : { version }),
            ...(type === undefined ? {} : { type }),
            ...(createdAt === undefined ? {} : { createdAt }),
            state
        })),
        edges: edges.map((edge) => ({ ...edge })),
        whole: isWhole
    };
}
/** What it came from, and what was made of it, as two trees. Lines, each ended by a newline. */
function lineageToText(graph) {
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    const lines = [lineage_render_describe(nodes.get(graph.root))];
    const parents = group(graph.edges.map(({ from, to }) => [to, from]));
    const children = group(graph.edges.map(({ from, to }) => [from, to]));
    for (const [title, next] of [
        ['made from', parents],
        ['made into', children]
    ]) {
        const branch = drawTree(graph.root, next, nodes);
        lines.push(`  ${title}:${branch.length === 0 ? ' nothing that is recorded' : ''}`, ...branch.map((line) => `  ${line}`));
    }
    if (!graph.isWhole)
        lines.push(`  … and more: only the nearest ${graph.nodes.length} versions are shown`);
    return `${lines.join('\n')}\n`;
}
function group(pairs) {
    const groups = new Map();
    for (const [key, value] of pairs)
        groups.set(key, [...(groups.get(key) ?? []), value]);
    return groups;
}
/** The branches below the root. A version that was drawn before is named and not followed again. */
function drawTree(root, next, nodes) {
    const lines = [];
    const drawn = new Set([root]);
    // A stack of its own: a line of versions may be longer than calls may nest.
    const stack = branches(root, '');
    for (let branch = stack.pop(); branch !== undefined; branch = stack.pop()) {
        const { id, indent, isLast } = branch;
        const isKnown = drawn.has(id);
        drawn.add(id);
        const below = isKnown && next.has(id) ? ' (above)' : '';
        lines.push(`${indent}${isLast ? '└─ ' : '├─ '}${lineage_render_describe(nodes.get(id))}${below}`);
        if (!isKnown)
            stack.push(...branches(id, `${indent}${isLast ? '   ' : '│  '}`));
    }
    return lines;
    function branches(id, indent) {
        const ids = next.get(id) ?? [];
        return ids.map((one, index) => ({ id: one, indent, isLast: index === ids.length - 1 })).reverse();
    }
}
function lineage_render_describe({ id, number, version, type, state }) {
    const label = version === undefined || version === `v${number}` ? '' : ` (${(0,show/* visible */.RK)(version)})`;
    const kind = type === undefined ? '' : `, ${(0,show/* visible */.RK)(type)}`;
    return `${id}${label}${kind}${STATES[state]}`;
}
const STATES = {
    present: '',
    removed: ' [removed]',
    missing: ' [not in this store]',
    different: ' [another version has this number now]'
};
/** A Mermaid flowchart, without a fence. Nothing in a name, label or type ends its text. */
function lineageToMermaid(graph) {
    const ids = new Map(graph.nodes.map(({ id }, index) => [id, `n${index}`]));
    const lines = ['flowchart LR'];
    for (const node of graph.nodes) {
        const { id, number, version, type, state } = node;
        const parts = [
            id,
            ...(version === undefined || version === `v${number}` ? [] : [version]),
            ...(type === undefined ? [] : [type]),
            ...(state === 'present' ? [] : [STATES[state].trim().slice(1, -1)])
        ];
        const mark = id === graph.root ? ':::root' : state === 'present' ? '' : ':::lost';
        lines.push(`  ${ids.get(id)}["${parts.map(mermaidText).join(' · ')}"]${mark}`);
    }
    for (const { from, to } of graph.edges)
        lines.push(`  ${ids.get(from)} --> ${ids.get(to)}`);
    lines.push('  classDef root stroke-width:3px', '  classDef lost stroke-dasharray:4 4');
    return `${lines.join('\n')}\n`;
}
/** Text inside of quotes: whatever could mean something to Mermaid, Markdown or HTML is written by its number. */
function mermaidText(text) {
    return (0,show/* visible */.RK)(text, 100).replace(/[^\p{L}\p{N} ._/@:()+-]/gu, (character) => `#${character.codePointAt(0)};`);
}

;// CONCATENATED MODULE: ./lib/store/index.js
/**
 * The core: artifacts, versions, labels, aliases, lineage, over any storage. Takes plain objects, a clock and a storage;
 * prints nothing and reads no environment.
 */
























/***/ }),

/***/ 2783:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bg: () => (/* binding */ commitUrl),
/* harmony export */   D3: () => (/* binding */ commitOf),
/* harmony export */   Vp: () => (/* binding */ runUrl),
/* harmony export */   XH: () => (/* binding */ compareUrl)
/* harmony export */ });
/* unused harmony export repositoryUrl */
const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const RUN_ID = /^\d{1,20}$/;
/** The commit that a version was made of: that of a pull request's head, since its merge commit does not stay. */
function commitOf(run) {
    const commit = run['headSha'] ?? run['sha'];
    return typeof commit === 'string' && COMMIT.test(commit) ? commit : undefined;
}
/** `https://github.com/owner/name`, where the run says which. */
function repositoryUrl(run) {
    const { server, repository } = run;
    if (typeof server !== 'string' || typeof repository !== 'string' || !REPOSITORY.test(repository))
        return undefined;
    if (repository.split('/').some((segment) => segment === '.' || segment === '..'))
        return undefined;
    let url;
    try {
        url = new URL(server);
    }
    catch {
        return undefined;
    }
    return url.protocol === 'https:' || url.protocol === 'http:' ? `${url.origin}/${repository}` : undefined;
}
/** The page of the run's commit. */
function commitUrl(run) {
    const repository = repositoryUrl(run);
    const commit = commitOf(run);
    return repository === undefined || commit === undefined ? undefined : `${repository}/commit/${commit}`;
}
/** The page of the workflow's run. */
function runUrl(run) {
    const repository = repositoryUrl(run);
    const { runId } = run;
    return repository !== undefined && typeof runId === 'string' && RUN_ID.test(runId)
        ? `${repository}/actions/runs/${runId}`
        : undefined;
}
/** The page that compares two commits; undefined where one is not known, both are the same, or the repositories differ. */
function compareUrl(from, to) {
    const repository = repositoryUrl(to);
    const [first, second] = [commitOf(from), commitOf(to)];
    if (repository === undefined || repositoryUrl(from) !== repository)
        return undefined;
    if (first === undefined || second === undefined || first === second)
        return undefined;
    return `${repository}/compare/${first}...${second}`;
}


/***/ }),

/***/ 7972:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RK: () => (/* binding */ visible),
/* harmony export */   ZB: () => (/* binding */ numberToJson),
/* harmony export */   ZD: () => (/* binding */ escapeHtml),
/* harmony export */   Zo: () => (/* binding */ showNumber),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   hS: () => (/* binding */ counted),
/* harmony export */   ni: () => (/* binding */ showBytes),
/* harmony export */   o: () => (/* binding */ showDelta),
/* harmony export */   px: () => (/* binding */ showCount),
/* harmony export */   tC: () => (/* binding */ shareOf),
/* harmony export */   vp: () => (/* binding */ showValue)
/* harmony export */ });
/* harmony import */ var pretty_bytes__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5901);
/** Values and text from elsewhere as renderers show them: visible, bounded, and as text whatever they hold. */

/** Characters of one value. */
const VALUE_MAXIMUM = 300;
/**
 * Control characters, line breaks and what turns the direction of text become visible, as does half a character; long
 * text is cut.
 */
function visible(text, maximum = VALUE_MAXIMUM) {
    // Counted in code points, so that none is cut into halves, and no further than is shown.
    const cut = text.length > maximum ? `${text.slice(0, maximum).replace(/[\ud800-\udbff]$/, '')}…` : text;
    return cut.replace(HIDDEN, (character) => {
        if (character === '\n')
            return '\\n';
        if (character === '\r')
            return '\\r';
        if (character === '\t')
            return '\\t';
        return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
}
const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const ENTITIES = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;'
};
/** Visible text for HTML, in elements and in quoted attributes. */
function escapeHtml(text, maximum = VALUE_MAXIMUM) {
    return visible(text, maximum).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
/** Text that somebody else chose. GitHub leaves mentions and references inside of `code` alone. */
function code(text) {
    return `<code>${escapeHtml(text)}</code>`;
}
/** `1536` → `1.5 KiB`. */
function showBytes(bytes) {
    return (0,pretty_bytes__WEBPACK_IMPORTED_MODULE_0__/* ["default"] */ .A)(bytes, { binary: true });
}
/** `12345` → `12,345`. */
function showCount(count) {
    return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
/** `1 file`, `1,200 files`. */
function counted(count, singular) {
    return `${showCount(count)} ${singular}${count === 1 ? '' : 's'}`;
}
/** A metric's value: `NaN` and infinities by name, everything else in JavaScript's shortest digits. */
function showNumber(value) {
    return Object.is(value, -0) ? '-0' : String(value);
}
/** A difference with its sign, in six digits: 0.93 - 0.92 is 0.010000000000000009. */
function showDelta(delta) {
    const rounded = Number.isFinite(delta) ? Number(delta.toPrecision(6)) : delta;
    return rounded > 0 ? `+${rounded}` : String(rounded);
}
/** A value of params or metadata. */
function showValue(value) {
    return typeof value === 'string' ? value : JSON.stringify(value);
}
/** A number for JSON, which knows neither NaN nor infinities. */
function numberToJson(value) {
    return Number.isFinite(value) ? value : String(value);
}
/** Where a value lies between two others, from 0 to 1; in the middle where they are the same. All are finite. */
function shareOf(value, low, high) {
    if (low === high)
        return 0.5;
    const span = high - low;
    // By halves, where the difference of two numbers is more than a number can be.
    return Number.isFinite(span) ? (value - low) / span : (value / 2 - low / 2) / (high / 2 - low / 2);
}


/***/ })

};
