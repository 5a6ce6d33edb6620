package transpile

import (
	"path/filepath"
	"testing"
)

// TestTypesGuest compiles the declarations for guests of every component, each by
// itself as they are ambient, and a guest's use of them.
func TestTypesGuest(t *testing.T) {
	for name, bin := range typesComponents(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			result, err := Types(bin, Options{Name: name, Guest: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range result.Files {
				writeFile(t, filepath.Join(dir, filepath.FromSlash(f.Name)), f.Data)
			}
			if name == "rust-inventory" {
				writeFile(t, filepath.Join(dir, "guest.ts"), []byte(guestUse))
			}
			compileTypes(t, dir)
		})
	}
}

// guestUse is a guest: it imports what the host gives, and what it exports has the
// types of its interface.
const guestUse = `import { Journal, type Level } from 'shop:inventory/audit@1.0.0';
import { perEuro } from 'shop:inventory/rates@1.0.0';
import type * as Stock from 'shop:inventory/stock@1.0.0';
import type { stock as world } from 'root:component/root';

{
  using journal = new Journal('title');
  journal.note('info', 'text') satisfies number;
  // @ts-expect-error: no such level
  journal.note('loud', 'text');
}
perEuro('us-dollar') satisfies number;
const level: Level = 'warning';

class Inventory {
  constructor(public name: string) {}
  put(item: Stock.Item, count: number) {}
  move(sku: string, what: Stock.Movement) { return 1; }
  find(sku: string): Stock.Item | undefined { return undefined; }
  shelves(): Stock.Shelf[] { return []; }
  worth(currency: Stock.Currency) { return 0; }
  journal() { return ['line']; }
  static merge(a: Inventory, b: Inventory) { return a; }
}
export const stock = {
  Inventory,
  living: () => 1,
  parseItem: (line: string): Stock.Item => ({ sku: line, name: '', price: 1n, care: { heavy: true } }),
} satisfies typeof world;
// @ts-expect-error: parseItem is missing
const incomplete = { Inventory, living: () => 1 } satisfies typeof world;
// @ts-expect-error: the guest's own classes need no dispose
new Inventory('x')[Symbol.dispose]();
`
