"""Rules of documents and money (XERO 2.4 to 2.9)."""

from . import doc_heads, doc_journals, doc_lines, doc_money

RULES = (*doc_heads.RULES, *doc_lines.RULES, *doc_money.RULES, *doc_journals.RULES)
