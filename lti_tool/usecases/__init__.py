"""One verb each: what people do, as transactions over facts."""
