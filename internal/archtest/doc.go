// Package archtest holds no code: its tests hold the rules of
// docs/architecture.md, "The rooms", against the packages as they are.
package archtest
