"""What words of a language tell: lexicons, phrases, likeness, language, credits, datelines."""
