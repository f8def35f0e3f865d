# Messages about identifiers, numbers, dates and money.

id-grammar = “{ $value }” cannot be an identifier: Latin letters, digits, point, underscore and hyphen, 1 to 64 characters, the first a letter or digit.
id-court-code = “{ $value }” is not a court code: four digits are needed.
id-long-division = “{ $value }” is too long: the identifier of a division has at most 59 characters.

number-length = An IIN or BIN has 12 digits; you entered { $found } characters.
number-not-digits = An IIN or BIN has digits only.
number-check-digit = The check digit of the number does not agree. Compare the number with the document.
number-date = The date in the number does not exist. Compare the number with the document.
number-century = The seventh digit of an IIN must be 1 to 6. Compare the number with the document.
number-kind = The fifth digit of a BIN must be 4, 5 or 6. Compare the number with the document.

case-number-shape = “{ $value }” is not a case number. Example: 7119-25-00-2/12345.
case-number-kind = “{ $value }” is not a kind of case: a digit and up to two Cyrillic letters, such as 2 or 2а.
case-number-running = “{ $value }” is not a running number: 1 to 999999999.
case-number-year = The year { $value } cannot stand in a case number: 1970 to 2069.
case-number-site = { $value } cannot stand in a case number: 0 to 99.

money-shape = “{ $value }” is not an amount in tenge. Example: 1 234,56.
money-too-large = The amount is too large.

time-out-of-range = This time lies outside the calendar.
time-zone = “{ $value }” is an unknown time zone.
time-date = “{ $value }” is not a date. Write year-month-day, for example 2026-11-24.
time-clock = “{ $value }” is not a time of day. Write hours and minutes, such as 18:30.

personal-email = The text holds an e-mail address. This text will be open to everybody: take the address out.
personal-phone = The text holds a telephone number. This text will be open to everybody: take the number out.
personal-number = The text holds an IIN or BIN. This text will be open to everybody: take the number out.
