"""The placard: the first headlines, painted on the terminal before the app is there to do it."""
