"""The preview: what a build would make, in a browser, while the author writes."""
