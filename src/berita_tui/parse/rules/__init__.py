"""Site rules: what people wrote down about the pages of a site, in the Full-Text RSS format."""
