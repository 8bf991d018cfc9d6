// Writes evolution.json with npm's avsc: how it resolves each pair of the schemas in versions.json.
//
//   npm install --no-save avsc@5.7.9 && node make-evolution.js
//
// A line [writer, reader] is a pair that it refuses, a line [writer, reader, hex, text, hex, text] one that it accepts,
// with records of the writer and what the reader makes of them: a line for each field, sorted, as TreeTarget writes
// them in the tests.
'use strict';
const fs = require('fs');
const path = require('path');
const avro = require('avsc');

const SAMPLES = 2;
const here = (...parts) => path.join(__dirname, ...parts);
const versions = JSON.parse(fs.readFileSync(here('versions.json'), 'utf8'));
const types = versions.map((v) => avro.Type.forSchema(v, { wrapUnions: 'always' }));

function unscaled(bytes) {
  return BigInt.asIntN(bytes.length * 8, BigInt('0x' + bytes.toString('hex'))).toString();
}

const quote = (bytes) => `"${bytes.toString('latin1')}"`;

// A value as lines: those of the fields first, then those of the items of arrays and maps.
function render(value, schema) {
  const lines = [];
  const items = [];
  fields(value, schema, '', lines, items);
  const order = (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
  return lines.sort(order).map(([p, v]) => `${p}=${v}\n`).join('')
    + items.sort(order).map(([p, v]) => `${p}{\n${v}}\n`).join('');
}

function fields(value, schema, prefix, lines, items) {
  for (const field of schema.fields) {
    flatten(value[field.name], field.type, prefix ? `${prefix}.${field.name}` : field.name, lines, items);
  }
}

function flatten(value, schema, at, lines, items) {
  if (value === null) return;
  if (Array.isArray(schema)) {
    const [branch] = Object.keys(value);
    const kind = (s) => (typeof s === 'string' ? s : s.name || s.type);
    return flatten(value[branch], schema.find((s) => kind(s) === branch), at, lines, items);
  }
  const type = typeof schema === 'string' ? schema : schema.type;
  if (type === 'record') return fields(value, schema, at, lines, items);
  if (type === 'array') {
    for (const item of value) items.push([at, render({ [at]: item }, { fields: [{ name: at, type: schema.items }] })]);
    return undefined;
  }
  if (type === 'map') {
    for (const key of Object.keys(value)) {
      const pair = { [`${at}.key`]: key, [`${at}.value`]: value[key] };
      const both = [{ name: `${at}.key`, type: 'string' }, { name: `${at}.value`, type: schema.values }];
      items.push([at, render(pair, { fields: both })]);
    }
    return undefined;
  }
  if (type === 'enum') return lines.push([at, schema.symbols.indexOf(value)]);
  if (type === 'boolean') return lines.push([at, value ? 1 : 0]);
  if (type === 'string') return lines.push([at, quote(Buffer.from(value, 'utf8'))]);
  if (type === 'bytes') return lines.push([at, schema.logicalType ? unscaled(value) : quote(value)]);
  return lines.push([at, value]);
}

// Bytes that are UTF-8 as well, and a decimal that fits; 3 bytes stay 3, being fixed.
function tame(value) {
  if (Buffer.isBuffer(value)) {
    return Buffer.from((value.length === 3 ? [...value] : [1, ...value].slice(0, 7)).map((b) => b & 0x7f));
  }
  if (Array.isArray(value)) return value.map(tame);
  if (value === null || typeof value !== 'object') return value;
  for (const key of Object.keys(value)) value[key] = tame(value[key]);
  return value;
}

function pair(writer, reader) {
  let resolver;
  try {
    resolver = types[reader].createResolver(types[writer]);
  } catch (refusal) {
    return [writer, reader];
  }
  const row = [writer, reader];
  for (let i = 0; i < 50 && row.length < 2 + 2 * SAMPLES; i++) {
    const bytes = types[writer].toBuffer(tame(types[writer].random()));
    if (bytes.length > 120) continue;
    let value;
    try {
      value = types[reader].fromBuffer(bytes, resolver);
    } catch (unreadable) {
      continue;
    }
    row.push(bytes.toString('hex'), render(value, versions[reader]));
  }
  return row;
}

const readers = versions.map((v, i) => i).filter((i) => !/double|fixed|float|"T"|"null"}/.test(JSON.stringify(versions[i])));
const rows = [];
for (const writer of versions.keys()) for (const reader of readers) rows.push(pair(writer, reader));
fs.writeFileSync(here('evolution.json'), '[\n' + rows.map((r) => JSON.stringify(r)).join(',\n') + '\n]\n');
