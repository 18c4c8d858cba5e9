"""qbXML as text: tables of elements, a strict reader, a writer.  Knows nothing of customers or invoices."""
