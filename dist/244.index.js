export const id = 244;
export const ids = [244];
export const modules = {

/***/ 2244:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkConfig: () => (/* binding */ checkConfig)
});

;// CONCATENATED MODULE: ./lib/doors/config-schema.js
/* eslint-disable */
// @ts-nocheck
// Made from schema/artifact-store.schema.json by `npm run schema`: change that, never this.

const config_schema_validate = validate20;
/* harmony default export */ const config_schema = ((/* unused pure expression or super */ null && (validate20)));
const schema31 = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://raw.githubusercontent.com/artifact-store/artifact-store/v1/schema/artifact-store.schema.json',
    title: 'Artifact Store',
    description: 'Settings that every step and every shell in a repository share: .github/artifact-store.yml',
    type: 'object',
    additionalProperties: false,
    properties: {
        store: {
            description: 'What keeps the versions: a folder (relative to the workspace; `~/` is the home folder) or `s3://bucket/prefix`. The input `store`, `--store` and the variable `ARTIFACT_STORE` win over it.',
            type: ['string', 'null'],
            pattern: '\\S',
            examples: ['s3://our-bucket/artifacts', '/mnt/artifacts']
        },
        'protected-aliases': {
            description: 'Aliases, of every artifact, that are not moved without what is asked for here.',
            type: ['object', 'null'],
            propertyNames: {
                description: 'An alias is named by letters, digits, `.`, `_` and `-`.',
                type: 'string',
                pattern: '^[A-Za-z0-9._-]{1,128}$'
            },
            additionalProperties: {
                description: 'What moves the alias. A pull request from a fork never does.',
                type: 'object',
                additionalProperties: false,
                properties: {
                    branches: {
                        description: 'Only runs of these branches move the alias; `*` stands for any characters, also `/`.',
                        type: 'array',
                        minItems: 1,
                        items: { description: 'The name of a branch, or a pattern.', type: 'string', pattern: '^\\S+$' },
                        examples: [['main'], ['main', 'release/*']]
                    },
                    require: {
                        description: 'A condition that must hold of the version, in the language of filters (docs/FILTERS.md).',
                        type: 'string',
                        examples: ['metrics.accuracy >= 0.9', 'type = model and exists metadata.reviewer']
                    }
                }
            },
            examples: [{ production: { branches: ['main'], require: 'metrics.accuracy >= 0.9' } }]
        },
        artifacts: {
            description: "Defaults for artifacts, by name or pattern (`*` stands for any characters, also `/`; `?` for one). All patterns that fit count, in the order of the file; the artifact's own name counts last. What counts later wins.",
            type: ['object', 'null'],
            propertyNames: {
                description: 'The name of an artifact, or a pattern of names: letters, digits, `.`, `_`, `-` and `/`; `*` and `?` are wildcards.',
                type: 'string',
                pattern: '^[A-Za-z0-9._/*?-]{1,128}$'
            },
            additionalProperties: {
                type: 'object',
                additionalProperties: false,
                properties: {
                    type: {
                        description: 'What a save records where it gives no `type`: a word such as `model`, `dataset` or `report`.',
                        type: 'string',
                        pattern: '^[^\\u0000-\\u001f\\u007f]{1,100}$',
                        examples: ['model', 'dataset', 'report']
                    },
                    retention: {
                        description: 'Which versions `prune` keeps, beside the newest and those with a label or an alias, which always stay.',
                        type: 'object',
                        additionalProperties: false,
                        minProperties: 1,
                        properties: {
                            'keep-last': {
                                description: 'Keep the newest so many versions: a whole number from 1 on.',
                                type: 'integer',
                                minimum: 1,
                                maximum: 1000000000
                            },
                            'keep-within': {
                                description: 'Keep versions that are younger: a number and a unit, `s`, `m`, `h`, `d` or `w`.',
                                type: 'string',
                                pattern: '^[0-9]{1,9}(?:\\.[0-9]{1,9})?[smhdwSMHDW]$',
                                examples: ['90d', '12w']
                            },
                            'keep-best': {
                                description: 'Keep the best versions by a metric: for each metric, how many. Which way is better is said by `metrics`.',
                                type: 'object',
                                minProperties: 1,
                                additionalProperties: {
                                    description: 'How many versions: a whole number from 1 on.',
                                    type: 'integer',
                                    minimum: 1,
                                    maximum: 1000000000
                                },
                                examples: [{ accuracy: 3 }]
                            }
                        },
                        examples: [{ 'keep-last': 10, 'keep-within': '90d' }]
                    },
                    metrics: {
                        description: 'The metrics of interest, and which way each gets better. They come first wherever metrics are shown.',
                        type: 'object',
                        additionalProperties: {
                            description: '`higher`: more is better. `lower`: less is better.',
                            enum: ['higher', 'lower']
                        },
                        examples: [{ accuracy: 'higher', loss: 'lower' }]
                    }
                }
            },
            examples: [{ 'churn-model': { type: 'model', metrics: { accuracy: 'higher' } } }]
        }
    }
};
const pattern4 = new RegExp('\\S', 'u');
const pattern5 = new RegExp('^[A-Za-z0-9._-]{1,128}$', 'u');
const pattern6 = new RegExp('^\\S+$', 'u');
const pattern7 = new RegExp('^[A-Za-z0-9._/*?-]{1,128}$', 'u');
const pattern8 = new RegExp('^[^\\u0000-\\u001f\\u007f]{1,100}$', 'u');
const pattern9 = new RegExp('^[0-9]{1,9}(?:\\.[0-9]{1,9})?[smhdwSMHDW]$', 'u');
function validate20(data, { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
    /*# sourceURL="https://raw.githubusercontent.com/artifact-store/artifact-store/v1/schema/artifact-store.schema.json" */ let vErrors = null;
    let errors = 0;
    const evaluated0 = validate20.evaluated;
    if (evaluated0.dynamicProps) {
        evaluated0.props = undefined;
    }
    if (evaluated0.dynamicItems) {
        evaluated0.items = undefined;
    }
    if (errors === 0) {
        if (data && typeof data == 'object' && !Array.isArray(data)) {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!(key0 === 'store' || key0 === 'protected-aliases' || key0 === 'artifacts')) {
                    validate20.errors = [
                        {
                            instancePath,
                            schemaPath: '#/additionalProperties',
                            keyword: 'additionalProperties',
                            params: { additionalProperty: key0 },
                            message: 'must NOT have additional properties',
                            schema: false,
                            parentSchema: schema31,
                            data
                        }
                    ];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.store !== undefined) {
                    let data0 = data.store;
                    const _errs2 = errors;
                    if (typeof data0 !== 'string' && data0 !== null) {
                        validate20.errors = [
                            {
                                instancePath: instancePath + '/store',
                                schemaPath: '#/properties/store/type',
                                keyword: 'type',
                                params: { type: schema31.properties.store.type },
                                message: 'must be string,null',
                                schema: schema31.properties.store.type,
                                parentSchema: schema31.properties.store,
                                data: data0
                            }
                        ];
                        return false;
                    }
                    if (errors === _errs2) {
                        if (typeof data0 === 'string') {
                            if (!pattern4.test(data0)) {
                                validate20.errors = [
                                    {
                                        instancePath: instancePath + '/store',
                                        schemaPath: '#/properties/store/pattern',
                                        keyword: 'pattern',
                                        params: { pattern: '\\S' },
                                        message: 'must match pattern "' + '\\S' + '"',
                                        schema: '\\S',
                                        parentSchema: schema31.properties.store,
                                        data: data0
                                    }
                                ];
                                return false;
                            }
                        }
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data['protected-aliases'] !== undefined) {
                        let data1 = data['protected-aliases'];
                        const _errs4 = errors;
                        if (!(data1 && typeof data1 == 'object' && !Array.isArray(data1)) && data1 !== null) {
                            validate20.errors = [
                                {
                                    instancePath: instancePath + '/protected-aliases',
                                    schemaPath: '#/properties/protected-aliases/type',
                                    keyword: 'type',
                                    params: { type: schema31.properties['protected-aliases'].type },
                                    message: 'must be object,null',
                                    schema: schema31.properties['protected-aliases'].type,
                                    parentSchema: schema31.properties['protected-aliases'],
                                    data: data1
                                }
                            ];
                            return false;
                        }
                        if (errors === _errs4) {
                            if (data1 && typeof data1 == 'object' && !Array.isArray(data1)) {
                                for (const key1 in data1) {
                                    const _errs6 = errors;
                                    if (errors === _errs6) {
                                        if (typeof key1 === 'string') {
                                            if (!pattern5.test(key1)) {
                                                const err0 = {
                                                    instancePath: instancePath + '/protected-aliases',
                                                    schemaPath: '#/properties/protected-aliases/propertyNames/pattern',
                                                    keyword: 'pattern',
                                                    params: { pattern: '^[A-Za-z0-9._-]{1,128}$' },
                                                    message: 'must match pattern "' + '^[A-Za-z0-9._-]{1,128}$' + '"',
                                                    schema: '^[A-Za-z0-9._-]{1,128}$',
                                                    parentSchema: schema31.properties['protected-aliases'].propertyNames,
                                                    data: key1,
                                                    propertyName: key1
                                                };
                                                if (vErrors === null) {
                                                    vErrors = [err0];
                                                }
                                                else {
                                                    vErrors.push(err0);
                                                }
                                                errors++;
                                            }
                                        }
                                        else {
                                            const err1 = {
                                                instancePath: instancePath + '/protected-aliases',
                                                schemaPath: '#/properties/protected-aliases/propertyNames/type',
                                                keyword: 'type',
                                                params: { type: 'string' },
                                                message: 'must be string',
                                                schema: schema31.properties['protected-aliases'].propertyNames.type,
                                                parentSchema: schema31.properties['protected-aliases'].propertyNames,
                                                data: key1,
                                                propertyName: key1
                                            };
                                            if (vErrors === null) {
                                                vErrors = [err1];
                                            }
                                            else {
                                                vErrors.push(err1);
                                            }
                                            errors++;
                                        }
                                    }
                                    var valid1 = _errs6 === errors;
                                    if (!valid1) {
                                        const err2 = {
                                            instancePath: instancePath + '/protected-aliases',
                                            schemaPath: '#/properties/protected-aliases/propertyNames',
                                            keyword: 'propertyNames',
                                            params: { propertyName: key1 },
                                            message: 'property name must be valid',
                                            schema: schema31.properties['protected-aliases'].propertyNames,
                                            parentSchema: schema31.properties['protected-aliases'],
                                            data: data1
                                        };
                                        if (vErrors === null) {
                                            vErrors = [err2];
                                        }
                                        else {
                                            vErrors.push(err2);
                                        }
                                        errors++;
                                        validate20.errors = vErrors;
                                        return false;
                                        break;
                                    }
                                }
                                if (valid1) {
                                    for (const key2 in data1) {
                                        let data2 = data1[key2];
                                        const _errs9 = errors;
                                        if (errors === _errs9) {
                                            if (data2 && typeof data2 == 'object' && !Array.isArray(data2)) {
                                                const _errs11 = errors;
                                                for (const key3 in data2) {
                                                    if (!(key3 === 'branches' || key3 === 'require')) {
                                                        validate20.errors = [
                                                            {
                                                                instancePath: instancePath + '/protected-aliases/' + key2.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                schemaPath: '#/properties/protected-aliases/additionalProperties/additionalProperties',
                                                                keyword: 'additionalProperties',
                                                                params: { additionalProperty: key3 },
                                                                message: 'must NOT have additional properties',
                                                                schema: false,
                                                                parentSchema: schema31.properties['protected-aliases'].additionalProperties,
                                                                data: data2
                                                            }
                                                        ];
                                                        return false;
                                                        break;
                                                    }
                                                }
                                                if (_errs11 === errors) {
                                                    if (data2.branches !== undefined) {
                                                        let data3 = data2.branches;
                                                        const _errs12 = errors;
                                                        if (errors === _errs12) {
                                                            if (Array.isArray(data3)) {
                                                                if (data3.length < 1) {
                                                                    validate20.errors = [
                                                                        {
                                                                            instancePath: instancePath +
                                                                                '/protected-aliases/' +
                                                                                key2.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                '/branches',
                                                                            schemaPath: '#/properties/protected-aliases/additionalProperties/properties/branches/minItems',
                                                                            keyword: 'minItems',
                                                                            params: { limit: 1 },
                                                                            message: 'must NOT have fewer than 1 items',
                                                                            schema: 1,
                                                                            parentSchema: schema31.properties['protected-aliases'].additionalProperties.properties
                                                                                .branches,
                                                                            data: data3
                                                                        }
                                                                    ];
                                                                    return false;
                                                                }
                                                                else {
                                                                    var valid4 = true;
                                                                    const len0 = data3.length;
                                                                    for (let i0 = 0; i0 < len0; i0++) {
                                                                        let data4 = data3[i0];
                                                                        const _errs14 = errors;
                                                                        if (errors === _errs14) {
                                                                            if (typeof data4 === 'string') {
                                                                                if (!pattern6.test(data4)) {
                                                                                    validate20.errors = [
                                                                                        {
                                                                                            instancePath: instancePath +
                                                                                                '/protected-aliases/' +
                                                                                                key2.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                '/branches/' +
                                                                                                i0,
                                                                                            schemaPath: '#/properties/protected-aliases/additionalProperties/properties/branches/items/pattern',
                                                                                            keyword: 'pattern',
                                                                                            params: { pattern: '^\\S+$' },
                                                                                            message: 'must match pattern "' + '^\\S+$' + '"',
                                                                                            schema: '^\\S+$',
                                                                                            parentSchema: schema31.properties['protected-aliases'].additionalProperties.properties
                                                                                                .branches.items,
                                                                                            data: data4
                                                                                        }
                                                                                    ];
                                                                                    return false;
                                                                                }
                                                                            }
                                                                            else {
                                                                                validate20.errors = [
                                                                                    {
                                                                                        instancePath: instancePath +
                                                                                            '/protected-aliases/' +
                                                                                            key2.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                            '/branches/' +
                                                                                            i0,
                                                                                        schemaPath: '#/properties/protected-aliases/additionalProperties/properties/branches/items/type',
                                                                                        keyword: 'type',
                                                                                        params: { type: 'string' },
                                                                                        message: 'must be string',
                                                                                        schema: schema31.properties['protected-aliases'].additionalProperties.properties
                                                                                            .branches.items.type,
                                                                                        parentSchema: schema31.properties['protected-aliases'].additionalProperties.properties
                                                                                            .branches.items,
                                                                                        data: data4
                                                                                    }
                                                                                ];
                                                                                return false;
                                                                            }
                                                                        }
                                                                        var valid4 = _errs14 === errors;
                                                                        if (!valid4) {
                                                                            break;
                                                                        }
                                                                    }
                                                                }
                                                            }
                                                            else {
                                                                validate20.errors = [
                                                                    {
                                                                        instancePath: instancePath +
                                                                            '/protected-aliases/' +
                                                                            key2.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                            '/branches',
                                                                        schemaPath: '#/properties/protected-aliases/additionalProperties/properties/branches/type',
                                                                        keyword: 'type',
                                                                        params: { type: 'array' },
                                                                        message: 'must be array',
                                                                        schema: schema31.properties['protected-aliases'].additionalProperties.properties.branches
                                                                            .type,
                                                                        parentSchema: schema31.properties['protected-aliases'].additionalProperties.properties.branches,
                                                                        data: data3
                                                                    }
                                                                ];
                                                                return false;
                                                            }
                                                        }
                                                        var valid3 = _errs12 === errors;
                                                    }
                                                    else {
                                                        var valid3 = true;
                                                    }
                                                    if (valid3) {
                                                        if (data2.require !== undefined) {
                                                            let data5 = data2.require;
                                                            const _errs16 = errors;
                                                            if (typeof data5 !== 'string') {
                                                                validate20.errors = [
                                                                    {
                                                                        instancePath: instancePath +
                                                                            '/protected-aliases/' +
                                                                            key2.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                            '/require',
                                                                        schemaPath: '#/properties/protected-aliases/additionalProperties/properties/require/type',
                                                                        keyword: 'type',
                                                                        params: { type: 'string' },
                                                                        message: 'must be string',
                                                                        schema: schema31.properties['protected-aliases'].additionalProperties.properties.require
                                                                            .type,
                                                                        parentSchema: schema31.properties['protected-aliases'].additionalProperties.properties.require,
                                                                        data: data5
                                                                    }
                                                                ];
                                                                return false;
                                                            }
                                                            var valid3 = _errs16 === errors;
                                                        }
                                                        else {
                                                            var valid3 = true;
                                                        }
                                                    }
                                                }
                                            }
                                            else {
                                                validate20.errors = [
                                                    {
                                                        instancePath: instancePath + '/protected-aliases/' + key2.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                        schemaPath: '#/properties/protected-aliases/additionalProperties/type',
                                                        keyword: 'type',
                                                        params: { type: 'object' },
                                                        message: 'must be object',
                                                        schema: schema31.properties['protected-aliases'].additionalProperties.type,
                                                        parentSchema: schema31.properties['protected-aliases'].additionalProperties,
                                                        data: data2
                                                    }
                                                ];
                                                return false;
                                            }
                                        }
                                        var valid2 = _errs9 === errors;
                                        if (!valid2) {
                                            break;
                                        }
                                    }
                                }
                            }
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.artifacts !== undefined) {
                            let data6 = data.artifacts;
                            const _errs18 = errors;
                            if (!(data6 && typeof data6 == 'object' && !Array.isArray(data6)) && data6 !== null) {
                                validate20.errors = [
                                    {
                                        instancePath: instancePath + '/artifacts',
                                        schemaPath: '#/properties/artifacts/type',
                                        keyword: 'type',
                                        params: { type: schema31.properties.artifacts.type },
                                        message: 'must be object,null',
                                        schema: schema31.properties.artifacts.type,
                                        parentSchema: schema31.properties.artifacts,
                                        data: data6
                                    }
                                ];
                                return false;
                            }
                            if (errors === _errs18) {
                                if (data6 && typeof data6 == 'object' && !Array.isArray(data6)) {
                                    for (const key4 in data6) {
                                        const _errs20 = errors;
                                        if (errors === _errs20) {
                                            if (typeof key4 === 'string') {
                                                if (!pattern7.test(key4)) {
                                                    const err3 = {
                                                        instancePath: instancePath + '/artifacts',
                                                        schemaPath: '#/properties/artifacts/propertyNames/pattern',
                                                        keyword: 'pattern',
                                                        params: { pattern: '^[A-Za-z0-9._/*?-]{1,128}$' },
                                                        message: 'must match pattern "' + '^[A-Za-z0-9._/*?-]{1,128}$' + '"',
                                                        schema: '^[A-Za-z0-9._/*?-]{1,128}$',
                                                        parentSchema: schema31.properties.artifacts.propertyNames,
                                                        data: key4,
                                                        propertyName: key4
                                                    };
                                                    if (vErrors === null) {
                                                        vErrors = [err3];
                                                    }
                                                    else {
                                                        vErrors.push(err3);
                                                    }
                                                    errors++;
                                                }
                                            }
                                            else {
                                                const err4 = {
                                                    instancePath: instancePath + '/artifacts',
                                                    schemaPath: '#/properties/artifacts/propertyNames/type',
                                                    keyword: 'type',
                                                    params: { type: 'string' },
                                                    message: 'must be string',
                                                    schema: schema31.properties.artifacts.propertyNames.type,
                                                    parentSchema: schema31.properties.artifacts.propertyNames,
                                                    data: key4,
                                                    propertyName: key4
                                                };
                                                if (vErrors === null) {
                                                    vErrors = [err4];
                                                }
                                                else {
                                                    vErrors.push(err4);
                                                }
                                                errors++;
                                            }
                                        }
                                        var valid5 = _errs20 === errors;
                                        if (!valid5) {
                                            const err5 = {
                                                instancePath: instancePath + '/artifacts',
                                                schemaPath: '#/properties/artifacts/propertyNames',
                                                keyword: 'propertyNames',
                                                params: { propertyName: key4 },
                                                message: 'property name must be valid',
                                                schema: schema31.properties.artifacts.propertyNames,
                                                parentSchema: schema31.properties.artifacts,
                                                data: data6
                                            };
                                            if (vErrors === null) {
                                                vErrors = [err5];
                                            }
                                            else {
                                                vErrors.push(err5);
                                            }
                                            errors++;
                                            validate20.errors = vErrors;
                                            return false;
                                            break;
                                        }
                                    }
                                    if (valid5) {
                                        for (const key5 in data6) {
                                            let data7 = data6[key5];
                                            const _errs23 = errors;
                                            if (errors === _errs23) {
                                                if (data7 && typeof data7 == 'object' && !Array.isArray(data7)) {
                                                    const _errs25 = errors;
                                                    for (const key6 in data7) {
                                                        if (!(key6 === 'type' || key6 === 'retention' || key6 === 'metrics')) {
                                                            validate20.errors = [
                                                                {
                                                                    instancePath: instancePath + '/artifacts/' + key5.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                    schemaPath: '#/properties/artifacts/additionalProperties/additionalProperties',
                                                                    keyword: 'additionalProperties',
                                                                    params: { additionalProperty: key6 },
                                                                    message: 'must NOT have additional properties',
                                                                    schema: false,
                                                                    parentSchema: schema31.properties.artifacts.additionalProperties,
                                                                    data: data7
                                                                }
                                                            ];
                                                            return false;
                                                            break;
                                                        }
                                                    }
                                                    if (_errs25 === errors) {
                                                        if (data7.type !== undefined) {
                                                            let data8 = data7.type;
                                                            const _errs26 = errors;
                                                            if (errors === _errs26) {
                                                                if (typeof data8 === 'string') {
                                                                    if (!pattern8.test(data8)) {
                                                                        validate20.errors = [
                                                                            {
                                                                                instancePath: instancePath +
                                                                                    '/artifacts/' +
                                                                                    key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                    '/type',
                                                                                schemaPath: '#/properties/artifacts/additionalProperties/properties/type/pattern',
                                                                                keyword: 'pattern',
                                                                                params: { pattern: '^[^\\u0000-\\u001f\\u007f]{1,100}$' },
                                                                                message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f]{1,100}$' + '"',
                                                                                schema: '^[^\\u0000-\\u001f\\u007f]{1,100}$',
                                                                                parentSchema: schema31.properties.artifacts.additionalProperties.properties.type,
                                                                                data: data8
                                                                            }
                                                                        ];
                                                                        return false;
                                                                    }
                                                                }
                                                                else {
                                                                    validate20.errors = [
                                                                        {
                                                                            instancePath: instancePath +
                                                                                '/artifacts/' +
                                                                                key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                '/type',
                                                                            schemaPath: '#/properties/artifacts/additionalProperties/properties/type/type',
                                                                            keyword: 'type',
                                                                            params: { type: 'string' },
                                                                            message: 'must be string',
                                                                            schema: schema31.properties.artifacts.additionalProperties.properties.type.type,
                                                                            parentSchema: schema31.properties.artifacts.additionalProperties.properties.type,
                                                                            data: data8
                                                                        }
                                                                    ];
                                                                    return false;
                                                                }
                                                            }
                                                            var valid7 = _errs26 === errors;
                                                        }
                                                        else {
                                                            var valid7 = true;
                                                        }
                                                        if (valid7) {
                                                            if (data7.retention !== undefined) {
                                                                let data9 = data7.retention;
                                                                const _errs28 = errors;
                                                                if (errors === _errs28) {
                                                                    if (data9 && typeof data9 == 'object' && !Array.isArray(data9)) {
                                                                        if (Object.keys(data9).length < 1) {
                                                                            validate20.errors = [
                                                                                {
                                                                                    instancePath: instancePath +
                                                                                        '/artifacts/' +
                                                                                        key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                        '/retention',
                                                                                    schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/minProperties',
                                                                                    keyword: 'minProperties',
                                                                                    params: { limit: 1 },
                                                                                    message: 'must NOT have fewer than 1 properties',
                                                                                    schema: 1,
                                                                                    parentSchema: schema31.properties.artifacts.additionalProperties.properties.retention,
                                                                                    data: data9
                                                                                }
                                                                            ];
                                                                            return false;
                                                                        }
                                                                        else {
                                                                            const _errs30 = errors;
                                                                            for (const key7 in data9) {
                                                                                if (!(key7 === 'keep-last' || key7 === 'keep-within' || key7 === 'keep-best')) {
                                                                                    validate20.errors = [
                                                                                        {
                                                                                            instancePath: instancePath +
                                                                                                '/artifacts/' +
                                                                                                key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                '/retention',
                                                                                            schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/additionalProperties',
                                                                                            keyword: 'additionalProperties',
                                                                                            params: { additionalProperty: key7 },
                                                                                            message: 'must NOT have additional properties',
                                                                                            schema: false,
                                                                                            parentSchema: schema31.properties.artifacts.additionalProperties.properties.retention,
                                                                                            data: data9
                                                                                        }
                                                                                    ];
                                                                                    return false;
                                                                                    break;
                                                                                }
                                                                            }
                                                                            if (_errs30 === errors) {
                                                                                if (data9['keep-last'] !== undefined) {
                                                                                    let data10 = data9['keep-last'];
                                                                                    const _errs31 = errors;
                                                                                    if (!(typeof data10 == 'number' &&
                                                                                        !(data10 % 1) &&
                                                                                        !isNaN(data10) &&
                                                                                        isFinite(data10))) {
                                                                                        validate20.errors = [
                                                                                            {
                                                                                                instancePath: instancePath +
                                                                                                    '/artifacts/' +
                                                                                                    key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                    '/retention/keep-last',
                                                                                                schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-last/type',
                                                                                                keyword: 'type',
                                                                                                params: { type: 'integer' },
                                                                                                message: 'must be integer',
                                                                                                schema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                    .retention.properties['keep-last'].type,
                                                                                                parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                    .retention.properties['keep-last'],
                                                                                                data: data10
                                                                                            }
                                                                                        ];
                                                                                        return false;
                                                                                    }
                                                                                    if (errors === _errs31) {
                                                                                        if (typeof data10 == 'number' && isFinite(data10)) {
                                                                                            if (data10 > 1000000000 || isNaN(data10)) {
                                                                                                validate20.errors = [
                                                                                                    {
                                                                                                        instancePath: instancePath +
                                                                                                            '/artifacts/' +
                                                                                                            key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                            '/retention/keep-last',
                                                                                                        schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-last/maximum',
                                                                                                        keyword: 'maximum',
                                                                                                        params: { comparison: '<=', limit: 1000000000 },
                                                                                                        message: 'must be <= 1000000000',
                                                                                                        schema: 1000000000,
                                                                                                        parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                            .retention.properties['keep-last'],
                                                                                                        data: data10
                                                                                                    }
                                                                                                ];
                                                                                                return false;
                                                                                            }
                                                                                            else {
                                                                                                if (data10 < 1 || isNaN(data10)) {
                                                                                                    validate20.errors = [
                                                                                                        {
                                                                                                            instancePath: instancePath +
                                                                                                                '/artifacts/' +
                                                                                                                key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                '/retention/keep-last',
                                                                                                            schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-last/minimum',
                                                                                                            keyword: 'minimum',
                                                                                                            params: { comparison: '>=', limit: 1 },
                                                                                                            message: 'must be >= 1',
                                                                                                            schema: 1,
                                                                                                            parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                .retention.properties['keep-last'],
                                                                                                            data: data10
                                                                                                        }
                                                                                                    ];
                                                                                                    return false;
                                                                                                }
                                                                                            }
                                                                                        }
                                                                                    }
                                                                                    var valid8 = _errs31 === errors;
                                                                                }
                                                                                else {
                                                                                    var valid8 = true;
                                                                                }
                                                                                if (valid8) {
                                                                                    if (data9['keep-within'] !== undefined) {
                                                                                        let data11 = data9['keep-within'];
                                                                                        const _errs33 = errors;
                                                                                        if (errors === _errs33) {
                                                                                            if (typeof data11 === 'string') {
                                                                                                if (!pattern9.test(data11)) {
                                                                                                    validate20.errors = [
                                                                                                        {
                                                                                                            instancePath: instancePath +
                                                                                                                '/artifacts/' +
                                                                                                                key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                '/retention/keep-within',
                                                                                                            schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-within/pattern',
                                                                                                            keyword: 'pattern',
                                                                                                            params: { pattern: '^[0-9]{1,9}(?:\\.[0-9]{1,9})?[smhdwSMHDW]$' },
                                                                                                            message: 'must match pattern "' +
                                                                                                                '^[0-9]{1,9}(?:\\.[0-9]{1,9})?[smhdwSMHDW]$' +
                                                                                                                '"',
                                                                                                            schema: '^[0-9]{1,9}(?:\\.[0-9]{1,9})?[smhdwSMHDW]$',
                                                                                                            parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                .retention.properties['keep-within'],
                                                                                                            data: data11
                                                                                                        }
                                                                                                    ];
                                                                                                    return false;
                                                                                                }
                                                                                            }
                                                                                            else {
                                                                                                validate20.errors = [
                                                                                                    {
                                                                                                        instancePath: instancePath +
                                                                                                            '/artifacts/' +
                                                                                                            key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                            '/retention/keep-within',
                                                                                                        schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-within/type',
                                                                                                        keyword: 'type',
                                                                                                        params: { type: 'string' },
                                                                                                        message: 'must be string',
                                                                                                        schema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                            .retention.properties['keep-within'].type,
                                                                                                        parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                            .retention.properties['keep-within'],
                                                                                                        data: data11
                                                                                                    }
                                                                                                ];
                                                                                                return false;
                                                                                            }
                                                                                        }
                                                                                        var valid8 = _errs33 === errors;
                                                                                    }
                                                                                    else {
                                                                                        var valid8 = true;
                                                                                    }
                                                                                    if (valid8) {
                                                                                        if (data9['keep-best'] !== undefined) {
                                                                                            let data12 = data9['keep-best'];
                                                                                            const _errs35 = errors;
                                                                                            if (errors === _errs35) {
                                                                                                if (data12 && typeof data12 == 'object' && !Array.isArray(data12)) {
                                                                                                    if (Object.keys(data12).length < 1) {
                                                                                                        validate20.errors = [
                                                                                                            {
                                                                                                                instancePath: instancePath +
                                                                                                                    '/artifacts/' +
                                                                                                                    key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                    '/retention/keep-best',
                                                                                                                schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-best/minProperties',
                                                                                                                keyword: 'minProperties',
                                                                                                                params: { limit: 1 },
                                                                                                                message: 'must NOT have fewer than 1 properties',
                                                                                                                schema: 1,
                                                                                                                parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                    .retention.properties['keep-best'],
                                                                                                                data: data12
                                                                                                            }
                                                                                                        ];
                                                                                                        return false;
                                                                                                    }
                                                                                                    else {
                                                                                                        for (const key8 in data12) {
                                                                                                            let data13 = data12[key8];
                                                                                                            const _errs38 = errors;
                                                                                                            if (!(typeof data13 == 'number' &&
                                                                                                                !(data13 % 1) &&
                                                                                                                !isNaN(data13) &&
                                                                                                                isFinite(data13))) {
                                                                                                                validate20.errors = [
                                                                                                                    {
                                                                                                                        instancePath: instancePath +
                                                                                                                            '/artifacts/' +
                                                                                                                            key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                            '/retention/keep-best/' +
                                                                                                                            key8.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                                                                        schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-best/additionalProperties/type',
                                                                                                                        keyword: 'type',
                                                                                                                        params: { type: 'integer' },
                                                                                                                        message: 'must be integer',
                                                                                                                        schema: schema31.properties.artifacts.additionalProperties
                                                                                                                            .properties.retention.properties['keep-best']
                                                                                                                            .additionalProperties.type,
                                                                                                                        parentSchema: schema31.properties.artifacts.additionalProperties
                                                                                                                            .properties.retention.properties['keep-best']
                                                                                                                            .additionalProperties,
                                                                                                                        data: data13
                                                                                                                    }
                                                                                                                ];
                                                                                                                return false;
                                                                                                            }
                                                                                                            if (errors === _errs38) {
                                                                                                                if (typeof data13 == 'number' && isFinite(data13)) {
                                                                                                                    if (data13 > 1000000000 || isNaN(data13)) {
                                                                                                                        validate20.errors = [
                                                                                                                            {
                                                                                                                                instancePath: instancePath +
                                                                                                                                    '/artifacts/' +
                                                                                                                                    key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                                    '/retention/keep-best/' +
                                                                                                                                    key8.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                                                                                schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-best/additionalProperties/maximum',
                                                                                                                                keyword: 'maximum',
                                                                                                                                params: { comparison: '<=', limit: 1000000000 },
                                                                                                                                message: 'must be <= 1000000000',
                                                                                                                                schema: 1000000000,
                                                                                                                                parentSchema: schema31.properties.artifacts.additionalProperties
                                                                                                                                    .properties.retention.properties['keep-best']
                                                                                                                                    .additionalProperties,
                                                                                                                                data: data13
                                                                                                                            }
                                                                                                                        ];
                                                                                                                        return false;
                                                                                                                    }
                                                                                                                    else {
                                                                                                                        if (data13 < 1 || isNaN(data13)) {
                                                                                                                            validate20.errors = [
                                                                                                                                {
                                                                                                                                    instancePath: instancePath +
                                                                                                                                        '/artifacts/' +
                                                                                                                                        key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                                        '/retention/keep-best/' +
                                                                                                                                        key8.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                                                                                    schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-best/additionalProperties/minimum',
                                                                                                                                    keyword: 'minimum',
                                                                                                                                    params: { comparison: '>=', limit: 1 },
                                                                                                                                    message: 'must be >= 1',
                                                                                                                                    schema: 1,
                                                                                                                                    parentSchema: schema31.properties.artifacts.additionalProperties
                                                                                                                                        .properties.retention.properties['keep-best']
                                                                                                                                        .additionalProperties,
                                                                                                                                    data: data13
                                                                                                                                }
                                                                                                                            ];
                                                                                                                            return false;
                                                                                                                        }
                                                                                                                    }
                                                                                                                }
                                                                                                            }
                                                                                                            var valid9 = _errs38 === errors;
                                                                                                            if (!valid9) {
                                                                                                                break;
                                                                                                            }
                                                                                                        }
                                                                                                    }
                                                                                                }
                                                                                                else {
                                                                                                    validate20.errors = [
                                                                                                        {
                                                                                                            instancePath: instancePath +
                                                                                                                '/artifacts/' +
                                                                                                                key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                '/retention/keep-best',
                                                                                                            schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-best/type',
                                                                                                            keyword: 'type',
                                                                                                            params: { type: 'object' },
                                                                                                            message: 'must be object',
                                                                                                            schema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                .retention.properties['keep-best'].type,
                                                                                                            parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                .retention.properties['keep-best'],
                                                                                                            data: data12
                                                                                                        }
                                                                                                    ];
                                                                                                    return false;
                                                                                                }
                                                                                            }
                                                                                            var valid8 = _errs35 === errors;
                                                                                        }
                                                                                        else {
                                                                                            var valid8 = true;
                                                                                        }
                                                                                    }
                                                                                }
                                                                            }
                                                                        }
                                                                    }
                                                                    else {
                                                                        validate20.errors = [
                                                                            {
                                                                                instancePath: instancePath +
                                                                                    '/artifacts/' +
                                                                                    key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                    '/retention',
                                                                                schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/type',
                                                                                keyword: 'type',
                                                                                params: { type: 'object' },
                                                                                message: 'must be object',
                                                                                schema: schema31.properties.artifacts.additionalProperties.properties.retention.type,
                                                                                parentSchema: schema31.properties.artifacts.additionalProperties.properties.retention,
                                                                                data: data9
                                                                            }
                                                                        ];
                                                                        return false;
                                                                    }
                                                                }
                                                                var valid7 = _errs28 === errors;
                                                            }
                                                            else {
                                                                var valid7 = true;
                                                            }
                                                            if (valid7) {
                                                                if (data7.metrics !== undefined) {
                                                                    let data14 = data7.metrics;
                                                                    const _errs40 = errors;
                                                                    if (errors === _errs40) {
                                                                        if (data14 && typeof data14 == 'object' && !Array.isArray(data14)) {
                                                                            for (const key9 in data14) {
                                                                                let data15 = data14[key9];
                                                                                const _errs43 = errors;
                                                                                if (!(data15 === 'higher' || data15 === 'lower')) {
                                                                                    validate20.errors = [
                                                                                        {
                                                                                            instancePath: instancePath +
                                                                                                '/artifacts/' +
                                                                                                key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                '/metrics/' +
                                                                                                key9.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                                            schemaPath: '#/properties/artifacts/additionalProperties/properties/metrics/additionalProperties/enum',
                                                                                            keyword: 'enum',
                                                                                            params: {
                                                                                                allowedValues: schema31.properties.artifacts.additionalProperties.properties.metrics
                                                                                                    .additionalProperties.enum
                                                                                            },
                                                                                            message: 'must be equal to one of the allowed values',
                                                                                            schema: schema31.properties.artifacts.additionalProperties.properties.metrics
                                                                                                .additionalProperties.enum,
                                                                                            parentSchema: schema31.properties.artifacts.additionalProperties.properties.metrics
                                                                                                .additionalProperties,
                                                                                            data: data15
                                                                                        }
                                                                                    ];
                                                                                    return false;
                                                                                }
                                                                                var valid10 = _errs43 === errors;
                                                                                if (!valid10) {
                                                                                    break;
                                                                                }
                                                                            }
                                                                        }
                                                                        else {
                                                                            validate20.errors = [
                                                                                {
                                                                                    instancePath: instancePath +
                                                                                        '/artifacts/' +
                                                                                        key5.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                        '/metrics',
                                                                                    schemaPath: '#/properties/artifacts/additionalProperties/properties/metrics/type',
                                                                                    keyword: 'type',
                                                                                    params: { type: 'object' },
                                                                                    message: 'must be object',
                                                                                    schema: schema31.properties.artifacts.additionalProperties.properties.metrics.type,
                                                                                    parentSchema: schema31.properties.artifacts.additionalProperties.properties.metrics,
                                                                                    data: data14
                                                                                }
                                                                            ];
                                                                            return false;
                                                                        }
                                                                    }
                                                                    var valid7 = _errs40 === errors;
                                                                }
                                                                else {
                                                                    var valid7 = true;
                                                                }
                                                            }
                                                        }
                                                    }
                                                }
                                                else {
                                                    validate20.errors = [
                                                        {
                                                            instancePath: instancePath + '/artifacts/' + key5.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                            schemaPath: '#/properties/artifacts/additionalProperties/type',
                                                            keyword: 'type',
                                                            params: { type: 'object' },
                                                            message: 'must be object',
                                                            schema: schema31.properties.artifacts.additionalProperties.type,
                                                            parentSchema: schema31.properties.artifacts.additionalProperties,
                                                            data: data7
                                                        }
                                                    ];
                                                    return false;
                                                }
                                            }
                                            var valid6 = _errs23 === errors;
                                            if (!valid6) {
                                                break;
                                            }
                                        }
                                    }
                                }
                            }
                            var valid0 = _errs18 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                    }
                }
            }
        }
        else {
            validate20.errors = [
                {
                    instancePath,
                    schemaPath: '#/type',
                    keyword: 'type',
                    params: { type: 'object' },
                    message: 'must be object',
                    schema: schema31.type,
                    parentSchema: schema31,
                    data
                }
            ];
            return false;
        }
    }
    validate20.errors = vErrors;
    return errors === 0;
}
validate20.evaluated = { props: true, dynamicProps: false, dynamicItems: false };

