"""What people see: shell, theme, film strip, chart, and one file a tab."""
