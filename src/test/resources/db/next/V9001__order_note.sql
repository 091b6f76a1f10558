-- Expand: what the next release writes, and this one does not know.
ALTER TABLE orders ADD COLUMN note text;