// EXTERNAL MODULE: ./lib/doors/describe.js
var describe = __webpack_require__(4040);
// EXTERNAL MODULE: ./lib/doors/suggest.js
var suggest = __webpack_require__(1196);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/store/index.js + 134 modules
var store = __webpack_require__(9393);
;// CONCATENATED MODULE: ./lib/doors/config-check.js
/** Whether a configuration is what its JSON Schema says, and where it is not, what to write instead. */





/**
 * @param file how messages name the file.
 * @throws ArtifactStoreError `INVALID_INPUT`: the file, the line and column, the setting and what it can be.
 */
function checkConfig(mapping, file) {
    const { value } = mapping;
    const validate = config_schema_validate;
    if (!validate(value))
        throw config_check_describe(validate.errors[0], mapping, file);
    const config = value;
    checkMeaning(config, mapping, file);
    return config;
}
function config_check_describe(violation, { places }, file) {
    const { keyword, instancePath, propertyName, params, data, parentSchema } = violation;
    const path = pathOf(instancePath);
    const { description } = parentSchema;
    const about = description === undefined ? '' : `: ${description.replaceAll('`', "'")}`;
    const key = params.additionalProperty;
    if (key !== undefined) {
        const known = Object.keys(parentSchema.properties ?? {});
        const where = path.length === 0 ? '' : ` in ${(0,errors/* quote */.hD)(path.join('.'))}`;
        const meant = (0,suggest/* didYouMean */.a)(key, known);
        return invalid(file, places.ofKey([...path, key]), `${(0,errors/* quote */.hD)(key)} is no setting${where}${meant}${meant === '' ? ';' : ''} there ${known.length === 1 ? 'is' : 'are'} ${(0,describe/* quoteList */.JN)(known, known.length)}`);
    }
    if (propertyName !== undefined) {
        return invalid(file, places.ofKey([...path, propertyName]), `${(0,errors/* quote */.hD)(propertyName)} cannot be a key here${about}`);
    }
    const setting = (0,errors/* quote */.hD)(path.join('.'));
    const place = places.ofValue(path);
    if (keyword === 'enum') {
        return invalid(file, place, `${setting} is ${show(data)}; give one of ${(0,describe/* quoteList */.JN)(params.allowedValues ?? [])}`);
    }
    if (keyword === 'type') {
        return invalid(file, place, `${setting} is ${kindOf(data)}; give ${wantedKind(parentSchema.type)}${suchAs(parentSchema.examples)}`);
    }
    return invalid(file, place, `${setting} cannot be ${show(data)}${about}`);
}
/** What a schema cannot say: names that are taken by selectors, and the language of conditions. */
function checkMeaning(config, { places }, file) {
    for (const [alias, guard] of Object.entries(config['protected-aliases'] ?? {})) {
        const path = ['protected-aliases', alias];
        attempt(file, places.ofKey(path), () => (0,store/* checkAlias */.ff)(alias, "'protected-aliases'"));
        const { require } = guard;
        if (require === undefined)
            continue;
        attempt(file, places.ofValue([...path, 'require']), () => (0,store/* parseCondition */.zB)(require, { input: (0,errors/* quote */.hD)([...path, 'require'].join('.')), allowBase: false }));
    }
}
function attempt(file, place, check) {
    try {
        check();
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error))
            throw error;
        throw invalid(file, place, error.message, error);
    }
}
function invalid(file, { line, column }, problem, cause) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${file}, line ${line}, column ${column}: ${problem}`, { cause });
}
function pathOf(pointer) {
    return pointer
        .split('/')
        .slice(1)
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
function show(value) {
    if (typeof value === 'string')
        return value === '' ? 'empty' : (0,errors/* quote */.hD)(value);
    if (Array.isArray(value) && value.length === 0)
        return 'an empty list';
    if (typeof value === 'object' && value !== null)
        return kindOf(value);
    return String(value);
}
function kindOf(value) {
    if (value === null)
        return 'empty';
    if (Array.isArray(value))
        return 'a list';
    if (typeof value === 'object')
        return 'a mapping';
    return typeof value === 'string' ? `the text ${(0,errors/* quote */.hD)(value)}` : `the value ${String(value)}`;
}
const KINDS = {
    string: 'text',
    object: 'a mapping',
    array: 'a list',
    integer: 'a whole number'
};
function wantedKind(type) {
    const name = [type ?? []].flat().find((one) => one !== 'null');
    return KINDS[name ?? ''] ?? 'another value';
}
function suchAs([example] = []) {
    return example === undefined ? '' : `, such as ${JSON.stringify(example)}`;
}


/***/ })

};
