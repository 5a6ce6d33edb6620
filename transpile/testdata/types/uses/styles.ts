// Uses of everything.wasm with jco's styles for flags, enums and variants.
import { plain, values } from './objects/everything.js';
import type { Color, Permissions, Shape } from './objects/interfaces/test-types-values.js';
import * as inline from './inline/everything.js';
import type { ImportObject, Root } from './objects-async/everything.js';

const flags: bigint = values.Permissions.CanRead | values.Permissions.Async;
const permissions: Permissions = flags;
// @ts-expect-error: flags are a bigint
const wrongFlags: Permissions = { canRead: true };
// @ts-expect-error: no such flag
values.Permissions.CanFly;
// @ts-expect-error: the object is frozen
values.Permissions.CanRead = 1n;

const color: Color = values.Color.DarkGreen;
const literal: 'DARK_GREEN' = values.Color.DarkGreen;
// @ts-expect-error: in capitals
const wrongColor: Color = 'dark-green';
const mode: 'ON' = plain.Mode.On;

const circle: { tag: 'circle', val: number } = values.Shape.Circle(1.5);
const shape: Shape = values.Shape.None();
// @ts-expect-error: the payload is a number
values.Shape.Circle('one');
values.fails(values.Shape.WithResult({ tag: 'ok', val: 'RED' })) satisfies Color;

const inlined: { tag: 'none' } | { tag: 'circle', val: number } = { tag: 'none' };
inline.values.fails(inlined) satisfies 'dark-green' | 'red' | 'u8';
// @ts-expect-error: there are no objects for variants
inline.values.Shape;
inline.values.Permissions.CanWrite satisfies bigint;

// The objects are among what a component exports, not among what it wants.
declare const root: Root;
root['test:types/values@1.2.0'].Permissions.CanRead satisfies bigint;
declare const imports: ImportObject;
// @ts-expect-error: the host's business
imports['host'].Event;
