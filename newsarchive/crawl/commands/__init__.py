"""Scrapy's commands where this project has something to add."""
