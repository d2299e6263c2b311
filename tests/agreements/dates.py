"""Lengths of time from a moment on. Months are those of the calendar, in UTC; moments are milliseconds since 1970."""

SECOND, DAY = 1_000, 86_400_000
YEAR = 365 * DAY


def days_of(year, month):
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_number(year, month, day):
    """Days since 1970-01-01, counted from the years before and the months before."""
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400 - 719_162
    return days + sum(days_of(year, m) for m in range(1, month)) + day - 1


def date_of(days):
    year = 1970 + days // 366
    while day_number(year + 1, 1, 1) <= days:
        year += 1
    month, rest = 1, days - day_number(year, 1, 1)
    while rest >= days_of(year, month):
        rest -= days_of(year, month)
        month += 1
    return year, month, rest + 1


def later(start, span, times=1):
    """The moment so many spans after the start. Months are counted from the start, and end on the last day where they lack its."""
    (unit, length), = span.items()
    if unit == "seconds":
        return start + length * SECOND * times
    days, rest = divmod(start, DAY)
    year, month, day = date_of(days)
    month += length * times - 1
    year, month = year + month // 12, month % 12 + 1
    return day_number(year, month, min(day, days_of(year, month))) * DAY + rest
