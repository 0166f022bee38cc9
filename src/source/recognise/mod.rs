//! 识别: grid → table → line items, from what headers mean, not from a layout.
