// The tests of packages jsbridge and jsbridge/edge in Node; playwright-tests/jsbridge.test.mjs is the same in Chromium.

import { test } from 'node:test';
import { goTestJs } from '../../internal/tools/lib/gotestjs.mjs';

test('jsbridge in Node', () => goTestJs('node', './jsbridge/...'));
