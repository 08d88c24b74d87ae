"""The scripts that move a store from one version of its schema to the next, a folder a store."""
