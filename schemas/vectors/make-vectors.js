// Writes vectors.json and schemas.json with npm's avsc, an implementation of Avro that shares nothing with ours.
//
//   npm install --no-save avsc@5.7.9 && node make-vectors.js
//
// values.json  in: records as JSON, times as ISO 8601 in UTC, decimals as strings
// vectors.json out: the same records with the hexadecimal bytes of their Avro encoding
// schemas.json out: the canonical form of every schema and its CRC-64-AVRO fingerprint
'use strict';
const fs = require('fs');
const path = require('path');
const avro = require('avsc');

class Timestamp extends avro.types.LogicalType {
  _fromValue(millis) { return new Date(millis).toISOString(); }
  _toValue(text) { return typeof text === 'string' ? Date.parse(text) : undefined; }
}

class Decimal extends avro.types.LogicalType {
  constructor(attrs, opts) { super(attrs, opts); this.scale = attrs.scale; }
  _fromValue(bytes) { return bytes.toString('hex'); }
  _toValue(text) {
    const [, sign, whole, fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    const digits = whole + (fraction || '').padEnd(this.scale, '0');
    let value = BigInt(digits) * (sign ? -1n : 1n);
    const bytes = [];
    do {
      bytes.unshift(Number(BigInt.asUintN(8, value)));
      value >>= 8n;
    } while (!(value === 0n && bytes[0] < 0x80) && !(value === -1n && bytes[0] >= 0x80));
    return Buffer.from(bytes);
  }
}

function crc64(text) {
  const empty = 0xc15d213aa4d7a795n;
  let fp = empty;
  for (const byte of Buffer.from(text, 'utf8')) {
    let entry = (fp ^ BigInt(byte)) & 0xffn;
    for (let i = 0; i < 8; i++) entry = (entry >> 1n) ^ (empty & -(entry & 1n) & 0xffffffffffffffffn);
    fp = (fp >> 8n) ^ entry;
  }
  return fp.toString(16).padStart(16, '0');
}

const here = (...parts) => path.join(__dirname, ...parts);
const logicalTypes = { 'timestamp-millis': Timestamp, decimal: Decimal };
const types = {};
const schemas = [];
for (const file of fs.readdirSync(here('..', 'avro')).sort()) {
  const name = path.basename(file, '.avsc');
  types[name] = avro.Type.forSchema(
    JSON.parse(fs.readFileSync(here('..', 'avro', file), 'utf8')), { logicalTypes, wrapUnions: 'never' });
  const canonical = JSON.stringify(types[name].schema());
  schemas.push({ record: name, fingerprint: crc64(canonical), canonical });
}

const vectors = JSON.parse(fs.readFileSync(here('values.json'), 'utf8')).map(({ record, note, value }) => {
  const type = types[record];
  if (!type.isValid(value)) throw new Error(`${record}: ${note}: not valid`);
  return { record, note, value, hex: type.toBuffer(value).toString('hex') };
});

fs.writeFileSync(here('schemas.json'), JSON.stringify(schemas, null, 1) + '\n');
fs.writeFileSync(here('vectors.json'), JSON.stringify(vectors, null, 1) + '\n');
