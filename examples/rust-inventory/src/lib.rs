//! The stock of a small shop, as a component: see world.wit.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

wit_bindgen::generate!({ world: "shop", path: "world.wit" });

use exports::shop::inventory::stock::{
    Care, Guest, GuestInventory, Inventory, Item, Movement, Problem, Shelf, Shortage,
};
use shop::inventory::audit::{Journal, Level};
use shop::inventory::rates::{per_euro, Currency};

thread_local! {
    static LIVING: Cell<u32> = const { Cell::new(0) };
}

struct Shop;

struct Stock {
    shelves: RefCell<BTreeMap<String, Shelf>>,
    journal: Journal,
}

impl Stock {
    fn remember(&self, level: Level, text: &str) {
        self.journal.note(level, text);
    }
}

impl Drop for Stock {
    fn drop(&mut self) {
        LIVING.set(LIVING.get() - 1);
    }
}

impl GuestInventory for Stock {
    fn new(name: String) -> Self {
        LIVING.set(LIVING.get() + 1);
        Stock { shelves: RefCell::default(), journal: Journal::new(&name) }
    }

    fn put(&self, item: Item, count: u32) {
        self.remember(Level::Info, &format!("{} × {} ({})", count, item.name, item.sku));
        let mut shelves = self.shelves.borrow_mut();
        let shelf = shelves.entry(item.sku.clone()).or_insert(Shelf { item, count: 0 });
        shelf.count = shelf.count.saturating_add(count);
    }

    fn move_(&self, sku: String, what: Movement) -> Result<u32, Problem> {
        let mut shelves = self.shelves.borrow_mut();
        let Some(shelf) = shelves.get_mut(&sku) else {
            self.remember(Level::Warning, &format!("nothing is called {sku}"));
            return Err(Problem::UnknownItem(sku));
        };
        shelf.count = match what {
            Movement::Arrived(n) => shelf.count.saturating_add(n),
            Movement::Sold(n) if n > shelf.count => {
                self.remember(Level::Warning, &format!("{n} of {sku} wanted, {} there", shelf.count));
                return Err(Problem::NotEnough(Shortage { wanted: n, there: shelf.count }));
            }
            Movement::Sold(n) => shelf.count - n,
            Movement::Counted(n) => n,
            Movement::Lost => 0,
        };
        self.remember(Level::Info, &format!("{sku}: now {}", shelf.count));
        Ok(shelf.count)
    }

    fn find(&self, sku: String) -> Option<Item> {
        self.shelves.borrow().get(&sku).map(|shelf| shelf.item.clone())
    }

    fn shelves(&self) -> Vec<Shelf> {
        self.shelves.borrow().values().cloned().collect()
    }

    fn worth(&self, currency: Currency) -> Result<f64, Problem> {
        let cents: u64 = self.shelves.borrow().values().map(|s| s.item.price * u64::from(s.count)).sum();
        let rate = per_euro(currency).map_err(Problem::NoRate)?;
        Ok((cents as f64 * rate).round() / 100.0)
    }

    fn journal(&self) -> Vec<String> {
        self.journal.lines()
    }

    fn merge(a: Inventory, b: Inventory) -> Inventory {
        let all = Stock::new("all together".into());
        for part in [a.into_inner::<Stock>(), b.into_inner::<Stock>()] {
            for shelf in part.shelves() {
                all.put(shelf.item, shelf.count);
            }
        }
        Inventory::new(all)
    }
}

impl Guest for Shop {
    type Inventory = Stock;

    fn living() -> u32 {
        LIVING.get()
    }

    fn parse_item(line: String) -> Result<Item, String> {
        let parts: Vec<&str> = line.split(';').map(str::trim).collect();
        let [sku, name, price, care, size] = parts[..] else {
            return Err(format!("{} parts instead of 5", parts.len()));
        };
        let price = price.parse().map_err(|_| format!("no price: {price}"))?;
        let mut flags = Care::empty();
        for word in care.split_whitespace() {
            let flag = match word {
                "fragile" => Care::FRAGILE,
                "cold" => Care::KEEP_COLD,
                "heavy" => Care::HEAVY,
                other => return Err(format!("nobody can take care of {other}")),
            };
            flags = flags | flag;
        }
        let numbers: Option<Vec<u16>> = size.split('x').map(|n| n.parse().ok()).collect();
        let size = match numbers.as_deref() {
            Some([w, h, d]) => Some((*w, *h, *d)),
            _ if size.is_empty() => None,
            _ => return Err(format!("no size: {size}")),
        };
        Ok(Item { sku: sku.into(), name: name.into(), price, care: flags, size })
    }
}

export!(Shop);
