//go:build race && !js

package polyfill_test

const raceEnabled = true
