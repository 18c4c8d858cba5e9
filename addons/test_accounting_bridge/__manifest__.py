{
    "name": "Accounting Bridge: a ledger for tests",
    "summary": "The Notebook: a ledger in one file, which shows what a new ledger has to bring",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Accounting Bridge contributors",
    "license": "LGPL-3",
    "depends": ["accounting_bridge"],
}
